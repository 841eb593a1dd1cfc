"""The page by what a person does in a real browser: types, reads, clicks, asks, saves, shares."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

api = pytest.importorskip("playwright.sync_api")
expect = api.expect

ROOT = Path(__file__).parents[2]
QUESTION = (ROOT / "examples" / "conv1d.py").read_text()
EXAMPLES = ROOT / "page" / "src" / "examples"


def write(page: Any, source: str) -> None:
    """Puts a text in the place of what the editor holds, as pasting does."""
    page.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(source)


def cell(page: Any, layer: str, column: str) -> Any:
    row = page.get_by_role("row").filter(
        has=page.locator(".path", has_text=re.compile(f"^{layer}$"))
    )
    return row.first.locator(f".{column}")


def worked(page: Any) -> Any:
    """The equations of the open derivation, with numbers."""
    return page.locator(".derivation math[aria-label]")


def test_the_first_question_is_pasted_read_and_opened(page: Any) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", QUESTION)
    write(page, "x")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.press("ControlOrMeta+V")
    expect(cell(page, "conv1d_1", "params")).to_have_text("1,130")
    expect(cell(page, "max_pooling1d", "output")).to_have_text("(None, 2, 10)")
    cell(page, "conv1d_1", "params").click()
    derivation = page.get_by_role("region", name="Derivation")
    expect(derivation.get_by_role("tab", selected=True)).to_contain_text("1,130")
    expect(derivation).to_contain_text("10 filters")
    expect(worked(page).first).to_have_attribute("aria-label", "(kernel_size*channels + 1)*filters")
    expect(worked(page).nth(1)).to_have_attribute("aria-label", "(16*7 + 1)*10 = 1130")


def test_each_size_of_an_output_is_named(page: Any) -> None:
    cell(page, "conv1d_1", "output").click()
    named = page.locator(".derivation .outputs")
    expect(named).to_have_text("(batch, output steps, filters) = (None, 6, 10)")
    expect(page.locator(".derivation")).not_to_contain_text("Nothing is computed")
    cell(page, "conv1d_1", "params").click()
    expect(named).to_have_count(0)
    write(page, QUESTION + "model.add(LSTM(5))")
    cell(page, "lstm", "output").click()
    expect(named).to_have_text("(batch, units) = (None, 5)")
    expect(page.locator(".derivation")).not_to_contain_text("Nothing is computed")


def test_a_number_leads_to_the_layer_that_gave_it(page: Any) -> None:
    cell(page, "conv1d_1", "output").click()
    lead = page.get_by_role("link", name="21 from conv1d")
    expect(lead.first).to_be_visible()
    lead.first.click()
    expect(page.locator(".derivation h2")).to_contain_text("conv1d Conv1D")
    expect(page.get_by_role("row", selected=True)).to_contain_text("(None, 21, 7)")


def test_a_number_leads_to_the_argument_that_gave_it(page: Any) -> None:
    cell(page, "conv1d_1", "params").click()
    page.get_by_role("link", name="16 kernel_size").click()
    selected = page.locator(".editor").evaluate("host => host.shadowRoot.getSelection?.() + ''")
    assert selected == "kernel_size=16"


def test_why_not_4(page: Any) -> None:
    cell(page, "max_pooling1d", "output").click()
    page.get_by_label("I expected").fill("4")
    page.keyboard.press("Enter")
    causes = page.locator(".causes li")
    expect(causes.first).to_contain_text("strides")
    expect(causes.first).to_contain_text("(6 - 3)/1 + 1 = 4")
    expect(page.locator(".causes")).to_contain_text("kernel_size")


def test_what_nothing_gives_is_told(page: Any) -> None:
    cell(page, "conv1d_1", "params").click()
    page.get_by_label("I expected").fill("1,131,999,999")
    page.get_by_role("button", name="Ask why not").click()
    expect(page.locator(".causes p")).not_to_be_empty()


def test_the_page_speaks_chinese_and_remembers_it(page: Any) -> None:
    cell(page, "conv1d_1", "params").click()
    page.get_by_label("Language").select_option("zh")
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    expect(page.get_by_role("columnheader", name="输出形状")).to_be_visible()
    expect(page.get_by_role("region", name="推导")).to_contain_text("过滤器")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    expect(page.get_by_role("columnheader", name="参数")).to_be_visible()


def test_a_mistake_is_underlined_and_a_click_mends_it(page: Any) -> None:
    write(page, (EXAMPLES / "lenet.py").read_text())
    expect(page.get_by_role("region", name="Problems")).to_contain_text("400")
    expect(page.locator(".editor .cm-lintRange-error")).to_have_text(re.compile("Linear"))
    expect(page.locator(".row.problem")).to_contain_text("fc1")
    page.locator(".fixes button", has_text="16 * 4 * 4").click()
    expect(cell(page, "fc3", "output")).to_have_text("(1, 10)")
    expect(page.get_by_role("region", name="Problems")).to_have_count(0)
    expect(page.locator(".cm-content")).to_contain_text("nn.Linear(16 * 4 * 4, 120)")
    page.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+Z")
    expect(page.get_by_role("region", name="Problems")).to_contain_text("400")


def test_the_mistake_offers_its_fixes_where_it_is_underlined(page: Any) -> None:
    write(page, (EXAMPLES / "lenet.py").read_text())
    expect(page.locator(".fixes button").first).to_be_visible()
    page.locator(".editor .cm-lintRange-error").hover()
    page.locator(".cm-diagnosticAction").first.click()
    expect(cell(page, "fc3", "output")).to_have_text("(1, 10)")


def test_while_a_line_is_being_written_the_old_table_stays(page: Any) -> None:
    expect(cell(page, "conv1d", "params")).to_have_text("287")
    page.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.insert_text("model.add(Dense(")
    expect(page.locator(".status .refused")).to_be_visible()
    expect(page.locator(".layers.stale")).to_be_visible()
    expect(cell(page, "conv1d", "params")).to_have_text("287")
    expect(page.locator(".editor .cm-lintRange-error")).to_be_visible()
    page.keyboard.insert_text("3))")
    expect(cell(page, "dense", "params")).to_have_text("33")
    expect(page.locator(".refused, .stale")).to_have_count(0)


def test_an_older_answer_never_overwrites_a_newer_one(page: Any) -> None:
    """The answer to the first text is held back until the second one's table stands."""
    held: list[Any] = []

    def hold(route: Any) -> None:
        if "kernel_size=41" in json.loads(route.request.post_data)["source"]:
            held.append(route)
        else:
            route.continue_()

    page.route("**/api/ask", hold)
    write(page, QUESTION.replace("kernel_size=40", "kernel_size=41"))
    page.wait_for_timeout(200)
    assert held
    write(page, QUESTION.replace("kernel_size=40", "kernel_size=42"))
    expect(cell(page, "conv1d", "params")).to_have_text("301")
    for route in held:
        route.fulfill(json={"refused": "an answer that nobody waits for", "line": None})
    page.wait_for_timeout(600)  # a refusal is shown after a pause
    expect(cell(page, "conv1d", "params")).to_have_text("301")
    expect(page.locator(".refused")).to_have_count(0)


