"""Error messages that no framework here can raise any more, and texts that are none: what is said
of them, and in what time.  Those of today are raised in `tests/frameworks/test_*_complaints.py`."""

from __future__ import annotations

import time

import pytest

from shapeproof.complaints import explained, rows
from shapeproof.complaints.complaint import Complaint
from shapeproof.complaints.wording import HOLE, plain
from shapeproof.render.complaint import document, told
from tests.sampling import sampled

OLDER = {
    # torch until 1.6, 1.10, 1.13
    "size mismatch, m1: [2 x 1568], m2: [1050 x 10] at /pytorch/aten/src/TH/generic/x.cpp:41": (
        ["2", "1568", "1050", "10"],
        "`nn.Linear(1568, 10)`",
    ),
    "Given groups=1, weight[64, 3, 7, 7], so expected input[1, 224, 224, 3] to have 3 channels, "
    "but got 224 channels instead": (
        ["1", "[64, 3, 7, 7]", "[1, 224, 224, 3]", "3", "224"],
        "`x.permute(0, 3, 1, 2)` makes it (1, 3, 224, 224)",
    ),
    "Expected 4-dimensional input for 4-dimensional weight [64, 3, 7, 7], but got 3-dimensional "
    "input of size [3, 224, 224] instead": (
        ["4", "[64, 3, 7, 7]", "[3, 224, 224]"],
        "`x.unsqueeze(0)`",
    ),
    "Expected 4-dimensional input for 4-dimensional weight [64, 1, 3, 3], but got 3-dimensional "
    "input of size [16, 120, 160] instead": (
        ["4", "[64, 1, 3, 3]", "[16, 120, 160]"],
        "`x.unsqueeze(1)`",
    ),
    "Expected 4-dimensional input for 4-dimensional weight 64 3 7 7 94387354416688, but got "
    "5-dimensional input of size [6, 3, 3, 224, 224] instead": (
        ["4", "[6, 3, 3, 224, 224]"],
        "`x.flatten(0, 1)`",
    ),
    "pad should be smaller than or equal to half of kernel size, but got padW = 2, padH = 2, kW = "
    "2, kH = 2": (["2", "2"], "`padding=1`"),
    "Sizes of tensors must match except in dimension 1. Got 32 and 31 in dimension 2 (The offending"
    " index is 1)": (["1", "32", "31", "2"], "the same strides"),
    "Expected object of scalar type Long but got scalar type Float for argument #2 'target' in call"
    " to _thnn_nll_loss_forward": (["Float"], "`target.long()`"),
    "expected scalar type Long but found Int": (["Int"], "`target.long()`"),
    "Expected object of scalar type Float but got scalar type Double for argument #2 'mat1'": (
        ["Float", "Double"],
        "`x.float()`",
    ),
    "Input type (torch.cuda.FloatTensor) and weight type (torch.FloatTensor) should be the same": (
        ["torch.cuda.FloatTensor", "torch.FloatTensor"],
        "`x.to(device)`",
    ),
    "Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu!"
    " (when checking argument for argument mat1 in method wrapper_addmm)": (
        ["cuda:0", "cpu"],
        "`model.to(device)`",
    ),
    "../aten/src/ATen/native/cuda/Loss.cu:455: block: [0,0,0], thread: [8,0,0] Assertion `t >= 0 "
    "&& t < n_classes` failed.\nRuntimeError: CUDA error: device-side assert triggered": (
        [],
        "on the CPU",
    ),
    # Keras 2 and before
    "Input 0 of layer conv2d is incompatible with the layer: : expected min_ndim=4, found ndim=3. "
    "Full shape received: [None, 28, 28]": (
        ["0", "conv2d", "4", "3", "[None, 28, 28]"],
        "`Reshape((28, 28, 1))`",
    ),
    'Input 0 of layer "lstm_1" is incompatible with the layer: expected ndim=3, found ndim=2. Full '
    "shape received: (None, 64)": (
        ["0", "lstm_1", "3", "2", "(None, 64)"],
        "`return_sequences=True`",
    ),
    "Input 0 is incompatible with layer conv2d_1: expected ndim=4, found ndim=3": (
        ["0", "conv2d_1", "4", "3"],
        "`Input(shape=...)`",
    ),
    "Input 0 of layer dense is incompatible with the layer: expected axis -1 of input shape to have"
    " value 784 but received input with shape [None, 28, 28]": (
        ["dense", "-1", "784", "[None, 28, 28]"],
        "`Flatten()`",
    ),
    'Input 0 of layer "model" is incompatible with the layer: expected shape=(None, 224, 224, 3), '
    "found shape=(None, 256, 256, 3)": (
        ["model", "(None, 224, 224, 3)", "(None, 256, 256, 3)"],
        "`keras.ops.image.resize(x, (224, 224))`",
    ),
    "Error when checking input: expected conv2d_1_input to have 4 dimensions, but got array with "
    "shape (60000, 28, 28)": (["conv2d_1_input", "4", "(60000, 28, 28)"], "`x[..., None]`"),
    "Error when checking input: expected dense_1_input to have shape (784,) but got array with "
    "shape (28, 28)": (["dense_1_input", "(784,)", "(28, 28)"], "`x.reshape((-1, 784))`"),
    "Error when checking target: expected dense_2 to have shape (10,) but got array with shape "
    "(1,)": (["dense_2", "(10,)", "(1,)"], "`keras.utils.to_categorical(y, 10)`"),
    "Error when checking target: expected dense_20 to have shape (None, 3) but got array with shape"
    " (6210, 7)": (["dense_20", "(None, 3)", "(6210, 7)"], "`Dense(7)`"),
    "Error when checking target: expected dense_1 to have 3 dimensions, but got array with shape "
    "(40261, 2)": (["dense_1", "3", "(40261, 2)"], "`return_sequences=False`"),
    "Negative dimension size caused by subtracting 3 from 1 for '{{node conv2d_2/Conv2D}} = "
    "Conv2D[T=DT_FLOAT](x, y)' with input shapes: [?,1,28,28], [3,3,28,32].": (
        ["3", "1", "[?,1,28,28]"],
        "`Input(shape=(28, 28, 1))`",
    ),
    "One of the dimensions in the output is <= 0 due to downsampling in conv2d_3. Consider "
    "increasing the input size. Received input shape [None, 2, 2, 64] which would produce": (
        ["conv2d_3", "[None, 2, 2, 64]"],
        "`padding='same'`",
    ),
    "total size of new array must be unchanged, input_shape = [784], output_shape = [28, 27]": (
        ["[784]", "[28, 27]"],
        "`Reshape((28, -1))` makes it (None, 28, 28)",
    ),
    "A `Concatenate` layer requires inputs with matching shapes except for the concat axis. Got "
    "inputs shapes: [(None, 4, 3), (None, 5, 3)]": (
        ["(None, 4, 3)", "(None, 5, 3)"],
        "`Concatenate(axis=1)`",
    ),
    "ConcatOp : Dimensions of inputs should match: shape[0] = [32,28,28,64] vs. shape[1] = "
    "[32,29,29,64]": (["[32,28,28,64]", "[32,29,29,64]"], "`Cropping2D`"),
    "Operands could not be broadcast together with shapes (32, 32, 64) (30, 30, 64)": (
        ["(32, 32, 64)", "(30, 30, 64)"],
        "the same strides",
    ),
    "Incompatible shapes: [32,10] vs. [32,9]\n\t [[{{node loss/sub}}]]": (
        ["[32,10]", "[32,9]"],
        "as many units",
    ),
    "Dimensions must be equal, but are 10 and 9 for '{{node mean_squared_error/SquaredDifference}} "
    "= SquaredDifference[T=DT_FLOAT](a, b)' with input shapes: [?,10], [?,9].": (
        ["10", "9", "[?,10]", "[?,9]"],
        "as many units",
    ),
    "Shapes (None, 1) and (None, 10) are incompatible": (
        ["(None, 1)", "(None, 10)"],
        "`loss='sparse_categorical_crossentropy'`",
    ),
    "logits and labels must have the same shape ((None, 1) vs (None, 10))": (
        ["(None, 1)", "(None, 10)"],
        "`Dense(10)`",
    ),
    "`logits` and `labels` must have the same shape, received ((None, 28, 28, 1) vs (None, 1)).": (
        ["(None, 28, 28, 1)", "(None, 1)"],
        "`Flatten()`",
    ),
    "logits and labels must be broadcastable: logits_size=[32,10] labels_size=[32,5]": (
        ["[32,10]", "[32,5]"],
        "`Dense(5)`",
    ),
    "logits and labels must have the same first dimension, got logits shape [32,10] and labels "
    "shape [320]": (["[32,10]", "[320]"], "`loss='categorical_crossentropy'`"),
    "logits and labels must have the same first dimension, got logits shape [2028,1] and labels "
    "shape [676]": (["[2028,1]", "[676]"], "`Flatten()`"),
    "Received a label value of 10 which is outside the valid range of [0, 10).  Label values: 3": (
        ["10", "10"],
        "`y - 1`",
    ),
    "Data cardinality is ambiguous:\n  x sizes: 1600\n  y sizes: 400\nMake sure all arrays contain "
    "the same number of samples.": (["1600", "400"], "`np.array(x)`"),
    "Input arrays should have the same number of samples as target arrays. Found 4 input samples "
    "and 5 target samples.": (["4", "5"], "`y.shape`"),
    "indices[3,5] = 10000 is not in [0, 10000)\n\t [[{{node embedding/embedding_lookup}}]]": (
        ["[3,5]", "10000", "10000"],
        "`input_dim=x.max() + 1`",
    ),
    "Layer model expects 2 inputs, but it received 1 input tensors.": (
        ["model", "2", "1"],
        "`model([a, b])`",
    ),
    "The added layer must be an instance of class Layer. Found: <keras.layers.core.Dense object at "
    "0x7f>": (["keras.layers.core.Dense"], "`from keras import layers`"),
    "The last dimension of the inputs to a Dense layer should be defined. Found None. Full input "
    "shape": ([], "`GlobalAveragePooling2D()`"),
    'The shape of the input to "Flatten" is not fully defined (got (None, None, 64)': (
        ["(None, None, 64)"],
        "`Input(shape=(28, 28, 1))`",
    ),
    "Matrix size-incompatible: In[0]: [32,784], In[1]: [100,10]": (
        ["[32,784]", "[100,10]"],
        "flattened if need be",
    ),
    "You are trying to load a weight file containing 16 layers into a model with 0 layers.": (
        ["16", "0"],
        "build the model before",
    ),
    "Weight expects shape (4, 5). Received saved weight with shape (4, 3)": (
        ["(4, 5)", "(4, 3)"],
        "the arguments and the input shape",
    ),
    "Failed to convert a NumPy array to a Tensor (Unsupported object type list).": (
        ["list"],
        "`keras.utils.pad_sequences(x)`",
    ),
    "Input to reshape is a tensor with 784 values, but the requested shape has 756": (
        ["784", "756"],
        "the array's shape",
    ),
    "cannot reshape array of size 784 into shape (28,29)": (["784", "(28,29)"], "images"),
}


