"""The static site as anybody serves it: Python runs in the browser, and nothing leaves it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.web.conftest import ROOT, missing

api = pytest.importorskip("playwright.sync_api")
expect = api.expect

BUILT = ROOT / "build" / "site"
QUESTION = (ROOT / "examples" / "conv1d.py").read_text()
PYTHON_LOADS = 90_000  # milliseconds, of a machine that has much else to do
ENDLESS = """
import keras
x = i = keras.Input((64,))
for _ in range(100000):
    x = keras.layers.Dense(64)(x)
model = keras.Model(i, x)
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class Site(NamedTuple):
    """The page, opened once for all tests; every address that was asked for, and complaints."""

    page: Any
    url: str
    asked: list[str]
    complaints: list[str]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a host without any knowledge of it serves the site, below a folder."""
    if not (BUILT / "shapeproof.zip").is_file():
        missing("the site is not built: make site")
    root = tmp_path_factory.mktemp("host")
    (root / "some").mkdir()
    (root / "some" / "where").symlink_to(BUILT)
    host = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    threading.Thread(target=host.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{host.server_port}/some/where/"
    host.shutdown()
    host.server_close()


@pytest.fixture(scope="module")
def site(browser: Any, address: str) -> Iterator[Site]:
    context = browser.new_context(
        permissions=["clipboard-read", "clipboard-write"],
        service_workers="block",  # which would answer in the place of the host
    )
    page = context.new_page()
    opened = Site(page, address, [], [])
    context.on("request", lambda request: opened.asked.append(request.url))
    context.on("weberror", lambda error: opened.complaints.append(str(error.error)))
    context.on(
        "console",
        lambda said: opened.complaints.append(said.text) if said.type == "error" else None,
    )
    page.goto(address)
    yield opened
    context.close()


def write(page: Any, source: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(source)


def number(page: Any, layer: str, column: str) -> Any:
    return page.locator(f'.row:has([title="{layer}"]) .{column}')


@pytest.fixture
def page(site: Site) -> Any:
    """The page with the first question's numbers."""
    write(site.page, QUESTION)
    expect(number(site.page, "conv1d_1", "params")).to_have_text("1,130", timeout=PYTHON_LOADS)
    return site.page


@pytest.mark.slow
def test_one_can_write_at_once_and_is_told_what_is_waited_for(site: Site) -> None:
    expect(site.page.locator(".cm-content")).to_be_visible()
    write(site.page, QUESTION.replace("Conv1D(10", "Conv1D(11"))
    expect(site.page.locator(".status")).to_contain_text("Loading")
    expect(number(site.page, "conv1d_1", "params")).to_have_text("1,243", timeout=PYTHON_LOADS)
    expect(site.page.locator(".status")).not_to_contain_text("Loading")


def test_the_first_question_and_why(page: Any) -> None:
    expect(number(page, "max_pooling1d", "output")).to_have_text("(None, 2, 10)")
    number(page, "conv1d_1", "params").click()
    expect(page.locator(".derivation math[aria-label]").nth(1)).to_have_attribute(
        "aria-label", "(16*7 + 1)*10 = 1130"
    )


def test_it_speaks_chinese(page: Any) -> None:
    number(page, "conv1d_1", "params").click()
    page.get_by_label("Language").select_option("zh")
    expect(page.locator(".derivation")).to_contain_text("过滤器")
    page.get_by_label("语言").select_option("en")
    expect(page.locator(".derivation")).to_contain_text("filters")


def test_a_mistake_is_mended_by_a_click(page: Any) -> None:
    write(page, (ROOT / "page" / "src" / "examples" / "lenet.py").read_text())
    page.locator(".fixes button", has_text="16 * 4 * 4").click(timeout=30_000)
    expect(number(page, "fc3", "output")).to_have_text("(1, 10)")


def test_nothing_is_asked_of_anybody_once_it_is_loaded(site: Site, page: Any) -> None:
    assert {url.startswith(site.url) for url in site.asked if not url.startswith("blob:")} == {True}
    page.get_by_role("tab", name="Graph").click()
    expect(page.locator('svg.graph [data-id="conv1d"]')).to_be_visible()
    page.get_by_role("tab", name="Table").click()
    number(page, "conv1d_1", "output").click()
    expect(page.locator("[data-drawing=picture] svg").first).to_be_visible()
    asked = len(site.asked)
    page.context.set_offline(True)
    try:
        write(page, QUESTION.replace("Conv1D(10", "Conv1D(12"))
        expect(number(page, "conv1d_1", "params")).to_have_text("1,356")
        number(page, "max_pooling1d", "output").click()
        page.get_by_label("I expected").fill("4")
        page.keyboard.press("Enter")
        expect(page.locator(".causes li").first).to_contain_text("strides")
    finally:
        page.context.set_offline(False)
    assert site.asked[asked:] == []


def test_it_is_saved_in_a_notation(page: Any) -> None:
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as saving:
        page.get_by_role("button", name="CSV", exact=True).click()
    assert "conv1d_1" in Path(saving.value.path()).read_text()


def test_an_endless_question_is_ended_and_the_next_is_answered(page: Any) -> None:
    page.clock.install()
    write(page, ENDLESS)
    page.clock.run_for(500)
    page.wait_for_timeout(1500)
    page.clock.run_for(20_000)
    expect(page.locator(".status")).to_contain_text("more than 20 seconds")
    page.clock.resume()
    write(page, QUESTION.replace("Conv1D(10", "Conv1D(13"))
    expect(number(page, "conv1d_1", "params")).to_have_text("1,469", timeout=PYTHON_LOADS)


@pytest.mark.slow
def test_a_link_holds_the_model(site: Site, page: Any) -> None:
    write(page, QUESTION.replace("Conv1D(10", "Conv1D(14"))
    expect(number(page, "conv1d_1", "params")).to_have_text("1,582")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("status").last).to_contain_text("copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{site.url}#")
    page.goto("about:blank")
    page.goto(link)
    expect(number(page, "conv1d_1", "params")).to_have_text("1,582", timeout=PYTHON_LOADS)


def test_it_opens_again_without_a_network(browser: Any, address: str) -> None:
    """In a window that nothing else has been kept in."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    write(page, QUESTION.replace("Conv1D(10", "Conv1D(15"))
    expect(number(page, "conv1d_1", "params")).to_have_text("1,695", timeout=PYTHON_LOADS)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    context.set_offline(True)
    page.goto("about:blank")
    page.goto(address)
    write(page, QUESTION.replace("Conv1D(10", "Conv1D(16"))
    expect(number(page, "conv1d_1", "params")).to_have_text("1,808", timeout=PYTHON_LOADS)
    page.get_by_role("tab", name="Graph").click()
    expect(page.locator('svg.graph [data-id="conv1d"]')).to_be_visible()
    [kept] = page.evaluate("caches.keys()")
    assert address in kept
    context.close()


def test_its_authors_are_named() -> None:
    told = (BUILT / "licences.txt").read_text()
    for part in ("Pyodide", "Python 3", "preact", "@dagrejs/dagre", "temml", "Noto Sans Math"):
        assert part in told


def test_its_policy_lets_nothing_else_in(site: Site, page: Any) -> None:
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy.replace("wasm-unsafe-eval", "")
    assert not page.evaluate("fetch('https://example.com').then(() => true, () => false)")
    assert [one for one in site.complaints if "example.com" not in one] == []
