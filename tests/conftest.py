"""Mistakes of our own are shown whole to the tests, and the frameworks are left alone by the
garbage collector, which Keras calls with each new session; each has one thread, since the tests
have a process for each core, and threads that wait for each other keep it from all others."""

import gc
import os

import pytest

os.environ["SHAPEPROOF_DEBUG"] = "1"
os.environ.setdefault("OMP_NUM_THREADS", "1")
_file = ""


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """What the tests of one file have imported stays until the end."""
    global _file
    if item.location[0] != _file:
        _file = item.location[0]
        gc.freeze()
