"""The page as a person has it: `shapeproof web` on a free port, and Debian's Chromium.

Where the page is not built, or there is no Chromium, these tests are skipped and say so; not where
SHAPEPROOF_BROWSER=required is set, as `.ci/run` sets it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "src" / "shapeproof" / "web" / "page"
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
SWITCHES = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update"),
)

WINDOW = {"viewport": {"width": 1280, "height": 800},
          "permissions": ["clipboard-read", "clipboard-write"]}  # fmt: skip
REQUIRED = os.environ.get("SHAPEPROOF_BROWSER") == "required"
if REQUIRED and not find_spec("playwright"):
    raise pytest.UsageError("SHAPEPROOF_BROWSER=required needs Playwright: pip install playwright")


class Served(NamedTuple):
    """A server that runs: `address` is what it printed, `url` the same without the token."""

    process: subprocess.Popen[str]
    url: str
    token: str

    @property
    def address(self) -> str:
        return f"{self.url}#token={self.token}"

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2].strip("/"))


def missing(what: str) -> NoReturn:
    """Skip, or fail where nothing may be skipped."""
    if REQUIRED:
        pytest.fail(what)
    pytest.skip(what)


def served(*arguments: str, **environment: str) -> Served:
    """Start `shapeproof web`; its process is whoever's asks for it to end."""
    if not find_spec("uvicorn"):
        missing("uvicorn is not installed")
    if not (BUILT / "index.html").is_file():
        missing("the page is not built: make page")
    process = subprocess.Popen(
        [sys.executable, "-m", "shapeproof", "web", "--no-open", "--port", "0", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    told = process.stdout.readline()
    found = re.search(r"(http://127\.0\.0\.1:\d+/)#token=([\w-]+)", told)
    assert found, f"no address in {told!r}"
    return Served(process, found[1], found[2])


def end(server: Served) -> None:
    server.process.terminate()
    server.process.communicate(timeout=20)


@pytest.fixture(scope="session")
def server() -> Iterator[Served]:
    """One server for all tests."""
    running = served()
    yield running
    end(running)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not find_spec("playwright"):
        missing("Playwright is not installed: pip install playwright")
    if not CHROMIUM:
        missing("there is no Chromium: apt-get install chromium-headless-shell")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=[*SWITCHES])
        yield found
        found.close()


Opened = Callable[..., "Page"]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """Opens an address in a window of its own, as `browser.new_context` has it (`viewport`,
    `color_scheme`, `locale`, …); whatever the console complains of fails the test."""
    complaints: list[str] = []
    with ExitStack() as windows:

        def open_(address: str, **settings: Any) -> Page:
            context = windows.enter_context(browser.new_context(**WINDOW | settings))
            page = context.new_page()
            page.set_default_timeout(10_000)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on(
                "console",
                lambda said: complaints.append(said.text) if said.type == "error" else None,
            )
            page.goto(address)
            return page

        yield open_
    assert complaints == []


@pytest.fixture
def page(server: Served, opened: Opened) -> Page:
    """The page of the server, just opened."""
    return opened(server.address)