def test_the_framework_is_found_and_can_be_forced(page: Any) -> None:
    chosen = page.get_by_label("Framework").locator("option").first
    expect(chosen).to_have_text("Auto: Keras")
    write(page, (EXAMPLES / "lenet.py").read_text())
    expect(chosen).to_have_text("Auto: PyTorch")
    page.get_by_label("Framework").select_option("keras")
    expect(page.locator(".status .refused")).to_be_visible()


def test_an_input_that_the_source_leaves_open_is_given(page: Any) -> None:
    write(page, "from torch import nn\nmodel = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())\n")
    page.get_by_label("Input shape").fill("5,3,10,20")
    expect(cell(page, "1", "output")).to_have_text("(5, 8, 8, 18)")
    page.get_by_label("Input shape").fill("5,3,ten,20")
    expect(cell(page, "1", "output")).to_have_text(re.compile("ten"))
    page.get_by_label("Input shape").fill("5,3,10,-2")
    expect(page.locator(".status .refused")).to_be_visible()


def test_an_input_that_does_not_fit_is_mended_by_a_click(page: Any) -> None:
    write(page, "import keras\nmodel = keras.Sequential([keras.layers.Conv2D(8, 3)])\n")
    expect(page.locator(".status .refused")).to_contain_text("in the field “Input shape”")
    page.get_by_label("Input shape").fill("None,28,28")
    page.get_by_role("button", name="Input shape: None,28,28,1").click()
    expect(page.get_by_label("Input shape")).to_have_value("None,28,28,1")
    expect(cell(page, "conv2d", "output")).to_have_text("(None, 26, 26, 8)")