@pytest.mark.parametrize("message", OLDER, ids=lambda one: one[:50])
def test_older_messages(message: str) -> None:
    numbers, cure = OLDER[message]
    complaint = known(message)
    assert [text for text, _ in complaint.numbers] == numbers
    assert [one for one in map(str, complaint.cures) if cure in one], complaint.cures


def known(text: str) -> Complaint:
    complaint = explained(text)
    assert complaint, text
    return complaint


FILLED = {"int": "3", "sizes": "[2, 5]", "word": "lstm_1", "type": "unsigned char",
          "any": "something", "gap": ": ", "named": " with name 'x'", "others": ""}  # fmt: skip


@pytest.mark.parametrize("wording", [one for _, row in rows() for one in row.wordings])
def test_every_wording_is_found_and_all_can_be_said_of_it(wording: str) -> None:
    text = HOLE.sub(lambda hole: FILLED[hole[2]], wording)
    complaint = known(f"Traceback\n  File 3\nError: {text}\n\nArguments received: 3")
    assert complaint.message == " ".join(text.split())
    said = document(complaint)
    assert list(said) == ["framework", "message", "numbers", "means", "cures"]
    assert said["cures"]
    for sentence in (said["means"], *said["cures"], *(one["is"] for one in said["numbers"])):
        assert not set("{}") & set(sentence)
    assert all(one["text"] in text for one in said["numbers"])


