"""Layers that turn words, numbers and bins into categories, refusals included.

Where numbers are written apart, a last axis of 1 is dropped; see `test_keras_categories.py`.
"""

from typing import Any

from tests.grids.grid import grid

SHAPES = [(), (4,), (3, 4), (2, 3, 4)]
MODES = ["int", "one_hot", "multi_hot", "count"]
WORDS = ["a", "b", "c", "d"]
LOOK_UPS: dict[str, dict[str, Any]] = {
    "StringLookup": {"words": WORDS, "unknown": "[UNK]", "mask": "", "dtype": "string"},
    "IntegerLookup": {"words": [3, 5, 8, 9], "unknown": -1, "mask": 0, "dtype": "int64"},
}

CASES = [
    *(
        case
        for dtype in ("int32", "int64", "float32")
        for case in grid(
            "CategoryEncoding",
            *SHAPES,
            dtype=dtype,
            num_tokens=[2, 5, 0, -1, None],
            output_mode=["one_hot", "multi_hot", "count", "binary"],
        )
    ),
    *grid("CategoryEncoding", (4,), dtype="int32", num_tokens=[5]),
    *(
        case
        for dtype in ("float32", "int32")
        for case in (
            *grid("Discretization", *SHAPES, dtype=dtype, num_bins=[3, -1], output_mode=MODES),
            *grid(
                "Discretization",
                *SHAPES,
                dtype=dtype,
                bin_boundaries=[[0.0, 1.5, 9.0]],
                output_mode=MODES,
            ),
        )
    ),
    *grid("Discretization", (4,), num_bins=[3, None], bin_boundaries=[None, [1.0, 2.0], []]),
    *grid("Discretization", (4,), num_bins=[3], sparse=[True]),
    *(
        case
        for dtype in ("string", "int64")
        for case in grid("Hashing", *SHAPES, dtype=dtype, num_bins=[3, 0], output_mode=MODES)
    ),
    *grid("Hashing", (4,), dtype="string", num_bins=[3], salt=[None, 7, (1, 2), (1,), "s"]),
    *grid("Hashing", (4,), dtype="string", num_bins=[3], mask_value=["", None]),
    *grid("Hashing", (4,), dtype="string", num_bins=[3], sparse=[True]),
    *(
        case
        for dtype in ("string", "int64")
        for case in grid(
            "HashedCrossing",
            *(((), ()), ((4,), (4,)), ((3, 4), (3, 4)), ((4,), (5,)), ((4,), (4,), (4,))),
            dtype=dtype,
            num_bins=[5],
            output_mode=["int", "one_hot"],
        )
    ),
    *(
        case
        for name, of in LOOK_UPS.items()
        for case in (
            *grid(
                name,
                *SHAPES,
                dtype=of["dtype"],
                vocabulary=[of["words"]],
                output_mode=[*MODES, "binary"],
            ),
            *grid(
                name,
                (4,),
                dtype=of["dtype"],
                num_oov_indices=[0, 1, 2, -1],
                mask_token=[None, of["mask"]],
                vocabulary=[
                    *(of["words"], [], of["words"] * 2, [of["unknown"], *of["words"]]),
                    *([of["unknown"]] * 2 + of["words"], [of["mask"], *of["words"]]),
                    [of["mask"], of["unknown"], *of["words"]],
                ],
                output_mode=["int", "multi_hot"],
            ),
            *grid(
                name,
                (3, 4),
                dtype=of["dtype"],
                max_tokens=[None, 1, 3, 5, 9],
                vocabulary=[of["words"]],
                output_mode=["int", "one_hot", "count"],
                pad_to_max_tokens=[False, True],
            ),
            *grid(name, (4,), dtype=of["dtype"], max_tokens=[9], pad_to_max_tokens=[True]),
            *grid(name, (4,), dtype=of["dtype"], output_mode=["int"]),
            *grid(
                name,
                (4,),
                dtype=of["dtype"],
                vocabulary=[
                    of["words"],
                    [of["unknown"], *of["words"]],
                    [*of["words"], of["unknown"]],
                ],
                invert=[True],
                output_mode=["int", "one_hot"],
            ),
            *grid(
                name,
                (4,),
                dtype=of["dtype"],
                vocabulary=[of["words"]],
                idf_weights=[None, [0.1, 0.2, 0.3, 0.4], [0.1]],
                output_mode=["int", "tf_idf", "tf-idf", "count"],
            ),
            *grid(name, (4,), dtype=of["dtype"], sparse=[True]),
        )
    ),
    *grid("IntegerLookup", (4,), dtype="int64", salt=[None, 7], oov_method=["farmhash"]),
    *grid(
        "TextVectorization",
        *((), (1,)),
        dtype="string",
        vocabulary=[WORDS, ["", "[UNK]", "a"], ["[UNK]", "a", "b"], ["a", "a"]],
        output_mode=["int"],
        output_sequence_length=[7],
        max_tokens=[None, 5, 100],
    ),
    *grid(
        "TextVectorization",
        *((), (1,)),
        dtype="string",
        vocabulary=[WORDS, ["[UNK]", "a", "b"]],
        output_mode=["multi_hot", "binary"],
        max_tokens=[None, 4, 100],
        split=["whitespace", None],
    ),
    *grid(
        "TextVectorization",
        (),
        (3, 4),
        dtype="string",
        vocabulary=[WORDS],
        output_mode=["one_hot", "count"],
        split=[None],
    ),
    *grid(
        "TextVectorization",
        (),
        dtype="string",
        max_tokens=[None, 1, 50],
        output_mode=["multi_hot"],
        pad_to_max_tokens=[True],
    ),
    *grid(
        "TextVectorization",
        (),
        dtype="string",
        vocabulary=[WORDS],
        idf_weights=[None, [0.1, 0.2, 0.3, 0.4]],
        output_mode=["tf_idf"],
        split=[None],
    ),
    *grid(
        "TextVectorization",
        (),
        dtype="string",
        output_sequence_length=[7],
        vocabulary=[WORDS],
        output_mode=["count"],
    ),
]
