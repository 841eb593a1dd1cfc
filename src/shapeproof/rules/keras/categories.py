"""Keras's layers that turn words, whole numbers and bins into numbers of categories.

Keras needs TensorFlow to run those that hash or look up; what they tell of shapes it does not.
"""

from __future__ import annotations

from typing import Any, Literal

from shapeproof.algebra.formula import Dim, Name
from shapeproof.algebra.words import equal, product, step
from shapeproof.message import say
from shapeproof.rules.arithmetic.broadcasting import known
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.keras.merging import sizes_of
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Tensor, called, need

Encoding = Literal["multi_hot", "one_hot", "count", "binary"]
Binning = Literal["int", "one_hot", "multi_hot", "count"]
Crossing = Literal["int", "one_hot"]
LookUp = Literal["int", "one_hot", "multi_hot", "count", "tf_idf", "binary", "tf-idf"]
WRITTEN = {"binary": "multi_hot", "tf-idf": "tf_idf"}
"""Older names of ways to write."""
Vocabulary = Any
"""A list of words, the file that they stand in, or None."""


def category_encoding(
    x: Tensor,
    *,
    num_tokens: Dim | None = None,
    output_mode: Encoding = "multi_hot",
    sparse: bool = False,
) -> Facts:
    """Writes whole numbers as {num_tokens:place|places}, one for each category.  Unless
    `output_mode` says otherwise, the numbers along the last axis are written together: a 1 stands
    in the place of each category that is among them, and a 0 in all others ('multi_hot').  With
    `output_mode`, it writes in the way of {output_mode}: 'one_hot' gives each number places of its
    own, 'count' counts how often each category is among the numbers along the last axis."""
    if num_tokens is None:
        need(False, "it must be told how many categories there are: num_tokens")
        raise AssertionError
    need(num_tokens >= 1, "there must be at least 1 category, not {n}", n=num_tokens)
    return written(x, num_tokens, output_mode)


def discretization(
    x: Tensor,
    *,
    bin_boundaries: tuple[float, ...] | None = None,
    num_bins: Dim | None = None,
    epsilon: float = 0.01,
    output_mode: Binning = "int",
    sparse: bool = False,
) -> Facts:
    """Writes for each number which bin it falls into, of {bins:bin|bins}: it is compared with the
    boundaries between them.  With `num_bins`, the boundaries are not stated but learnt from data,
    so that equally many numbers fall into each bin.  With `output_mode`, the bins are written as
    one place for each bin, in the way of {output_mode}."""
    need(
        (num_bins is None) is not (bin_boundaries is None),
        "it takes either bin_boundaries or num_bins",
    )
    need_not_sparse(sparse, output_mode)
    bins: Dim = len(bin_boundaries or ()) + 1
    if num_bins is not None:
        need(num_bins >= 0, "num_bins must be 0 or more, not {n}", n=num_bins)
        bins = num_bins
    called(bins, "bins")
    compared = product(x.read("batch", "...")) * (bins - 1)
    if output_mode == "int":
        return each_by_itself(x, "int32")._replace(elementwise=compared)
    facts = written(x, bins, output_mode)
    if output_mode != "one_hot" and len(x.shape) > 1:  # Keras drops the second axis, not the last
        batch, _, *others = x.read("batch", "...")
        facts = Facts(Tensor((batch, *others, bins)), elementwise=facts.elementwise)
    return facts._replace(elementwise=compared + facts.elementwise)


def hashing(
    x: Tensor,
    *,
    num_bins: Dim,
    mask_value: object = None,
    salt: object = None,
    output_mode: Binning = "int",
    sparse: bool = False,
) -> Facts:
    """Throws words or whole numbers into {num_bins:bin|bins}, always the same into the same, and
    writes the number of the bin; different ones may share a bin.  With `mask_value`, the first bin
    is kept for {mask_value}.  With `output_mode`, the bins are written as one place for each bin,
    in the way of {output_mode}."""
    need(num_bins >= 1, "there must be at least 1 bin, not {n}", n=num_bins)
    need_salt(salt)
    need_not_sparse(sparse, output_mode)
    if output_mode == "int":
        return each_by_itself(x, "int64")
    # what Keras tells of 'one_hot' is what it tells of 'multi_hot'
    return written(x, num_bins, "count" if output_mode == "count" else "multi_hot")


def hashed_crossing(
    *inputs: Tensor, num_bins: Dim, output_mode: Crossing = "int", sparse: bool = False
) -> Facts:
    """Reads two inputs, takes what they have at the same place as a pair, and throws pairs into
    {num_bins:bin|bins}, always the same into the same; it writes the number of the bin.  With
    `output_mode`, it writes one place for each bin: a 1 in that of the pair, a 0 in all others."""
    need(len(inputs) == 2, "it takes exactly 2 inputs, not {n}", n=len(inputs))
    first, second = sizes_of(inputs)
    need(
        equal(first[-1], second[-1]),
        "the two inputs must have the same sizes, and have {a} and {b}",
        a=first[-1],
        b=second[-1],
    )
    if output_mode == "int":
        return Facts(Tensor(first, "int64"))
    return Facts(Tensor((*without_one(first), num_bins)))


