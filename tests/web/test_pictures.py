"""The picture of an operation lights what the rule says, and is led by keys and pointers."""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import shapeproof
from shapeproof.cli import main
from shapeproof.model import Call
from shapeproof.render import document

api = pytest.importorskip("playwright.sync_api")
expect = api.expect

Place = tuple[int, ...]
LAYERS = {
    "keras": """
from keras import Input, Model
from keras.layers import *

line, image, words = Input((21, 7)), Input((7, 7, 3)), Input((5,), dtype="int32")
steps = Input((5, 4))
small = Conv2D(4, 3, name="valid")(image)
outputs = [
    Conv1D(10, 16, name="first_question")(line),
    Conv1D(3, 3, dilation_rate=2, padding="causal", name="causal")(steps),
    Conv2D(4, 3, strides=2, padding="same", name="same")(image),
    Conv2D(2, 3, strides=3, name="floor")(image),
    Conv2D(2, 2, dilation_rate=3, name="dilated")(image),
    Conv2D(6, 3, groups=2, padding="same", name="groups")(small),
    DepthwiseConv2D(3, depth_multiplier=2, name="depthwise")(image),
    SeparableConv1D(3, 3, name="separable")(steps),
    Conv2DTranspose(3, 4, strides=2, padding="same", name="transposed")(small),
    MaxPooling1D(3, name="pooled")(line),
    AveragePooling2D(3, strides=2, padding="same", name="average")(image),
    GlobalAveragePooling2D(name="over_everything")(image),
    Dense(5, name="units")(steps),
    Flatten(name="flat")(image),
    Reshape((2, 5, 2), name="reshaped")(steps),
    Permute((2, 1), name="permuted")(steps),
    Concatenate(name="joined")([steps, Dense(2)(steps)]),
    Add(name="added")([steps, Dense(4)(steps)]),
    MultiHeadAttention(2, 3, name="attention")(steps, steps),
    LSTM(2, return_sequences=True, name="lstm")(steps),
    GRU(2, name="gru")(steps),
    Embedding(9, 6, name="embedded")(words),
    BatchNormalization(name="normal")(image),
    LayerNormalization(name="levelled")(steps),
    UpSampling2D(2, name="larger")(small),
    ZeroPadding2D(1, name="padded")(small),
    Cropping2D(1, name="cropped")(image),
]
model = Model([line, image, words, steps], outputs)
""",
    "torch": """
import torch
from torch import nn
from torch.nn import functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, stride=2, padding=1)
        self.spread = nn.ConvTranspose2d(4, 2, 3, stride=2, groups=2)
        self.pool = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.fitted = nn.AdaptiveAvgPool2d(3)
        self.norm = nn.GroupNorm(2, 4)
        self.linear = nn.Linear(4, 5)
        self.attention = nn.MultiheadAttention(4, 2, batch_first=True)
        self.lstm = nn.LSTM(4, 2, batch_first=True)

    def forward(self, image):
        x = self.norm(self.conv(image))
        self.spread(x), self.pool(image), self.fitted(image)
        tokens = x.flatten(2).transpose(1, 2)
        tokens = self.attention(tokens, tokens, tokens)[0]
        heads = tokens.view(-1, 9, 2, 2).transpose(1, 2)
        F.scaled_dot_product_attention(heads, heads, heads, is_causal=True)
        torch.matmul(heads, heads.transpose(2, 3))
        torch.cat([tokens, tokens], 1), 1 - tokens
        return self.linear(tokens), self.lstm(tokens)[0]
""",
}
INPUTS = {"keras": "", "torch": "2,3,5,5"}
WALK = ("", "End", "PageDown", "Control+End")


def paths(framework: str) -> list[str]:
    """The layers that have a picture, by the names that the source gives them or torch does."""
    if framework == "keras":
        return re.findall(r'name="(\w+)"', LAYERS["keras"])
    modules = ["conv", "norm", "spread", "pool", "fitted", "attention", "linear", "lstm"]
    functions = ["flatten", "transpose", "view", "scaled_dot_product_attention", "matmul", "cat"]
    return [*modules, *functions, "sub"]


def open_picture(page: Any, layer: str) -> Any:
    row = page.get_by_role("row").filter(
        has=page.locator(".path", has_text=re.compile(f"^{layer}$"))
    )
    row.first.locator(".output").click()
    expect(page.locator(".derivation h2")).to_contain_text(re.compile(rf"^{layer}\b"))
    expect(page.locator(f".player[data-path='{layer}'] svg.scene")).to_be_visible()
    return page.locator(".player")


