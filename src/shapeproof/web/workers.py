"""Processes that read sources, kept warm: each has little time and memory, and is replaced once it
has used them up."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Coroutine, Hashable, Sequence
from contextlib import suppress
from typing import NamedTuple

from shapeproof.message import Message, ShapeproofError, say
from shapeproof.web.worker import LENGTH

COMMAND = (sys.executable, "-P", "-m", "shapeproof.web.worker")
PATIENCE = 60
"""The seconds that a question waits for its turn, and the server for a new process."""
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
        into = self.process.stdin
        assert into is not None
        into.write(len(question).to_bytes(LENGTH) + question)
        await into.drain()
        return await self.heard()

    async def heard(self) -> bytes:
        """What comes next: that it is ready, which is empty, or an answer."""
        out = self.process.stdout
        assert out is not None
        return await out.readexactly(int.from_bytes(await out.readexactly(LENGTH)))

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
        self._turns = asyncio.Semaphore(0)  # as many as are idle, less those who are about to ask
        self._waiting = 0
        self._errands: set[asyncio.Task[None]] = set()
        self._is_over = False

    async def __aenter__(self) -> Pool:
        for _ in range(self.limits.workers):
            self._go(self._hire())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._is_over = True
        await asyncio.gather(*(worker.end() for worker in self._workers))
        await asyncio.gather(*self._errands)

    async def answer(self, question: bytes, about: Hashable) -> bytes:
        """The answer of a worker.

        Raises `NoAnswer` where there will be none.  Whoever is cancelled lets the next one in; a
        worker that is at it already has a moment to finish.
        """
        worker = await self._turn(about)
        job, patience = asyncio.create_task(worker.answer(question)), 0.0
        job.add_done_callback(has_answered)  # asked, lest Python complain that nobody did
        try:
            async with asyncio.timeout(self.limits.seconds):
                return await asyncio.shield(job)
        except TimeoutError:
            raise NoAnswer(self._late()) from None
        except (EOFError, OSError):
            raise NoAnswer(self._ended()) from None
        except asyncio.CancelledError:
            patience = GRACE
            raise
        finally:
            if has_answered(job):
                self._rest(worker)
            else:
                self._go(self._await(worker, job, patience))

    async def _turn(self, about: Hashable) -> Worker:
        """The worker to be asked, once one is idle."""
        busy = NoAnswer(say("too many questions are asked at once; ask again in a moment"))
        if self._waiting >= self.limits.waiting:
            raise busy
        self._waiting += 1
        try:
            async with asyncio.timeout(PATIENCE):
                await self._turns.acquire()
        except TimeoutError:
            raise busy from None
        finally:
            self._waiting -= 1
        worker = min(self._idle, key=lambda one: one.about != about)
        self._idle.remove(worker)
        worker.about = about
        return worker

    async def _await(self, worker: Worker, job: asyncio.Task[bytes], patience: float) -> None:
        """A worker that has answered by then is idle again; for one that has not, there is
        another."""
        await asyncio.wait({job}, timeout=patience)
        if has_answered(job):
            self._rest(worker)
            return
        job.cancel()
        await worker.end()
        self._workers.discard(worker)
        await self._hire()

    async def _hire(self) -> None:
        """A new worker, idle once it is warm; what is wrong with it is said when it is asked."""
        while not self._is_over:
            if worker := await self._started():
                self._workers.add(worker)
                if self._is_over:
                    await worker.end()
                try:
                    async with asyncio.timeout(PATIENCE):
                        await worker.heard()
                except (EOFError, OSError):
                    await worker.end()  # or what it says late would be taken for an answer
                self._rest(worker)
                return
            await asyncio.sleep(GRACE)

    async def _started(self) -> Worker | None:
        """None where the system has no room for another process, or for its pipes."""
        with suppress(OSError):
            return await Worker.start(self._command, self.limits)
        return None

    def _rest(self, worker: Worker) -> None:
        self._idle.append(worker)
        self._turns.release()

    def _go(self, errand: Coroutine[None, None, None]) -> None:
        """Have something done while others go on.

        It is never cancelled: asyncio would wait for ever for a process that is just starting.
        """
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    def _late(self) -> Message:
        return say("this takes longer than {n:second|seconds}; give the part that makes the model",
                   n=int(self.limits.seconds))  # fmt: skip

    def _ended(self) -> Message:
        most = self.limits.memory // 1024 // 1024
        return say(
            "the process that read this has ended, perhaps because it takes more than {most} MB",
            most=most,
        )


def has_answered(job: asyncio.Task[bytes]) -> bool:
    return job.done() and not job.cancelled() and job.exception() is None