def integer_lookup(
    x: Tensor,
    *,
    max_tokens: Dim | None = None,
    num_oov_indices: Dim = 1,
    mask_token: object = None,
    oov_token: object = -1,
    vocabulary: Vocabulary = None,
    vocabulary_dtype: str = "int64",
    idf_weights: Vocabulary = None,
    invert: bool = False,
    output_mode: LookUp = "int",
    sparse: bool = False,
    pad_to_max_tokens: bool = False,
    oov_method: str = "floormod",
    salt: object = None,
) -> Facts:
    """Looks up each whole number in a list that it was given or that it learnt from data, and
    writes at which place of the list it stands; all that are not in the list share
    {num_oov_indices:place|places} of their own.  With `invert`, it goes the other way, from places
    to numbers.  With `output_mode`, it writes one place for each number of the list, in the way of
    {output_mode}.  With `max_tokens`, the list has at most {max_tokens} places."""
    need_salt(salt)
    special = [mask_token, oov_token, num_oov_indices]
    size = vocabulary_size(vocabulary, special, max_tokens, output_mode, idf_weights, invert)
    return looked_up(x, size, max_tokens, pad_to_max_tokens, output_mode, sparse)


def string_lookup(
    x: Tensor,
    *,
    max_tokens: Dim | None = None,
    num_oov_indices: Dim = 1,
    mask_token: object = None,
    oov_token: object = "[UNK]",
    vocabulary: Vocabulary = None,
    idf_weights: Vocabulary = None,
    invert: bool = False,
    output_mode: LookUp = "int",
    pad_to_max_tokens: bool = False,
    sparse: bool = False,
) -> Facts:
    """Looks up each word in a list that it was given or that it learnt from data, and writes at
    which place of the list it stands; all words that are not in the list share
    {num_oov_indices:place|places} of their own.  With `invert`, it goes the other way, from places
    to words.  With `output_mode`, it writes one place for each word of the list, in the way of
    {output_mode}.  With `max_tokens`, the list has at most {max_tokens} places."""
    special = [mask_token, oov_token, num_oov_indices]
    size = vocabulary_size(vocabulary, special, max_tokens, output_mode, idf_weights, invert)
    return looked_up(x, size, max_tokens, pad_to_max_tokens, output_mode, sparse)


def text_vectorization(
    x: Tensor,
    *,
    max_tokens: Dim | None = None,
    standardize: Any = "lower_and_strip_punctuation",
    split: Any = "whitespace",
    ngrams: Any = None,
    output_mode: LookUp = "int",
    output_sequence_length: Dim | None = None,
    pad_to_max_tokens: bool = False,
    vocabulary: Vocabulary = None,
    idf_weights: Vocabulary = None,
    sparse: bool = False,
    ragged: bool = False,
) -> Facts:
    """Cuts each text into words and looks up each word in a list that it was given or that it
    learnt from data: it writes at which place of the list the word stands.  Unless
    `output_sequence_length` is chosen, the texts of a batch become as long as the longest of them,
    which nobody knows before.  With `output_sequence_length`, every text becomes
    {output_sequence_length:word|words} long: what is more is cut off, and what is less is filled
    with 0.  With `output_mode`, it writes one place for each word of the list, in the way of
    {output_mode}, and not their order.  With `max_tokens`, the list has at most {max_tokens}
    places."""
    need(
        output_mode == "int" or output_sequence_length is None,
        "output_sequence_length goes with output_mode='int', not with {mode}",
        mode=output_mode,
    )
    need(not ragged or output_mode == "int", "ragged goes with output_mode='int' only")
    size = vocabulary_size(vocabulary, ["", "[UNK]", 1], max_tokens, output_mode, idf_weights)
    if output_mode == "int":
        looked_up(x, size, max_tokens, pad_to_max_tokens, output_mode, sparse)
        length = Name("words") if output_sequence_length is None else output_sequence_length
        return Facts(Tensor((x.shape[0], length), "int64"))
    words: Shape = (Name("words"),)
    if split is None:
        words = (1,) if len(x.shape) <= 1 else ()
    cut = Tensor((*x.read("batch", "..."), *words))
    facts = looked_up(cut, size, max_tokens, pad_to_max_tokens, output_mode, sparse)
    return facts._replace(cell=None)


def looked_up(
    x: Tensor,
    size: Dim | None,
    max_tokens: Dim | None,
    pad_to_max_tokens: bool,
    output_mode: LookUp,
    sparse: bool,
) -> Facts:
    """Numbers of places, or a place for each of so many; Keras gives the latter as floats."""
    need(
        not (pad_to_max_tokens and max_tokens is None),
        "pad_to_max_tokens goes with max_tokens, which says up to where",
    )
    need_not_sparse(sparse, output_mode)
    if output_mode == "int":
        return each_by_itself(x, "int64")
    depth = max_tokens if pad_to_max_tokens else size
    return written(x, Name("vocabulary size") if depth is None else depth, output_mode, "float32")


