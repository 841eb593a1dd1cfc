"""Live torch models: what runs is what is told, and nothing of theirs changes."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

import shapeproof as sp
from shapeproof.message import ReadError
from shapeproof.model import Call

torch = pytest.importorskip("torch")
nn = torch.nn
F = nn.functional
prune = pytest.importorskip("torch.nn.utils.prune")
pytestmark = pytest.mark.filterwarnings("ignore")


def told(model: Any, *inputs: Any, **keywords: Any) -> list[tuple[Any, ...]]:
    """Path, class and shapes of every call; nothing is wrong, and nothing uncounted."""
    report = sp.explain(model, *inputs, **keywords)
    assert not report.model.problems, report.model.problems
    assert not report.model.notes, report.model.notes
    assert not report.model.totals.uncounted
    assert report.model.totals.params == numbers_in(model)
    return [(call.path, call.type, *shapes(call)) for call in report.model.tree]


def shapes(call: Call) -> list[tuple[int, ...]]:
    return [tuple(map(int, x.shape)) for x in call.facts.outputs]


def numbers_in(model: Any) -> int:
    lazy = nn.parameter.UninitializedTensorMixin
    return sum(p.numel() for p in model.parameters() if not isinstance(p, lazy))


def macs(model: Any, *inputs: Any, **keywords: Any) -> int:
    return int(sp.explain(model, *inputs, **keywords).model.totals.macs)


def problem(model: Any, *inputs: Any, **keywords: Any) -> tuple[str, str]:
    [found] = sp.explain(model, *inputs, **keywords).model.problems
    return found.layer, str(found.message)


def notes(model: Any, *inputs: Any, **keywords: Any) -> list[str]:
    report = sp.explain(model, *inputs, **keywords)
    assert not report.model.problems
    return [str(note.message) for note in report.model.notes]


class Does(nn.Module):
    """A module whose forward is a function of it and what it reads."""

    def __init__(self, forward: Callable[..., Any], **parts: Any) -> None:
        super().__init__()
        self.does = forward
        for name, part in parts.items():
            setattr(self, name, part)

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        return self.does(self, *args, **kwargs)


class Block(nn.Module):
    """A convolution whose output is added to its input."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.norm = nn.BatchNorm2d(channels)
        self.act = nn.ReLU(inplace=True)
        self.scale = nn.Parameter(torch.ones(channels, 1, 1))

    def forward(self, x: Any) -> Any:
        return self.act(self.norm(self.conv(x))) * self.scale + x


