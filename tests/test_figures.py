"""Figures: nothing lies on anything else, every part is named, and the cells are the rule's."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from functools import partial
from itertools import pairwise, takewhile
from pathlib import Path
from time import perf_counter
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import shapeproof as sp
from shapeproof.cli import main
from shapeproof.language import translator
from shapeproof.layer_report import LayerReport
from shapeproof.message import AskError, ReadError
from shapeproof.render.figures import svg, tikz
from shapeproof.render.figures.axes import _lettering as lettering
from shapeproof.render.figures.axes import draw as plot_on
from shapeproof.render.figures.drawing import Drawing, Rect, Text, Wire, width_of
from shapeproof.render.figures.layered import Link, Slot, placed
from shapeproof.render.figures.model import figure
from shapeproof.render.writing import wide
from tests.sampling import sampled

CASES = Path(__file__).with_name("cases")
SOURCES = sorted([*CASES.rglob("*.py")])
BOXES = ("layer", "function", "again", "end", "failed")
HOSTILE = "a_$^~{}\\&%#<b>\"'é\u202e\x1b]]>"
RESIDUAL = """
import keras
from keras import layers
x = keras.Input((8, 8, 3), name="image")
y = layers.Conv2D(3, 3, padding="same", name="conv")(x)
y = layers.BatchNormalization(name="norm")(y)
y = layers.Add(name="add")([y, x])
model = keras.Model(x, layers.Flatten(name="flat")(y))
"""
BLOCKS = """
import torch
from torch import nn
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(8, WIDTH, 3, padding=1)
    def forward(self, x):
        return torch.relu(self.conv(x) + x)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3)
        self.block = Block()
        self.head = nn.Linear(8, 10)
    def forward(self, x):
        x = self.block(self.block(self.stem(x)))
        a, b = x.mean((2, 3)).chunk(2, 1)
        return self.head(torch.cat([b, a], 1))