def shown(player: Any) -> Place:
    """The number of the output that the picture is of, once it is known."""
    made = player.locator("figcaption .made")
    expect(made).to_have_text(re.compile(r"^output \([\d, ]+\): \S"))
    return tuple(map(int, re.findall(r"\d+", made.inner_text().partition(")")[0])))


LIT = """player => Object.fromEntries([...player.querySelectorAll("[data-tensor]")].map(tensor => [
  tensor.dataset.tensor,
  [...tensor.querySelectorAll(".lit[data-place]")].map(cell => cell.dataset.place),
]))"""


def lit(player: Any) -> dict[str, set[Place]]:
    """The places that are lit, of each tensor that is drawn."""
    found: dict[str, list[str]] = player.evaluate(LIT)
    return {
        name: {tuple(map(int, at.split(","))) for at in places} for name, places in found.items()
    }


def places(ranges: list[dict[str, int]] | None) -> set[Place]:
    """All places of the ranges that the command line tells."""
    if ranges is None:
        return set()
    return set(product(*(range(at["start"], at["stop"], at["step"]) for at in ranges)))


def put(page: Any, source: str) -> None:
    """A text in the place of what the editor holds."""
    page.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(source)
    page.evaluate("document.activeElement.blur()")


def write(page: Any, framework: str) -> None:
    """The source in the editor, and the shape of its input, where it has none of its own."""
    put(page, LAYERS[framework])
    if INPUTS[framework]:
        page.get_by_label("Input shape").fill(INPUTS[framework])


