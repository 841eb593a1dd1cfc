"""A source is written as a whole or not at all, and only where its tree changes as was said."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from shapeproof.editing import Edit, EditError, Manuscript, replaced, with_argument, write
from tests.editing.sources import LINEAR, call, node

SOURCE = b"\xef\xbb\xbffc = Linear(1050,\r\n\t10)  # \xc3\xa9\r\n"
THEN = SOURCE.replace(b"1050", b"7")


def load(file: str) -> Manuscript:
    return Manuscript.of(Path(file).read_bytes(), file)


def edited(manuscript: Manuscript) -> Edit:
    edit = with_argument(manuscript, call(manuscript, "Linear"), "in_features", 7, LINEAR)
    assert edit is not None
    return edit


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "net.py"
    path.write_bytes(SOURCE)
    path.chmod(0o640)
    return path


def test_a_file_is_changed_in_its_place_and_keeps_its_mode(file: Path) -> None:
    manuscript = load(str(file))
    write(manuscript, edited(manuscript), str(file))
    assert file.read_bytes() == THEN
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert list(file.parent.iterdir()) == [file]


def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.py"
    link.symlink_to(file)
    manuscript = load(str(link))
    write(manuscript, edited(manuscript), str(link))
    assert link.is_symlink()
    assert file.read_bytes() == THEN


def test_a_copy_leaves_the_file(file: Path, tmp_path: Path) -> None:
    manuscript, copy = load(str(file)), tmp_path / "copy.py"
    write(manuscript, edited(manuscript), str(copy))
    assert (file.read_bytes(), copy.read_bytes()) == (SOURCE, THEN)
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o666 & ~mask


@pytest.mark.parametrize("to", ["net.py", "no/such/folder.py", ".", "kept.py"])
def test_what_cannot_be_written_is_said_in_one_line(file: Path, to: str) -> None:
    manuscript, target = load(str(file)), file.parent / to
    (file.parent / "kept.py").write_bytes(b"kept")
    for name in ("net.py", "kept.py"):
        (file.parent / name).chmod(0o440)
    before = sorted(file.parent.rglob("*"))
    with pytest.raises(EditError, match=r"^it cannot be written[^\n]*; name .*$") as caught:
        write(manuscript, edited(manuscript), str(target))
    assert caught.value.at is not None
    assert caught.value.at.file == str(target)
    assert sorted(file.parent.rglob("*")) == before
    assert file.read_bytes() == SOURCE


def test_nothing_is_left_of_a_file_that_could_not_be_put_in_place(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*paths: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    manuscript = load(str(file))
    with pytest.raises(EditError, match=r"^it cannot be written: No space left on device"):
        write(manuscript, edited(manuscript), str(file))
    assert list(file.parent.iterdir()) == [file]
    assert file.read_bytes() == SOURCE


def test_a_file_that_was_changed_meanwhile_is_left(file: Path) -> None:
    manuscript = load(str(file))
    file.write_bytes(b"mine = 1\n")
    with pytest.raises(EditError, match="changed since it was read"):
        write(manuscript, edited(manuscript), str(file))
    assert file.read_bytes() == b"mine = 1\n"


@pytest.mark.parametrize(("old", "new"), [("b", "c + d"), ("b", "c # "), ("b", "("), ("y", "c)(d")])
def test_an_edit_that_reaches_further_is_not_written(tmp_path: Path, old: str, new: str) -> None:
    file = tmp_path / "net.py"
    file.write_text("x = a * b + 1\nz = f(y)\n")
    manuscript = load(str(file))
    edit = replaced(manuscript, node(manuscript, old), new)
    assert edit is not None
    with pytest.raises(EditError, match="would change more than it says"):
        write(manuscript, edit, str(file))
    assert file.read_text() == "x = a * b + 1\nz = f(y)\n"


def test_python_2_is_not_written_to_a_py_file(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text("print 'x'\nLinear(1050)\n")
    manuscript = load(str(file))
    with pytest.raises(EditError, match="libcst cannot parse it"):
        write(manuscript, edited(manuscript), str(file))


def test_without_libcst_it_is_said_what_to_install(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "libcst", None)
    manuscript = load(str(file))
    with pytest.raises(EditError, match=r'pip install "shapeproof\[fix\]"'):
        write(manuscript, edited(manuscript), str(file))
    assert file.read_bytes() == SOURCE


def test_libcst_is_loaded_only_to_write() -> None:
    code = "import sys, shapeproof.editing; sys.exit('libcst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.parametrize("name", ["net.txt", "net.ipynb"])
def test_other_sources_are_written_without_libcst(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "libcst", None)
    text = ">>> Linear(1050)\n"
    if name.endswith("ipynb"):
        text = '{"cells": [{"cell_type": "code", "source": ["%time x = 1\\n", "Linear(1050)"]}]}'
    file = tmp_path / name
    file.write_text(text)
    manuscript = load(str(file))
    write(manuscript, edited(manuscript), str(file))
    assert file.read_text() == text.replace("1050", "7")