Net()(torch.zeros(1, 3, 32, 32))
"""


def rects(drawing: Drawing, *roles: str) -> list[Rect]:
    shapes = (shape for part in drawing.parts for shape in part.shapes)
    return [one for one in shapes if isinstance(one, Rect) and one.role in roles]


def texts(drawing: Drawing, *roles: str) -> list[str]:
    shapes = (shape for part in drawing.parts for shape in part.shapes)
    return [
        one.text for one in shapes if isinstance(one, Text) and (one.role in roles or not roles)
    ]


def overlap(a: tuple[float, ...], b: tuple[float, ...], room: float = 0.01) -> bool:
    """Whether two rectangles (left, top, right, bottom) have more than an edge in common."""
    return a[0] + room < b[2] and b[0] + room < a[2] and a[1] + room < b[3] and b[1] + room < a[3]


def around(rect: Rect) -> tuple[float, ...]:
    return rect.x, rect.y, rect.x + rect.width, rect.y + rect.height


def around_text(text: Text) -> tuple[float, ...]:
    width = width_of(text.text, text.role)
    left = text.x - width * (text.side + 1) / 2
    return left, text.y - 5, left + width, text.y + 5


@some.composite
def graphs(draw: Any) -> tuple[list[Slot], list[Link]]:
    labels = some.lists(some.sampled_from((0.0, 30.0, 120.0)), min_size=1, max_size=3)
    slots = [
        Slot(draw(some.sampled_from((64.0, 90.0, 260.0))), draw(some.sampled_from((30.0, 200.0))),
             tuple(draw(labels)))
        for _ in range(draw(some.integers(1, 14)))
    ]  # fmt: skip
    slots = [
        slot._replace(width=max(slot.width, sum(one + 44 for one in slot.labels))) for slot in slots
    ]
    ends = some.tuples(some.integers(0, len(slots) - 1), some.integers(0, len(slots) - 1))
    pairs = {(min(pair), max(pair)) for pair in draw(some.lists(ends, max_size=30))}
    links = {
        Link(a, draw(some.integers(0, len(slots[a].labels) - 1)), b) for a, b in pairs if a < b
    }
    return slots, sorted(links)


@settings(max_examples=80, deadline=None)
@given(graphs())
def test_boxes_lie_apart_and_routes_run_beside_them(graph: tuple[list[Slot], list[Link]]) -> None:
    slots, links = graph
    found = placed(slots, links, 17.0)
    boxes = [(x, y, x + slot.width, y + slot.height) for (x, y), slot in zip(found.corners, slots)]
    for i, box in enumerate(boxes):
        assert not any(overlap(box, other) for other in boxes[:i])
        assert box[0] >= -0.01
        assert box[2] <= found.width + 0.01
        assert box[3] <= found.height + 0.01
    for link, route in zip(links, found.routes):
        (x, y), (end_x, end_y) = route[0], route[-1]
        assert y == pytest.approx(boxes[link.source][3])
        assert boxes[link.source][0] <= x <= boxes[link.source][2]
        assert end_y == pytest.approx(boxes[link.target][1])
        assert end_x == pytest.approx((boxes[link.target][0] + boxes[link.target][2]) / 2, abs=0.01)
        for (x, y), (to_x, to_y) in pairwise(route):
            assert y < to_y  # it only goes down, and a bend stays between its ends
            hull = min(x, to_x), y, max(x, to_x) + 0.1, to_y
            assert not any(overlap(hull, box) for box in boxes), (link, hull)
    assert placed(slots, links, 17.0) == found


@pytest.mark.parametrize("path", sampled(SOURCES, 12), ids=lambda path: path.stem)
def test_figures_of_what_people_write(path: Path) -> None:
    try:
        report = sp.explain(path)
    except ReadError:
        return
    drawing = figure(report.model)
    shapes = [shape for part in drawing.parts for shape in part.shapes]
    frames = [one for one in shapes if isinstance(one, Rect) and is_frame(one, shapes)]
    boxes = [one for one in rects(drawing, *BOXES) if one not in frames]
    assert not list(overlapping([around(one) for one in boxes]))
    for box in boxes:
        for frame in frames:
            assert not overlap(around(box), around(frame)) or is_within(around(box), around(frame))
    words = [around_text(one) for one in shapes if isinstance(one, Text)]
    assert not list(overlapping(words))
    whole = 0, 0, drawing.width, drawing.height
    assert all(is_within(one, whole) for one in words)
    root = ElementTree.fromstring(svg.written(drawing))
    assert all(part.findtext("{*}title") for part in root.findall("{*}g"))
    if not report.model.problems and report.model.framework == "keras":
        drawn = len(rects(drawing, "layer", "function"))
        assert drawn == len([call for call in report.model.layers if not call.reused])


def is_frame(rect: Rect, shapes: list[Any]) -> bool:
    return rect.role == "frame" or (
        rect.role == "failed"
        and any(isinstance(one, Rect) and one != rect and is_within(around(one), around(rect))
                for one in shapes)
    )  # fmt: skip


def is_within(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return b[0] <= a[0] and b[1] <= a[1] and a[2] <= b[2] and a[3] <= b[3]


def begins_above(y: float, box: tuple[float, ...]) -> bool:
    return box[1] < y


def overlapping(found: list[tuple[float, ...]]) -> Iterator[tuple[tuple[float, ...], ...]]:
    """Pairs that overlap; only those at one height are compared."""
    found = sorted(found, key=lambda one: one[1])
    for i, one in enumerate(found):
        near = takewhile(partial(begins_above, one[3]), found[i + 1 :])
        yield from ((one, other) for other in near if overlap(one, other))


def test_every_way_through_a_residual_block_is_drawn_and_told() -> None:
    report = sp.explain(RESIDUAL)
    titles = [part.title for part in figure(report.model).parts]
    shape = "(None, 8, 8, 3)"
    assert [title for title in titles if "→" in title and "(Conv2D)" not in title][:5] == [
        f"image → conv: {shape}",
        f"conv → norm: {shape}",
        f"norm → add: {shape}",
        f"image → add: {shape}",
        f"add → flat: {shape}",
    ]
    assert "flat → output: (None, 192)" in titles


def test_what_runs_straight_is_drawn_straight() -> None:
    drawing = figure(sp.explain(RESIDUAL).model)
    wires = [s for part in drawing.parts for s in part.shapes if isinstance(s, Wire)]
    straight = [wire for wire in wires if len({x for x, _ in wire.points}) == 1]
    assert len(wires) == 6
    assert len(straight) == 5  # all but what goes around


def test_a_model_inside_is_a_frame_or_a_box_and_a_layer_called_again_another_box() -> None:
    model = sp.explain(BLOCKS.replace("WIDTH", "8")).model
    opened, folded = figure(model), figure(model, depth=1)
    assert len(rects(opened, "frame")) == 1
    assert len(rects(opened, "again")) == len(rects(folded, "again")) == 1
    assert not rects(folded, "frame")
    assert texts(folded, "name") == [
        *("x", "stem", "block", "block", "mean", "chunk", "cat", "head", "output")
    ]
    assert "called again" in texts(folded)
    [frame] = rects(opened, "frame")
    assert len([box for box in rects(opened, *BOXES) if overlap(around(box), around(frame))]) == 4
    assert "cat → head: (1, 8)" in [part.title for part in folded.parts]


def test_a_model_that_fails_is_drawn_up_to_there_its_last_ways_in_red() -> None:
    report = sp.explain(BLOCKS.replace("WIDTH", "7"))
    drawing = figure(report.model)
    failing = [
        part.title
        for part in drawing.parts
        if any(isinstance(s, Wire) and s.role == "failing" for s in part.shapes)
    ]
    assert failing == ["conv → block.add: (1, 7, 30, 30)", "x → block.add: (1, 8, 30, 30)"] or (
        failing == ["conv → add: (1, 7, 30, 30)", "x → add: (1, 8, 30, 30)"]
    )
    [box] = rects(drawing, "failed")
    [frame] = rects(drawing, "frame")
    assert overlap(around(box), around(frame))
    assert " ".join(texts(drawing, "cause")) == str(report.model.problems[0].message)
    assert "output" not in texts(drawing)
    [folded] = rects(figure(report.model, depth=1), "failed")
    assert folded.role == "failed"


def test_each_output_goes_its_own_way_and_what_changes_nothing_is_left_out() -> None:
    source = """
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.last = nn.Linear(5, 2)
    def forward(self, x):
        a, b = x.split([3, 5], 1)
        return self.last(nn.functional.dropout(b)), a