@pytest.mark.parametrize("every", [9, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("framework", LAYERS)
def test_what_is_lit_is_what_the_command_line_says(
    framework: str, every: int, server: Any, opened: Any, tmp_path: Path
) -> None:
    file = tmp_path / "net.py"
    file.write_text(LAYERS[framework])
    shapes = [tuple(map(int, shape.split(","))) for shape in INPUTS[framework].split()]
    report = shapeproof.explain(file, *shapes)
    page = opened(server.address, viewport={"width": 1600, "height": 1800})
    write(page, framework)
    for layer in paths(framework)[::every]:
        player = open_picture(page, layer)
        seen: set[Place] = set()
        for key in WALK:
            if key:
                player.locator(".frame").press(key)
            index = shown(player)
            if index not in seen:
                cell = document.cell(report[layer].cell(*index))
                assert_lit(lit(player), cell, report[layer].row.call, index)
            seen.add(index)
        assert len(seen) > 1, layer


def assert_lit(drawn: dict[str, set[Place]], cell: Any, call: Call, index: Place) -> None:
    """Nothing is lit but what is read, and all of that which is not padding.  (Nothing here is so
    large that the picture leaves any of it out.)"""
    shapes = {f"input {i}": x.shape for i, x in enumerate(call.inputs)}
    shapes |= {name: weight.shape for name, weight in call.facts.weights.items()}
    reads = {f"input {i}": ranges for i, ranges in enumerate(cell["inputs"])} | cell["weights"]
    for name, shape in shapes.items():
        read, got = places(reads.get(name)), drawn.pop(name, set())
        inside = {at for at in read if all(0 <= i < int(size) for i, size in zip(at, shape))}
        assert inside <= got <= read, (call.path, index, name, inside ^ got)
    assert drawn.pop("output") == {index}, (call.path, index)
    assert drawn.keys() <= {"matches"}


def test_the_first_questions_window_is_dragged(page: Any, capsys: Any) -> None:
    player = open_picture(page, "conv1d_1")
    assert shown(player) == (0, 0, 0)
    box = player.locator("[data-tensor='input 0'] .window rect").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 3 * box["width"] / 16, box["y"] + 5, steps=4)
    page.mouse.up()
    expect(player.locator("figcaption")).to_contain_text("steps 3–18, all 7 channels")
    assert shown(player) == (0, 3, 0)
    example = str(Path(__file__).parents[2] / "examples" / "conv1d.py")
    assert main(["why", example, "conv1d_1", "--cell", "0,3,0", "--format", "json"]) == 0
    cell = json.loads(capsys.readouterr().out)
    drawn = lit(player)
    assert drawn["input 0"] == places(cell["inputs"][0])
    assert drawn["kernel"] == places(cell["weights"]["kernel"])
    assert drawn["bias"] == {(0,)}


def test_play_makes_one_number_after_another_and_stops_where_it_is_told(page: Any) -> None:
    player = open_picture(page, "max_pooling1d")
    player.get_by_role("button", name="Play").click()
    expect(player.locator("[data-tensor=output] .made").nth(2)).to_be_visible()
    player.get_by_role("button", name="Pause").click()
    stopped = shown(player)
    page.wait_for_timeout(700)
    assert shown(player) == stopped
    player.get_by_role("button", name="Step", exact=True).click()
    assert shown(player) != stopped
    player.get_by_role("button", name="Step back").click()
    assert shown(player) == stopped
    player.get_by_role("button", name="From the start").click()
    assert shown(player) == (0, 0, 0)


def test_play_waits_while_nobody_sees_it(page: Any) -> None:
    player = open_picture(page, "conv1d")
    player.get_by_role("button", name="Play").click()
    expect(player.locator("[data-tensor=output] .made").nth(1)).to_be_visible()
    frame = player.locator(".frame")
    frame.evaluate("frame => frame.style.display = 'none'")
    page.wait_for_timeout(300)
    waiting = shown(player)
    page.wait_for_timeout(900)
    assert shown(player) == waiting
    frame.evaluate("frame => frame.style.display = ''")
    expect(player.locator("figcaption .made")).not_to_contain_text(str(waiting), timeout=3000)


def test_a_number_that_is_pointed_at_lights_what_it_is_made_of(page: Any) -> None:
    player = open_picture(page, "conv1d_1")
    output = player.locator("[data-tensor=output] .window rect")
    output.scroll_into_view_if_needed()
    page.mouse.wheel(0, 200)
    page.wait_for_timeout(100)
    made = output.bounding_box()
    page.mouse.move(made["x"] + 2.5 * made["width"], made["y"] + 4.5 * made["height"])
    expect(player.locator("figcaption")).to_contain_text("output (0, 2, 4)")
    expect(player.locator("figcaption")).to_contain_text("steps 2–17")
    assert lit(player)["bias"] == {(4,)}


SMALL = """
from keras import Sequential
from keras.layers import *

model = Sequential([
    Input((30, 8)),
    Conv1D(9, 5, name="line"),
    Reshape((26, 9, 1)),
    Conv2D(4, 3, padding="same", name="image"),
    Flatten(),
    Dense(300, name="units"),
])
"""


@pytest.mark.parametrize("width", [320, 1024])
def test_a_picture_fits_into_its_page(server: Any, opened: Any, width: int) -> None:
    page = opened(server.address, viewport={"width": width, "height": 740})
    put(page, SMALL)
    for layer in ("line", "image", "units"):
        player = open_picture(page, layer)
        fits = player.locator(".frame").evaluate("at => at.scrollWidth <= at.clientWidth")
        assert fits, (layer, width)


def test_a_finger_drags_the_window_through_a_plane_and_scrolls_beside_it(
    server: Any, opened: Any
) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    page = opened(server.address, **phone)
    put(page, SMALL)
    player = open_picture(page, "image")
    window = player.locator("[data-tensor='input 0'] .window rect").first
    window.evaluate("at => at.scrollIntoView({block: 'center'})")
    box, scrolled = window.bounding_box(), page.evaluate("scrollY")
    touch = page.context.new_cdp_session(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    drag(touch, x, y, (box["width"], box["height"]))
    _, row, column, _ = shown(player)
    assert (row, column) == (3, 3)
    assert page.evaluate("scrollY") == scrolled
    drag(touch, 4, y, (0, -120))
    assert page.evaluate("scrollY") > scrolled
    assert shown(player) == (0, row, column, 0)


def drag(touch: Any, x: float, y: float, by: tuple[float, float]) -> None:
    """One finger, put down, moved in some steps, and taken away."""
    ways = [(x + by[0] * i / 10, y + by[1] * i / 10) for i in range(11)]
    for i, (at_x, at_y) in enumerate(ways):
        kind = "touchMove" if i else "touchStart"
        points = [{"x": at_x, "y": at_y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_row_that_the_input_names_is_one_of_all(server: Any, opened: Any) -> None:
    page = opened(server.address, viewport={"width": 1600, "height": 1800})
    put(page, LAYERS["keras"])
    player = open_picture(page, "embedded")
    assert lit(player)["embeddings"] == {(row, 0) for row in range(9)}
    expect(player.locator("[data-tensor=embeddings]")).to_have_class(re.compile("chosen"))
    expect(player.locator("[data-tensor='input 0']")).not_to_have_class(re.compile("chosen"))
    told = player.locator("figcaption li.weight")
    expect(told).to_have_text("embeddings: all of output_dim 0 (values decide which of these)")
    expect(player.locator(".legend")).to_contain_text("values decide which of these")


def test_what_a_picture_says_is_in_the_language_of_the_page(page: Any) -> None:
    open_picture(page, "conv1d_1")
    page.get_by_label("Language").select_option("zh")
    caption = page.locator(".player figcaption")
    expect(caption).to_contain_text("输出 (0, 0, 0)")
    expect(page.locator(".player .controls")).to_contain_text("播放")
