"""The local server, asked as browsers, other sites' pages and worse would ask it.

Each rule of `guard` has a test that fails where the rule is taken out; what a worker may take is
tried on workers that take it.
"""

from __future__ import annotations

import asyncio
import json
import mimetypes
import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from shapeproof.message import ReadError
from shapeproof.web import guard, workers
from shapeproof.web import server as local
from shapeproof.web.answers import answered
from shapeproof.web.guard import LARGEST, Door
from shapeproof.web.opening import Start, start
from shapeproof.web.server import SETTINGS, application
from shapeproof.web.serving import bound, serve
from shapeproof.web.worker import LENGTH
from shapeproof.web.workers import COMMAND, GRACE, Limits, NoAnswer, Pool
from tests.web.conftest import Opened, Served, end, served

uvicorn = pytest.importorskip("uvicorn")
ROOT = Path(__file__).parents[2]
SOURCE = (ROOT / "examples" / "conv1d.py").read_text()
QUESTION: dict[str, Any] = {"ask": "model", "source": SOURCE, "inputs": [], "language": "en"}
TOKEN = "the-token"
PAGE = "<!DOCTYPE html><title>A page</title>"
POLICY = {
    *("default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"),
    *("script-src 'self'", "style-src 'self'", "connect-src 'self'", "worker-src 'self'"),
    *("font-src 'self'", "img-src 'self' data: blob:"),
}


class Running:
    """The application on a free port, in a thread; `page` stands for the page that is built."""

    def __init__(self, pool: Pool, page: Path, first: Start) -> None:
        self.listening = bound(0, 0)
        self.port = self.listening.getsockname()[1]
        app = application(Door(self.port, TOKEN), pool, first, page=page)
        config = uvicorn.Config(app, log_level="critical", **SETTINGS)
        self.server = uvicorn.Server(config)
        self.thread = Thread(target=self.server.run, kwargs={"sockets": [self.listening]})
        self.thread.start()
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}",
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=60,
            trust_env=False,
        )

    def ask(self, question: Any = QUESTION, **settings: Any) -> httpx.Response:
        return self.client.post("/api/ask", json=question, **settings)

    def raw(self, text: str | bytes, wait: float = 5) -> bytes:
        """What comes back on a connection of its own, until the server ends it or rests."""
        data = text if isinstance(text, bytes) else text.replace("\n", "\r\n").encode()
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as connection:
            connection.sendall(data)
            pieces: list[bytes] = []
            try:
                while piece := connection.recv(65536):
                    pieces.append(piece)
            except TimeoutError:
                pass
            return b"".join(pieces)

    def end(self) -> None:
        self.client.close()
        self.server.should_exit = True
        self.thread.join(20)
        self.listening.close()


def in_a_loop(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine gives, in a thread: that of the tests may have Playwright's own loop."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, coroutine).result()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page, and beside it what nobody may read."""
    path = tmp_path_factory.mktemp("served")
    (path / "page" / "assets").mkdir(parents=True)
    (path / "page" / "index.html").write_text(PAGE)
    (path / "page" / "assets" / "index-1a2b.js").write_text("1")
    (path / "secret.txt").write_text("secret")
    (path / "page" / "link.txt").symlink_to(path / "secret.txt")
    return path


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Running]:
    mimetypes.add_type("text/plain", ".js")  # as some systems have it
    found = Running(Pool(Limits(workers=2)), folder / "page", Start(SOURCE, "conv1d.py"))
    found.ask()
    yield found
    found.end()


def test_questions_are_answered_as_python_answers_them(running: Running) -> None:
    for question in (QUESTION, {**QUESTION, "ask": "why", "layer": "conv1d_1", "language": "zh"}):
        assert running.ask(question).json() == json.loads(json.dumps(answered(question)))
    assert running.client.get("/api/start").json()["source"] == SOURCE


def test_the_page_is_served_with_what_it_may_do(running: Running) -> None:
    refused = {"Origin": "http://evil.example"}
    for path, given, status in (
        ("/", {}, 200), ("/assets/index-1a2b.js", {}, 200), ("/api/start", {}, 200),
        ("/nowhere", {}, 404), ("/assets/nowhere.js", {}, 404), ("/api/nowhere", {}, 404),
        ("/api/ask", {}, 405), ("/api/start", refused, 403), ("/api/start/", {}, 404),
        ("/api/start", {"Authorization": ""}, 401), ("/", {"Host": "evil.example"}, 421),
    ):  # fmt: skip
        response = running.client.get(path, headers=given)
        assert response.status_code == status, path
        assert status == 200 or set(response.json()) == {"refused", "line"}
        headers = response.headers
        assert set(headers["content-security-policy"].split("; ")) == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert not [name for name in headers if name.startswith("access-control")]
        assert "server" not in headers
        assert headers.get("www-authenticate") == ("Bearer" if status == 401 else None)
        lasting = path.startswith("/assets/") and status == 200
        assert headers["cache-control"] == (
            "private, max-age=31536000, immutable" if lasting else "no-store"
        )
    assert running.client.get("/").text == PAGE
    script = running.client.get("/assets/index-1a2b.js")
    assert script.headers["content-type"].startswith("text/javascript")


