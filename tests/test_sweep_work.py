"""How a sweep is done: in pieces of any size, by anybody, until it is interrupted, into files."""

import csv
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shapeproof.cli import main
from shapeproof.message import ReadError, ShapeproofError
from shapeproof.subject import subject_of
from shapeproof.sweeper import Sweep, sweep
from shapeproof.sweeping import gathering
from shapeproof.sweeping.engines import engine
from shapeproof.sweeping.grid import Axis, boxes, given, parsed
from shapeproof.sweeping.interrupts import heard
from shapeproof.sweeping.outcome import Plan, planned, swept
from shapeproof.sweeping.work import done

ROOT = Path(__file__).parents[1]
SOURCE = """
model = Sequential()
model.add(Input((60, 2)))
model.add(Conv1D(7, kernel_size=40, name="a"))
model.add(Conv1D(10, kernel_size=16, name="b"))
"""
VARY = {"a.kernel_size": range(1, 50, 4), "a.filters": [4, 8], "a.use_bias": [True, False]}


def plan_of(vary: dict[str, Any] = VARY, source: str = SOURCE, **more: Any) -> Plan:
    return planned(subject_of(source), given(vary), **more)


def everything(found: Sweep) -> dict[str, Any]:
    return found.to_dict()


@pytest.mark.parametrize("most", [1, 2, 3, 7, 12, 13, 100])
def test_pieces_of_any_size_give_the_same(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: tuple[dict[str, Any], ...] = (
        {"where": "output[1] > 9", "sort": "-macs,params", "top": 5},
        {"pareto": "params,-output[1]"},
    )
    for more in asked:
        whole = everything(sweep(SOURCE, vary=VARY, **more))
        monkeypatch.setattr(gathering, "MOST", most)
        assert everything(sweep(SOURCE, vary=VARY, **more)) == whole
        monkeypatch.undo()


@pytest.mark.parametrize("shape", [(), (1,), (7,), (2, 3), (5, 1, 4), (3, 2, 2, 2)])
@pytest.mark.parametrize("most", [1, 2, 5, 8, 1000])
def test_boxes_have_every_point_once_in_order(shape: tuple[int, ...], most: int) -> None:
    found = list(boxes(shape, most))
    points = [tuple(r[i] for r, i in zip(box, at)) for box in found
              for at in np.ndindex(*map(len, box))]  # fmt: skip
    assert points == list(np.ndindex(*shape))
    assert all(np.prod([len(r) for r in box], initial=1) <= most for box in found)


class Reluctant(Executor):
    """Some tasks come back late, and the worker of every third is lost."""

    def __init__(self) -> None:
        self.given = 0
        self._pool = ThreadPoolExecutor(2)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.given += 1
        if self.given == 8:
            raise BrokenExecutor
        if self.given % 3 == 0:
            lost: Future[Any] = Future()
            lost.set_exception(BrokenExecutor())
            return lost
        return self._pool.submit(fn, *args, **kwargs)


@pytest.mark.parametrize("make", [lambda: ThreadPoolExecutor(2), Reluctant])
def test_who_does_the_work_changes_nothing(
    make: Callable[[], Executor], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = everything(sweep(SOURCE, vary=VARY, sort="-macs"))
    monkeypatch.setattr(gathering, "MOST", 3)
    monkeypatch.setattr(gathering, "AHEAD", 4)
    assert everything(sweep(SOURCE, vary=VARY, sort="-macs", executor=make())) == expected


def test_other_processes_do_the_work() -> None:
    expected = everything(sweep(SOURCE, vary=VARY))
    with engine("processes:1") as executor:
        assert everything(sweep(SOURCE, vary=VARY, executor=executor)) == expected


def test_an_engine_that_there_is_not_is_told() -> None:
    for name in ("processes:0", "dask:1", "threads:2"):
        with pytest.raises(ReadError, match="there is no engine"), engine(name):
            pass


def test_an_interrupt_keeps_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST", 1)
    looked: list[int] = []

    def progress(done: int, points: int) -> None:
        looked.append(done)
        if done == 5:
            os.kill(os.getpid(), signal.SIGINT)

    plan = plan_of()
    for executor in (None, ThreadPoolExecutor(1)):
        looked.clear()
        with heard() as stop:
            found = Sweep(plan, swept(plan, executor, stop, progress))
        assert (found.done, found.points, found.is_whole) == (5, 52, False)
        assert looked == [1, 2, 3, 4, 5]
        assert [row["a.kernel_size"] for row in found] == [1, 5, 9, 1, 5]
        assert "5 of 52 candidates were looked at" in found.to_text()
        assert found.to_dict()["done"] == 5


def test_a_second_interrupt_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
    with heard() as stop:
        os.kill(os.getpid(), signal.SIGINT)
        assert stop()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


def test_a_thread_hears_no_interrupt() -> None:
    def listen() -> None:
        with heard() as stop:
            told.append(stop())

    told: list[bool] = []
    thread = threading.Thread(target=listen)
    thread.start()
    thread.join()
    assert told == [False]


def test_files_have_a_row_for_every_candidate_that_meets(tmp_path: Path) -> None:
    import pyarrow.parquet as parquet

    found = sweep(SOURCE, vary=VARY, where="output[1] > 9", top=3)
    every = sweep(SOURCE, vary=VARY, where="output[1] > 9", top=None, sort="a.use_bias")
    found.to_csv(tmp_path / "a.csv")
    found.to_parquet(tmp_path / "a.parquet")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        written = [tuple(row.values()) for row in csv.DictReader(file)]
    rows = parquet.read_table(tmp_path / "a.parquet").to_pylist()
    assert len(rows) == found.met == len(every) > 3
    assert {tuple(row.items()) for row in rows} == {tuple(row.items()) for row in every}
    assert written == [tuple(map(str, row.values())) for row in rows]


def test_parquet_keeps_numbers_beyond_int64(tmp_path: Path) -> None:
    import pyarrow.parquet as parquet

    vary = {"a.filters": [1, 2**62, 10**20], "a.padding": ["same"], "a.kernel_size": [3, 2**30]}
    found = sweep(SOURCE, vary=vary, top=None)
    found.to_parquet(tmp_path / "a.parquet")
    rows = parquet.read_table(tmp_path / "a.parquet").to_pylist()
    names = ("a.filters", "a.kernel_size", "params", "a.padding")
    expected = {tuple(row[name] for name in names) for row in found}
    assert {tuple(row[name] for name in names) for row in rows} == expected
    assert max(int(row["macs"]) for row in rows) == max(row["macs"] for row in found) > 10**30


def test_a_front_is_written_alone(tmp_path: Path) -> None:
    found = sweep(SOURCE, vary=VARY, pareto="params,-output[1]", top=1)
    found.to_csv(tmp_path / "a.csv")
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + (found.front or 0)


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    found = sweep(SOURCE, vary=VARY)
    for write in (found.to_csv, found.to_parquet):
        with pytest.raises(ReadError, match="cannot be written"):
            write(tmp_path / "nowhere" / "a")


@pytest.mark.parametrize(
    "vary", [{"a.kernel_size": range(1, 50)},
             {"a.kernel_size": [9, 3, 5], "a.padding": ["same", "valid"]}]
)  # fmt: skip
def test_plots_are_drawn(vary: dict[str, Any], tmp_path: Path) -> None:
    found = sweep(SOURCE, vary=vary, sort="macs")
    found.plot(tmp_path / "a.svg")
    drawn = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "<svg" in drawn
    found.plot(tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_what_is_drawn_is_what_was_found() -> None:
    from shapeproof.sweeping.outcome import over

    vary = {"a.kernel_size": [60, 3, 5], "a.padding": ["same", "valid"]}
    plan = plan_of(vary, where="macs > 0")
    axes = [axis.ordered for axis in plan.axes]
    known = {(row["a.kernel_size"], row["a.padding"]): row["macs"]
             for row in sweep(SOURCE, vary=vary)}  # fmt: skip
    values = over(axes, "macs", plan)
    for i, size in enumerate([3, 5, 60]):
        for j, padding in enumerate(["same", "valid"]):
            expected = known.get((size, padding), np.nan)
            assert np.array_equal(values[i, j], expected, equal_nan=True)
    assert np.isnan(values[2, 1])


def test_what_a_command_is_told_to_write_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model, table, shown = (tmp_path / name for name in ("model.py", "table.csv", "shown.txt"))
    model.write_text("from keras import *\nfrom keras.layers import *" + SOURCE)
    command = ["sweep", str(model), "--vary", "a.filters=1:2", "--output-file"]
    rows = "a.filters,output[1],output[2],params,macs,flops,bytes\n1,"
    assert main([*command, str(table)]) == 0
    assert table.read_text().startswith(rows)
    assert "2 candidates, 2 of them valid" in capsys.readouterr().out
    assert main([*command, str(shown), "--format", "csv"]) == 0
    assert shown.read_text().startswith(rows)
    assert capsys.readouterr().out == ""
    assert main([*command, str(shown)]) == 0
    assert "2 candidates, 2 of them valid" in shown.read_text()
    assert capsys.readouterr().out == ""


def test_a_picture_that_cannot_be_is_told_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model, table = tmp_path / "model.py", tmp_path / "table.csv"
    model.write_text("from keras import *\nfrom keras.layers import *" + SOURCE)
    command = ["sweep", str(model), "--vary", "a.filters=1:2", "--output-file", str(table)]
    assert main([*command, "--plot", "a.doc"]) == 2
    assert "a plot is written as .png" in capsys.readouterr().err
    assert not table.exists()


def test_what_cannot_be_drawn_is_told(tmp_path: Path) -> None:
    three = sweep(SOURCE, vary=VARY)
    one = sweep(SOURCE, vary={"a.filters": [1, 2]})
    for found, path in ((three, "a.png"), (one, "a.doc"), (one, "nowhere/a.png")):
        with pytest.raises(ReadError):
            found.plot(tmp_path / path)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a.b=1_000,-2", (1000, -2)),
        (f"a.b={2**63}", (2**63,)),
        ("a.b=1:4", range(1, 5)),
        ("a.b=1:10:4", range(1, 11, 4)),
        ("a.b= 4, 8 ,4", (4, 8)),
        ("a.b=1:3,8,2", (1, 2, 3, 8)),
        ("a.b=same,valid", ("same", "valid")),
        ("a.b=True,false,1", (True, False, 1)),
        ("a.b=(1,2),(3, 3)", ((1, 2), (3, 3))),
        ("a.b=none,-1:1", (None, -1, 0, 1)),
    ],
)
def test_values_are_read(text: str, values: Any) -> None:
    found = parsed(text)
    assert found == Axis("a.b", values)
    assert list(map(type, found.values)) == list(map(type, values))


@pytest.mark.parametrize(
    "text", ["a.b", "a.b=", "=1", "a.b=1,,2", "a.b=1.5", "a.b=5:1", "a.b=1:9:0", "a.b=1:9999999,3",
             "a.b=__import__('os')", "a.b=(1,x)", "a.b=1__0", "a.b=1:9:-1", f"a.b=1:{10**25}",
             f"a.b={'9' * 5000}"]
)  # fmt: skip
def test_other_values_are_told(text: str) -> None:
    with pytest.raises(ShapeproofError) as told:
        parsed(text)
    assert "\n" not in str(told.value)


@pytest.fixture
def cluster() -> Iterator[Any]:
    import warnings

    import distributed

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with distributed.LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as cluster:
            yield cluster


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_loses_a_worker_loses_nothing(
    cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    vary = {"a.kernel_size": range(1, 46), "a.filters": range(1, 2001)}
    expected = everything(sweep(SOURCE, vary=vary))
    monkeypatch.setattr(gathering, "MOST", 300)
    pids = list({worker.pid for worker in cluster.workers.values() if worker.pid})
    plan, killed = plan_of(vary), list[int]()

    def progress(done: int, points: int) -> None:
        if done > points // 3 and not killed:
            killed.append(pids[0])
            os.kill(pids[0], signal.SIGKILL)

    with engine(cluster.scheduler_address.replace("tcp", "dask")) as executor:
        found = Sweep(plan, swept(plan, executor, progress=progress))
    assert killed
    assert found.done == found.points == 90_000
    assert everything(found) == expected


def test_a_cluster_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from shapeproof.sweeping import engines

    monkeypatch.setattr(engines, "SECONDS", 0.2)
    with pytest.raises(ReadError, match="no cluster answers"), engine("dask://127.0.0.1:9"):
        pass


@pytest.mark.slow
def test_ctrl_c_ends_a_command_with_what_is_done() -> None:
    typed = (
        "sweep examples/conv1d.py --format json"
        " --vary conv1d.filters=1:60000 --vary conv1d_1.filters=1:60000"
    )
    command = [sys.executable, "-m", "shapeproof", *typed.split()]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True)  # fmt: skip
    threading.Timer(4, running.send_signal, [signal.SIGINT]).start()
    out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "of 3,600,000,000 candidates were looked at" in err
    assert '"points": 3600000000, "done": ' in out
    assert len(err.splitlines()) == 1


def test_a_task_is_plain_data() -> None:
    import pickle

    plan = plan_of()
    for task in gathering.tasks(plan.cases, plan.names, plan.ranking):
        again = pickle.loads(pickle.dumps(task))
        for one, other in zip(done(again), done(task)):
            assert one[:4] == other[:4]
            assert all(map(np.array_equal, one.columns, other.columns))