def test_the_last_error_counts() -> None:
    first, second = "Target 7 is out of bounds.", "running_mean should contain 3 elements not 8"
    both = f"IndexError: {first}\n\nDuring handling another exception occurred:\n\n{second}\n"
    assert known(both).message == second
    assert known(f"{second}\n{first}").message == first.rstrip(".")


def test_a_longer_reading_is_preferred() -> None:
    message = "Input 0 of layer x is incompatible with the layer: expected ndim=3, found ndim=2"
    assert known(f"{message}. Full shape received: (None, 3)").message.endswith("(None, 3)")


def test_marks_and_width_as_chats_write_them() -> None:
    for text in (
        "Input 0 of layer “lstm” is incompatible with the layer： expected ndim=3， found ndim=2",
        "Input 0 of layer lstm is incompatible with the layer: expected ndim=3,\u00a0found ndim=2",
        "【Input 0 of layer lstm is incompatible with the layer: expected ndim=3, found ndim=2】",
    ):
        assert [what for what, _ in known(text).numbers] == ["0", "lstm", "3", "2"]
    seen = "expected ndim=4, found ndim=3. Full shape received: 【416, 416, 3】"
    assert known(f"Input 0 of layer a is incompatible with the layer: {seen}").numbers[-1][0] == (
        "[416, 416, 3]"
    )


