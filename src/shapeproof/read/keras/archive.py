"""One file out of a zip archive, believed only as far as the bytes bear it out.

The archive's own directory is read with Python's `zipfile`, after its size and its number of
entries are known to be small; what it says of a member is held against what stands there.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import IO

from shapeproof.message import ReadError, say

MOST = 1000
"""Members; Keras writes three, and an asset for each vocabulary."""
DIRECTORY = 1024 * 1024
"""Bytes of the directory."""
RATIO = 200
"""How much smaller a member may be packed than it is."""
TAIL = 22 + 65535
END, END64, LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def member(file: IO[bytes], name: str, most: int) -> bytes:
    """The bytes of one member, at most so many.

    Raises `ReadError` for an archive that is damaged, or made to deceive.
    """
    with opened(file) as archive:
        found = next((one for one in archive.infolist() if one.filename == name), None)
        if found is None:
            raise ReadError(say("it holds no {name}; is it a Keras model?", name=name))
        return _bytes_of(archive, found, most)


def place(file: IO[bytes], name: str) -> tuple[int, int] | None:
    """Where the bytes of a member begin and end; None where it is packed, or not there."""
    with opened(file) as archive:
        for one in archive.infolist():
            if one.filename == name and one.compress_type == zipfile.ZIP_STORED:
                file.seek(one.header_offset + 26)
                lengths = struct.unpack("<2H", file.read(4))
                start = one.header_offset + 30 + sum(lengths)
                return start, start + one.file_size
    return None


@contextmanager
def opened(file: IO[bytes]) -> Generator[zipfile.ZipFile]:
    """The archive, once all that it says of its members is sound."""
    size = file.seek(0, 2)
    _need_small_directory(file, size)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _need_sound(members)
            _need_apart(file, members, size)
            yield archive
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError) as error:
        raise _damaged() from error
    except (NotImplementedError, RuntimeError, ValueError, UnicodeError) as error:
        raise _damaged() from error


def _damaged() -> ReadError:
    return ReadError(say("it is no zip archive, or a damaged one; save the model again"))


def _need_small_directory(file: IO[bytes], size: int) -> None:
    """Read how large the directory says that it is, before anything is made of it."""
    file.seek(max(size - TAIL, 0))
    tail = file.read(TAIL)
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < 22:
        raise _damaged()
    _, _, _, _, entries, length, start, _ = struct.unpack_from("<4s4H2LH", tail, at)
    if 0xFFFF in (entries,) or 0xFFFFFFFF in (length, start):
        entries, length = _large(file, tail, at)
    if entries > MOST or length > DIRECTORY or length > size:
        raise ReadError(say("it says that it holds {n} files, too many for a model", n=entries))


def _large(file: IO[bytes], tail: bytes, at: int) -> tuple[int, int]:
    """The entries and the length of the directory of an archive beyond 4 GB."""
    if at < 20 or tail[at - 20 : at - 16] != LOCATOR:
        raise _damaged()
    (place,) = struct.unpack_from("<Q", tail, at - 12)
    file.seek(min(place, 2**62))
    record = file.read(56)
    if len(record) < 56 or record[:4] != END64:
        raise _damaged()
    entries, length = struct.unpack_from("<2Q", record, 32)
    return entries, length


def _need_sound(members: Sequence[zipfile.ZipInfo]) -> None:
    """Names that stay inside, each once; nothing encrypted, nothing packed beyond reason."""
    names = [one.filename for one in members]
    for one in members:
        parts = one.filename.replace("\\", "/").split("/")
        if parts[0] == "" or ".." in parts or ":" in one.filename:
            raise _refused_name(one.filename)
        if one.flag_bits & 1:
            raise ReadError(say("it is encrypted; save the model without a password"))
        if one.compress_type not in METHODS:
            raise ReadError(say("it is packed in a way that Keras does not use"))
        if one.file_size > RATIO * max(one.compress_size, 1):
            raise ReadError(say("{name} in it would unpack to {n} bytes, which no model does",
                                name=repr(one.filename), n=one.file_size))  # fmt: skip
    if len(set(names)) < len(names):
        raise ReadError(say("two files in it have the same name"))


def _refused_name(name: str) -> ReadError:
    return ReadError(say("a file in it is called {name}, which leads out of it", name=repr(name)))


def _need_apart(file: IO[bytes], members: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Each member must stand in the file by itself, all of it."""
    end = 0
    for one in sorted(members, key=lambda one: one.header_offset):
        file.seek(one.header_offset)
        header = file.read(30)
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise _damaged()
        name, extra = struct.unpack_from("<2H", header, 26)
        if one.header_offset < end:
            raise ReadError(say("files in it lie over one another, as in no archive of Keras's"))
        end = one.header_offset + 30 + name + extra + one.compress_size
        if end > size:
            raise ReadError(say("it ends before {name} in it does: it was cut off",
                                name=repr(one.filename)))  # fmt: skip


def _bytes_of(archive: zipfile.ZipFile, found: zipfile.ZipInfo, most: int) -> bytes:
    if found.file_size > most:
        raise ReadError(
            say("{name} in it is larger than {most} MB", name=found.filename, most=most // 1024**2)
        )
    with archive.open(found) as packed:
        data = packed.read(most + 1)
    if len(data) != found.file_size:
        raise _damaged()
    return data
