"""The graph by what a person does: looks, walks, folds, sizes, zooms, saves."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

api = pytest.importorskip("playwright.sync_api")
expect = api.expect

RESIDUAL = """
from torch import nn

class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x):
        return self.conv2(self.conv1(x).relu()) + x

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3)
        self.block = Block(8)
        self.head = nn.Linear(8, 10)

    def forward(self, x):
        return self.head(self.block(self.stem(x)).mean((2, 3)))
"""
SHARED = """
import keras
from keras.layers import Concatenate, Dense
tower = keras.Sequential([keras.Input((8,)), Dense(4)], name="tower")
a, b = keras.Input((8,), name="a"), keras.Input((8,), name="b")
x = Concatenate()([tower(a), tower(b)])
model = keras.Model([a, b], [Dense(1, name="yes")(x), Dense(2, name="which")(x)])
"""


def long(blocks: int) -> str:
    return f"""
import keras
x = i = keras.Input((8,))
for _ in range({blocks}):
    x = keras.layers.Add()([x, keras.layers.Dense(8)(x)])
model = keras.Model(i, x)
"""


@pytest.fixture
def graph(page: Any) -> Any:
    """Draws a source: the graph's tab is open."""

    def of(source: str, shows: str) -> Any:
        page.locator(".cm-content").click()
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.insert_text(source)
        page.get_by_label("Input shape").fill("1,3,32,32" if "torch" in source else "")
        page.get_by_role("tab", name="Graph").click()
        expect(box(page, shows)).to_have_count(1)
        return page

    return of


def box(page: Any, id: str) -> Any:
    return page.locator(f'svg.graph [data-id="{id}"]')


def told(page: Any, id: str) -> str:
    return box(page, id).get_attribute("aria-label") or ""


def at(page: Any) -> str:
    """Where the keyboard is."""
    return page.evaluate("document.activeElement.dataset.id")


def test_layers_stand_below_what_they_read_and_links_say_shapes(page: Any) -> None:
    page.get_by_role("tab", name="Graph").click()
    expect(box(page, "conv1d_1")).to_be_visible()
    tops = [box(page, id).bounding_box()["y"] for id in ("conv1d", "conv1d_1", "max_pooling1d")]
    assert tops == sorted(tops)
    shapes = page.locator("svg.graph .link text").all_text_contents()
    assert shapes == ["(None, 60, 1)", "(None, 21, 7)", "(None, 6, 10)", "(None, 2, 10)"]
    assert "Conv1D" in told(page, "conv1d_1")
    expect(box(page, "conv1d_1")).to_contain_text("1,130 params")


def test_a_click_chooses_a_layer_and_lights_its_links(page: Any) -> None:
    page.get_by_role("tab", name="Graph").click()
    box(page, "conv1d_1").click()
    expect(page.locator(".derivation h2")).to_contain_text("conv1d_1")
    expect(box(page, "conv1d_1")).to_have_attribute("aria-current", "true")
    expect(page.locator("svg.graph .link.lit")).to_have_count(2)


def test_a_model_inside_the_model_folds_and_opens(graph: Any) -> None:
    page = graph(RESIDUAL, "block.conv1")
    expect(box(page, "block")).to_have_attribute("aria-expanded", "true")
    box(page, "block").click()
    expect(box(page, "block.conv1")).to_have_count(0)
    expect(box(page, "block")).to_contain_text("1,168 params")
    box(page, "block").focus()
    page.keyboard.press("Enter")
    expect(box(page, "block.conv1")).to_be_visible()
    page.get_by_role("button", name="Fold all").click()
    expect(box(page, "block.conv1")).to_have_count(0)
    page.get_by_role("button", name="Open all").click()
    expect(box(page, "block.conv1")).to_be_visible()


