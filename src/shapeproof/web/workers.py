"""Processes that read sources, kept warm: each has little time and memory, and is replaced once it
has used them up."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Hashable, Sequence
from contextlib import suppress
from typing import NamedTuple

from shapeproof.message import Message, ShapeproofError, say
from shapeproof.web.worker import LENGTH

COMMAND = (sys.executable, "-P", "-m", "shapeproof.web.worker")
GRACE = 0.5
"""The seconds that an answer may still take for which nobody waits; a new process takes as long."""


class Limits(NamedTuple):
    """What a question may take, and how many are answered at once, or wait for that."""

    seconds: float = 20
    memory: int = 1024 * 1024 * 1024
    workers: int = 3
    waiting: int = 256


class NoAnswer(ShapeproofError):
    """A question took more than it may; or too many are asked at once."""


class Worker:
    """A process, and what it was asked about last."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.about: Hashable = None

    @classmethod
    async def start(cls, command: Sequence[str], limits: Limits) -> Worker:
        """A process by itself: what interrupts the server does not reach it."""
        late = int(limits.seconds) + 5
        path = os.pathsep.join(filter(None, sys.path))
        process = await asyncio.create_subprocess_exec(
            *command,
            str(limits.memory),
            str(late),
            stdin=PIPE,
            stdout=PIPE,
            stderr=None if os.environ.get("SHAPEPROOF_DEBUG") else DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
            start_new_session=True,
        )
        return cls(process)

    async def answer(self, question: bytes) -> bytes:
        """Raises `EOFError` or `OSError` where the process has ended."""
        into, out = self.process.stdin, self.process.stdout
        assert into is not None
        assert out is not None
        into.write(len(question).to_bytes(LENGTH) + question)
        await into.drain()
        length = int.from_bytes(await out.readexactly(LENGTH))
        return await out.readexactly(length)

    async def end(self) -> None:
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                self.process.kill()
        await self.process.wait()


class Pool:
    """A few workers, which answer in the order in which they are asked.

    Who read a source last is asked about it again, if it is free.
    """

    def __init__(self, limits: Limits, command: Sequence[str] = COMMAND) -> None:
        self.limits, self._command = limits, command
        self._workers: set[Worker] = set()
        self._idle: list[Worker] = []
        self._turns = asyncio.Semaphore(limits.workers)
        self._asked = 0
        self._ending: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Pool:
        for _ in range(self.limits.workers):
            self._idle.append(await self._start())
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._ending:
            task.cancel()
        await asyncio.gather(*self._ending, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._workers))

    async def answer(self, question: bytes, about: Hashable) -> bytes:
        """The answer of a worker.

        Raises `NoAnswer` where there will be none.  Whoever is cancelled lets the next one in; a
        worker that is at it already has a moment to finish.
        """
        if self._asked >= self.limits.waiting:
            raise NoAnswer(say("too many questions are asked at once; ask again in a moment"))
        self._asked += 1
        try:
            await self._turns.acquire()
        finally:
            self._asked -= 1
        worker = min(self._idle, key=lambda one: one.about != about)
        self._idle.remove(worker)
        worker.about = about
        job = asyncio.create_task(worker.answer(question))
        done: set[asyncio.Task[bytes]] = set()
        patience = 0.0
        try:
            done, _ = await asyncio.wait({job}, timeout=self.limits.seconds)
        except asyncio.CancelledError:
            patience = GRACE
            raise
        finally:
            task = asyncio.create_task(self._freed(worker, job, patience))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)
        if not done:
            raise NoAnswer(self._late())
        try:
            return job.result()
        except (EOFError, OSError):
            raise NoAnswer(self._ended()) from None

    async def _freed(self, worker: Worker, job: asyncio.Task[bytes], patience: float) -> None:
        """The worker back in its place once it has answered; another one, if it does not."""
        try:
            await asyncio.wait({job}, timeout=patience)
            if not job.done() or job.exception() is not None:
                job.cancel()
                await worker.end()
                self._workers.discard(worker)
                worker = await self._start()
            self._idle.append(worker)
        finally:
            self._turns.release()

    async def _start(self) -> Worker:
        worker = await Worker.start(self._command, self.limits)
        self._workers.add(worker)
        return worker

    def _late(self) -> Message:
        return say("this takes longer than {n:second|seconds}; give the part that makes the model",
                   n=int(self.limits.seconds))  # fmt: skip

    def _ended(self) -> Message:
        most = self.limits.memory // 1024 // 1024
        return say(
            "the process that read this has ended, perhaps because it takes more than {most} MB",
            most=most,
        )