UNKNOWN = ["", " \n\t", "ValueError", "all is well", "mat1 and mat2", "\x00\ud800", "形状不匹配"]


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_nobody_knows(text: str) -> None:
    assert explained(text) is None


def test_a_wording_shared_with_other_words_is_not_taken_for_it() -> None:
    for text in (
        "mat1 and mat2 shapes cannot be multiplied (2xa and 3x4)",
        "shape is invalid for input of size 3",
        "The size of tensor a must match the size of tensor b",
        "Expected input batch_size (a) to match target batch_size (b)",
    ):
        assert explained(text) is None, text


PIECES = [HOLE.sub(lambda hole: FILLED[hole[2]], one) for _, row in rows() for one in row.wordings]
HOSTILE = {
    "noise": "aé中\x00\x1b[31m " * 120_000,
    "brackets": "[" * 1_000_000,
    "blanks": "mat1" + " " * 1_000_000 + "and",
    "one word": "x" * 1_000_000,
    "dots": "x." * 500_000,
    "lines": "  File x, line 3, in forward\n    x = self.fc(x)\n" * 20_000,
    "sizes": "weight of size [" + "1, " * 300_000,
    "a size of many digits": "shape '[" + "9" * 100_000 + "]' is invalid for input of size 3",
    "margins": "│ > " * 250_000,
    "quotes": "'\"`" * 300_000,
    **{f"begun: {one[:40]}": (one[:-3] + " ") * (50_000 // len(one)) for one in PIECES},
}


@pytest.fixture(scope="module")
def wordings_compiled() -> None:
    explained(PIECES[0])


@pytest.mark.usefixtures("wordings_compiled")
@pytest.mark.parametrize("name", sampled(HOSTILE, every=3))
def test_no_text_takes_long(name: str) -> None:
    begun = time.process_time()
    explained(HOSTILE[name])
    assert time.process_time() - begun < 0.1


@pytest.mark.parametrize("sizes", ["()", "(None,)", "(0, 0, 0, 0)", "(-1, -1)", "[9, 9, None, 9]",
                         "(" + "2, " * 90 + ")", "(" + "9" * 18 + ",)", "(1, 2, 3)"])  # fmt: skip
def test_no_number_is_too_strange(sizes: str) -> None:
    for number in ("-1", "999999999999999999"):
        strange = {**FILLED, "sizes": sizes, "int": number}
        for _, row in rows():
            for wording in row.wordings:
                text = HOLE.sub(lambda hole, strange=strange: strange[hole[2]], wording)
                begun = time.process_time()
                complaint = explained(text)
                assert time.process_time() - begun < 0.1, text
                assert complaint is None or told(complaint)


def test_a_page_for_the_terminal() -> None:
    complaint = known("mat1 and mat2 shapes cannot be multiplied (480x30 and 7200x10)")
    assert told(complaint, width=60) == PAGE
    for width in (40, 80):
        assert max(map(len, told(complaint, width=width).splitlines())) <= width


PAGE = """\
torch: mat1 and mat2 shapes cannot be multiplied (480x30 and
  7200x10)

An input is multiplied by a matrix, most often the weight of
a Linear layer. That layer is `nn.Linear(7200, 10)`, and
each row of its input has 30.

Which number is which
  480   rows of the input: its batch, or all its axes but
        the last together
  30    features in each row: the last size of the input
  7200  features that the weight takes: `in_features`
  10    features that the weight gives: `out_features`

Ways out
  1. flatten before the layer, `x.flatten(1)` or
     `nn.Flatten()`: 480 rows of 30 may well be 2 of 7200
  2. if 30 are right, make the layer so: `nn.Linear(30, 10)`
  3. change what comes before, so that 7200 arrive: often a
     `flatten` or `view` is missing or takes other axes, or
     a convolution or pooling leaves another size than
     thought"""


def test_text_is_read_from_its_end() -> None:
    message = "running_mean should contain 3 elements not 8"
    assert known("x" * 10_000_000 + "\n" + message).message == message
    assert plain("a\n\n│ b │\n> c\nE   d\n") == ["a", "b", "c", "d"]
