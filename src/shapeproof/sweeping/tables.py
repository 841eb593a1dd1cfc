"""Candidates written to a file as they are found: CSV, or Parquet."""

from __future__ import annotations

import csv as comma_separated
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np

from shapeproof.extras import extra
from shapeproof.message import Message, ReadError, say
from shapeproof.sweeping.arrays import fits, run
from shapeproof.sweeping.cases import Case
from shapeproof.sweeping.sheet import Fixed
from shapeproof.sweeping.work import Columns

if TYPE_CHECKING:
    from shapeproof.sweeping.outcome import Plan

Put = Callable[[Columns], None]
"""Writes the columns of some candidates behind those before."""
Table = Callable[[str | Path, "Plan"], AbstractContextManager[Put]]
DIGITS = 38
"""The longest whole number that a column of Parquet holds."""


@contextmanager
def to_file(path: str | Path, plan: Plan, table: Table | None = None) -> Generator[Put]:
    """A table in a file: of this kind, or by the suffix, `.parquet` or any other, which is CSV.

    Raises `ReadError` where it cannot be written, or takes what is not installed.
    """
    table = table or (parquet if Path(path).suffix == ".parquet" else csv)
    try:
        with table(path, plan) as put:
            yield put
    except OSError as error:
        why = Message(error.strerror or str(error))
        reason = say("{path} cannot be written: {why}", path=str(path), why=why)
        raise ReadError(reason) from None


@contextmanager
def csv(path: str | Path, plan: Plan) -> Generator[Put]:
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        yield csv_to(file, plan)


def csv_to(file: TextIO, plan: Plan) -> Put:
    """A head with the names, then a line a candidate; what it has not is left empty."""
    writer = comma_separated.writer(file, lineterminator="\n")
    writer.writerow(plan.names)

    def put(columns: Columns) -> None:
        writer.writerows(zip(*(column.tolist() for column in columns)))

    return put


@contextmanager
def parquet(path: str | Path, plan: Plan) -> Generator[Put]:
    """Whole numbers are int64 where all fit, else decimals or text; settings are what they are."""
    arrow = extra("pyarrow", "parquet")
    writers = extra("pyarrow.parquet", "parquet")
    kinds = [_kind(arrow, plan.cases, name) for name in plan.names]
    schema = arrow.schema(list(zip(plan.names, kinds)))

    def put(columns: Columns) -> None:
        arrays = [_array(arrow, column, kind) for column, kind in zip(columns, kinds)]
        writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))

    with writers.ParquetWriter(str(path), schema) as writer:
        yield put


def _array(arrow: Any, column: Any, kind: Any) -> Any:
    values = column.tolist()
    if kind == arrow.string():
        values = [None if value is None else str(value) for value in values]
    return arrow.array(values, kind)


def _kind(arrow: Any, cases: Sequence[Case], name: str) -> Any:
    """The type of a column that has room for whatever comes."""
    ends = [end for case in cases for end in _ends(case, name)]
    if ends and all(type(end) is bool for end in ends):
        return arrow.bool_()
    if not all(type(end) is int for end in ends):
        return arrow.string()
    least, most = min(ends, default=0), max(ends, default=0)
    if fits(least, most):
        return arrow.int64()
    fit = least > -(10**DIGITS) and most < 10**DIGITS
    return arrow.decimal128(DIGITS, 0) if fit else arrow.string()


def _ends(case: Case, name: str) -> tuple[Any, ...]:
    """The least and the most of a column in one case, or the only value."""
    [column] = case.written.aligned([name]).columns
    if isinstance(column, Fixed):
        return () if column.value is None else (column.value,)
    ranges = [np.array([min(axis.values), max(axis.values)], object) for axis in case.axes]
    [known] = run(case.written.sheet.lines, [column], ranges)
    return known.least, known.most
