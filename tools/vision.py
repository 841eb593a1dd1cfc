"""Writes down what torchvision's models are, for the tests: facts a line.

PYTHONPATH=. .venv/bin/python tools/vision.py

torchvision needs none of its compiled operations for models that say what an image shows, so that
any build of it will do that was made for this torch.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

CASES = Path(__file__).parents[1] / "tests" / "cases"
FACTS, SCRIPTS = CASES / "vision.txt", CASES / "torch" / "vision"
COMPILED = ("nms", "qnms")
"""Compiled operations of which torchvision asks for the shapes as soon as it is imported."""
SIDES = {"inception_v3": 299}
SIDE = 224
Sizes = dict[str, tuple[int, ...]]


def line(
    name: str,
    parameters: Sizes,
    trainable: int,
    buffers: Sizes,
    called: list[str],
    macs: int,
    outputs: list[tuple[int, ...]],
) -> str:
    """What is kept of a model: counts, and digests of names and shapes."""
    kept = {**parameters, **buffers}
    names = digest(f"{path} {kept[path]}" for path in sorted(kept))
    return f"{name} {trainable} {macs} {outputs} {names} {len(called)} {digest(called)}"


def digest(lines: Iterable[str]) -> str:
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def source(name: str) -> str:
    """A source that makes a model and calls it on an image."""
    side = SIDES.get(name, SIDE)
    return (
        "import torch\nfrom torchvision import models\n"
        f"model = models.{name}().eval()\n"
        f"model(torch.rand(1, 3, {side}, {side}))\n"
    )


def scripts() -> list[Path]:
    return sorted(SCRIPTS.glob("*.py"))


# What torchvision itself says


def is_here() -> bool:
    """Whether torchvision is installed, and no stand-in of it."""
    spec = find_spec("torchvision")
    return spec is not None and spec.origin is not None


def torchvision() -> Any:
    """The package, whatever of its compiled operations is missing."""
    import torch

    library: Any = torch.library
    for name in COMPILED:
        if not hasattr(torch.ops.torchvision, name):
            library.define(
                f"torchvision::{name}", "(Tensor dets, Tensor scores, float iou) -> Tensor"
            )
    import torchvision

    return torchvision


def published() -> Iterator[str]:
    models = torchvision().models
    yield from models.list_models(module=models)


def of_model(name: str) -> str:
    """The facts of a model on an image, of weights that take no room."""
    import torch

    models = torchvision().models
    with warnings.catch_warnings(), weightless()():
        warnings.simplefilter("ignore")
        model = models.get_model(name, weights=None)
    model = model.to("meta").eval()
    side = SIDES.get(name, SIDE)
    image = torch.zeros(1, 3, side, side, device="meta")
    return facts(name, model, lambda: model(image))


def of_script(path: Path) -> str:
    """The facts of the model that a script makes, on what it reads there."""
    namespace: dict[str, Any] = {}
    with warnings.catch_warnings(), no_downloads():
        warnings.simplefilter("ignore")
        exec(compile(path.read_text(), str(path), "exec"), namespace)
        model, x = namespace["model"], namespace["x"]
        return facts(path.stem, model, lambda: model(x))


def facts(name: str, model: Any, call: Callable[[], Any]) -> str:
    import torch
    from torch.nn.attention import SDPBackend, sdpa_kernel
    from torch.utils.flop_counter import FlopCounterMode

    paths = {module: path for path, module in model.named_modules()}
    called: list[str] = []
    for module in paths:
        module.register_forward_hook(lambda module, *_: called.append(paths[module]))
    with sdpa_kernel(SDPBackend.MATH), FlopCounterMode(display=False) as counter:
        given = call()
    return line(
        name,
        {path: tuple(p.shape) for path, p in model.named_parameters()},
        sum(p.numel() for p in model.parameters() if p.requires_grad),
        {path: tuple(b.shape) for path, b in model.named_buffers()
         if path.rpartition(".")[0] in called},
        called[:-1],
        counter.get_total_flops() // 2,
        [tuple(x.shape) for x in ([given] if isinstance(given, torch.Tensor) else given)],
    )  # fmt: skip


def weightless() -> Any:
    """Inside of it, what is made empty takes no room; everything else is computed."""
    import torch

    Mode: Any = torch.overrides.TorchFunctionMode

    class Empty(Mode):  # type: ignore[misc]
        def __torch_function__(
            self, function: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            more = {"device": "meta"} if function is torch.empty else {}
            return function(*args, **{**(kwargs or {}), **more})

    return Empty


@contextmanager
def no_downloads() -> Generator[None]:
    """Inside, no model gets weights from anywhere."""
    import torch

    weights: Any = torchvision().models.WeightsEnum
    asked, loaded = weights.get_state_dict, torch.nn.Module.load_state_dict
    weights.get_state_dict = lambda *_, **__: {}
    torch.nn.Module.load_state_dict = lambda *_, **__: None  # type: ignore[assignment, method-assign, return-value]
    try:
        yield
    finally:
        weights.get_state_dict, torch.nn.Module.load_state_dict = asked, loaded  # type: ignore[method-assign]


if __name__ == "__main__":
    lines = [*map(of_model, published()), *map(of_script, scripts())]
    FACTS.write_text("".join(f"{line}\n" for line in lines))