def test_a_name_that_leads_here_is_not_ours(running: Running) -> None:
    for path in ("/", "/api/start", "/nowhere"):
        for host in (
            "evil.example",
            "127.0.0.1",
            "127.0.0.1:1",
            f"evil.example:{running.port}",
            "",
        ):
            response = running.client.get(path, headers={"Host": host})
            assert response.status_code in (400, 421), (path, host)
            assert PAGE not in response.text
            assert SOURCE not in response.text
        for name in ("127.0.0.1", "localhost", "[::1]"):
            host = f"{name}:{running.port}"
            assert running.client.get("/", headers={"Host": host}).status_code == 200


def test_without_a_host_or_with_two_nothing_is_told(running: Running) -> None:
    own = f"Host: 127.0.0.1:{running.port}\n"
    for hosts in ("", own + "Host: evil.example\n", "Host: evil.example\n" + own):
        told = running.raw(f"GET / HTTP/1.1\n{hosts}Connection: close\n\n")
        assert PAGE.encode() not in told
    assert PAGE.encode() in running.raw(f"GET / HTTP/1.1\n{own}Connection: close\n\n")
    absolute = f"GET http://evil.example/api/start HTTP/1.1\n{own}Connection: close\n\n"
    assert b"conv1d" not in running.raw(absolute)


@pytest.mark.parametrize("path", ["/api/start", "/api/ask"])
def test_without_the_token_nothing_is_answered(running: Running, path: str) -> None:
    method = "GET" if path == "/api/start" else "POST"
    for one in ("", "Bearer", "Bearer the-toke", "Bearer the-token0", "bearer the-token", TOKEN):
        response = running.client.request(
            method,
            path,
            headers={"Authorization": one},
            json=QUESTION if method == "POST" else None,
        )
        assert response.status_code == 401, one
        assert set(response.json()) == {"refused", "line"}
    response = running.client.get(f"/api/start?token={TOKEN}", headers={"Authorization": ""})
    assert response.status_code == 401
    odd = f"GET /api/start HTTP/1.1\nHost: 127.0.0.1:{running.port}\nConnection: close\n"
    told = running.raw(odd.replace("\n", "\r\n").encode() + b"Authorization: Bearer \xff\r\n\r\n")
    assert b" 401 " in told.partition(b"\r\n")[0]


