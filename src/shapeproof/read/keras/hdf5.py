"""HDF5 files of Keras: a model with its config, or weights alone.

Only headers are read, by pyfive, in a process of its own with little time and memory: a file may
be made to mislead whoever reads it.
"""

from __future__ import annotations

import os
import sys
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from io import BufferedReader, RawIOBase
from typing import IO, Any

from shapeproof.message import Note, ReadError, say
from shapeproof.model import Call, Model
from shapeproof.read.keras.stated import Stated
from shapeproof.rules.rule import Tensor, Weight

SECONDS, MEMORY = 4, 256 * 1024 * 1024
OBJECTS = 50_000
"""Groups and datasets in a file."""
DEEP = 60
EXTERNAL, VIRTUAL = 7, 3
"""The message that names the files in which a dataset lies; the layout that is made of others."""
BESIDE = ("metrics",)
"""What stands beside a model's own weights and those of its optimizer."""
OPTIMIZER = ("optimizer", "optimizer_weights")
SEEDS = "seed_generator"
"""Where a layer that draws random numbers keeps how far it has come."""
STATES = ("moving_mean", "moving_variance", "moving_mean:0", "moving_variance:0")
Layers = dict[str, dict[str, Weight]]


def read(path: str, inputs: tuple[Tensor, ...]) -> Model:
    """The model in a file; where its config is not there, a row for each layer's weights."""
    headers = headers_of(path)
    layers = dict(layers_of(headers))
    if headers["config"] is not None:
        from shapeproof.read.keras.config import read as read_config
        from shapeproof.read.keras.decoding import decoded

        training = decoded(headers["training"] or "null")
        model = read_config(decoded(headers["config"]), inputs, Found(layers), training)
        return stopped(model, layers)
    if not layers:
        raise ReadError(say("it holds neither a Keras model nor weights of one"))
    note = say(
        "only weights are in this file: what each layer reads and gives is not, nor which weights "
        "learn; give the model's source, or a file that holds its config"
    )
    return listed(layers, Model("weights", "Weights", "keras", (), notes=(Note(None, note),)))


def listed(layers: Layers, model: Model) -> Model:
    """A model with a row for each layer's weights."""
    calls: list[Call] = []
    for path, weights in layers.items():
        layer = Stated("Layer", weights).layer(path)
        calls.append(Call(path, layer, (), layer()))
    return model._replace(calls=tuple(calls))


def stopped(model: Model, layers: Layers) -> Model:
    """What is left of a model of which reading had to stop: its weights, and why."""
    why = next((one for one in model.problems if one.kind == "unsupported"), None)
    if why is None or not layers:
        return model
    note = say(
        "how the layers are called is not known beyond {layer}: {why}; these are the weights in "
        "the file",
        layer=why.layer,
        why=why.message,
    )
    whole = Model(model.name, model.kind, model.framework, (), compiled=model.compiled)
    return listed(layers, whole._replace(notes=(Note(None, note),)))


class Found:
    """The weights in a file by their paths."""

    def __init__(self, layers: Layers) -> None:
        self.weights = {
            (*owner.split("."), *name.split("/")): weight
            for owner, weights in layers.items()
            for name, weight in weights.items()
        }
        self.paths = sorted(self.weights)

    def __call__(self, path: Sequence[str]) -> dict[str, Weight]:
        """The weights of one layer and of all that is inside it, by their names in it."""
        path, found = tuple(path), dict[str, Weight]()
        for at in range(bisect_left(self.paths, path), len(self.paths)):
            parts = self.paths[at]
            if parts[: len(path)] != path:
                break
            found["/".join(parts[len(path) :])] = self.weights[parts]
        return found


def layers_of(headers: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Weight]]]:
    """The weights of each layer, under its path."""
    found: Layers = {}
    for path, shape, dtype in headers["weights"]:
        parts = path.split("/")
        if parts[0] in OPTIMIZER:
            continue
        if parts[0] == "model_weights":
            parts = parts[1:]
        owner, name = _owner(parts, headers["names"])
        learns = name.rpartition("/")[2] not in STATES
        weight = Weight(tuple(shape), learns, dtype)
        found.setdefault(owner, {})[name] = weight
    yield from found.items()


def slots_of(headers: Mapping[str, Any]) -> list[Weight]:
    """The variables of the optimizer."""
    return [
        Weight(tuple(shape), False, dtype)
        for path, shape, dtype in headers["weights"]
        if path.partition("/")[0] in OPTIMIZER
    ]


def _owner(parts: list[str], names: Mapping[str, str]) -> tuple[str, str]:
    """The layer's path and the weight's name: Keras 3 puts weights into `vars`."""
    if "vars" not in parts:
        rest = parts[1:] if len(parts) > 2 and parts[1] == parts[0] else parts
        return parts[0], "/".join(rest[1:] or rest)
    groups, name = parts[: parts.index("vars")], "/".join(parts[parts.index("vars") + 1 :])
    path = [
        names.get("/".join(groups[: i + 1]), group)
        for i, group in enumerate(groups)
        if group != "layers"
    ]
    return ".".join(path) or names.get("", "model"), name


