"""torch's error messages, raised by torch itself: the numbers in them are those that were chosen
here, and with the way out that is told torch goes on."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from shapeproof.complaints import explained
from shapeproof.complaints.complaint import Complaint

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

zeros = torch.zeros
pytestmark = pytest.mark.filterwarnings("ignore")


def complaint(call: Callable[[], Any]) -> Complaint:
    """What is said of the error that a call raises."""
    with pytest.raises(Exception) as raised:  # noqa: PT011
        call()
    found = explained(f"{type(raised.value).__name__}: {raised.value}")
    assert found, raised.value
    assert found.framework == "torch"
    assert found.message.split()[0] in str(raised.value)
    return found


def numbers(told: Complaint) -> list[str]:
    return [text for text, _ in told.numbers]


def codes(told: Complaint) -> list[str]:
    """The pieces of code among the ways out."""
    return [code for cure in told.cures for code in re.findall(r"`([^`]+)`", str(cure))]


def code(told: Complaint, begins: str) -> str:
    """The first piece of code that begins so."""
    return next(one for one in codes(told) if one.startswith(begins))


def run(told: Complaint, begins: str, **names: Any) -> Any:
    """What a piece of code gives."""
    return eval(code(told, begins), {"torch": torch, "nn": nn, "F": F, **names})


def value(told: Complaint, argument: str) -> Any:
    """What an argument is to be."""
    return eval(code(told, f"{argument}=").partition("=")[2])


@pytest.mark.parametrize(("rows", "features", "takes", "gives"),
                         list(product((1, 2, 5), (6, 8), (3, 7), (1, 4))))  # fmt: skip
def test_a_linear_layer(rows: int, features: int, takes: int, gives: int) -> None:
    x = zeros(rows, features)
    told = complaint(lambda: nn.Linear(takes, gives)(x))
    assert numbers(told) == [str(one) for one in (rows, features, takes, gives)]
    assert f"nn.Linear({takes}, {gives})" in str(told.means)
    assert run(told, "nn.Linear")(x).shape == (rows, gives)


@pytest.mark.parametrize(("batch", "channels", "size"), list(product((1, 3), (2, 5), (3, 4))))
def test_a_flatten_that_is_missing(batch: int, channels: int, size: int) -> None:
    x, layer = zeros(batch, channels, size, size), nn.Linear(channels * size * size, 2)
    told = complaint(lambda: layer(x))
    assert layer(run(told, "x.flatten", x=x)).shape == (batch, 2)
    assert layer(run(told, "nn.Flatten")(x)).shape == (batch, 2)
    [flatten] = [str(cure) for cure in told.cures if "x.flatten" in str(cure)]
    assert flatten.endswith(f"{batch} of {channels * size * size}")


@pytest.mark.parametrize(("rows", "columns"), [(2, 3), (5, 4)])
def test_a_matrix_that_is_turned(rows: int, columns: int) -> None:
    x, y = zeros(rows, columns), zeros(rows, 7)
    assert (run(complaint(lambda: x @ y), "x.T", x=x) @ y).shape == (columns, 7)
    told = complaint(lambda: x @ zeros(rows))
    assert numbers(told) == [str(rows), str(columns), str(rows)]
    assert (run(told, "x.T", x=x) @ zeros(rows)).shape == (columns,)


@pytest.mark.parametrize(("batch", "rows", "inner", "columns"), [(2, 3, 4, 5), (1, 6, 2, 3)])
def test_batches_of_matrices(batch: int, rows: int, inner: int, columns: int) -> None:
    a, b = zeros(batch, rows, inner), zeros(batch, columns, inner)
    told = complaint(lambda: torch.bmm(a, b))
    assert numbers(told) == [f"[{batch}, {inner}]", f"[{batch}, {columns}]"]
    assert torch.bmm(a, run(told, "b.transpose", b=b)).shape == (batch, rows, columns)
    told = complaint(lambda: torch.bmm(a[0], b))
    assert run(told, "a @ b", a=a[0], b=b.mT).shape == (batch, rows, columns)


@pytest.mark.parametrize(("first", "second"), [(3, 4), (5, 2)])
def test_the_letters_of_an_einsum(first: int, second: int) -> None:
    a, b = zeros(2, first), zeros(second, 6)
    told = complaint(lambda: torch.einsum("ij,jk->ik", a, b))
    assert numbers(told) == ["j", str(second), "1", str(first)]
    told = complaint(lambda: torch.einsum("ijk,jk", a, b))
    assert numbers(told) == ["3", "2", "0"]
    assert numbers(complaint(lambda: torch.einsum("ij->il", a))) == ["l"]
    assert "ij,jk->ik" in codes(complaint(lambda: torch.einsum("ij", a, b)))


CONVOLUTIONS = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}


@pytest.mark.parametrize(("rank", "batch", "takes"), list(product((1, 2, 3), (1, 4), (1, 3, 6))))
def test_channels_last(rank: int, batch: int, takes: int) -> None:
    places = (8, 9, 7)[:rank]
    x, layer = zeros(batch, *places, takes), CONVOLUTIONS[rank](takes, 5, 3)
    told = complaint(lambda: layer(x))
    assert numbers(told)[2:] == [str([batch, *places, takes]), str(takes), "8"]
    assert layer(run(told, "x.permute", x=x)).shape[:2] == (batch, 5)


@pytest.mark.parametrize(("rank", "takes"), list(product((1, 2, 3), (3, 6))))
def test_channels_last_and_others(rank: int, takes: int) -> None:
    x = zeros(2, *(8, 9, 7)[:rank], 1)
    told = complaint(lambda: CONVOLUTIONS[rank](takes, 5, 3)(x))
    turned = run(told, "x.permute", x=x)
    assert CONVOLUTIONS[rank](value(told, "in_channels"), 5, 3)(turned).shape[:2] == (2, 5)


@pytest.mark.parametrize(
    ("rank", "takes", "found", "groups"),
    [(1, 4, 6, 1), (2, 6, 9, 3), (2, 3, 1, 1), (2, 1, 3, 1), (3, 6, 4, 1), (2, 3, 4, 1)],
)
def test_other_channels(rank: int, takes: int, found: int, groups: int) -> None:
    x = zeros(2, found, *(8, 9, 7)[:rank])
    layer = CONVOLUTIONS[rank](takes, 6, 3, groups=groups)
    told = complaint(lambda: layer(x))
    weight = str([6, takes // groups, *[3] * rank])
    assert numbers(told) == [str(groups), weight, str(list(x.shape)), str(takes), str(found)]
    CONVOLUTIONS[rank](value(told, "in_channels"), 6, 3, groups=groups)(x)
    if found == 1:
        layer(run(told, "x.repeat", x=x))
    if (found, takes) == (4, 3):
        layer(run(told, "x[:, :3]", x=x))


def test_an_axis_of_channels_that_is_missing() -> None:
    x, layer = zeros(6, 8, 8), nn.Conv2d(1, 4, 3)
    told = complaint(lambda: layer(x))
    assert layer(run(told, "x.unsqueeze(1)", x=x)).shape == (6, 4, 6, 6)


@pytest.mark.parametrize(("rank", "takes", "found"), list(product((1, 2, 3), (2, 4), (3, 5))))
def test_transposed_convolutions(rank: int, takes: int, found: int) -> None:
    kind = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)[rank - 1]
    x = zeros(2, found, *(8, 9, 7)[:rank])
    told = complaint(lambda: kind(takes, 4, 3)(x))
    assert numbers(told) == [str([takes, 4, *[3] * rank]), str(list(x.shape)), str(takes),
                             str(found)]  # fmt: skip
    kind(value(told, "in_channels"), 4, 3)(x)


@pytest.mark.parametrize(
    ("layer", "shape", "cure"),
    [
        (nn.Conv1d(1, 2, 3), (9,), "x[None, None]"),
        (nn.Conv2d(1, 2, 3), (8, 9), "x[None, None]"),
        (nn.Conv3d(1, 2, 3), (7, 8, 9), "x[None, None]"),
        (nn.AdaptiveAvgPool2d(2), (8, 9), "x[None, None]"),
        (nn.Conv1d(3, 2, 3), (4, 5, 3, 9), "x.flatten(0, 1)"),
        (nn.Conv2d(3, 2, 3), (4, 5, 3, 8, 9), "x.flatten(0, 1)"),
        (nn.ConvTranspose2d(3, 2, 3), (4, 5, 3, 8, 9), "x.flatten(0, 1)"),
        (nn.MaxPool1d(2), (4, 5, 3, 8), "x.flatten(0, 1)"),
    ],
    ids=str,
)
def test_another_number_of_axes(layer: Any, shape: tuple[int, ...], cure: str) -> None:
    x = zeros(shape)
    told = complaint(lambda: layer(x))
    assert str(list(shape)) in numbers(told)
    layer(run(told, cure, x=x))


@pytest.mark.parametrize(("size", "kernel", "padding", "dilation"),
                         [(2, 5, 0, 1), (4, 5, 0, 2), (3, 9, 1, 1), (1, 2, 0, 1)])  # fmt: skip
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_a_window_that_does_not_fit(
    rank: int, size: int, kernel: int, padding: int, dilation: int
) -> None:
    def layer(padding: int) -> Any:
        return CONVOLUTIONS[rank](1, 1, kernel, padding=padding, dilation=dilation)(x)

    x = zeros(1, 1, *[size] * rank)
    told = complaint(lambda: layer(padding))
    reach = (kernel - 1) * dilation + 1
    sizes = [" x ".join([str(one)] * rank) for one in (size + 2 * padding, reach)]
    assert numbers(told) == [f"({one})" for one in sizes]
    [more] = [int(one) for one in re.findall(r"by (\d+)", str(told.cures[0]))]
    assert layer(padding + more).shape
    complaint(lambda: layer(padding + more - 1))


def test_a_pooling_of_what_is_too_small() -> None:
    for kind in (nn.MaxPool2d, nn.AvgPool2d):
        x = zeros(2, 6, 3, 1)
        told = complaint(lambda kind=kind, x=x: kind(2)(x))
        assert numbers(told) == ["(6x3x1)", "(6x1x0)"]
        assert run(told, "nn.Adaptive")(x).shape == (2, 6, 1, 1)
    assert str(complaint(lambda: nn.MaxPool1d(5)(zeros(1, 2, 3))).means) == str(told.means)


@pytest.mark.parametrize(("kernel", "dilation"), list(product((1, 2, 3, 5, 8), (1, 2, 3))))
def test_a_pooling_with_too_much_padding(kernel: int, dilation: int) -> None:
    def pool(padding: int) -> Any:
        return nn.MaxPool2d(kernel, padding=padding, dilation=dilation)(zeros(1, 1, 40, 40))

    told = complaint(lambda: pool(30))
    assert numbers(told) == ["30", str(kernel), str(dilation)]
    most = value(told, "padding")
    assert pool(most).shape
    complaint(lambda: pool(most + 1))


def test_settings_of_a_convolution() -> None:
    told = complaint(lambda: nn.Conv2d(2, 2, 3, padding="same", stride=2))
    for size, kernel, stride in product((7, 8), (3, 5), (2, 3)):
        padding = eval(code(told, "padding=").partition("=")[2], {"kernel_size": kernel})
        made = nn.Conv1d(1, 1, kernel, padding=padding, stride=stride)(zeros(1, 1, size))
        assert made.shape == (1, 1, -(-size // stride))
    assert numbers(complaint(lambda: nn.Conv2d(3, 4, 3, groups=2))) == ["in_channels"]
    assert numbers(complaint(lambda: nn.Conv2d(4, 3, 3, groups=2))) == ["out_channels"]


@pytest.mark.parametrize(("made", "found"), [(8, 3), (4, 5)])
def test_a_batch_norm(made: int, found: int) -> None:
    x = zeros(2, found, 4, made)
    told = complaint(lambda: nn.BatchNorm2d(made)(x))
    assert numbers(told) == [str(found), str(made)]
    nn.BatchNorm2d(value(told, "num_features"))(x)
    nn.BatchNorm2d(made)(run(told, "x.movedim", x=x))


@pytest.mark.parametrize(
    ("norm", "rank"),
    [(nn.BatchNorm1d, 4), (nn.BatchNorm1d, 5), (nn.BatchNorm2d, 2), (nn.BatchNorm3d, 4)],
)
def test_a_batch_norm_of_other_axes(norm: Any, rank: int) -> None:
    x = zeros(2, 3, 4, 5, 6)[(..., *[0] * (5 - rank))]
    told = complaint(lambda: norm(3)(x))
    assert numbers(told) == [str(rank)]
    assert run(told, "nn.BatchNorm")(3)(x).shape == x.shape


def test_a_norm_of_one_number() -> None:
    told = complaint(lambda: nn.BatchNorm1d(8)(zeros(1, 8)))
    assert numbers(told) == ["torch.Size([1, 8])"]
    model = nn.BatchNorm1d(8)
    run(told, "model.eval", model=model)
    assert model(zeros(1, 8)).shape == (1, 8)
    told = complaint(lambda: nn.InstanceNorm2d(8)(zeros(2, 8, 1, 1)))
    assert numbers(told) == ["torch.Size([2, 8, 1, 1])"]


@pytest.mark.parametrize(("channels", "groups"), list(product((6, 7, 34), (4, 5, 33))))
def test_a_group_norm(channels: int, groups: int) -> None:
    told = complaint(lambda: nn.GroupNorm(groups, channels))
    assert numbers(told) == [str(channels), str(groups)]
    chosen = value(told, "num_groups")
    nn.GroupNorm(chosen, channels)
    for nearer in range(groups - abs(groups - chosen) + 1, groups + abs(groups - chosen)):
        complaint(lambda nearer=nearer: nn.GroupNorm(nearer, channels))
    x = zeros(2, channels, 3, 3)
    told = complaint(lambda: F.group_norm(x, groups))
    assert numbers(told) == [str(list(x.shape)), str(groups)]
    F.group_norm(x, value(told, "num_groups"))
    told = complaint(lambda: nn.GroupNorm(1, channels + 1)(x))
    assert numbers(told) == [f"[{channels + 1}]", str(list(x.shape))]


@pytest.mark.parametrize("norm", [nn.LayerNorm, nn.RMSNorm])
@pytest.mark.parametrize(("made", "shape"), [((3,), (2, 3, 4, 5)), ((4,), (2, 3)),
                         ((4, 5), (2, 4, 5, 3)), ((7,), (2, 4, 5))])  # fmt: skip
def test_a_layer_norm(norm: Any, made: tuple[int, ...], shape: tuple[int, ...]) -> None:
    x = zeros(shape)
    told = complaint(lambda: norm(made)(x))
    assert numbers(told) == [str(list(made)), str(list(shape))]
    if set(made) <= set(shape):
        norm(made)(run(told, "x.permute", x=x))
    assert run(told, "nn.LayerNorm")(x).shape == shape


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
@pytest.mark.parametrize(("takes", "found"), [(10, 4), (3, 5)])
def test_a_recurrent_layer(kind: Any, takes: int, found: int) -> None:
    x = zeros(2, takes, found)
    told = complaint(lambda: kind(takes, 6)(x))
    assert numbers(told) == [str(takes), str(found)]
    kind(value(told, "input_size"), 6)(x)
    kind(takes, 6)(run(told, "x.transpose", x=x))
    cell = {nn.RNN: nn.RNNCell, nn.LSTM: nn.LSTMCell, nn.GRU: nn.GRUCell}[kind]
    told = complaint(lambda: cell(takes, 6)(zeros(2, found)))
    assert sorted(numbers(told)) == sorted([str(takes), str(found)])
    told = complaint(lambda: kind(takes, 6)(zeros(2, 3, 4, takes)))
    assert numbers(told) == [kind.__name__, "4"]


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize(("layers", "batch"), [(1, 3), (2, 4)])
def test_a_first_state(layers: int, batch: int, bidirectional: bool) -> None:
    x, ways = zeros(5, batch, 7), layers * (1 + bidirectional)
    for kind in (nn.RNN, nn.GRU):
        layer = kind(7, 6, layers, bidirectional=bidirectional)
        told = complaint(lambda layer=layer: layer(x, zeros(ways, 9, 6)))
        assert numbers(told) == [str((ways, batch, 6)), str([ways, 9, 6])]
        layer(x, run(told, "torch.zeros"))
    lstm = nn.LSTM(7, 6, layers, bidirectional=bidirectional)
    told = complaint(lambda: lstm(x, (zeros(ways, 9, 6), zeros(ways, 9, 6))))
    lstm(x, (run(told, "torch.zeros"), run(told, "torch.zeros")))


def test_a_state_of_other_axes() -> None:
    x, h, layer = zeros(5, 3, 7), zeros(3, 6), nn.GRU(7, 6)
    layer(x, run(complaint(lambda: layer(x, h)), "h.unsqueeze", h=h))
    told = complaint(lambda: layer(x[:, 0], zeros(1, 1, 6)))
    layer(run(told, "x.unsqueeze(1)", x=x[:, 0]), zeros(1, 1, 6))


@pytest.mark.parametrize("given", [[1.0, 2.0, 3.0], (zeros(2, 3), zeros(2, 3)), None], ids=str)
def test_what_is_no_tensor(given: Any) -> None:
    told = complaint(lambda: nn.Linear(3, 2)(given))
    assert numbers(told) == ["1", type(given).__name__]
    if isinstance(given, list):
        assert nn.Linear(3, 2)(run(told, "torch.tensor", x=given)).shape == (2,)


def test_an_embedding() -> None:
    table, x = nn.Embedding(10, 4), torch.tensor([3, 10])
    told = complaint(lambda: table(x))
    assert nn.Embedding(int(run(told, "x.max", x=x)) + 1, 4)(x).shape == (2, 4)
    told = complaint(lambda: table(x.float() / 2))
    assert numbers(told) == ["torch.FloatTensor"]
    table(run(told, "x.long", x=x.float() / 2))


@pytest.mark.parametrize(("takes", "found"), [(12, 10), (6, 8)])
def test_attention(takes: int, found: int) -> None:
    complaint(lambda: nn.MultiheadAttention(takes + 1, 3))
    layer, x = nn.MultiheadAttention(takes, 2), zeros(5, 3, found)
    told = complaint(lambda: layer(x, x, x))
    assert numbers(told) == [str(takes), str(found)]
    y = run(told, "nn.Linear")(x)
    layer(y, y, y)
    nn.MultiheadAttention(value(told, "embed_dim"), 2)(x, x, x)
    mask = complaint(lambda: layer(y, y, y, attn_mask=zeros(3, 3)))
    assert numbers(mask) == ["torch.Size([3, 3])", "(5, 5)"]
    rows = complaint(lambda: layer(y, y, y, key_padding_mask=zeros(5, 3)))
    assert numbers(rows) == ["3", "5"]
    layer(y, y, y, key_padding_mask=run(rows, "mask.T", mask=zeros(5, 3)))
    complaint(lambda: nn.Transformer(6, 2)(zeros(2, 3, 5), zeros(2, 3, 6)))
    complaint(lambda: nn.Transformer(6, 2)(zeros(2, 3, 6), zeros(2, 4, 6)))


@pytest.mark.parametrize(("shape", "asked"), [((4, 10, 10), (4, 99)), ((2, 6), (5, 4)),
                         ((3, 4, 5), (3, -1, 7)), ((2, 3), (-1, 4))])  # fmt: skip
def test_a_view_of_other_sizes(shape: tuple[int, ...], asked: tuple[int, ...]) -> None:
    x = zeros(shape)
    for call in (x.view, x.reshape):
        told = complaint(lambda call=call: call(asked))
        assert numbers(told) == [str(list(asked)), str(x.numel())]
        assert run(told, "x.flatten", x=x).shape == (shape[0], x[0].numel())
        for cure in map(str, told.cures):
            for opened, made in re.findall(r"`(x.reshape\(.*\))` makes it (.*)", cure):
                assert str(tuple(run(told, opened, x=x).shape)) == made
    if asked == (4, 99):
        assert run(told, "x.reshape", x=x).shape == (4, 100)


def test_other_views() -> None:
    x = zeros(4, 10, 12).transpose(1, 2)
    complaint(lambda: x.view(4, -1))
    assert "x.reshape(...)" in codes(complaint(lambda: x.view(4, -1)))
    complaint(lambda: x.reshape(-1, -1))
    told = complaint(lambda: nn.Unflatten(1, (3, 4))(zeros(2, 13)))
    assert numbers(told) == ["[3, 4]", "1", "13"]


@pytest.mark.parametrize(("first", "second", "axis"), [(3, 2, 0), (5, 7, 1), (4, 6, 2)])
def test_sizes_that_meet(first: int, second: int, axis: int) -> None:
    a = zeros([8] * axis + [first] + [8] * (2 - axis))
    b = zeros([8] * axis + [second] + [8] * (2 - axis))
    told = complaint(lambda: a + b)
    assert numbers(told) == [str(first), str(second), str(axis)]
    told = complaint(lambda: torch.cat([a, b], (axis + 1) % 3))
    assert numbers(told) == [str((axis + 1) % 3), str(first), str(second), "1"]
    told = complaint(lambda: torch.stack([a, a, b]))
    assert numbers(told) == [str(list(a.shape)), str(list(b.shape)), "2"]
    told = complaint(lambda: torch.cat([a, b[0]]))
    assert numbers(told) == ["3", "2"]
    told = complaint(lambda: a.expand(b.shape))
    assert numbers(told) == [str(second), str(first), str(axis), str(list(b.shape)),
                             str(list(a.shape))]  # fmt: skip


def test_what_is_repeated_gets_an_axis() -> None:
    a, b = zeros(4, 5), zeros(4, 7, 5)
    told = complaint(lambda: a + b)
    assert (run(told, "x.unsqueeze", x=a) + b).shape == (4, 7, 5)
    told = complaint(lambda: a.expand(4, 5, 7))
    assert run(told, "x.unsqueeze", x=a).expand(4, 5, 7).shape == (4, 5, 7)
    told = complaint(lambda: zeros(4, 5).add_(zeros(3, 4, 5)))
    assert numbers(told) == ["[4, 5]", "[3, 4, 5]"]


@pytest.mark.parametrize(("rank", "axis"), [(1, 1), (2, 2), (2, -3), (3, 3)])
def test_an_axis_that_is_not_there(rank: int, axis: int) -> None:
    x = zeros([2] * rank)
    told = complaint(lambda: x.sum(axis))
    assert numbers(told) == [str(-rank), str(rank - 1), str(axis)]
    assert run(told, "x.unsqueeze", x=x).sum(axis).dim() == rank
    told = complaint(lambda: x.permute(*range(rank + 1)))
    assert numbers(told) == [str(rank), str(rank + 1)]


@pytest.mark.parametrize(("size", "at"), [(2, 2), (3, 7)])
def test_a_place_that_is_not_there(size: int, at: int) -> None:
    x = zeros(4, size)
    assert numbers(complaint(lambda: x[:, at])) == [str(at), "1", str(size)]
    there = torch.tensor([[at]])
    assert numbers(complaint(lambda: x.gather(1, there))) == [str(at), "1", str(size)]
    assert numbers(complaint(lambda: x[0, 0, 0])) == ["2"]


def test_dtypes() -> None:
    linear, convolution = nn.Linear(3, 2), nn.Conv2d(3, 4, 3)
    for x in (zeros(2, 3).double(), zeros(2, 3).long()):
        told = complaint(lambda x=x: linear(x))
        linear(run(told, "x.float", x=x))
    for x in (zeros(2, 3, 8, 8).double(), zeros(2, 3, 8, 8).byte()):
        told = complaint(lambda x=x: convolution(x))
        assert numbers(told) == [{"torch.float64": "double"}.get(str(x.dtype), "unsigned char"),
                                 "float"]  # fmt: skip
        convolution(run(told, "x.float() / 255", x=x))
    assert numbers(complaint(lambda: zeros(2, 3) @ zeros(3, 2).long())) == ["float", "long int"]
    told = complaint(lambda: nn.LSTM(3, 4)(zeros(2, 3, 3).double()))
    assert numbers(told) == ["torch.float64", "torch.float32"]
    whole = zeros(2, 3).long()
    for call in (lambda x: F.softmax(x, 1), torch.mean):
        told = complaint(lambda call=call: call(whole))
        assert numbers(told) == ["Long"]
        call(run(told, "x.float", x=whole))
    learnt = zeros(2, requires_grad=True)
    told = complaint(learnt.numpy)
    assert run(told, "x.detach", x=learnt).shape == (2,)


@pytest.mark.parametrize(("own", "saved"), [(3, 5), (7, 2)])
def test_saved_weights(own: int, saved: int) -> None:
    state = nn.Linear(saved, 4).state_dict()
    told = complaint(lambda: nn.Linear(own, 4).load_state_dict(state))
    assert numbers(told) == ["weight", f"torch.Size([4, {saved}])", f"torch.Size([4, {own}])"]
    both = nn.Linear(saved, 6).state_dict()
    told = complaint(lambda: nn.Linear(own, 4).load_state_dict(both))
    assert numbers(told)[:2] == ["weight", f"torch.Size([6, {saved}])"]
    told = complaint(lambda: nn.Sequential(nn.Linear(saved, 4)).load_state_dict(state))
    assert numbers(told) == ["Sequential"]


@pytest.mark.parametrize(("batch", "classes"), [(4, 10), (2, 3)])
def test_a_cross_entropy(batch: int, classes: int) -> None:
    output, target = zeros(batch, classes), zeros(batch).long()

    def loss(output: Any, target: Any) -> Any:
        return F.cross_entropy(output, target)

    told = complaint(lambda: loss(output, zeros(batch + 1).long()))
    assert numbers(told) == [str(batch), str(batch + 1)]
    told = complaint(lambda: loss(output, target + classes))
    assert numbers(told) == [str(classes)]
    loss(output, run(told, "target - 1", target=target + classes))
    told = complaint(lambda: loss(output, target[:, None]))
    loss(output, run(told, "target.squeeze", target=target[:, None]))
    told = complaint(lambda: loss(output, F.one_hot(target, classes)))
    loss(output, run(told, "target.float", target=F.one_hot(target, classes)))
    loss(output, run(told, "target.argmax", target=F.one_hot(target, classes)))
    for wrong in (target.float(), target.int()):
        told = complaint(lambda wrong=wrong: loss(output, wrong))
        loss(output, run(told, "target.long", target=wrong))
    steps = zeros(batch, 7, classes)
    told = complaint(lambda: loss(steps, zeros(batch, 7).long()))
    assert numbers(told) == [f"[{batch}, {classes}]", f"[{batch}, 7]"]
    each = zeros(batch, 7).long()
    loss(run(told, "output.movedim", output=steps), each)
    loss(run(told, "output.flatten", output=steps), run(told, "target.flatten", target=each))


def test_a_cross_entropy_of_images() -> None:
    output, mask = zeros(2, 3, 8, 8), zeros(2, 1, 8, 8).long()
    told = complaint(lambda: F.cross_entropy(output, mask))
    assert numbers(told) == ["4"]
    F.cross_entropy(output, run(told, "target.squeeze", target=mask))
    large = zeros(2, 9, 8).long()
    told = complaint(lambda: F.cross_entropy(output, large))
    assert numbers(told) == ["[2, 3, 8, 8]", "[2, 9, 8]"]
    F.cross_entropy(run(told, "F.interpolate", output=output, target=large), large)


@pytest.mark.parametrize(("input", "target"), [((4, 1), (4,)), ((4,), (4, 1)), ((2, 1, 3), (2, 3))])
def test_losses_number_by_number(input: tuple[int, ...], target: tuple[int, ...]) -> None:
    for loss in (nn.BCELoss(), nn.BCEWithLogitsLoss()):
        y = zeros(target)
        told = complaint(lambda loss=loss, y=y: loss(zeros(input), y))
        assert numbers(told) == [f"torch.Size({list(one)})" for one in (target, input)]
        loss(zeros(input), run(told, "target.", target=y))


@pytest.mark.parametrize(("target", "outputs"), [((4, 3), "3"), ((3, 2), ""), ((), "")])
def test_other_outputs_are_told_only_where_they_mend_it(
    target: tuple[int, ...], outputs: str
) -> None:
    told = complaint(lambda: nn.BCELoss()(zeros(4, 2), zeros(target)))
    advised = [str(cure) for cure in told.cures if "as many outputs" in str(cure)]
    assert [one.rpartition(", ")[2] for one in advised] == ([outputs] if outputs else [])
    assert "target.shape" in codes(told)


def test_what_losses_read() -> None:
    told = complaint(lambda: nn.BCELoss()(zeros(3), zeros(3).long()))
    assert numbers(told) == ["Long", "Float"]
    nn.BCELoss()(zeros(3), run(told, "target.float", target=zeros(3).long()))
    told = complaint(lambda: nn.BCELoss()(zeros(3) + 2, zeros(3)))
    run(told, "nn.BCEWithLogitsLoss")(zeros(3) + 2, zeros(3))
    complaint(lambda: nn.BCELoss()(zeros(3), zeros(3) + 2))
    told = complaint(lambda: F.one_hot(torch.tensor([5]), 3))
    least = code(told, "num_classes=").partition("=")[2]
    F.one_hot(torch.tensor([5]), eval(least, {"x": torch.tensor([5])}))


def test_gradients() -> None:
    weight = zeros(3, requires_grad=True)
    loss = weight * 2
    run(complaint(loss.backward), "loss.mean", loss=loss)
    complaint(lambda: zeros(()).backward())
    once = (weight**2).sum()
    once.backward()
    complaint(once.backward)
    told = complaint(lambda: weight.item())
    assert numbers(told) == ["3"]
    assert run(told, "x.mean", x=weight) == 0
    told = complaint(lambda: bool(weight > 0))
    assert run(told, "nn.MSELoss", output=weight, target=zeros(3)) == 0


def test_every_line_break_colour_and_box() -> None:
    text = str(complaint(lambda: nn.Linear(105, 10)(zeros(2, 156))).message)
    for wrapped in (
        f"E       RuntimeError: {text}",
        f"\x1b[31mRuntimeError\x1b[0m: \x1b[1m{text}\x1b[0m",
        "\n".join(f"> {word}" for word in text.split()),
        "\r\n".join(f"│ {word:40} │" for word in text.split()),
        "\n".join(re.findall(".{1,11}", text)),
        f"Epoch 1/3\n{text}\nDuring handling ...\n  at file.py:3",
    ):
        told = explained(wrapped)
        assert told, wrapped
        assert numbers(told) == ["2", "156", "105", "10"]