def test_the_token_is_compared_in_constant_time(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def noted(a: bytes, b: bytes) -> bool:
        compared.append((a, b))
        return a == b

    monkeypatch.setattr(guard, "compare_digest", noted)
    assert running.client.get("/api/start").status_code == 200
    assert compared == [(b"Bearer the-token", b"Bearer the-token")]


def test_pages_of_other_sites_are_not_answered(running: Running) -> None:
    own = f"http://127.0.0.1:{running.port}"
    for origin in ("http://evil.example", "null", f"https://127.0.0.1:{running.port}",
                   "http://127.0.0.1:1", "http://localhost:1", own + "0"):  # fmt: skip
        response = running.ask(headers={"Origin": origin})
        assert response.status_code == 403, origin
        assert "rows" not in response.text
        assert running.client.get("/api/start", headers={"Origin": origin}).status_code == 403
    for site in ("cross-site", "same-site", "none", ""):
        assert running.ask(headers={"Sec-Fetch-Site": site}).status_code == 403, site
    ours = {"Origin": own, "Sec-Fetch-Site": "same-origin"}
    assert running.ask(headers=ours).status_code == 200
    for two in ([("Origin", own), ("Origin", "http://evil.example")],
                [("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "cross-site")]):  # fmt: skip
        assert running.ask(headers=two).status_code == 403


def test_other_sites_are_told_nothing_before_they_ask(running: Running) -> None:
    """A preflight is not granted, so a browser does not send what it announces."""
    response = running.client.options(
        "/api/ask",
        headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"},
    )
    assert response.status_code >= 400
    assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", None])
def test_what_a_form_can_send_is_no_question(running: Running, kind: str | None) -> None:
    headers = {} if kind is None else {"Content-Type": kind}
    content = json.dumps(QUESTION).encode()
    response = running.client.post("/api/ask", content=content, headers=headers)
    assert response.status_code == 415
    assert (
        running.ask(headers={"Content-Type": "application/json; charset=utf-8"}).status_code == 200
    )
    two = [("Content-Type", "application/json"), ("Content-Type", "text/plain")]
    assert running.client.post("/api/ask", content=content, headers=two).status_code == 415


def head(running: Running, *lines: str) -> str:
    first = ("POST /api/ask HTTP/1.1", f"Host: 127.0.0.1:{running.port}")
    more = (f"Authorization: Bearer {TOKEN}", "Content-Type: application/json", *lines)
    return "\n".join((*first, *more, "", ""))


def test_what_is_too_large_is_refused_before_it_is_read(running: Running) -> None:
    started = time.perf_counter()
    told = running.raw(head(running, f"Content-Length: {LARGEST + 1}"))
    assert b" 413 " in told.partition(b"\r\n")[0]
    assert b"connection: close" in told.lower()
    huge = running.raw(head(running, f"Content-Length: {'9' * 30}"))
    assert b" 413 " in huge.partition(b"\r\n")[0] or b" 400 " in huge.partition(b"\r\n")[0]
    assert b" 100 " not in running.raw(
        head(running, f"Content-Length: {LARGEST + 1}", "Expect: 100-continue")
    )
    assert time.perf_counter() - started < 4


def test_little_is_read_of_what_is_refused(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "LINGERS", 20)
    started = time.perf_counter()
    text = head(running, f"Content-Length: {LARGEST + 1}").replace("\n", "\r\n").encode()
    with (
        socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection,
        suppress(ConnectionError),
    ):
        connection.sendall(text + b" " * (2 * guard.THROWN_AWAY))
        while connection.recv(4096):
            pass
    assert time.perf_counter() - started < 5


def test_a_question_says_how_long_it_is(running: Running) -> None:
    assert b" 411 " in running.raw(head(running)).partition(b"\r\n")[0]
    for length in ("-1", "1e3", "+5", "５"):
        told = running.raw(head(running, f"Content-Length: {length}").encode())
        assert b" 200 " not in told


def test_what_is_refused_is_told_before_the_connection_is_closed(running: Running) -> None:
    """However late the question itself comes."""
    body = json.dumps({**QUESTION, "source": "x" * 300_000}).encode()
    lines = head(running, f"Content-Length: {len(body)}", "Origin: http://evil.example")
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", running.port), timeout=5) as connection:
            connection.sendall(lines.replace("\n", "\r\n").encode())
            for i in range(0, len(body), 100_000):
                time.sleep(0.05)
                connection.sendall(body[i : i + 100_000])
            told = b""
            while piece := connection.recv(4096):
                told += piece
        assert b" 403 " in told.partition(b"\r\n")[0]
        assert b"other sites" in told


def dripped(running: Running, text: str, seconds: float = 5) -> tuple[bytes, float]:
    """What is heard of somebody who sends this and then a byte at a time; and after how long."""
    started, told = time.perf_counter(), b""
    with socket.create_connection(("127.0.0.1", running.port), timeout=0.1) as connection:
        connection.sendall(text.replace("\n", "\r\n").encode())
        while time.perf_counter() - started < seconds:
            try:
                connection.sendall(b"x")
                piece = connection.recv(4096)
            except TimeoutError:
                continue
            except OSError:
                break
            if not piece:
                break
            told += piece
    return told, time.perf_counter() - started


def test_what_does_not_come_is_not_awaited_for_ever(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "SLOW", 1)
    host = f"Host: 127.0.0.1:{running.port}\n"
    late = {
        "": b"",
        "GET / HTTP/1.1\n": b"",
        f"GET / HTTP/1.1\n{host}X-Long: ": b"",
        f"GET / HTTP/1.1\n{host}\nGET / HTTP/1.1\nX-Long: ": b"200",
        f"POST / HTTP/1.1\n{host}Content-Length: 9999\n\n": b"405",
        head(running, "Content-Length: 9999"): b"408",
    }
    with ThreadPoolExecutor(len(late)) as threads:
        heard = [*threads.map(dripped, [running] * len(late), late)]
    assert [told[9:12] for told, _ in heard] == [*late.values()]
    assert all(0.9 < seconds < 4 for _, seconds in heard)
    with socket.create_connection(("127.0.0.1", running.port), timeout=4) as silent:
        assert silent.recv(1) == b""


def test_a_connection_is_kept_between_questions(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "SLOW", 0.2)
    get = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{running.port}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", running.port), timeout=5) as connection:
        for _ in range(3):
            connection.sendall(get)
            told = b""
            while PAGE.encode() not in told:
                told += (piece := connection.recv(4096))
                assert piece
            time.sleep(0.4)


def test_chunks_are_counted_while_they_come(running: Running) -> None:
    piece = b"10000\r\n" + b" " * 65536 + b"\r\n"
    text = head(running, "Transfer-Encoding: chunked").replace("\n", "\r\n").encode()
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
        sent, told = 0, b""
        connection.sendall(text)
        connection.settimeout(0.02)
        try:
            while sent < 20 * LARGEST and not told:
                sent += connection.send(piece)
                try:
                    told = connection.recv(4096)
                except TimeoutError:
                    told = b""
        except (ConnectionResetError, BrokenPipeError):
            told = told or b" 413 "
    assert b" 413 " in told
    assert sent < 2 * LARGEST
    body = json.dumps(QUESTION).encode()
    chunks = (body[i : i + 100] for i in range(0, len(body), 100))
    response = running.client.post(
        "/api/ask", content=chunks, headers={"Content-Type": "application/json"}
    )
    assert response.json()["totals"]["params"] == 1417


@pytest.mark.parametrize(
    "body",
    [b"", b"x", b"[]", b"3", b'"model"', b"{", b"\xff", b"[" * 100_000, b'{"a":' * 100_000,
     b"NaN", b'{"ask": "model"', b"9" * 10_000],
)  # fmt: skip
def test_what_is_no_json_object_is_refused_in_one_line(running: Running, body: bytes) -> None:
    response = running.client.post(
        "/api/ask", content=body, headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 400
    assert response.json()["refused"].isprintable()


@pytest.mark.parametrize(
    "path",
    [
        *("/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/..%5csecret.txt"),
        *("/assets/../../secret.txt", "/assets/%2e%2e%2f%2e%2e%2fsecret.txt", "//secret.txt"),
        *("/....//secret.txt", "/link.txt", "/assets", "/assets/", "/%00", "/index.html%00.js"),
        *("//evil.example/..", "/assets/.."),
        "{folder}/secret.txt",
    ],
)
def test_nothing_but_the_page_is_served(running: Running, folder: Path, path: str) -> None:
    target = path.replace("{folder}", str(folder))
    told = running.raw(
        f"GET {target} HTTP/1.1\nHost: 127.0.0.1:{running.port}\nConnection: close\n\n"
    )
    assert told.split(b" ")[1] in (b"404", b"400", b"405"), told[:200]
    assert b"secret" not in told.partition(b"\r\n\r\n")[2].replace(target.encode(), b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "ODD"])
def test_other_methods_are_not_taken(running: Running, method: str) -> None:
    for path in ("/", "/api/start"):
        told = running.raw(
            f"{method} {path} HTTP/1.1\nHost: 127.0.0.1:{running.port}\n"
            f"Authorization: Bearer {TOKEN}\nContent-Type: application/json\n"
            "Content-Length: 0\nConnection: close\n\n"
        )
        assert told.split(b" ")[1] in (b"405", b"400"), (path, told[:100])
    assert running.client.get("/api/ask").status_code == 405


def test_only_this_machine_is_answered(running: Running) -> None:
    assert running.listening.getsockname()[0] == "127.0.0.1"
    others = {one[4][0] for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in {*others, "127.0.0.2"} - {"127.0.0.1"}:
        with pytest.raises(OSError, match=r".*"):
            socket.create_connection((address, running.port), timeout=1)


def test_two_hundred_questions_at_once_are_all_answered(running: Running) -> None:
    def ask(i: int) -> int:
        question = {**QUESTION, "source": f"m = Sequential([Input((8,)), Dense({i + 1})])"}
        return int(running.ask(question).json()["totals"]["params"])

    with ThreadPoolExecutor(50) as threads:
        assert list(threads.map(ask, range(200))) == [9 * (i + 1) for i in range(200)]


def test_a_small_question_is_answered_at_once(running: Running) -> None:
    """30 ms where nothing else runs; a machine that does other things has more time here."""
    times: list[float] = []
    for i in range(20):
        started = time.perf_counter()
        running.ask({**QUESTION, "source": SOURCE + "#" * i})
        times.append(time.perf_counter() - started)
    assert sorted(times)[5] < 0.03, times


HOSTILE = [
    "while True: pass", "x = 'a' * 10**12", "x = [0] * 10**10", "x = 10**10**10",
    "def f(n): return f(n + 1)\nf(0)", "m = Sequential([" + "Dense(3), " * 4000 + "])",
    "x = " + "(" * 90 + "1" + ")" * 90, "x = " + "-" * 9000 + "1", "import os; os._exit(0)",
    "__import__('os').kill(__import__('os').getppid(), 9)", "raise SystemExit", "exit()",
    "open('/etc/passwd').read()", "m = Sequential([Input((8,)), Dense(10**400)])",
    "x = 'a'\nfor _ in range(100): x += x", "from __main__ import *", "\n" * 300_000,
    "m = Sequential([Input((8,)), Dense(3, name='</script><script>alert(1)</script>')])",
]  # fmt: skip


@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_sources_are_answered_like_others(running: Running, source: str) -> None:
    answer = running.ask({**QUESTION, "source": source}).json()
    assert "rows" in answer or answer["refused"].isprintable()
    assert "mistake in shapeproof" not in answer.get("refused", "")
    assert running.ask().json()["totals"]["params"] == 1417


def test_a_question_that_nobody_waits_for_gives_way(folder: Path) -> None:
    """Its connection is closed while it runs: the worker does not go on with it."""
    running = Running(Pool(Limits(workers=1), STANDS_IN), folder / "page", Start())
    try:
        for _ in range(3):
            with pytest.raises(httpx.ReadTimeout):
                running.ask({**QUESTION, "source": "loop"}, timeout=0.2)
        started = time.perf_counter()
        assert running.ask({**QUESTION, "source": "echo"}).json() == {"echo": True}
        assert time.perf_counter() - started < 3 * GRACE + 3
    finally:
        running.end()


def test_a_source_is_read_by_whom_it_was_read_last(folder: Path) -> None:
    running = Running(Pool(Limits(workers=2), STANDS_IN), folder / "page", Start())

    def who_read(source: str) -> int:
        return int(running.ask({"source": source, "inputs": [source], "pid": 1}).json()["pid"])

    try:
        for i in range(1000):
            if len({who_read(f"{i}, {j}") for j in range(4)}) == 2:  # until both are there
                break
        first = who_read("echo")
        assert who_read("nap") != first
        assert who_read("echo") == first
    finally:
        running.end()


def test_there_being_no_answer_is_told_in_the_language_of_the_question(folder: Path) -> None:
    running = Running(Pool(Limits(workers=1), STANDS_IN), folder / "page", Start())
    try:
        died = running.ask({"source": "die", "language": "zh"}).json()
        assert "进程已终止" in died["refused"]
    finally:
        running.end()


STAND_IN = """
import os, sys, time
sys.path[:0] = {path!r}
from shapeproof.web import worker
worker.warm = lambda: None
def answered(question):
    match question["source"]:
        case "loop":
            while True: pass
        case "sleep": time.sleep(3600)
        case "nap": time.sleep(0.1)
        case "die": os._exit(1)
        case "eat":
            try:
                kept = [bytearray(2**26) for _ in range(100)]
            except MemoryError:
                return {{"refused": "memory"}}
            return {{"eaten": True}}
        case "print": print("x" * 10000)
        case "large": return {{"large": "x" * 10_000_000}}
    return {{question["source"]: True, "pid": os.getpid()}} if "pid" in question else {{
        question["source"]: True}}
worker.answered = answered
worker.main()
"""


STANDS_IN = (sys.executable, "-c", STAND_IN.format(path=[str(ROOT / "src")]))
"""The worker, with answers that take what no worker has."""


def asked(pool: Pool, *sources: str) -> list[Any]:
    """The answers one after the other; a refusal as its text."""

    async def all_of_them() -> list[Any]:
        answers: list[Any] = []
        async with pool:
            for source in sources:
                question = json.dumps({"source": source, "pid": 1}).encode()
                try:
                    answer = json.loads(await pool.answer(question, source))
                    answer.pop("pid", None)
                    answers.append(answer)
                except NoAnswer as error:
                    answers.append(str(error))
        return answers

    return in_a_loop(all_of_them())


def test_what_takes_too_long_is_ended_and_said() -> None:
    limits = Limits(seconds=1, workers=1)
    late, slept, echo = asked(Pool(limits, STANDS_IN), "loop", "sleep", "echo")
    assert late == slept == "this takes longer than 1 second; give the part that makes the model"
    assert echo == {"echo": True}


def test_what_dies_is_replaced_and_said() -> None:
    died, echo, again = asked(Pool(Limits(workers=1), STANDS_IN), "die", "echo", "die")
    assert "has ended" in died
    assert echo == {"echo": True}
    assert died == again


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited by RLIMIT_AS")
def test_what_takes_all_memory_is_stopped() -> None:
    eaten, echo = asked(Pool(Limits(workers=1, memory=2**29), STANDS_IN), "eat", "echo")
    assert eaten == {"refused": "memory"}
    assert echo == {"echo": True}


def test_what_is_printed_is_no_answer_and_answers_may_be_large() -> None:
    printed, large = asked(Pool(Limits(workers=1), STANDS_IN), "print", "large")
    assert printed == {"print": True}
    assert len(large["large"]) == 10_000_000


def test_too_many_questions_are_refused() -> None:
    async def many() -> list[Any]:
        async with Pool(Limits(workers=1, waiting=2, seconds=1), STANDS_IN) as pool:
            sleep, echo = (json.dumps({"source": one}).encode() for one in ("sleep", "echo"))
            await pool.answer(echo, 0)
            first = asyncio.create_task(pool.answer(sleep, 0))
            await asyncio.sleep(0.1)
            asking = [first, *(pool.answer(sleep, i) for i in range(1, 6))]
            return await asyncio.gather(*asking, return_exceptions=True)

    told = [str(one) for one in in_a_loop(many())]
    assert sum("too many questions" in one for one in told) == 3
    assert sum("longer than 1 second" in one for one in told) == 3


def test_who_read_a_source_last_is_asked_about_it_again() -> None:
    async def answering(pool: Pool, about: str) -> int:
        question = json.dumps({"source": "nap", "pid": 1}).encode()
        return int(json.loads(await pool.answer(question, about))["pid"])

    async def who_answers() -> list[int]:
        async with Pool(Limits(workers=3), STANDS_IN) as pool:
            found: list[int] = []
            while len(set(found)) < 3:  # until all of them are there
                found = [*await asyncio.gather(*(answering(pool, one) for one in "abc"))]
            return [*found, *[await answering(pool, one) for one in "acba"]]

    a, b, c, *again = in_a_loop(who_answers())
    assert again == [a, c, b, a]


def test_a_question_that_is_dropped_lets_the_next_one_in() -> None:
    async def dropped() -> Any:
        async with Pool(Limits(workers=1), STANDS_IN) as pool:
            loop, echo = (json.dumps({"source": one}).encode() for one in ("loop", "echo"))
            running = asyncio.create_task(pool.answer(loop, 1))
            waiting = asyncio.create_task(pool.answer(loop, 2))
            await asyncio.sleep(0.2)
            running.cancel()
            waiting.cancel()
            return json.loads(await asyncio.wait_for(pool.answer(echo, 3), 5))

    assert in_a_loop(dropped()) == {"echo": True}


def test_a_worker_that_is_almost_done_goes_on() -> None:
    async def dropped() -> tuple[int, int]:
        async with Pool(Limits(workers=1), STANDS_IN) as pool:
            nap = json.dumps({"source": "nap", "pid": 1}).encode()
            first = json.loads(await pool.answer(nap, 0))["pid"]
            asking = asyncio.create_task(pool.answer(nap, 1))
            await asyncio.sleep(0.02)
            asking.cancel()
            return first, json.loads(await pool.answer(nap, 2))["pid"]

    first, second = in_a_loop(dropped())
    assert first == second


def test_what_has_hardly_begun_ends_as_fast() -> None:
    async def begun(seconds: float) -> None:
        async with Pool(Limits(workers=2), (sys.executable, "-c", "import time; time.sleep(60)")):
            await asyncio.sleep(seconds)

    started = time.perf_counter()
    for seconds in (0, 0.01, 0.1):
        in_a_loop(begun(seconds))
    assert time.perf_counter() - started < 5


def test_who_waits_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def waiting() -> str:
        async with Pool(Limits(workers=1), STANDS_IN) as pool:
            sleep, echo = (json.dumps({"source": one}).encode() for one in ("sleep", "echo"))
            await pool.answer(echo, 0)
            monkeypatch.setattr(workers, "PATIENCE", 0.2)
            asking = asyncio.create_task(pool.answer(sleep, 0))
            await asyncio.sleep(0.1)
            with pytest.raises(NoAnswer) as refused:
                await pool.answer(echo, 1)
            asking.cancel()
            return str(refused.value)

    assert "too many questions" in in_a_loop(waiting())


def test_a_process_that_is_ready_too_late_gives_nobody_the_answer_to_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "PATIENCE", 0.2)
    late = (*STANDS_IN[:2], f"import time; time.sleep(1)\n{STANDS_IN[2]}")

    async def early() -> str:
        async with Pool(Limits(workers=1), late) as pool:
            await asyncio.sleep(0.6)
            with pytest.raises(NoAnswer) as refused:
                await pool.answer(json.dumps({"source": "echo"}).encode(), 0)
            return str(refused.value)

    assert "has ended" in in_a_loop(early())


def test_nothing_beside_a_person_is_taken_for_a_part_of_a_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)

    async def answer() -> Any:
        async with Pool(Limits(workers=1)) as pool:
            return json.loads(await pool.answer(json.dumps(QUESTION).encode(), 0))

    assert in_a_loop(answer())["totals"]["params"] == 1417


def test_where_there_is_no_room_for_a_process_one_is_started_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "GRACE", 0.05)
    program = tmp_path / "python"

    async def later() -> Any:
        async with Pool(Limits(workers=2), (str(program), *STANDS_IN[1:])) as pool:
            asking = asyncio.create_task(pool.answer(json.dumps({"source": "echo"}).encode(), 1))
            await asyncio.sleep(0.2)
            program.symlink_to(sys.executable)
            return json.loads(await asyncio.wait_for(asking, 20))

    assert in_a_loop(later()) == {"echo": True}


def workers_of(pid: int) -> list[int]:
    told = subprocess.run(
        ["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True
    ).stdout.splitlines()[1:]
    rows = (line.split(None, 2) for line in told)
    return [int(own) for own, parent, what in rows if int(parent) == pid and COMMAND[-1] in what]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left(by: signal.Signals) -> None:
    server = served()
    try:
        found = workers_of(server.process.pid)
        for _ in range(50):
            if len(found := workers_of(server.process.pid)) == 3:
                break
            time.sleep(0.1)
        assert len(found) == 3
        assert all(os.getsid(one) == one for one in found)
        server.process.send_signal(by)
        out, _ = server.process.communicate(timeout=20)
        assert (server.process.returncode, out) == (0 if by == signal.SIGINT else -by, "")
        for _ in range(100):
            if not any(map(is_alive, found)):
                break
            time.sleep(0.1)
        assert not any(map(is_alive, found))
    finally:
        server.process.kill()
        server.process.communicate()


def test_ctrl_c_waits_for_no_answer() -> None:
    server = served()
    million = "m = Sequential([Input((8,))])\nfor i in range(1000000): m.add(Dense(3))"
    question = {"json": {**QUESTION, "source": million}, "timeout": 30}
    with ThreadPoolExecutor(1) as threads:
        asking = threads.submit(
            httpx.post,
            f"{server.url}api/ask",
            headers={"Authorization": f"Bearer {server.token}"},
            **question,
        )
        time.sleep(1)
        assert not asking.done()
        pressed = time.perf_counter()
        server.process.send_signal(signal.SIGINT)
        out, _ = server.process.communicate(timeout=20)
        assert (server.process.returncode, out) == (0, "")
        assert time.perf_counter() - pressed < 3
        with suppress(httpx.HTTPError):
            assert asking.result().status_code >= 500


def test_each_start_has_a_token_of_its_own_and_a_port_that_is_free() -> None:
    one, other = served(), served()
    try:
        assert one.token != other.token
        assert one.port != other.port
        assert min(len(one.token), len(other.token)) >= 43
        question = {"json": QUESTION, "headers": {"Authorization": f"Bearer {one.token}"}}
        assert httpx.post(f"{one.url}api/ask", **question).status_code == 200
        assert httpx.post(f"{other.url}api/ask", **question).status_code == 401
    finally:
        end(one)
        end(other)


def command(*arguments: str, **settings: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "shapeproof", "web", "--no-open", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=30,
        **settings,
    )


def test_a_port_that_is_taken_is_told_in_one_line() -> None:
    with bound(0, 0) as taken:
        run = command("--port", str(taken.getsockname()[1]))
    assert run.returncode == 2
    assert run.stderr.count("\n") == 1
    assert "cannot be had" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere.py"], "No such file"),
        (["model.h5"], "the page takes Python source"),
        (["conv1d.py", "--input", "1;2"], "is no shape"),
        (["--port", "70000"], "is no port"),
        (["--port", "x"], "is no port"),
        (["--lang", "zh", "nowhere.py"], "没有"),
    ],
)
def test_what_cannot_be_served_is_told_in_one_line(arguments: list[str], told: str) -> None:
    run = command(*arguments, cwd=ROOT / "examples")
    assert run.returncode == 2
    assert run.stderr.count("\n") == 1
    assert told in run.stderr


def test_the_usual_port_or_another() -> None:
    with bound(None, 0) as first:
        usual = first.getsockname()[1]
        with bound(None, usual) as second:
            assert second.getsockname()[1] not in (0, usual)


def test_a_port_is_had_again_at_once() -> None:
    with bound(0, 0) as listening:
        address = listening.getsockname()
        with socket.create_connection(address) as asking:
            listening.accept()[0].close()  # whoever closes first keeps the port for a minute
            assert asking.recv(1) == b""
    bound(address[1], 0).close()


@pytest.mark.parametrize(
    ("screen", "opens", "is_opened"),
    [
        ({"DISPLAY": ":0"}, True, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True, True),
        ({"BROWSER": "links"}, True, True),
        ({"DISPLAY": ":0"}, False, False),
        ({}, True, False),
    ],
)
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a screen")
def test_a_browser_is_opened_where_one_can_be_seen(
    screen: dict[str, str],
    opens: bool,
    is_opened: bool,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in screen.items():
        monkeypatch.setenv(name, value)
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(local, "PAGE", folder / "page")
    monkeypatch.setattr(uvicorn.Server, "run", lambda *_, **__: time.sleep(0.05))
    with bound(0, 0) as listening:
        serve(listening, Start(), "en", opens)
    address = capsys.readouterr().out.split()[0]
    assert opened == [address] * is_opened


def test_a_page_that_is_not_built_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "PAGE", tmp_path)
    with bound(0, 0) as listening, pytest.raises(ReadError, match="make page"):
        serve(listening, Start(), "en", False)


@pytest.mark.parametrize("name", ["uvicorn", "starlette"])
def test_what_serves_the_page_is_named_where_it_is_missing(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with bound(0, 0) as listening, pytest.raises(ReadError, match=r"shapeproof\[web\]"):
        serve(listening, Start(), "en", False)


def test_a_source_stands_in_the_editor_as_it_is() -> None:
    path = str(ROOT / "examples" / "lenet.py")
    given = start(path, ["1,1,32,32"], "torch")
    assert given == Start(
        (ROOT / "examples" / "lenet.py").read_text(), path, ("1,1,32,32",), "torch"
    )


@pytest.mark.parametrize(
    ("entry", "last"),
    [("Generator", "model = Generator()"), ("Critic()", "model = Critic()")],
)
def test_what_is_named_in_a_file_is_made_at_its_end(entry: str, last: str) -> None:
    path = ROOT / "tests" / "cases" / "commands" / "torch_several.py"
    given = start(f"{path}:{entry}", [], "")
    assert given.source == f"{path.read_text()}\n\n{last}\n"
    model = answered({"ask": "model", "source": given.source})
    assert model["kind"] == entry.removesuffix("()")


def test_what_is_the_model_of_a_file_anyway_needs_no_line() -> None:
    path = ROOT / "examples" / "lenet.py"
    assert start(f"{path}:LeNet", ["1,1,32,32"], "").source == path.read_text()
    with pytest.raises(ReadError, match="nowhere"):
        start(f"{path}:nowhere", [], "")


def test_a_notebook_opens_with_its_code() -> None:
    given = start(str(ROOT / "tests" / "cases" / "commands" / "notebook.ipynb"), [], "")
    assert "rows" in answered({"ask": "model", "source": given.source})


@pytest.mark.skipif(sys.platform == "win32", reason="there are no alarms")
def test_a_worker_that_nobody_can_end_ends_by_itself() -> None:
    """As where the server was killed while it worked."""
    question = json.dumps({"source": "loop"}).encode()
    with subprocess.Popen([*STANDS_IN, str(2**30), "1"], stdin=subprocess.PIPE) as worker:
        assert worker.stdin is not None
        worker.stdin.write(len(question).to_bytes(LENGTH) + question)
        worker.stdin.flush()
        assert worker.wait(20) == -signal.SIGALRM


@pytest.mark.skipif(sys.platform == "win32", reason="there are no alarms")
def test_a_worker_that_has_answered_stays() -> None:
    question = json.dumps({"source": "echo"}).encode()
    command = [*STANDS_IN, str(2**30), "1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(len(question).to_bytes(LENGTH) + question)
        worker.stdin.flush()
        answer = b'{"echo":true}'
        told = bytes(LENGTH) + len(answer).to_bytes(LENGTH) + answer
        assert worker.stdout.read(len(told)) == told
        with pytest.raises(subprocess.TimeoutExpired):
            worker.wait(1.3)
        worker.stdin.close()
        assert worker.wait(20) == 0


def test_the_token_leaves_the_address_and_stands_in_no_request_but_its_header(
    server: Served, opened: Opened
) -> None:
    page = opened("about:blank")
    asked: list[Any] = []
    page.on("request", lambda request: asked.append(request))
    page.goto(server.address)
    page.get_by_role("textbox").first.wait_for()
    page.wait_for_function("!location.hash.includes('token')")
    history = page.context.new_cdp_session(page).send("Page.getNavigationHistory")
    assert not any(server.token in entry["url"] for entry in history["entries"])
    sent = [{**one.all_headers(), "url": one.url} for one in asked]
    assert any("authorization" in one for one in sent)
    for one in sent:
        one.pop("authorization", None)
        assert server.token not in json.dumps(one).replace(server.address, "")
        assert not one.get("referer")  # it may be sent empty