def test_a_fix_of_an_earlier_text_changes_nothing(page: Any) -> None:
    write(page, (EXAMPLES / "lenet.py").read_text())
    fix = page.locator(".fixes button", has_text="16 * 4 * 4")
    expect(fix).to_be_visible()
    page.route("**/api/ask", lambda _: None)  # no answer comes from now on
    page.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.insert_text("# mine")
    fix.click()
    expect(page.locator(".cm-content")).to_contain_text("# mine")
    expect(page.locator(".cm-content")).not_to_contain_text("16 * 4 * 4")


def test_what_is_written_outlives_a_reload(page: Any) -> None:
    write(page, QUESTION.replace("Conv1D(10", "Conv1D(12"))
    expect(cell(page, "conv1d_1", "params")).to_have_text("1,356")
    page.reload()
    expect(cell(page, "conv1d_1", "params")).to_have_text("1,356")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("status").last).to_contain_text("copied")
    write(page, QUESTION.replace("Conv1D(10", "Conv1D(13"))
    expect(cell(page, "conv1d_1", "params")).to_have_text("1,469")
    page.reload()
    expect(cell(page, "conv1d_1", "params")).to_have_text("1,469")


def test_a_server_that_is_gone_is_told_with_the_way_out(page: Any) -> None:
    expect(cell(page, "conv1d_1", "params")).to_have_text("1,130")
    page.evaluate("""() => { fetch = () => Promise.reject(new TypeError("no network")) }""")
    write(page, QUESTION.replace("Conv1D(10", "Conv1D(12"))
    expect(page.locator(".refused")).to_contain_text("The server does not answer any more")


def test_what_is_wrong_is_told_of_the_editor(page: Any) -> None:
    content = page.locator(".cm-content")
    expect(content).to_have_attribute("aria-invalid", "false")
    expect(content).to_have_accessible_description("")
    write(page, (EXAMPLES / "lenet.py").read_text())
    expect(content).to_have_attribute("aria-invalid", "true")
    expect(content).to_have_accessible_description(re.compile("it reads 400 features"))


def test_the_authors_of_its_parts_are_named(page: Any) -> None:
    with page.expect_popup() as opening:
        page.get_by_role("link", name="Licences").click()
    expect(opening.value.locator("body")).to_contain_text("Permission is hereby granted")


SIGNS: dict[str, Callable[[str], bool]] = {
    "HTML": lambda text: "<html" in text and "1,130" in text and "<script" not in text,
    "Markdown": lambda text: "|" in text and "1,130" in text,
    "LaTeX": lambda text: r"\begin{" in text,
    "JSON": lambda text: json.loads(text)["totals"]["params"] == 1417,
    "CSV": lambda text: "conv1d_1" in text and "1130" in text,
    "Mermaid": lambda text: "conv1d_1" in text and "flowchart" in text,
}


def test_each_notation_is_saved(page: Any) -> None:
    for name, holds in SIGNS.items():
        page.get_by_role("button", name="Export").click()
        with page.expect_download() as saving:
            page.get_by_role("group", name="The model").get_by_role("button", name=name).click()
        text = Path(saving.value.path()).read_text()
        assert holds(text), (name, text[:400])


def test_a_picture_of_the_model_is_saved_whatever_is_shown(page: Any) -> None:
    """Its width stands in the PNG's first chunk: twice the figure's, so that it is sharp."""
    sizes = []
    for name in ("SVG", "PNG"):
        page.get_by_role("button", name="Export").click()
        with page.expect_download() as saving:
            page.get_by_role("group", name="The model").get_by_role("button", name=name).click()
        assert saving.value.suggested_filename.endswith(name.lower())
        data = Path(saving.value.path()).read_bytes()
        sizes.append(float(re.search(rb'width="([\d.]+)"', data)[1]) if name == "SVG" else
                     int.from_bytes(data[16:20]))  # fmt: skip
    assert sizes[1] == pytest.approx(2 * sizes[0], abs=2)


def test_the_picture_and_the_graph_are_saved_as_they_are_drawn(page: Any) -> None:
    cell(page, "conv1d_1", "output").click()
    expect(page.locator("[data-drawing=picture] svg").first).to_be_visible()
    page.get_by_role("tab", name="Graph").click()
    expect(page.locator("[data-drawing=graph] svg").first).to_be_visible()
    for drawing in ("Picture of the operation", "Graph"):
        for form, begins in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
            page.get_by_role("button", name="Export").click()
            with page.expect_download() as saving:
                page.get_by_role("group", name=drawing).get_by_role("button", name=form).click()
            assert begins in Path(saving.value.path()).read_bytes()[:200], (drawing, form)