Net()(torch.zeros(1, 8))
"""
    drawing = figure(sp.explain(source).model)
    titles = [part.title for part in drawing.parts]
    assert "split → last: (1, 5)" in titles
    assert "split → output 2: (1, 3)" in titles
    assert texts(drawing, "name") == ["x", "split", "last", "output 1", "output 2"]


def test_text_takes_no_more_than_is_reserved_for_it() -> None:
    from matplotlib.font_manager import findfont
    from matplotlib.ft2font import FT2Font

    font = FT2Font(findfont("DejaVu Sans Mono"))
    font.set_size(10.5, 72)
    advances = [font.load_char(ord(one)).linearHoriAdvance / 65536 for one in "(None, 60) Mi_"]
    assert sum(advances) <= width_of("(None, 60) Mi_")


def test_boxes_are_told_apart_by_a_number() -> None:
    report = sp.explain(Path("examples/lenet.py"))
    drawing = figure(report.model, by="params")
    shares = rects(drawing, "share")
    assert [round(one.strength, 2) for one in shares] == [0.15, 0.19, 1.0, 0.17]
    assert max(shares, key=lambda one: one.height) == shares[2]
    told = [text for text in texts(drawing, "kind") if "params" in text]
    assert told == ["156 params (<1%)", "2,416 params (5%)", "48,120 params (93%)",
                    "1,210 params (2%)"]  # fmt: skip


def test_a_thousand_layers_take_no_time() -> None:
    source = "from torch import nn\nnet = nn.Sequential(*[nn.Linear(8, 8) for _ in range(1000)])"
    report = sp.explain(source)
    start = perf_counter()
    drawing = figure(report.model)
    assert perf_counter() - start < 2  # 0.3 s on a quiet machine
    assert len(rects(drawing, "layer")) == 1000
    with pytest.raises(AskError, match="too large for TeX; fold what is nested"):
        tikz.written(drawing)


def hostile() -> sp.Report:
    layer = f"layers.Conv1D(7, 40, name={HOSTILE!r})"
    return sp.explain(
        "import keras\nfrom keras import layers\n"
        f"model = keras.Sequential([keras.Input((60, 1)), {layer},"
        " layers.Dense(3, name='层的名字'), layers.Dense(4, name='long' * 30)])"
    )


def test_svg_is_one_file_of_named_parts_in_which_no_name_is_markup() -> None:
    written = hostile().to_svg()
    assert "\u202e" not in written
    assert "\x1b" not in written
    root = ElementTree.fromstring(written)
    space = "{http://www.w3.org/2000/svg}"
    tags = {element.tag.removeprefix(space) for element in root.iter()}
    assert tags == {"svg", "title", "desc", "style", "rect", "g", "text", "path"}
    groups = root.findall(f"{space}g")
    assert all(group.findtext(f"{space}title") for group in groups)
    shown = [text.text for text in root.iter(f"{space}text")]
    assert "a_$^~{}\\&%#<b>\"'éU+202EU+001B]]>" in shown
    assert "层的名字" in shown
    assert max(wide(text or "") for text in shown) <= 60
    assert "prefers-color-scheme: dark" in written
    assert "http" not in written.replace("http://www.w3.org/2000/svg", "")


def test_chinese_is_drawn_as_wide_as_it_is() -> None:
    report = hostile()
    drawing = figure(report.model, translator("zh"))
    [box] = [
        shape
        for part in drawing.parts
        if part.title.startswith("层的名字 (")
        for shape in part.shapes
        if isinstance(shape, Rect)
    ]
    assert box.width >= 8 * 0.6 * 12
    assert "输出" in texts(drawing)


def test_tikz_escapes_what_tex_reads_as_its_own() -> None:
    picture = hostile().to_tikz().partition("% shapeproof: begin")[2]
    [node] = [line for line in picture.splitlines() if "<b>" in line and "node" in line]
    text = node.partition("{\\strut ")[2]
    assert text == (
        r"a\_\$\textasciicircum{}\textasciitilde{}\{\}\textbackslash{}\&\%\#<b>"
        r"\textquotedbl{}\textquotesingle{}éU+202EU+001B{]}{]}>};"
    )


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is not installed")
def test_tikz_compiles(tmp_path: Path) -> None:
    layer = sp.keras.Conv1D(filters=7, kernel_size=40, padding="same")((None, 60, 1))
    for written in (hostile().to_tikz(by="params", language="zh"), layer.to_tikz()):
        (tmp_path / "a.tex").write_text(written, encoding="utf-8")
        command = ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "a.tex"]
        ran = subprocess.run(command, cwd=tmp_path, capture_output=True)
        assert ran.returncode == 0, ran.stdout.decode(errors="replace")[-2000:]


# --- the picture of an operation


def picture(layer: Any) -> Drawing:
    drawing: Drawing = layer._picture("en")
    return drawing


def strips(drawing: Drawing) -> list[tuple[str, int, int]]:
    """For each strip below an axis: its role, and the first and last column that is lit."""
    axis = min((one.y for one in rects(drawing, "cell")), default=0)
    first = min(one.x for one in rects(drawing, "cell", "outside") if one.y == axis)
    rows: dict[float, list[Rect]] = {}
    for one in rects(drawing, "first", "second", "last"):
        rows.setdefault(one.y, []).append(one)
    return [
        (row[0].role, *(round((end.x - first) / 13) for end in (row[0], row[-1])))
        for _, row in sorted(rows.items())
    ]


def test_a_window_is_drawn_over_the_steps_that_it_reads() -> None:
    drawing = picture(sp.keras.Conv1D(filters=10, kernel_size=16)((None, 21, 7)))
    assert strips(drawing) == [
        ("first", 0, 15), ("second", 1, 16), ("second", 2, 17), ("second", 3, 18),
        ("second", 4, 19), ("last", 5, 20),
    ]  # fmt: skip
    assert [text for text in texts(drawing) if ".." in text][:6] == [
        *("0..15", "1..16", "2..17", "3..18", "4..19", "5..20")
    ]
    assert "steps, 21 in all, read by output (0, i, 0)" in texts(drawing)
    assert "  kernel: [0..15, 0..6, 0]" in texts(drawing)


def test_padding_is_told_apart() -> None:
    drawing = picture(sp.torch.Conv1d(1, 2, 3, padding=2, dilation=2)((1, 1, 6)))
    assert len(rects(drawing, "cell")) == 6
    roles = ("first-outside", "second-outside", "last-outside")
    assert [len(rects(drawing, role)) for role in roles] == [1, 2, 1]
    assert "0, 2 + 1 outside" in texts(drawing)


def test_only_the_ends_of_a_long_axis_are_drawn_and_of_many_windows_the_first_and_last() -> None:
    layer = sp.keras.Conv1D(filters=2, kernel_size=5, strides=2)((None, 10_001, 3))
    drawing = picture(layer)
    assert len(rects(drawing, "cell")) < 60
    assert [text for text in texts(drawing, "label") if "more" in text] == ["… 4991 more"]
    assert strips(drawing)[0] == ("first", 0, 4)
    assert "9996..10000" in texts(drawing)
    wide = picture(sp.keras.Conv1D(filters=2, kernel_size=50)((None, 500, 3)))
    assert {"49", "54"} & set(texts(wide, "label"))  # where windows end is drawn too
    assert all(one.x + one.width <= drawing.width for one in rects(drawing, "cell", "last"))


def lit(drawing: Drawing, heading: str, role: str) -> set[tuple[int, int]]:
    """The rows and columns that are lit in one of the grids."""
    [grid] = [
        part.shapes for part in drawing.parts if getattr(part.shapes[0], "text", "") == heading
    ]
    cells = [one for one in grid if isinstance(one, Rect)]
    left, top = min(one.x for one in cells), min(one.y for one in cells)
    return {
        (round((one.y - top) / 13), round((one.x - left) / 13))
        for one in cells
        if one.role.partition("-")[0] == role
    }


def square(rows: range, columns: range) -> set[tuple[int, int]]:
    return {(row, column) for row in rows for column in columns}


def test_a_window_on_a_plane_is_drawn_where_it_is() -> None:
    drawing = picture(sp.torch.Conv2d(3, 4, (2, 3), stride=(1, 2))((1, 3, 6, 9)))
    assert lit(drawing, "input", "first") == square(range(2), range(3))
    assert lit(drawing, "input", "second") == square(range(2), range(2, 5))
    assert lit(drawing, "input", "last") == square(range(4, 6), range(6, 9))
    assert lit(drawing, "output", "second") == {(0, 1)}
    assert lit(drawing, "output", "last") == {(4, 3)}
    padded = picture(sp.keras.MaxPooling2D(2, strides=1, padding="same")((None, 4, 4, 2)))
    assert lit(padded, "input", "last") == square(range(3, 5), range(3, 5))
    assert len(rects(padded, "last-outside")) == 3


def test_other_numbers_are_lit_in_the_tensors_that_they_are_made_of() -> None:
    dense = picture(sp.keras.Dense(10)((None, 6)))
    assert lit(dense, "input", "last") == square(range(1), range(6))
    assert lit(dense, "kernel", "second") == square(range(6), range(1, 2))
    assert lit(dense, "bias", "last") == {(0, 9)}
    permuted = picture(sp.keras.Permute((2, 1))((None, 3, 5)))
    assert lit(permuted, "input", "second") == {(1, 0)}
    assert lit(permuted, "output", "second") == {(0, 1)}


def test_a_sketch_is_drawn_as_boxes_and_arrows() -> None:
    drawing = picture(sp.keras.MultiHeadAttention(4, 16)((None, 3, 64), (None, 5, 64)))
    wires = [s for part in drawing.parts for s in part.shapes if isinstance(s, Wire)]
    assert len(wires) == 4
    assert texts(drawing, "text").count("4 heads of 16") == 4
    assert len(rects(drawing, "first")) == 3 * 5  # every query reads every key
    gates = picture(sp.keras.GRU(8, return_sequences=True)((None, 4, 2)))
    assert "keep*memory + (1 - keep)*new" in texts(gates)
    assert [row[1:] for row in strips(gates)] == [(0, 0), (0, 1), (0, 2), (0, 3)]


@pytest.mark.parametrize("path", sampled(SOURCES, 40), ids=lambda path: path.stem)
def test_every_layer_has_a_picture_with_nothing_beside_it(path: Path) -> None:
    try:
        rows = sp.explain(path).rows
    except ReadError:
        return
    alike = {row.call.layer.likeness(row.call.inputs): row for row in rows}
    for row in alike.values():
        drawing = picture(LayerReport(row))
        shapes = [shape for part in drawing.parts for shape in part.shapes]
        whole = 0, 0, drawing.width, drawing.height
        assert all(is_within(around(one), whole) for one in shapes if isinstance(one, Rect))
        assert all(is_within(around_text(one), whole) for one in shapes if isinstance(one, Text))


def test_a_weight_of_no_axes_is_a_single_cell() -> None:
    drawing = picture(sp.keras.Normalization(axis=None)((None, 3)))
    assert lit(drawing, "mean", "last") == {(0, 0)}
    assert lit(drawing, "count", "last") == set()


def test_of_sizes_in_letters_the_shapes_are_drawn() -> None:
    drawing = picture(sp.torch.Flatten()(("N", 3, "H", "W")))
    assert "(None, 3*H*W)" in texts(drawing)
    batch = picture(sp.torch.Linear(4, 3)(("N", 4)))
    assert lit(batch, "weight", "last") == square(range(2, 3), range(4))


# --- matplotlib


@pytest.fixture
def pyplot(monkeypatch: pytest.MonkeyPatch) -> Any:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    monkeypatch.setattr(pyplot, "show", lambda: pytest.fail("a figure was shown"))
    yield pyplot
    pyplot.close("all")


def test_plot_draws_on_the_axes_that_it_is_given(pyplot: Any, tmp_path: Path) -> None:
    report = sp.explain(Path("examples/conv1d.py"))
    figure, (left, right) = pyplot.subplots(1, 2)
    assert report.plot(ax=left) is left
    assert report["conv1d_1"].plot(right) is right
    assert {text.get_text() for text in left.texts} >= {"conv1d", "Conv1D", "(None, 21, 7)"}
    assert {text.get_text() for text in right.texts} >= {"3..18"}
    assert len(pyplot.get_fignums()) == 1
    figure.savefig(tmp_path / "both.png")


def test_plot_makes_a_figure_of_a_size_to_look_at(pyplot: Any) -> None:
    report = sp.explain(Path("examples/conv1d.py"))
    width, height = report.plot(by="macs").figure.get_size_inches()
    assert 1 < width < 4 < height < 8
    operation = report.plot("max_pooling1d")
    assert operation.figure.get_size_inches()[0] > 2
    long = sp.explain(
        "from torch import nn\nnet = nn.Sequential(*[nn.Linear(8, 8) for _ in range(99)])"
    )
    tall = long.plot().figure
    assert max(tall.get_size_inches()) <= 40
    width, height = tall.get_size_inches() * tall.dpi
    assert height > 80 * 99  # and each layer has its pixels
    assert width * height < 51e6


def test_text_keeps_to_its_room_on_axes_of_any_size(pyplot: Any) -> None:
    drawing = picture(sp.keras.MultiHeadAttention(4, 32)((None, 64, 128), (None, 64, 128)))
    texts = [shape for part in drawing.parts for shape in part.shapes if isinstance(shape, Text)]
    [longest] = [one for one in texts if one.text.startswith("In each of 4 heads")]
    for axes in (None, *(pyplot.figure(figsize=(size, size)).add_subplot() for size in (4, 6, 20))):
        axes = plot_on(drawing, axes)
        (left, _), (right, _) = axes.transData.transform([(0, 0), (width_of(longest.text), 0)])
        [drawn] = [one for one in axes.texts if one.get_text() == longest.text]
        assert drawn.get_window_extent().width <= right - left + 2


@pytest.mark.parametrize("fonts", [["DejaVu Sans Mono"], ["DejaVu Sans Mono", "Heiti TC"]])
def test_chinese_is_drawn_in_a_font_that_has_it_or_said_to_be_missing(
    pyplot: Any, monkeypatch: pytest.MonkeyPatch, fonts: list[str]
) -> None:
    from matplotlib import font_manager

    known = [SimpleNamespace(name=name) for name in fonts]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", known)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        families, lettered = lettering(figure(hostile().model))
    if len(fonts) == 2:
        assert (families, lettered("层 1"), said) == (["monospace", "Heiti TC"], "层 1", [])
    else:
        assert (families, lettered("层 1")) == (["monospace"], "? 1")
        assert [str(one.message).partition(",")[0] for one in said] == [
            "matplotlib finds no font that has Chinese characters"
        ]


def test_without_matplotlib_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ReadError, match=r"takes matplotlib: pip install 'shapeproof\[plot\]'"):
        sp.explain(Path("examples/conv1d.py")).plot()


# --- the commands


@pytest.mark.parametrize(
    ("command", "begins"),
    [
        (["show", "examples/conv1d.py", "--format", "svg", "--by", "macs"], "<svg "),
        (["show", "examples/lenet.py", "--format", "tikz", "--depth", "1"], r"\documentclass"),
        (["why", "examples/conv1d.py", "conv1d_1", "--format", "svg", "--lang", "zh"], "<svg "),
        (["why", "examples/lenet.py", "fc1", "--format", "tikz"], r"\documentclass"),
    ],
    ids=" ".join,
)
def test_commands_write_figures(
    command: list[str], begins: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 0
    written = capsys.readouterr().out
    assert written.startswith(begins)
    assert not re.search(r"\bnan\b|\binf\b", written)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["show", "examples/conv1d.py", "examples/lenet.py", "--format", "svg"],
         "svg holds one figure; give one MODEL at a time"),
        (["why", "examples/conv1d.py", "--format", "tikz"],
         "tikz is the picture of one layer: name it, and ask nothing else"),
        (["why", "examples/conv1d.py", "conv1d", "--expected", "4", "--format", "svg"],
         "svg is the picture of one layer: name it, and ask nothing else"),
    ],
)  # fmt: skip
def test_what_is_no_figure_is_refused(
    command: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.err.count("\n") == 1
    assert not told.out