def test_a_layer_that_is_chosen_elsewhere_is_opened_and_brought_into_sight(graph: Any) -> None:
    page = graph(RESIDUAL, "block.conv1")
    page.get_by_role("button", name="Fold all").click()
    expect(box(page, "block.conv1")).to_have_count(0)
    page.get_by_role("tab", name="Table").click()
    page.locator('.row:has([title="block.conv2"]) .params').click()
    page.get_by_role("tab", name="Graph").click()
    expect(box(page, "block.conv2")).to_be_in_viewport()
    expect(box(page, "block.conv2")).to_have_class(re.compile("chosen"))


def test_calls_of_a_shared_layer_are_told_and_shown_together(graph: Any) -> None:
    page = graph(SHARED, "tower#2")
    assert "call 2 of 2" in told(page, "tower#2")
    box(page, "tower.dense").click()
    expect(box(page, "tower.dense#2")).to_have_class(re.compile("alike"))
    expect(page.locator("svg.graph .input")).to_have_count(2)
    expect(page.locator("svg.graph .output")).to_have_count(2)


def test_a_failed_link_is_told_with_its_cause(graph: Any) -> None:
    page = graph(RESIDUAL.replace("nn.Linear(8, 10)", "nn.Linear(9, 10)"), "failed head")
    failed = page.locator("svg.graph .link.failed")
    expect(failed).to_have_count(1)
    expect(failed).to_contain_text("(1, 8)")
    expect(box(page, "failed head")).to_contain_text("9 features")
    red, line = page.evaluate(
        """() => {
          const red = document.createElement("i");
          red.style.color = "var(--bad)";
          document.body.append(red);
          const line = document.querySelector(".link.failed path");
          return [getComputedStyle(red).color, getComputedStyle(line).stroke];
        }"""
    )
    assert line == red


