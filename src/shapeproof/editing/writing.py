"""A changed source written to a file, after a last look at what was changed."""

from __future__ import annotations

import os
from contextlib import suppress
from stat import S_IMODE

from shapeproof.editing.edit import Edit
from shapeproof.editing.manuscript import EditError, Manuscript
from shapeproof.editing.trees import is_elsewhere_alike
from shapeproof.message import Message, Place, say


def write(manuscript: Manuscript, edit: Edit, to: str) -> None:
    """Write a source with a change in it to a file, which may be its own.

    A file is replaced as a whole or not at all, and keeps its mode.  Raises `EditError` where the
    change reaches further than it says, where the source was changed meanwhile, or where the file
    cannot be written; and for a `.py` file where libcst is not installed.
    """
    if not is_elsewhere_alike(manuscript, edit):
        reason = say("{edit} would change more than it says; make it by hand", edit=edit.label)
        raise EditError(reason, edit.place)
    changed = edit.applied(manuscript)
    data = changed.encode() if isinstance(changed, str) else changed
    at = Place(1, 1, None, to)
    try:
        _check_target(manuscript, to)
        _replace(os.path.realpath(to), data)
    except OSError as error:
        why = Message(error.strerror or str(error))
        raise EditError(
            say("it cannot be written: {why}; name another file", why=why), at
        ) from None


def _check_target(manuscript: Manuscript, to: str) -> None:
    """Refuse a file that is not to be written, or no longer what was read."""
    at = Place(1, 1, None, to)
    if not os.path.exists(to):  # noqa: PTH110  (pathlib costs a tenth of a run)
        return
    if not os.stat(to).st_mode & 0o222 or not os.access(to, os.W_OK):  # noqa: PTH116
        raise EditError(say("it cannot be written, because it is read-only; name another file"), at)
    is_own = os.path.exists(manuscript.file) and os.path.samefile(to, manuscript.file)  # noqa: PTH110, PTH121
    with open(to, "rb") as file:  # noqa: PTH123
        source = manuscript.source
        if is_own and file.read() != (source.encode() if isinstance(source, str) else source):
            reason = say("it was changed since it was read; read it again")
            raise EditError(reason, at)


def _replace(path: str, data: bytes) -> None:
    """A new file beside the old one, then in its place."""
    from tempfile import mkstemp

    number, beside = mkstemp(prefix=".", dir=os.path.dirname(path))  # noqa: PTH120
    try:
        with open(number, "wb") as file:  # noqa: PTH123
            file.write(data)
        os.chmod(beside, _mode(path))  # noqa: PTH101
        os.replace(beside, path)  # noqa: PTH105
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)  # noqa: PTH108
        raise


def _mode(path: str) -> int:
    """The mode of a file; of one that is not there, that of any new file."""
    with suppress(FileNotFoundError):
        return S_IMODE(os.stat(path).st_mode)  # noqa: PTH116
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