def test_a_link_holds_the_model_and_no_request_does(page: Any) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    write(page, QUESTION.replace("Conv1D(10", "Conv1D(12"))
    page.get_by_label("Input shape").fill("None,70,1")
    page.get_by_label("Framework").select_option("keras")
    page.get_by_label("Language").select_option("zh")
    page.get_by_role("button", name="复制链接").click()
    expect(page.get_by_role("status").last).to_contain_text("链接已复制")
    link = page.evaluate("navigator.clipboard.readText()")
    page.get_by_label("语言").select_option("en")
    page.goto("about:blank")
    page.goto(link)
    expect(cell(page, "conv1d_1", "params")).to_have_text("1,356")
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    expect(page.get_by_label("输入形状")).to_have_value("None,70,1")
    expect(page.get_by_label("框架")).to_have_value("keras")
    assert not [url for url in asked if "model=" in url]


@pytest.mark.parametrize("hash", ["#model=", "#model=!!!", "#model=q1YqzywqLkksSVWyUkos"])
def test_a_damaged_link_is_told_in_a_line(page: Any, hash: str) -> None:
    expect(cell(page, "conv1d_1", "params")).to_have_text("1,130")
    page.evaluate("hash => { location.hash = hash }", hash)
    expect(page.get_by_role("status").last).to_contain_text("This link is damaged")
    expect(cell(page, "conv1d_1", "params")).to_have_text("1,130")


def test_the_keyboard_alone_does_it_all(page: Any) -> None:
    write(page, QUESTION)
    expect(cell(page, "conv1d_1", "params")).to_have_text("1,130")
    leave_the_editor(page)
    until(page, "Tab", "[role=gridcell]:focus")
    page.keyboard.press("Control+Home")
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("[role=gridcell]:focus")).to_have_text("1,130")
    page.keyboard.press("Enter")
    expect(page.locator(".derivation h2")).to_contain_text("conv1d_1")
    until(page, "Tab", ".numbers button:focus")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".numbers button:focus")).to_contain_text("(None, 6, 10)")
    until(page, "Tab", ".leads:focus")
    page.keyboard.press("Enter")
    until(page, "Tab", ".expect input:focus")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    expect(page.locator(".causes")).not_to_be_empty()


def leave_the_editor(page: Any) -> None:
    """Escape, then Tab within two seconds: on a busy machine that may take more than one try."""
    for _ in range(5):
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        if not page.locator(".cm-content:focus").count():
            return


def until(page: Any, key: str, selector: str) -> None:
    """Presses a key until the focus is there."""
    for _ in range(40):
        page.keyboard.press(key)
        if page.locator(selector).count():
            return
    raise AssertionError(f"{key} never leads to {selector}")


def long_model(layers: int) -> str:
    return (
        "import keras\nmodel = keras.Sequential([keras.Input((8,))] + "
        f"[keras.layers.Dense(8) for _ in range({layers})])\n"
    )


def test_of_a_thousand_rows_only_those_in_sight_are_drawn(page: Any) -> None:
    write(page, long_model(1000))
    grid = page.get_by_role("grid")
    expect(grid).to_have_attribute("aria-rowcount", "1001", timeout=10_000)
    assert page.locator(".rows .row").count() < 80
    cell(page, "dense", "layer").click()
    page.keyboard.press("Control+End")
    expect(page.locator("[role=gridcell]:focus")).to_be_visible()
    last = page.locator(".rows .row").last
    expect(last).to_have_attribute("aria-rowindex", "1001")
    expect(last).to_contain_text("dense_999")
    assert page.locator(".rows .row").count() < 80
    page.mouse.move(*middle(page.locator(".layers")))
    page.mouse.wheel(0, -20_000)
    expect(page.locator(".rows .row").first).not_to_contain_text("dense_9")
    page.keyboard.press("ArrowUp")
    expect(page.locator("[role=gridcell]:focus")).to_be_in_viewport()
    expect(page.locator(".rows .row:has(:focus)")).to_contain_text("dense_998")


def middle(of: Any) -> tuple[float, float]:
    place = of.bounding_box()
    return place["x"] + place["width"] / 2, place["y"] + place["height"] / 2


NESTED = """
import keras
layers = [keras.Input((8,)), keras.layers.Dense(4), keras.layers.Dense(8)]
inner = keras.Sequential(layers, name="inner")
model = keras.Sequential([keras.Input((8,)), inner, keras.layers.Dense(1, name="head")])
"""