class Net(nn.Module):
    """Blocks, a head, and a layer that is never called."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3)
        self.blocks = nn.Sequential(Block(8), Block(8))
        self.head = nn.Linear(8, 10)
        self.spare = nn.Linear(3, 3)

    def forward(self, x: Any) -> Any:
        x = self.blocks(self.stem(x))
        self.seen = x.mean((2, 3)).contiguous().to("cuda")
        return self.head(self.seen)


# What is told


def test_modules_stand_inside_modules_and_functions_between_them() -> None:
    block = [
        ("conv", "Conv2d", (1, 8, 30, 30)),
        ("norm", "BatchNorm2d", (1, 8, 30, 30)),
        ("act", "ReLU", (1, 8, 30, 30)),
        ("scale", "Parameter", (8, 1, 1)),
        ("mul", "mul", (1, 8, 30, 30)),
        ("add", "add", (1, 8, 30, 30)),
    ]
    expected = [("stem", "Conv2d", (1, 8, 30, 30)), ("blocks", "Sequential", (1, 8, 30, 30))]
    for i in "01":
        expected.append((f"blocks.{i}", "Block", (1, 8, 30, 30)))
        expected += [(f"blocks.{i}.{name}", *rest) for name, *rest in block]
    assert told(Net(), (1, 3, 32, 32)) == [
        *expected,
        ("mean", "mean", (1, 8)),
        ("head", "Linear", (1, 10)),
        ("spare", "Linear"),
    ]


def test_what_is_read_comes_from_the_call_before() -> None:
    model = sp.explain(Net(), (1, 3, 32, 32)).model
    last = {call.path: call for call in model.tree}["blocks.0.add"]
    assert [source.path for source in last.sources] == ["blocks.0.mul", "blocks.0.x"]


def test_a_model_that_is_one_layer() -> None:
    assert told(nn.Linear(3, 4), (2, 3)) == [("Linear", "Linear", (2, 4))]


def test_a_batch_that_nobody_states_stays_open() -> None:
    assert "(None, 8, 30, 30)" in sp.explain(Net(), (None, 3, 32, 32)).to_text()


def test_modules_called_twice_count_once() -> None:
    model = Does(lambda m, x: m.b(m.b(m.a(m.a(x)))), a=nn.Linear(4, 4), b=nn.Sequential(nn.ReLU()))
    report = sp.explain(model, (2, 4)).model
    assert [call.reused for call in report.tree] == [False, True, False, False, True, True]
    assert report.totals.params == 20
    assert report.totals.macs == 64


def test_tied_weights_count_once() -> None:
    table = nn.Embedding(10, 4)
    tied = Does(lambda m, x: m.b(m.a(x)), a=table, b=nn.Linear(4, 10, bias=False))
    tied.b.weight = table.weight
    assert told(tied, (2, 3))[-1] == ("b", "Linear", (2, 3, 10))
    raw = Does(lambda m, x: F.linear(m.a(x), m.a.weight), a=table)
    assert told(raw, (2, 3)) == [("a", "Embedding", (2, 3, 4)), ("linear", "linear", (2, 3, 10))]
    assert macs(tied, (2, 3)) == macs(raw, (2, 3)) == 2 * 3 * 40


def test_outputs_in_every_structure() -> None:
    @dataclass
    class Output:
        first: Any
        rest: Any = None

    for pack in (
        lambda x: (x, None, [x]),
        lambda x: {"a": x, "b": {"c": x}},
        lambda x: Output(x, (x,)),
        lambda x: None,
    ):
        inner = Does(lambda m, x, pack=pack: pack(x * 2))
        model = Does(lambda m, x: m.inner(x), inner=inner)
        assert told(model, (1, 3))[-1] == ("inner.mul", "mul", (1, 3))


def test_transformers_are_told_by_their_parts() -> None:
    model = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 2).eval()
    paths = [path for path, *_ in told(model, (1, 5, 8))]
    assert "layers.1.self_attn" in paths
    assert "layers.1.linear2" in paths
    assert torch.backends.mha.get_fastpath_enabled()


@pytest.mark.parametrize("reentrant", [False, True])
def test_checkpoints_run_what_they_hold(reentrant: bool) -> None:
    from torch.utils.checkpoint import checkpoint

    model = Does(lambda m, x: checkpoint(m.a, x, use_reentrant=reentrant), a=nn.Linear(3, 3))
    assert told(model, (1, 3)) == [("a", "Linear", (1, 3))]


def test_what_wraps_a_model_is_looked_through() -> None:
    made = lambda: nn.Sequential(nn.Linear(3, 3))  # noqa: E731
    assert told(torch.compile(made()), (1, 3))[-1] == ("_orig_mod.0", "Linear", (1, 3))
    assert told(nn.DataParallel(made()), (1, 3))[-1] == ("module.0", "Linear", (1, 3))
    compiled = made()
    compiled.compile()
    assert told(compiled, (1, 3)) == [("0", "Linear", (1, 3))]


def test_a_script_is_refused_in_one_line() -> None:
    with pytest.raises(ReadError, match="Linear is compiled by TorchScript"):
        sp.explain(nn.Sequential(torch.jit.script(nn.Linear(3, 3))), (1, 3))


def test_tensors_that_nobody_registered() -> None:
    model = Does(lambda m, x: x + m.kept + torch.ones(4))
    model.kept = torch.arange(4.0)
    assert told(model, (3, 4)) == [
        ("constant", "Constant", (4,)),
        ("add", "add", (3, 4)),
        ("ones", "ones", (4,)),
        ("add_1", "add", (3, 4)),
    ]


def test_devices_are_no_hindrance() -> None:
    def forward(module: Any, x: Any) -> Any:
        assert x.device == torch.device("cpu")
        assert not x.is_cuda
        x = x.cuda().to("cuda:1", non_blocking=True).to(x.device, torch.float64).cpu()
        return x + torch.arange(4, device=x.device) + torch.zeros(4, device="cuda")

    paths = [path for path, *_ in told(Does(forward), (3, 4))]
    assert paths == ["to", "arange", "add", "zeros", "add_1"]


# What is read


def test_inputs_by_name_by_place_and_nested() -> None:
    class Reads(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.table = nn.Embedding(5, 3)

        def forward(self, ids: Any, mask: Any = None, double: bool = False) -> Any:
            x = self.table(ids)
            x = x if mask is None else x * mask[..., None]
            return x * 2 if double else x

    by_name = told(Reads(), ids=(1, 4), mask="1,4:bool", double=True)
    assert [path for path, *_ in by_name] == ["table", "getitem", "mul", "mul_1"]
    in_a_dict = told(Reads(), {"ids": (1, 4), "mask": torch.ones(1, 4)}, double=True)
    assert in_a_dict == by_name
    assert told(Reads(), torch.zeros(1, 4, dtype=torch.long)) == by_name[:1]
    added = Does(lambda m, pair: pair[0] + pair[1]["x"])
    assert told(added, [(2, 3), {"x": (3,)}]) == [("add", "add", (2, 3))]
    with pytest.raises(ReadError, match="give a shape for each input"):
        sp.explain(Reads())
    with pytest.raises(ReadError, match="must be a number, not N"):
        sp.explain(Reads(), ("N", 3))


def test_whole_numbers_are_taken_where_rows_are_picked() -> None:
    model = Does(lambda m, x: m.part(x.view(-1, 3)), part=nn.Sequential(nn.Embedding(10, 4)))
    assert sp.explain(model, (2, 3)).model.inputs[0].facts.output.dtype == "int64"
    where, why = problem(nn.Sequential(nn.Embedding(10, 4)), torch.rand(2, 3))
    assert where == "0"
    assert "int64" in why


def test_a_model_in_fewer_bits_reads_them() -> None:
    model = sp.explain(nn.Linear(3, 4).half(), (2, 3)).model
    assert model.outputs[0].dtype == "float16"
    assert model.totals.bytes == 32


def test_frozen_parameters_are_not_trained() -> None:
    totals = sp.explain(nn.Linear(3, 4).requires_grad_(False), (2, 3)).model.totals
    assert (totals.trainable, totals.non_trainable) == (0, 16)


# What hangs on numbers


def test_numbers_that_are_known_decide() -> None:
    def forward(module: Any, x: Any) -> Any:
        height, width = module.size.tolist()
        if module.weight.sum() > 0 and torch.arange(3).sum() == 3:
            x = x.view(height, width)
        return x[: int(torch.tensor(1))]

    model = Does(forward)
    model.register_buffer("size", torch.tensor([2, 6]))
    model.register_buffer("weight", torch.ones(2))
    assert told(model, (3, 4))[-1][1:] == ("getitem", (1, 6))


def test_numbers_that_are_not_known_are_assumed_and_told() -> None:
    model = Does(lambda m, x: x if x.sum() > 0 else -x)
    assert notes(model, (2, 3)) == [
        "Does: a number that depends on the input decides here; it is taken as False"
    ]
    picked = Does(lambda m, x: x[x > 0])
    assert notes(picked, (2, 3)) == [
        "getitem: the size of what it gives depends on the numbers that it reads; the largest one "
        "is taken, (6) float32"
    ]

    def forever(module: Any, x: Any) -> Any:
        while not (x < 1).all():
            x = x / 2
        return x

    assert problem(Does(forever), (2, 3)) == (
        "Does",
        "what it does depends on numbers that only real inputs have",
    )


def test_sequences_of_different_lengths() -> None:
    from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

    def forward(module: Any, x: Any, lengths: Any) -> Any:
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        output, (state, _) = module.lstm(packed)
        output, lengths = pad_packed_sequence(output, batch_first=True)
        return output, state[-1]

    model = Does(forward, lstm=nn.LSTM(3, 4, batch_first=True))
    rows = {
        path: (kind, *shapes)
        for path, kind, *shapes in told(model, (2, 6, 3), torch.tensor([3, 5]))
    }
    assert rows["lstm"] == ("LSTM", (8, 4), (1, 4), (1, 4))
    assert rows["pad_packed_sequence"][1:] == ((2, 5, 4), (2,))
    assert [*rows.values()][-1] == ("getitem", (2, 4))
    assert macs(model, (2, 6, 3), torch.tensor([3, 5])) == 8 * (3 + 4) * 16
    assert "all are taken as 6 long" in notes(model, (2, 6, 3), "2:int64")[0]


# What fails


def test_a_refusal_has_the_rows_before_it() -> None:
    model = nn.Sequential(nn.Linear(4, 4), nn.Sequential(nn.Linear(5, 4)))
    report = sp.explain(model, (2, 4)).model
    assert [call.path for call in report.tree] == ["0", "1"]
    assert problem(model, (2, 4))[0] == "1.0"


@pytest.mark.parametrize(
    ("layer", "shape", "word"),
    [
        (nn.ConvTranspose2d(3, 4, 3), (1, 4, 5, 5), "3"),
        (nn.Linear(3, 3), "2,3:int64", "floats"),
        (nn.Softmax(dim=3), (2, 3, 4), "3"),
    ],
)
def test_what_meta_takes_and_the_cpu_does_not(layer: Any, shape: Any, word: str) -> None:
    assert word in problem(nn.Sequential(layer), shape)[1]


def test_a_forward_that_raises_is_one_line() -> None:
    def fails(module: Any, x: Any) -> Any:
        raise ValueError("the first line\nand more")

    model = Does(lambda m, x: m.inner(m.a(x)), a=nn.Linear(4, 4), inner=Does(fails))
    assert problem(model, (2, 4)) == (
        "inner",
        "its forward stops with ValueError: the first line",
    )


# What is left as it was


def state(model: Any) -> list[Any]:
    """Everything that a run might change."""
    found: list[Any] = []
    for path, module in model.named_modules():
        own = dict(vars(module))
        found.append((path, type(module), id(module), sorted(own)))
        found.append({key: id(value) for key, value in own.items()})
        found.append([(len(own[key]), list(own[key])) for key in own if key.endswith("_hooks")])
        found.append((module.training, repr(module)))
    for name, x in (*model.named_parameters(), *model.named_buffers()):
        lazy = isinstance(x, nn.parameter.UninitializedTensorMixin)
        more = () if lazy else (tuple(x.shape), x.dtype, x.clone(), x._version)
        found.append((name, id(x), type(x), x.device, x.requires_grad, x.grad, *map(repr, more)))
        found.append(sorted(vars(x)))
    found += [torch.get_rng_state().tolist(), random.getstate(), torch.is_grad_enabled()]
    return found


class Changes(nn.Module):
    """A forward that changes whatever it can."""

    def __init__(self, fails: bool = False) -> None:
        super().__init__()
        self.a = nn.Linear(4, 4)
        self.norm = nn.BatchNorm1d(4)
        self.register_buffer("steps", torch.zeros(1))
        self.history: list[Any] = []
        self.cache = {"x": [1]}
        self.plain = torch.zeros(4)
        self.fails = fails

    def forward(self, x: Any) -> Any:
        self.steps += 1
        self.steps.add_(1)
        self.plain[0] = 3
        self.plain.mul_(x[0])
        self.a.weight.data.clamp_(min=0)
        self.a.weight.requires_grad_(False)
        self.a.weight.data = torch.zeros(4, 4)
        self.history.append(x)
        self.cache["x"].append(x)
        self.new = x
        self.train(not self.training)
        self.a.register_forward_hook(lambda *_: None)
        x = F.dropout(self.norm(self.a(x))) + torch.rand(4) + random.random()
        self.a = nn.Linear(4, 4)
        if self.fails:
            raise RuntimeError("too late")
        return x


@pytest.mark.parametrize("fails", [False, True])
def test_a_forward_changes_nothing(fails: bool) -> None:
    model = Changes(fails)
    before = copy.deepcopy(state(model)), [*model.history], copy.deepcopy(model.cache)
    report = sp.explain(model, (3, 4)).model
    assert bool(report.problems) is fails
    assert (state(model), model.history, model.cache) == before
    assert model.plain.tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("training", [False, True])
def test_models_stay_in_their_mode(training: bool) -> None:
    model = Net().train(training)
    before = state(model)
    sp.explain(model, (1, 3, 32, 32))
    assert state(model) == before


def test_lazy_modules_stay_lazy() -> None:
    model = nn.Sequential(nn.LazyConv2d(4, 3), nn.ReLU(), nn.Flatten(), nn.LazyLinear(3))
    before = state(model)
    report = sp.explain(model, (1, 3, 5, 5)).model
    assert (report.totals.params, report.totals.macs) == (112 + 111, 972 + 108)
    assert state(model) == before


def test_nothing_takes_memory() -> None:
    with torch.device("meta"):
        model = nn.Sequential(nn.Linear(100_000, 100_000), nn.Linear(100_000, 100_000))
    assert macs(model, (1_000_000, 100_000)) == 2 * 10**16


# Weights in other forms


@pytest.mark.parametrize(
    "wrap",
    [
        nn.utils.parametrizations.weight_norm,
        nn.utils.parametrizations.spectral_norm,
        nn.utils.parametrizations.orthogonal,
        nn.utils.weight_norm,
        nn.utils.spectral_norm,
        prune.identity,
    ],
)
def test_parametrised_weights_are_true_to_torch(wrap: Any) -> None:
    layer = nn.Linear(4, 3)
    layer = wrap(layer, "weight") if wrap is prune.identity else wrap(layer)
    model = nn.Sequential(layer)
    before = state(model)
    report = sp.explain(model, (2, 4)).model
    assert not report.problems
    assert report.totals.params == numbers_in(model)
    [call] = report.layers
    kept = {name for name, _ in (*layer.named_parameters(), *layer.named_buffers())}
    assert (call.path, call.type, set(call.facts.weights)) == ("0", "Linear", kept)
    assert bool(report.totals.uncounted) is (wrap is nn.utils.parametrizations.orthogonal)
    assert state(model) == before


class Doubled(nn.Module):
    def forward(self, weight: Any) -> Any:
        return 2 * weight


def test_a_weight_that_ones_own_module_makes_is_told_by_its_parts() -> None:
    model = nn.Sequential(nn.Linear(4, 3))
    nn.utils.parametrize.register_parametrization(model[0], "weight", Doubled())
    assert [path for path, *_ in told(model, (2, 4))][-1] == "0.linear"


def test_modules_in_bytes_are_told_by_their_rules() -> None:
    made = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2, bias=False))
    model = torch.ao.quantization.quantize_dynamic(made)
    assert told(model, (1, 3)) == [
        ("0", "quantized.dynamic.Linear", (1, 4)),
        ("1", "ReLU", (1, 4)),
        ("2", "quantized.dynamic.Linear", (1, 2)),
    ]
    first, _, last = sp.explain(model, (1, 3)).model.tree
    assert first.facts.weights["weight"][:3] == ((4, 3), False, "qint8")
    assert "bias" not in last.facts.weights
    assert macs(model, (1, 3)) == 20


def test_torchs_truths() -> None:
    attention = nn.MultiheadAttention(64, 8, batch_first=True)
    assert macs(attention, *[(1, 10, 64)] * 3) == 176_640
    assert macs(nn.LSTM(10, 20, batch_first=True), (1, 7, 10)) == 16_800
    assert macs(nn.Linear(3, 8), (5, 10, 3)) == 1_200
    product = Does(lambda m, x: x @ m.w)
    product.w = nn.Parameter(torch.ones(4, 5))
    assert macs(product, (3, 4)) == 60
    assert macs(nn.ConvTranspose2d(3, 4, 3, stride=2), (1, 3, 5, 5)) == 25 * 3 * 4 * 9


class Branches(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.head, self.aside = nn.Linear(4, 2), nn.Linear(4, 3)

    def forward(self, x: Any) -> Any:
        return (self.head(x), self.aside(x)) if self.training else self.head(x)


def test_models_are_read_as_at_inference() -> None:
    model = Branches()
    assert [x.shape for x in sp.explain(model, (1, 4)).model.outputs] == [(1, 2)]
    assert model.training
