"""Where the work is done: in this process, in others, or on a cluster."""

from __future__ import annotations

import re
import signal
from collections.abc import Generator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from shapeproof.extras import extra
from shapeproof.message import ReadError, say

PROCESSES = re.compile(r"processes:([1-9]\d{0,3})")
ADDRESS = re.compile(r"dask://([\w.-]+|\[[\da-fA-F:]+\]):(\d{1,5})")
SECONDS = 10
"""How long a cluster is waited for."""


@contextmanager
def engine(name: str) -> Generator[Executor | None]:
    """The executor that `processes:2` or `dask://HOST:PORT` names; none for no name.

    Raises `ReadError` for any other name, and where a cluster does not answer.
    """
    if not name:
        yield None
    elif found := PROCESSES.fullmatch(name):
        with processes(int(found[1])) as executor:
            yield executor
    elif found := ADDRESS.fullmatch(name):
        with _cluster(f"tcp://{found[1]}:{found[2]}") as executor:
            yield executor
    else:
        raise ReadError(
            say("there is no engine `{name}`; there are processes:2 and dask://HOST:PORT",
                name=name)
        )  # fmt: skip


@contextmanager
def processes(count: int) -> Generator[Executor]:
    """So many processes of this machine, started afresh; an interrupt is left to this one."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    executor = ProcessPoolExecutor(count, get_context("spawn"), _deaf)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def _deaf() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _cluster(address: str) -> Generator[Any]:
    distributed = extra("distributed", "dask")
    try:
        client = distributed.Client(address, timeout=SECONDS, set_as_default=False)
    except OSError as error:
        why = " ".join(str(error).split())[:200]
        raise ReadError(say("no cluster answers at {address}: {why}",
                            address=address, why=why)) from None  # fmt: skip
    with client, client.get_executor(pure=False) as executor:
        yield executor