def test_bars_are_as_long_as_the_numbers_say(graph: Any) -> None:
    page = graph(RESIDUAL, "block.conv1")
    page.get_by_label("Size by").select_option("macs")
    expect(box(page, "stem")).to_contain_text("194,400 MACs")
    page.get_by_label("Size by").select_option("params")
    expect(box(page, "stem").locator(".bar")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    counts = {"stem": 3 * 9 * 8 + 8, "block.conv1": 8 * 9 * 8 + 8, "head": 90}
    widths = {id: float(box(page, id).locator(".bar").get_attribute("width")) for id in counts}
    for id, count in counts.items():
        assert widths[id] / widths["head"] == pytest.approx(count / 90)
    expect(box(page, "block.relu").locator(".bar")).to_have_count(0)
    legend = page.locator(".graph-legend")
    number = int(re.sub(r"\D", "", legend.locator("b").inner_text()))
    long = float(legend.locator("rect").get_attribute("width"))
    drawn = box(page, "stem").locator(".bar").bounding_box()["width"]
    assert long / drawn == pytest.approx(number / counts["stem"], rel=0.02)


def test_the_keyboard_walks_along_links(graph: Any) -> None:
    page = graph(RESIDUAL, "block.conv1")
    box(page, "x").focus()
    walked = []
    for key in ("Down", "Down", "Down", "Down", "Down", "Down", "Up", "Up"):
        page.keyboard.press(f"Arrow{key}")
        walked.append(at(page))
    assert walked == [
        *("stem", "block.conv1", "block.relu", "block.conv2", "block.add", "mean"),
        *("block.add", "block.conv2"),
    ]
    page.keyboard.press("End")
    assert at(page) == "output 0"
    expect(box(page, "output 0")).to_be_in_viewport()
    page.keyboard.press("Home")
    assert at(page) == "x"


def test_keys_buttons_and_wheel_zoom(graph: Any) -> None:
    page = graph(RESIDUAL, "block.conv1")
    size = lambda: box(page, "stem").bounding_box()["width"]  # noqa: E731
    before = size()
    box(page, "stem").focus()
    page.keyboard.press("+")
    expect(page.locator(".graph-zoom")).not_to_contain_text("100 %")
    assert size() == pytest.approx(1.25 * before, rel=0.03)
    page.keyboard.press("-")
    expect(page.locator(".graph-zoom")).to_contain_text("100 %")
    page.keyboard.press("0")
    expect(box(page, "output 0")).to_be_in_viewport()
    expect(box(page, "x")).to_be_in_viewport()
    page.locator(".graph-zoom button").nth(1).click()
    expect(page.locator(".graph-zoom")).to_contain_text("100 %")
    box(page, "block.conv2").scroll_into_view_if_needed()
    place = box(page, "block.conv2").bounding_box()
    page.mouse.move(place["x"] + 5, place["y"] + 5)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    expect(page.locator(".graph-zoom")).not_to_contain_text("100 %")
    assert box(page, "block.conv2").bounding_box()["y"] == pytest.approx(place["y"], abs=6)


def test_the_ground_is_dragged(graph: Any) -> None:
    page = graph(long(20), "dense")
    window = page.locator(".graph-window")
    place = window.bounding_box()
    page.mouse.move(place["x"] + 10, place["y"] + 200)
    page.mouse.down()
    page.mouse.move(place["x"] + 10, place["y"] + 80, steps=4)
    page.mouse.up()
    assert window.evaluate("one => one.scrollTop") == pytest.approx(120, abs=2)


def test_of_a_thousand_layers_those_in_sight_are_drawn(graph: Any) -> None:
    page = graph(long(500), "dense")
    assert page.locator("svg.graph .box").count() < 80
    page.get_by_role("tab", name="Table").click()
    page.locator('.row:has([title="dense"]) .params').click()
    page.keyboard.press("Control+End")
    expect(page.locator(".row:has(:focus)")).to_contain_text("add_499")
    page.keyboard.press("Enter")
    expect(page.locator(".derivation h2")).to_contain_text("add_499")
    page.get_by_role("tab", name="Graph").click()
    expect(box(page, "add_499")).to_be_in_viewport()
    assert page.locator("svg.graph .box").count() < 80


def test_the_graph_is_told_in_words(graph: Any) -> None:
    page = graph(RESIDUAL, "block.conv1")
    page.get_by_role("button", name="As text").click()
    line = page.locator(".graph-text li", has=page.get_by_role("button", name="block.add"))
    expect(line).to_contain_text("reads (1, 8, 30, 30), (1, 8, 30, 30) from block.conv2, stem")
    line.get_by_role("button").click()
    expect(page.locator(".derivation h2")).to_contain_text("block.add")


def saved(page: Any, form: str) -> bytes:
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as saving:
        page.get_by_role("group", name="Graph").get_by_role("button", name=form).click()
    return Path(saving.value.path()).read_bytes()


def test_a_saved_graph_is_whole_and_stands_by_itself(graph: Any) -> None:
    page = graph(long(50), "dense")
    text = saved(page, "SVG").decode()
    root = ElementTree.fromstring(text)
    names = {one.text for one in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"dense", "dense_49", "add_49"} <= names
    assert not re.search(r"var\(|class=|light-dark|color-mix|<style|<script|data-", text)
    expect(box(page, "dense_49")).to_have_count(0)


def test_a_saved_picture_is_twice_as_sharp_and_looks_as_on_the_page(graph: Any) -> None:
    page = graph(RESIDUAL, "block.conv1")
    page.emulate_media(color_scheme="dark")
    svg = ElementTree.fromstring(saved(page, "SVG"))
    png = saved(page, "PNG")
    width, height = struct.unpack(">II", png[16:24])
    assert width == pytest.approx(2 * float(svg.get("width")), abs=1)
    assert height == pytest.approx(2 * float(svg.get("height")), abs=1)
    ground = next(svg.iter("{http://www.w3.org/2000/svg}rect"))
    assert int(ground.get("fill")[1:3], 16) < 64


def test_a_phone_shows_it_in_chinese(graph: Any) -> None:
    page = graph(RESIDUAL, "block.conv1")
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_label("Language").select_option("zh")
    expect(box(page, "stem")).to_contain_text("224 个参数")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator(".graph-window").bounding_box()["height"] > 200
