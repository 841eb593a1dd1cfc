"""Real torch runs small sources; shapeproof reads them, and must come to the same.

A source of `tests/cases/torch` makes `model` and calls it.  The same modules are called in the same
order under the same paths, the same comes out, the same parameters have the same names, and the
multiply-accumulates are those that torch's own counter counts.  In one of `wrong`, torch raises:
the problem is at the line that says `# wrong: PATH`, in the module of that path.  `# costs:` says
why torch's counter counts otherwise, `# live:` why a live model cannot be read.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from shapeproof.message import Place, ReadError
from shapeproof.model import Call, LayerError, Model
from shapeproof.read.source.torch import entry
from shapeproof.rules.given import CONSTANT, KEPT, uncalled
from tests.frameworks import torchvision_stub
from tests.frameworks.test_torch_rules import attention_counted

torch = pytest.importorskip("torch")
torch.backends.opt_einsum.enabled = False
CASES = Path(__file__).parent.parent / "cases" / "torch"
ALONE = (*KEPT.values(), CONSTANT)


def sources(folder: Path) -> list[Any]:
    return [pytest.param(path, id=path.stem) for path in sorted(folder.glob("*.py"))]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", sources(CASES))
def test_torch_does_the_same(path: Path) -> None:
    theirs = Run(path)
    ours = entry.read(path.read_bytes(), path.name, "", ())
    assert not ours.problems, ours.problems[0]
    assert outputs(ours) == theirs.outputs()
    named = {path for path, _ in theirs.model.named_modules()}
    assert [path for path in modules(ours) if path in named] == theirs.modules()
    totals = ours.totals
    assert parameters(ours) == theirs.parameters()
    assert set(buffers(ours)) <= set(theirs.buffers())
    assert totals.params == sum(p.numel() for p in theirs.model.parameters())
    assert totals.trainable == sum(p.numel() for p in theirs.model.parameters() if p.requires_grad)
    if "# costs:" not in path.read_text():
        assert not totals.uncounted
        assert totals.macs == theirs.macs


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", sources(CASES))
def test_the_live_model_says_the_same(path: Path) -> None:
    source = path.read_text()
    if "# live:" in source:
        return
    theirs = Run(path)
    read, live = (model.totals for model in (
        entry.read(source, path.name, "", ()), live_model(theirs.model, theirs.args)
    ))  # fmt: skip
    assert (read.params, read.trainable) == (live.params, live.trainable)
    assert read.macs == live.macs or "# costs:" in source


def live_model(model: Any, args: tuple[Any, ...]) -> Model:
    from shapeproof.read.torch import live

    return live.read(model, args)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", sources(CASES / "wrong"))
def test_torch_refuses_the_same(path: Path) -> None:
    with pytest.raises(Exception):  # noqa: B017, PT011  (whatever Python and torch raise)
        Run(path)
    line, layer = wanted(path.read_text())
    at, named = problem(path)
    assert at is not None
    assert (at.line, named or layer) == (line, layer)


def wanted(source: str) -> tuple[int, str]:
    """The line that is wrong, and the module."""
    [(number, line)] = [
        (i, line) for i, line in enumerate(source.splitlines(), start=1) if "# wrong" in line
    ]
    return number, line.partition("# wrong:")[2].strip()


def problem(path: Path) -> tuple[Place | None, str]:
    """Where we see it; what stops a source outside of any model names no module."""
    try:
        read = entry.read(path.read_bytes(), path.name, "", ())
    except LayerError as error:
        return error.at, error.problem.layer
    except ReadError as error:
        return error.at, ""
    [found] = read.problems
    return found.at, found.layer


# What shapeproof says


def outputs(model: Model) -> list[tuple[tuple[int, ...], str | None]]:
    return [(tuple(map(int, x.shape)), x.dtype) for x in model.outputs]  # type: ignore[arg-type]


def modules(model: Model) -> list[str]:
    """The modules that are called, in the order in which they are done."""
    return [path for call in model.calls for path in _done(call, "")]


def _done(call: Call, prefix: str) -> list[str]:
    path = call.path.removeprefix(".") if call.path.startswith(".") else prefix + call.path
    if call.inside is not None:
        below = [one for each in call.inside.calls for one in _done(each, f"{path}.")]
        return [*(one for one in below if one != path), path]  # `super().forward(x)`
    rule = call.layer.rule
    is_module = rule.name[:1].isupper() and rule not in ALONE and rule.states is not uncalled
    return [path] if is_module and not call.is_input else []


def parameters(model: Model) -> dict[str, tuple[Any, ...]]:
    return weights(model, "parameter")


def buffers(model: Model) -> dict[str, tuple[Any, ...]]:
    return weights(model, "buffer")


def weights(model: Model, kind: str) -> dict[str, tuple[Any, ...]]:
    """Those of the state dict, by name."""
    return {
        call.path if call.layer.rule in ALONE else f"{call.path}.{name}".lstrip("."): weight.shape
        for call in model.layers
        if not call.reused
        for name, weight in call.facts.weights.items()
        if not call.type.startswith("DynamicQuantized")  # which hides what it keeps
        if weight.kind == kind and not weight.same_as
    }


# What torch does


class Run:
    """A source as Python runs it, and the last call of its model."""

    def __init__(self, path: Path) -> None:
        from torch.utils.flop_counter import FlopCounterMode

        self.events: list[Any] = []
        self.depth = 0
        self.args: tuple[Any, ...] = ()
        self.given: Any = None
        hooks = torch.nn.modules.module
        handles = [
            hooks.register_module_forward_pre_hook(self._begins),
            hooks.register_module_forward_hook(self._ends),
        ]
        self.counter = FlopCounterMode(display=False, custom_mapping={
            torch.ops.aten._scaled_dot_product_flash_attention_for_cpu: attention_counted
        })  # fmt: skip
        namespace: dict[str, Any] = {"__name__": "__main__", "__file__": str(path)}
        source = path.read_text()
        try:
            if "timm" in source:
                with torchvision_stub.in_place():
                    import_module("timm.layers")
            exec(compile(source, str(path), "exec"), namespace)
        except ModuleNotFoundError as missing:
            pytest.skip(f"{missing.name} is not installed")
        finally:
            for handle in handles:
                handle.remove()
            if self.depth:  # it raised
                self.counter.__exit__(None, None, None)
        self.model = namespace["model"]
        self.macs = self.counter.get_total_flops() // 2

    def _begins(self, module: Any, args: Any) -> None:
        if not self.depth:
            self.args = args
            self.events.clear()
            self.counter.__enter__()
        self.depth += 1

    def _ends(self, module: Any, _: Any, result: Any) -> None:
        self.depth -= 1
        self.events.append(module)
        if not self.depth:
            self.given = result
            self.counter.__exit__(None, None, None)

    def modules(self) -> list[str]:
        assert self.events.pop() is self.model
        paths = {module: path for path, module in self.model.named_modules()}
        called = [paths[module] for module in self.events if module in paths]
        inner = (".parametrizations", ".pre_rearrange", ".post_rearrange")
        return [path for path in called if not any(name in path for name in inner)]

    def outputs(self) -> list[tuple[tuple[int, ...], str]]:
        return [(tuple(x.shape), str(x.dtype).removeprefix("torch.")) for x in flat(self.given)]

    def parameters(self) -> dict[str, tuple[int, ...]]:
        return {name: tuple(p.shape) for name, p in self.model.named_parameters()}

    def buffers(self) -> dict[str, tuple[int, ...]]:
        return {name: tuple(b.shape) for name, b in self.model.named_buffers()}


def flat(value: Any) -> list[Any]:
    if isinstance(value, torch.Tensor):
        return [value]
    parts = value.values() if isinstance(value, dict) else value
    return (
        [x for part in parts for x in flat(part)]
        if isinstance(parts, (list, tuple)) or isinstance(value, dict)
        else []
    )
