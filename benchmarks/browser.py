"""The page as a person waits for it, in Chromium: after a key, while scrolling, while loading."""

from __future__ import annotations

import gzip
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.web.conftest import CHROMIUM, SWITCHES, end, served  # noqa: E402

SITE = ROOT / "build" / "site"
PAGE = ROOT / "src" / "shapeproof" / "web" / "page"
QUESTION = (ROOT / "examples" / "conv1d.py").read_text(encoding="utf-8")
LONG = """
import keras
x = i = keras.Input((64,))
for _ in range(500):
    x = keras.layers.Add()([x, keras.layers.Dense(64)(x)])
model = keras.Model(i, x)
"""
NUMBER = '.row:has([title="conv1d_1"]) .params'
KEYS = 21
FRAMES, STEP = 240, 60

WATCH = """number => {
  window.took = [];
  let pressed = 0;
  addEventListener("keydown", event => { pressed = event.timeStamp; }, true);
  let before = document.querySelector(number).textContent;
  new MutationObserver(() => {
    const now = document.querySelector(number)?.textContent;
    if (!now || now === before || !pressed) return;
    before = now;
    const since = pressed;
    requestAnimationFrame(() => setTimeout(() => took.push(performance.now() - since)));
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
SCROLL = """async ([inside, frames, step]) => {
  let part = document.querySelector(inside);
  while (part && part.scrollHeight <= part.clientHeight + 1) part = part.parentElement;
  const frame = () => new Promise(requestAnimationFrame);
  const took = [];
  await frame();
  let last = await frame();
  for (let i = 0; i < frames; i++) {
    part.scrollTop += step;
    const now = await frame();
    took.push(now - last);
    last = now;
  }
  if (step && !part.scrollTop) throw new Error("nothing was scrolled");
  return took;
}"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def on_the_server() -> Iterator[Any]:
    """The page of `shapeproof web`."""
    server = served()
    try:
        with window() as page:
            page.goto(server.address)
            yield page
    finally:
        end(server)


@contextmanager
def on_the_site() -> Iterator[Any]:
    """The static site, served by http.server."""
    host = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(SITE)))
    threading.Thread(target=host.serve_forever, daemon=True).start()
    try:
        with window() as page:
            page.goto(f"http://127.0.0.1:{host.server_port}/")
            yield page
    finally:
        host.shutdown()
        host.server_close()


@contextmanager
def window() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*SWITCHES])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(120_000)
        yield page
        browser.close()


def first_table(page: Any) -> float:
    """The seconds until the first question's numbers stand there."""
    start = perf_counter()
    page.get_by_text("1,130").first.wait_for()
    return perf_counter() - start


def after_a_key(page: Any) -> float:
    """The seconds from a keystroke in the editor to the table that is drawn of it."""
    write(page, QUESTION)
    page.locator(NUMBER).wait_for()
    page.keyboard.press("ControlOrMeta+Home")
    for key in ("ArrowDown", "ArrowDown", "Home", *["ArrowRight"] * len("model.add(Conv1D(10")):
        page.keyboard.press(key)
    page.evaluate(WATCH, NUMBER)
    for i in range(KEYS):
        page.keyboard.press("Backspace" if i % 2 else "5")
        page.wait_for_function("n => took.length > n", arg=i)
        page.wait_for_timeout(100)
    return median(page.evaluate("took")) / 1000


def scrolled(page: Any, tab: str) -> tuple[float, float]:
    """The seconds of the longest frame while a thousand layers are scrolled, and while not."""
    page.get_by_role("tab", name=tab).click()
    inside = ".row:not(.head)" if tab == "Table" else "svg.graph"
    page.locator(inside).first.wait_for()
    page.wait_for_timeout(1000)
    scrolled, still = (
        max(page.evaluate(SCROLL, [inside, FRAMES, step])) / 1000 for step in (STEP, 0)
    )
    return scrolled, still


def write(page: Any, source: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(source)


def write_long(page: Any) -> None:
    write(page, LONG)
    page.get_by_text("1000").first.wait_for()


def sizes() -> tuple[int, int]:
    """The bytes of the page, and of Python beside it, as a host sends them: compressed."""
    own = [file for file in PAGE.rglob("*") if file.suffix in (".js", ".css", ".html", ".svg")]
    python = [file for file in SITE.glob("pyodide-*/*") if file.suffix != ".map"]
    return sum(map(sent, own)), sum(map(sent, python))


def sent(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 6))