def headers_of(path: str, part: tuple[int, int] | None = None) -> dict[str, Any]:
    """What the process that reads the file, or the bytes of it from one place to another, says.

    Raises `ReadError` where it says that it cannot, or says nothing in time.
    """
    import json
    import subprocess
    from importlib.util import find_spec

    if find_spec("pyfive") is None:
        raise ReadError(say("reading HDF5 takes pyfive: pip install 'shapeproof[hdf5]'"))
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "OPENBLAS_NUM_THREADS": "1",
    }
    code = "from shapeproof.read.keras.hdf5 import main; main()"
    try:
        run = subprocess.run(
            [sys.executable, "-c", code, path, *map(str, part or ())],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        raise ReadError(say("it is damaged: reading its headers takes too long")) from None
    if run.returncode or not run.stdout:
        raise ReadError(say("it is no HDF5 file that Keras wrote, or a damaged one"))
    found: dict[str, Any] = json.loads(run.stdout)
    if "refused" in found:
        raise ReadError(REFUSED[found["refused"]])
    return found


REFUSED = {
    "elsewhere": say("it keeps data in other files, which are not opened; save the model again"),
    "many": say("it has more parts than a file of weights has"),
    "sizes": say("it says that it holds more numbers than there are bytes in it"),
}


class RefusedError(Exception):
    """Something that no file of Keras has."""


def main() -> None:
    """The process that reads a file: writes what the file says of itself as JSON."""
    import json
    from warnings import simplefilter

    simplefilter("ignore")
    _with_limits()
    try:
        found = found_in(*sys.argv[1:])
    except RefusedError as error:
        found = {"refused": str(error)}
    json.dump(found, sys.stdout)


def _with_limits() -> None:
    import_module("pyfive")  # before the limits: its libraries reserve more than a file may

    try:
        import resource
    except ImportError:  # not on Windows, where only time is limited
        return
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Part(RawIOBase):
    """Some bytes of a file, read as a file of their own."""

    def __init__(self, whole: IO[bytes], start: int, end: int) -> None:
        self.whole, self.start, self.size, self.at = whole, start, end - start, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = max(offset + (0, self.at, self.size)[whence], 0)
        return self.at

    def tell(self) -> int:
        return self.at

    def readinto(self, buffer: Any) -> int:
        self.whole.seek(self.start + self.at)
        data = self.whole.read(max(min(len(buffer), self.size - self.at), 0))
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)


def found_in(path: str, start: str = "0", end: str = "") -> dict[str, Any]:
    """The config, the weights with their shapes, and the names of layers."""
    pyfive = import_module("pyfive")  # it tells no types

    last = int(end or os.path.getsize(path))  # noqa: PTH202
    with open(path, "rb") as whole:  # noqa: PTH123
        file = pyfive.File(BufferedReader(Part(whole, int(start), last)))
        found: dict[str, Any] = {
            "config": _text(file.attrs.get("model_config")),
            "training": _text(file.attrs.get("training_config")),
            "weights": [],
            "names": {},
        }
        _walk(file, found, last - int(start))
    return found


def _text(value: Any) -> str | None:
    value = value.decode() if isinstance(value, bytes) else value
    return value if isinstance(value, str) else None


def _walk(file: Any, found: dict[str, Any], size: int) -> None:
    """Every dataset, each group once, however they lie in one another."""
    waiting, seen, count, held = [(file, "", 0)], {0}, 0, 0
    while waiting:
        group, path, depth = waiting.pop()
        for name in reversed(list(group)):
            count += 1
            inner = f"{path}/{name}" if path else name
            if count > OBJECTS or depth > DEEP or len(inner) > 4000:
                raise RefusedError("many")
            if inner in BESIDE or name == SEEDS:
                continue
            link = group._links[name]
            if isinstance(link, str):
                raise RefusedError("elsewhere")
            if any(message["type"] == EXTERNAL for message in file._get_dataobjects(link).msgs):
                raise RefusedError("elsewhere")
            one = group.get_lazy_view(name)
            if hasattr(one, "shape"):
                held += _kept(one, inner, found)
                if held > size:
                    raise RefusedError("sizes")
            elif link not in seen:
                seen.add(link)
                waiting.append((one, inner, depth + 1))
                _note_name(one, inner, found)


def _kept(dataset: Any, path: str, found: dict[str, Any]) -> int:
    """Keep a dataset's shape; how many bytes of the file it takes, as far as that follows."""
    if dataset.id.layout_class == VIRTUAL:
        raise RefusedError("elsewhere")
    shape = [int(one) for one in dataset.shape]
    if any(not 0 <= one < 2**63 for one in shape) or len(shape) > 32:
        raise RefusedError("sizes")
    found["weights"].append([path, shape, str(dataset.dtype)])
    numbers = 1
    for one in shape:
        numbers *= one
    return 0 if dataset.chunks else numbers * int(dataset.dtype.itemsize)


def _note_name(group: Any, path: str, found: dict[str, Any]) -> None:
    """The name that Keras 3 gives a layer beside its weights."""
    if path.rpartition("/")[2] == "vars":
        name = group.attrs.get("name")
        name = name.decode() if isinstance(name, bytes) else name
        if isinstance(name, str) and name.isprintable():
            found["names"][path.rpartition("/")[0]] = name
