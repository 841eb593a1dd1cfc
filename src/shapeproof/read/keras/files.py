"""Files that Keras writes: a model's JSON, `.keras` archives, HDF5.

They are read as data, without Keras; nothing in them is run or loaded.
"""

from __future__ import annotations

from typing import IO

from shapeproof.message import ReadError, say
from shapeproof.model import Model
from shapeproof.read.keras.config import read as read_config
from shapeproof.read.keras.decoding import LARGEST, decoded
from shapeproof.rules.rule import Tensor


def read(file: IO[bytes], path: str, inputs: tuple[Tensor, ...]) -> Model:
    """The model in an open file.

    Raises `ReadError` where it holds none, or is damaged.
    """
    start = file.read(8)
    file.seek(0)
    if start[:2] == b"PK":
        from shapeproof.read.keras.saved import read as read_saved

        return read_saved(file, path, inputs)
    if start == b"\x89HDF\r\n\x1a\n" or path.endswith((".h5", ".hdf5")):
        from shapeproof.read.keras.hdf5 import read as read_hdf5

        return read_hdf5(path, inputs)
    if path.endswith(".keras"):
        raise ReadError(say("it is no zip archive, or a damaged one; save the model again"))
    return read_config(decoded(file.read(LARGEST + 1)), inputs)
