"""Large ready-made models, from their file and from their source, against Keras building them.

Run by itself it does one job and prints what that took: `python large.py JOB ARGUMENT [warm]`.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

MODELS = {
    "VGG16": "vgg16",
    "ResNet50": "resnet",
    "EfficientNetB7": "efficientnet",
    "NASNetLarge": "nasnet",
}
"""Names of `keras.applications`, and the files that they are written in."""


def by_keras(name: str) -> None:
    """Keras builds the model and prints its summary."""
    import keras

    getattr(keras.applications, name)(weights=None).summary(print_fn=lambda _: None)


def by_us(target: str) -> None:
    """A file, or a name in a source, is read and its summary written."""
    from shapeproof.outline import outline
    from shapeproof.read import Target, read
    from shapeproof.render import text

    model = read(Target.parse(target))
    text.show(model, outline(model))


JOBS: dict[str, Callable[[str], None]] = {"keras": by_keras, "shapeproof": by_us}


def saved(name: str, folder: Path) -> str:
    """The model in a file, as Keras saves it."""
    import keras

    file = folder / f"{name}.keras"
    getattr(keras.applications, name)(weights=None).save(file)
    keras.utils.clear_session()
    return str(file)


def source_of(name: str) -> str:
    """The model in the source that Keras has of it."""
    module: Any = importlib.import_module(f"keras.src.applications.{MODELS[name]}")
    return f"{module.__file__}:{name}"


def peak() -> int:
    """The most memory that this process has had since it was last asked to forget, in bytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def main(job: str, argument: str, *warm: str) -> None:
    """Prints the seconds and the bytes that the job took: once, or once more when all is warm."""
    do, before = JOBS[job], 0
    if warm:
        do(argument)
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        before = peak()
    start = perf_counter()
    do(argument)
    print(perf_counter() - start, peak() - before)


if __name__ == "__main__":
    main(*sys.argv[1:])
