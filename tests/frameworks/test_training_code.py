"""Training code around a model: the framework runs it, and where it raises we tell a problem."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from shapeproof.model import Model
from shapeproof.read.source.torch import entry
from tests.sampling import sampled

pytest.importorskip("torch")

SCRIPT = """
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
X = torch.rand(70, 6)
y = {labels}
model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), {head})
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = {loss}
for x, t in {data}:
    optimizer.zero_grad()
    loss = criterion(model(x), t)
    loss.backward()
    optimizer.step()
"""
LOSSES = (
    *("nn.CrossEntropyLoss()", "F.nll_loss", "nn.BCEWithLogitsLoss()", "F.mse_loss"),
    *("F.cross_entropy", "nn.NLLLoss()", "F.binary_cross_entropy_with_logits", "nn.MSELoss()"),
    *("nn.L1Loss()", "nn.SmoothL1Loss()", "nn.CrossEntropyLoss(reduction='sum')"),
    *("nn.MultiLabelSoftMarginLoss()", "nn.MultiMarginLoss()", "F.kl_div", "F.l1_loss"),
)
LABELS = (
    *("torch.randint(0, 5, (70,))", "torch.randint(3, (70,))", "torch.randint(0, 5, (70, 1))"),
    *("torch.randint(0, 5, (70,)).float()", "torch.rand(70, 1)", "torch.rand(70)"),
    *("F.one_hot(torch.randint(0, 5, (70,)), 5)", "torch.eye(5)[torch.randint(0, 5, (70,))]"),
    *("torch.randint(0, 5, (70,), dtype=torch.int32)", "torch.rand(70, 3)", "torch.rand(70, 5)"),
    *("torch.rand(70, 1).double()", "torch.randint(0, 2, (70,)).unsqueeze(1)"),
    *("torch.randint(0, 2, (70, 1)).bool()", "torch.randint(0, 2, (70, 1)).view(-1).long()"),
)
HEADS = (
    *("nn.Linear(8, 5)", "nn.Linear(8, 3)", "nn.Linear(8, 1)"),
    "nn.Sequential(nn.Linear(8, 1), nn.Flatten(0))",
)
DATA = ("DataLoader(TensorDataset(X, y), batch_size=16)", "[(X, y)]")
QUICK = 4
"""How many losses the quick run asks for, each on some of the cases only."""
SOME, ALL = 10, 1


def grid(losses: tuple[str, ...]) -> Any:
    for i, loss in enumerate(losses):
        if i < QUICK:
            yield pytest.param(loss, SOME, id=f"{loss}, some")
        yield pytest.param(loss, ALL, id=loss, marks=[pytest.mark.slow])


def raised(source: str) -> str:
    """What Python says when it runs a script; nothing where it runs to its end."""
    try:
        exec(compile(source, "m.py", "exec"), {"__name__": "__main__"})
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def told(source: str) -> Model:
    return entry.read(source, "m.py", "", ())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("loss", "step"), list(grid(LOSSES)))
def test_torch_raises_where_a_problem_is_told(loss: str, step: int) -> None:
    wrong = []
    for head, labels, data in [*product(HEADS, LABELS, DATA)][::step]:
        source = SCRIPT.format(loss=loss, head=head, labels=labels, data=data)
        error, problems = raised(source), told(source).problems
        if bool(error) != bool(problems):
            wrong.append((head, labels, data, error, [str(p.message) for p in problems]))
    assert not wrong


KERAS = """
import numpy as np
import keras
from keras import layers
X = np.random.rand({rows}, 6)
y = {labels}
model = keras.Sequential([layers.Input((6,)), layers.Dense(4), {head}])
model.compile(loss={loss}, optimizer="sgd", run_eagerly=True)
model.{call}(X, y)
"""
KERAS_LOSSES = (
    *('"categorical_crossentropy"', '"sparse_categorical_crossentropy"', '"mse"'),
    *('"binary_crossentropy"', '"crossentropy"', "keras.losses.MeanAbsoluteError()", '"huber"'),
    *("keras.losses.CategoricalCrossentropy(from_logits=True)", '"hinge"', '"kl_divergence"'),
    *('"poisson"', '"log_cosh"', '"categorical_hinge"', '"cosine_similarity"'),
)
KERAS_LABELS = (
    *("np.random.randint(0, 5, ({rows},))", "np.random.randint(0, 5, ({rows}, 1))"),
    *("keras.utils.to_categorical(np.random.randint(0, 5, ({rows},)), 5)", "np.zeros((12, 1))"),
    *("np.random.rand({rows}, 3)", "np.random.rand({rows}, 1)", "np.random.rand({rows}, 2, 5)"),
)
KERAS_HEADS = (
    *('layers.Dense(5, activation="softmax")', "layers.Dense(3)"),
    *('layers.Dense(1, activation="sigmoid")', "layers.Dense(6), layers.Reshape((2, 3))"),
)
CALLS = ((37, "train_on_batch"), (9, "fit"), (33, "evaluate"))


def keras_told(source: str) -> Model:
    from shapeproof.read.source.keras import entry as keras_entry

    return keras_entry.read(source, "m.py", "", ())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("loss", "step"), list(grid(KERAS_LOSSES)))
def test_keras_raises_where_a_problem_is_told(loss: str, step: int) -> None:
    pytest.importorskip("keras")
    wrong = []
    for i, (head, labels) in [*enumerate(product(KERAS_HEADS, KERAS_LABELS))][::step]:
        rows, call = CALLS[i % len(CALLS)]
        told = {"rows": rows, "labels": labels.format(rows=rows), "head": head}
        source = KERAS.format(loss=loss, call=call, **told)
        error, problems = raised(source), keras_told(source).problems
        if bool(error) != bool(problems):
            wrong.append((head, labels, call, error, [str(p.message) for p in problems]))
    assert not wrong


INPUTS = ((28, 28, 1), (28, 28), (784,), (28, 28, 3))
DATA_SHAPES = (*INPUTS, (28, 1), (32, 32, 1), (28, 28, 1, 1))


@pytest.mark.filterwarnings("ignore")
def test_keras_reads_what_no_problem_is_told_of() -> None:
    pytest.importorskip("keras")
    for reads, shape in [*product(INPUTS, DATA_SHAPES)][::3]:
        source = (
            "import numpy as np\nimport keras\nfrom keras import layers\n"
            f"model = keras.Sequential([layers.Input({reads}), layers.Flatten()])\n"
            "model.add(layers.Dense(1))\n"
            'model.compile(loss="mse", run_eagerly=True)\n'
            f"model.train_on_batch(np.zeros((4, *{shape})), np.zeros((4, 1)))\n"
        )
        assert bool(raised(source)) == bool(keras_told(source).problems), (reads, shape)


MENDED = (
    ("torch.randint(0, 5, (70, 1))", "nn.CrossEntropyLoss()", "nn.Linear(8, 5)"),
    ("torch.randint(0, 5, (70,)).float()", "F.cross_entropy", "nn.Linear(8, 5)"),
    ("torch.randint(0, 5, (70, 1)).float()", "F.cross_entropy", "nn.Linear(8, 5)"),
    ("F.one_hot(torch.randint(0, 5, (70,)), 5)", "F.cross_entropy", "nn.Linear(8, 5)"),
    ("F.one_hot(torch.randint(0, 5, (70,)), 5)", "F.nll_loss", "nn.Linear(8, 5)"),
    ("torch.randint(0, 2, (70,))", "nn.BCEWithLogitsLoss()", "nn.Linear(8, 1)"),
    ("torch.randint(0, 2, (70, 1))", "nn.BCEWithLogitsLoss()", "nn.Linear(8, 1)"),
    ("torch.rand(70, 1)", "nn.BCEWithLogitsLoss()", "nn.Flatten(0), nn.Linear(560, 70)"),
    ("torch.randint(0, 2, (70, 1))", "nn.BCEWithLogitsLoss()", "nn.Linear(8, 1), nn.Flatten(0)"),
)


@pytest.mark.parametrize(("labels", "loss", "head"), MENDED)
def test_each_wrapper_that_is_told_mends_the_labels(labels: str, loss: str, head: str) -> None:
    told_of = {"loss": loss, "head": head, "data": "[(X, y)]"}
    source = SCRIPT.format(labels=labels, **told_of)
    [problem] = told(source).problems
    assert raised(source)
    assert problem.remedies
    for remedy in problem.remedies:
        wrapped = remedy.text.format("t")
        assert not raised(source.replace("model(x), t)", f"model(x), {wrapped})"))


@pytest.mark.parametrize("loss", ["nn.CrossEntropyLoss()", "F.cross_entropy"])
def test_a_head_with_too_few_numbers_is_told_where_it_is(loss: str) -> None:
    source = SCRIPT.format(
        labels="torch.randint(0, 10, (70,))", loss=loss, head="nn.Linear(8, 5)", data=DATA[0]
    )
    [problem] = told(source).problems
    [remedy] = problem.remedies
    assert (remedy.path, remedy.argument, remedy.value) == ("2", "out_features", 10)
    assert raised(source)
    assert not raised(source.replace("nn.Linear(8, 5)", "nn.Linear(8, 10)"))


SOUND = (
    ("torch.randint(0, 5, (70,))", "nn.CrossEntropyLoss()", "nn.Linear(8, 5)"),
    ("torch.rand(70, 1)", "nn.MSELoss()", "nn.Linear(8, 1)"),
    ("torch.rand(70, 1)", "nn.BCELoss()", "nn.Linear(8, 1), nn.Sigmoid()"),
    ("torch.randint(0, 5, (70,))", "nn.NLLLoss()", "nn.Linear(8, 5), nn.LogSoftmax(1)"),
)
UNSOUND = (
    ("torch.randint(0, 5, (70,))", "nn.CrossEntropyLoss()", "nn.Linear(8, 5), nn.Softmax(1)"),
    ("torch.rand(70)", "nn.MSELoss()", "nn.Linear(8, 1)"),
    ("torch.rand(70, 1)", "nn.BCELoss()", "nn.Linear(8, 1)"),
    ("torch.rand(70, 1)", "nn.BCELoss()", "nn.Linear(8, 1), nn.Softmax(1)"),
    ("torch.rand(70, 1)", "nn.BCEWithLogitsLoss()", "nn.Linear(8, 1), nn.Sigmoid()"),
    ("torch.randint(0, 5, (70,))", "F.nll_loss", "nn.Linear(8, 5), nn.Softmax(1)"),
)


@pytest.mark.parametrize(("case", "notes"), [*((c, 0) for c in SOUND), *((c, 1) for c in UNSOUND)])
def test_what_torch_takes_and_nobody_means_is_noted(case: tuple[str, ...], notes: int) -> None:
    labels, loss, head = case
    model = told(SCRIPT.format(labels=labels, loss=loss, head=head, data=DATA[0]))
    assert not model.problems
    assert len(model.notes) == notes


def test_a_remedy_of_keras_says_where_its_call_begins() -> None:
    source = KERAS.format(
        rows=8, labels="np.random.randint(0, 5, (8,))", head=KERAS_HEADS[0], call="fit",
        loss='"categorical_crossentropy"',
    ).replace("model.fit", "history = model.fit")  # fmt: skip
    [problem] = keras_told(source).problems
    places = [(one.where and one.where[:2], one.argument) for one in problem.remedies]
    assert places == [((8, 1), "loss"), ((9, 11), "y")]


CALLS_OF_LOSSES = """
import torch
import torch.nn.functional as F
from torch import nn
X = torch.rand(70, 6)
y = torch.randint(0, 10, (70,))
model = nn.Linear(6, 5)
{body}
"""
BODIES = (
    "nn.CrossEntropyLoss(ignore_index=255)(model(X[:3]), torch.tensor([0, 1, 255]))",
    "F.cross_entropy(model(X[:3]), torch.tensor([0, 1, 255]), ignore_index=255)",
    "F.cross_entropy(model(X[:3]), torch.tensor([0, 1, 255]))",
    "F.cross_entropy(model(X[:3]), torch.tensor([0, 7, 255]), ignore_index=255)",
    "F.cross_entropy(model(X), torch.randint(0, 6, (70,)), ignore_index=5)",
    "F.cross_entropy(model(X), torch.randint(0, 60, (70,)), ignore_index=59)",
    "F.cross_entropy(model(X[y < 5]), y[y < 5])",
    "few = (y < 5).nonzero().squeeze(1)\nF.cross_entropy(model(X[few]), y[few])",
    "y[y > 4] = 0\nF.cross_entropy(model(X), y)",
    "order = torch.randperm(70)\nF.cross_entropy(model(X[order]), y[order])",
    "F.cross_entropy(target=y, input=model(X))",
    "F.cross_entropy(target=y % 5, input=model(X))",
    "nn.CrossEntropyLoss()(model(X))",
    "F.cross_entropy()",
    "nn.TripletMarginLoss()(anchor=model(X), positive=model(X), negative=model(X))",
    "nn.TripletMarginLoss()(anchor=model(X), positive=model(X), negative=X)",
    "F.cross_entropy(model(X)[0], torch.tensor(4))",
    "F.cross_entropy(torch.tensor(1.0), torch.tensor(1))",
    "F.binary_cross_entropy_with_logits(model(X)[:, 0], y.view(-1, 1))",
    "F.binary_cross_entropy_with_logits(model(X)[:, 0], y.view(-1, 1).squeeze(-1).float())",
)


@pytest.mark.parametrize("body", BODIES)
def test_calls_of_losses_that_torch_takes_are_no_problem(body: str) -> None:
    source = CALLS_OF_LOSSES.format(body=f"model(X)\n{body}")
    assert bool(raised(source)) == bool(told(source).problems)


@pytest.mark.filterwarnings("ignore")
def test_a_loss_without_a_gradient_is_noted_and_no_problem() -> None:
    """torch computes it, and stops at `backward()`."""
    body = "loss = nn.HuberLoss()(model(X), torch.rand(70, 5).{cast}())"
    for cast, is_stopped in (("double", True), ("long", True), ("float", False)):
        source = CALLS_OF_LOSSES.format(body=body.format(cast=cast))
        model = told(source)
        assert not raised(source)
        assert bool(raised(f"{source}\nloss.backward()")) == is_stopped == bool(model.notes)
        assert not model.problems


CHOSEN = (
    ("X[y < 5], y[y < 5]", 0),
    ("X[np.where(y < 5)], y[np.where(y < 5)]", 0),
    ("X[np.where(y < 5)[0]], y[np.where(y < 5)[0]]", 0),
    ("X[np.nonzero(y < 5)[0]], y[np.nonzero(y < 5)[0]]", 0),
    ("X, y % 5", 0),
    ("X, y", 1),
    ("X[:30], y[:30]", 1),
)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("chosen", sampled(CHOSEN, every=5), ids=str)
def test_chosen_examples_may_lack_classes(chosen: tuple[str, int]) -> None:
    given, notes = chosen
    pytest.importorskip("keras")
    source = KERAS.format(
        rows=90, labels="np.random.randint(0, 10, (90,))", head=KERAS_HEADS[0], call="fit",
        loss='"sparse_categorical_crossentropy"',
    ).replace("fit(X, y)", f"fit({given})")  # fmt: skip
    model = keras_told(source)
    assert not raised(source)
    assert not model.problems
    assert len(model.notes) == notes


def test_labels_that_are_written_over_are_of_other_classes() -> None:
    source = KERAS.format(
        rows=90, labels="np.random.randint(0, 10, (90,))", head=KERAS_HEADS[0], call="fit",
        loss='"sparse_categorical_crossentropy"',
    ).replace("model.fit", "y[y > 4] = 0\nmodel.fit")  # fmt: skip
    assert not keras_told(source).notes


@pytest.mark.parametrize(("ignored", "notes"), [("255", 0), ("None", 1)])
def test_a_label_that_the_loss_leaves_out_is_of_no_class(ignored: str, notes: int) -> None:
    source = KERAS.format(
        rows=90, labels="np.random.randint(0, 256, (90,))", head=KERAS_HEADS[0], call="fit",
        loss=f"keras.losses.SparseCategoricalCrossentropy(ignore_class={ignored})",
    )  # fmt: skip
    assert len(keras_told(source).notes) == notes