def test_a_model_inside_the_model_folds(page: Any) -> None:
    write(page, NESTED)
    grid = page.get_by_role("treegrid")
    expect(grid).to_have_attribute("aria-rowcount", "5")
    inner = grid.get_by_role("row", expanded=True)
    inner.locator(".fold").click()
    expect(grid).to_have_attribute("aria-rowcount", "3")
    expect(grid.get_by_role("row", expanded=False)).to_contain_text("inner")
    grid.get_by_role("row", expanded=False).locator(".layer").focus()
    page.keyboard.press("ArrowRight")
    expect(grid).to_have_attribute("aria-rowcount", "5")
    page.keyboard.press("ArrowLeft")
    expect(grid).to_have_attribute("aria-rowcount", "3")


def test_every_example_is_read_and_opens_at_a_number(page: Any) -> None:
    page.get_by_role("button", name="Examples").click()
    titles = page.locator(".menu .list button b").all_inner_texts()
    assert len(titles) >= 6
    for title in titles:
        if not page.locator(".menu .list").count():
            page.get_by_role("button", name="Examples").click()
        page.locator(".menu .list button", has_text=title).first.click()
        if "mistake" in title:
            expect(page.get_by_role("region", name="Problems")).to_be_visible()
        else:
            expect(page.locator(".derivation h2")).to_be_visible()
            expect(worked(page).first).to_be_visible()
        expect(page.locator(".refused")).to_have_count(0)


def test_a_phone_shows_it_in_one_column(page: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    expect(cell(page, "conv1d_1", "params")).to_have_text("1,130")
    places = [
        page.locator(part).bounding_box()["y"] for part in (".editor", ".layers", ".derivation")
    ]
    assert places == sorted(places)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    cell(page, "max_pooling1d", "flops").click()
    expect(page.locator(".derivation h2")).to_be_in_viewport()
    expect(page.locator(".derivation h2")).to_contain_text("max_pooling1d")


def test_totals_are_sums_that_can_be_asked_about(page: Any) -> None:
    page.get_by_role("button", name="1,417", exact=True).click()
    total = page.locator(".total")
    expect(total.locator(".told").first).to_contain_text("287 + 1130 = 1417")
    total.get_by_label("I expected").fill("2547")
    total.get_by_role("button", name="Ask why not").click()
    expect(total.locator(".causes li").first).to_contain_text("= 2547")
    page.get_by_role("button", name="25,674", exact=True).click()
    expect(total.locator(".told").first).to_contain_text("12054 + 13560 + 60 = 25674")
    cell(page, "conv1d_1", "flops").click()
    page.locator(".derivation").get_by_label("I expected").fill("13500")
    page.locator(".derivation").get_by_role("button", name="Ask why not").click()
    expect(page.locator(".derivation .causes li").first).to_contain_text("use_bias=False")


def test_nothing_moves_when_the_editor_is_left(page: Any) -> None:
    """Else the first click on a number after typing would miss it."""
    page.set_viewport_size({"width": 360, "height": 740})
    write(page, QUESTION)
    expect(page.locator(".leave")).to_be_visible()
    number = cell(page, "conv1d", "output")
    number.scroll_into_view_if_needed()
    before = number.bounding_box()
    page.mouse.move(before["x"] + 20, before["y"] + before["height"] / 2)
    page.mouse.down()
    expect(page.locator(".leave")).to_be_hidden()
    assert number.bounding_box() == before
    page.mouse.up()
    expect(page.locator(".derivation h2")).to_contain_text("conv1d Conv1D")


AXE = ROOT / "page" / "node_modules" / "axe-core" / "axe.min.js"


def serious(page: Any) -> list[str]:
    """What axe-core finds that keeps people out."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text() + "; undefined")
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["dark", pytest.param("light", marks=pytest.mark.slow)])
def test_nothing_keeps_anybody_out(page: Any, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    cell(page, "max_pooling1d", "output").click()
    page.get_by_label("I expected").fill("4")
    page.keyboard.press("Enter")
    expect(page.locator(".causes li").first).to_be_visible()
    assert serious(page) == []
    write(page, (EXAMPLES / "lenet.py").read_text())
    expect(page.locator(".fixes button").first).to_be_visible()
    assert serious(page) == []
    write(page, "model = (")
    expect(page.locator(".stale")).to_be_visible()
    page.get_by_role("button", name="Examples").click()
    assert serious(page) == []
    write(page, QUESTION)
    page.get_by_role("tab", name="Graph").click()
    expect(page.locator("[data-drawing=graph] svg").first).to_be_visible()
    assert serious(page) == []
