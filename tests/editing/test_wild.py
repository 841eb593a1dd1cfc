"""Sources as people write them: an argument more in a call is that, and nothing else."""

import ast
from pathlib import Path

import pytest

from shapeproof.editing import Manuscript, inserted_before, with_argument, wrapped
from shapeproof.editing.finding import calls
from shapeproof.message import ReadError
from tests.editing.sources import changed

CASES = Path(__file__).parents[1] / "cases"
FILES = sorted(one for one in CASES.rglob("*.*") if one.suffix in (".py", ".ipynb"))


def read(file: Path) -> Manuscript | None:
    """A source, under a name that needs no libcst; None where it is no Python."""
    try:
        return Manuscript.of(file.read_bytes(), file.name.replace(".py", ".txt"))
    except ReadError:
        return None


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_call_has_an_argument_more(file: Path) -> None:
    manuscript = read(file)
    for at, layer in list(enumerate(calls(manuscript) if manuscript else ()))[3::40]:
        assert manuscript is not None
        edit = with_argument(manuscript, layer, "one_more", "0")
        if edit is None:
            continue
        after = Manuscript.of(edit.applied(manuscript), manuscript.file)
        layer.keywords.append(ast.keyword("one_more", ast.Constant(0)))
        expected = [ast.dump(sheet.cell.tree) for sheet in manuscript.sheets]
        layer.keywords.pop()
        assert [ast.dump(sheet.cell.tree) for sheet in after.sheets] == expected, (at, edit.label)


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_edit_reaches_further_than_it_says(file: Path) -> None:
    manuscript = read(file)
    for layer in list(calls(manuscript) if manuscript else ())[::15]:
        assert manuscript is not None
        changed(manuscript, with_argument(manuscript, layer, "x", "f(1)", ("x",)))
        changed(manuscript, with_argument(manuscript, layer, "one_more", 0))
        changed(manuscript, wrapped(manuscript, layer, "f(", ", 1)"))
        changed(manuscript, inserted_before(manuscript, layer, "F()"))