def vocabulary_size(
    vocabulary: Vocabulary,
    special: list[Any],
    max_tokens: Dim | None,
    output_mode: LookUp,
    idf_weights: Vocabulary,
    invert: bool = False,
) -> Dim | None:
    """How many places there are: those of the words, and the `special` ones: one that stands for
    nothing, where whole numbers are written, and those of words that are not in the list.

    None where the words are in a file or learnt from data.
    """
    mask, unknown, others = special
    mode = WRITTEN.get(output_mode, output_mode)
    if max_tokens is not None:
        need(max_tokens >= 2, "max_tokens must be more than 1, not {n}", n=max_tokens)
    need(others >= 0, "num_oov_indices must be 0 or more, not {n}", n=others)
    need(not invert or mode == "int", "invert goes with output_mode='int' only")
    need(
        idf_weights is None or mode == "tf_idf",
        "idf_weights go with output_mode='tf_idf' only",
    )
    need(
        vocabulary is None or idf_weights is not None or mode != "tf_idf",
        "output_mode='tf_idf' needs idf_weights beside the vocabulary",
    )
    if not isinstance(vocabulary, tuple | list):
        return None
    words: list[Any] = list(vocabulary)
    need(len(words) >= 1, "the vocabulary is empty")
    masks = [mask] * (mask is not None and mode == "int")
    before = masks + [unknown] * (known(others) or 0)
    if words[: len(before)] == before:
        words = words[len(before) :]
    need(len(set(words)) == len(words), "the vocabulary has a word twice")
    need(mask is None or mask not in words, "the mask_token is in the vocabulary")
    need(not invert or unknown not in words, "the oov_token is in the vocabulary")
    size = step("vocabulary size", len(masks) + others + len(words))
    if max_tokens is not None:
        need(
            size <= max_tokens,
            "the vocabulary of {size} is larger than max_tokens, which is {max_tokens}",
            size=size,
            max_tokens=max_tokens,
        )
    if isinstance(idf_weights, tuple | list):
        need(
            len(idf_weights) == len(vocabulary),
            "there must be as many idf_weights as words in the vocabulary, {words}, not {n}",
            words=len(vocabulary),
            n=len(idf_weights),
        )
    return size


def written(x: Tensor, depth: Dim, output_mode: str, dtype: str | None = None) -> Facts:
    """Categories as one place for each: each number by itself, or all along the last axis."""
    sizes = x.read("...", "numbers")
    mode = WRITTEN.get(output_mode, output_mode)
    places = without_one(sizes) if mode == "one_hot" else sizes[:-1]

    def cell(index: Index) -> Reads:
        *at, category = index
        if mode == "one_hot":
            read = (*map(one, at), range(1))[: len(x.shape)]
            return Reads((read,), say("1 if the number is {n}, or else 0", n=category))
        made = say("1 if a {n} is among the numbers, or else 0", n=category)
        if mode in ("count", "tf_idf"):
            made = say("how many of the numbers are {n}", n=category)
        return Reads(((*map(one, at), range(int(sizes[-1]))),), made)

    counted = product(sizes) if mode in ("count", "tf_idf") else 0
    weighed = product((*places, depth)) if mode == "tf_idf" else 0
    return Facts(Tensor((*places, depth), dtype), elementwise=counted + weighed, cell=cell)


def without_one(shape: Shape) -> Shape:
    """The sizes; a last axis of 1 is dropped, unless it is the only one."""
    if len(shape) < 2 or known(shape[-1]) != 1:
        if len(shape) > 1:
            need(shape[-1] >= 2, "a last axis of 1 is dropped where each number is written apart")
        return shape
    return shape[:-1]


def each_by_itself(x: Tensor, dtype: str) -> Facts:
    """The number of a category for each number or word."""

    def cell(index: Index) -> Reads:
        return Reads((tuple(map(one, index)),), say("the category of what stands here"))

    return Facts(Tensor(x.read("batch", "..."), dtype), cell=cell)


def need_not_sparse(sparse: bool, output_mode: str) -> None:
    need(
        not (sparse and output_mode == "int"),
        "sparse goes with places for each category, not with output_mode='int'",
    )


def need_salt(salt: object) -> None:
    """Keras takes one number, or two."""
    need(
        salt is None or isinstance(salt, int) or (isinstance(salt, tuple) and len(salt) == 2),
        "salt is a whole number, or two of them, not {salt}",
        salt=salt,
    )


RULES = [
    Rule("CategoryEncoding", category_encoding),
    Rule("Discretization", discretization),
    Rule("Hashing", hashing),
    Rule("HashedCrossing", hashed_crossing),
    Rule("IntegerLookup", integer_lookup, beside="vocabulary_size has_input_vocabulary"),
    Rule("StringLookup", string_lookup, beside="encoding salt oov_method"),
    Rule("TextVectorization", text_vectorization, beside="encoding"),
]
