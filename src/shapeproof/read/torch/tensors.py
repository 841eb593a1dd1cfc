"""The tensors of a live model that runs: what each is known as, and what functions read of it.

What the model holds is never handed to a function itself: a twin stands for it, which may be
written to.  A twin has numbers where they are known and few, since a model may go on by them; all
else has a shape and a dtype alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from importlib import import_module
from typing import Any

from shapeproof.read.torch.inputs import Example, dtype_name
from shapeproof.read.torch.standin import Lazy, StandIn
from shapeproof.read.torch.trace import Held, Trace, Traced
from shapeproof.rules.rule import Facts, Layer, Rule, Tensor, Weight

torch: Any = import_module("torch")
FEW = 65_536
"""As many numbers as are computed where they are known."""
DTYPES: dict[Any, str] = {
    **{
        dtype: dtype_name(dtype) for dtype in vars(torch).values() if isinstance(dtype, torch.dtype)
    },
    bool: "bool",
    int: "int64",
    float: "float64",
    complex: "complex128",
}
"""The names of dtypes, and of the types of Python that torch takes for one."""
PLAIN = frozenset((type(None), bool, int, float, complex, str, torch.device))


class Tensors:
    """What is known of the tensors of a model that runs.

    One that the run has made says itself what it is (`_traced`), and if its numbers are no longer
    known, what stands for it (`_twin`); `twins` and `written` say the same of all others.
    """

    def __init__(self, model: Any, trace: Trace) -> None:
        super().__init__()
        self.original, self.trace = model, trace
        self.standin = StandIn(model)
        self.twins: dict[int, Any] = {}
        self.written: dict[int, Traced] = {}
        self.strangers: list[Any] = []  # kept, so that no other object gets their number
        self._held: dict[Hashable, Held] | None = None

    def told(self, x: Any) -> Traced:
        """What the trace knows a tensor as."""
        traced: Traced | None = x.__dict__.get("_traced")
        if traced is not None:
            return traced
        if id(x) in self.written:
            return self.written[id(x)]
        if id(x) in self.held:
            return self.trace.held(self.held[id(x)])
        self.strangers.append(x)
        if x.is_meta and id(x) not in self.standin.tensors:
            layer = Layer(Rule("unseen", uncounted), {"gives": (described(x),)})
            self.written[id(x)] = self.trace.function(layer, [])
        else:
            self.written[id(x)] = self.trace.constant(described(x))
        return self.written[id(x)]

    def known_as(self, x: Any, traced: Traced) -> None:
        """From now on, a tensor is what this call gave."""
        if id(x) in self.twins:
            self.written[id(x)] = traced
        else:
            x._traced = traced

    def current(self, x: Any) -> Any:
        """A tensor as functions read it: what is not ours is never handed to them itself."""
        if "_traced" in x.__dict__:
            return x.__dict__.get("_twin", x)
        if id(x) not in self.twins:
            self.strangers.append(x)
            self.twins[id(x)] = self._twin(x)
        return self.twins[id(x)]

    def _twin(self, x: Any) -> Any:
        if isinstance(x, Lazy):
            return x
        is_parameter = id(x) in self.held and self.held[id(x)].weight.kind == "parameter"
        if is_parameter or x.device.type != "cpu" or x.numel() > FEW:
            return on_meta(x)
        return x.detach().clone()

    def meta(self, x: Any) -> Any:
        """A tensor as it is read where other numbers are not known."""
        now = self.current(x)
        return now if now.is_meta else on_meta(now)

    def is_known(self, x: Any) -> bool:
        return not self.numbers(x).is_meta

    def numbers(self, x: Any) -> Any:
        """A tensor with its numbers, where they are there; those of the model are only read."""
        is_ours = "_traced" in x.__dict__ or id(x) in self.written
        return self.current(x) if is_ours else x

    def number(self, x: Any) -> Any:
        """A tensor of no axes as the number that it holds, where that is known."""
        return self.current(x).item() if not x.dim() and self.is_known(x) else x

    def forget(self, x: Any) -> None:
        """Numbers that nobody knows are written among known ones."""
        if "_traced" in x.__dict__:
            x._twin = on_meta(x)
        else:
            self.twins[id(x)] = on_meta(x)

    def returned(self, x: Any, back: Mapping[int, Any], inplace: bool) -> Any:
        """What was read and given back: the same tensor if it was written to, else a value of its
        own."""
        if id(x) not in back:
            return x
        return back[id(x)] if inplace else x.detach()

    def made(self, example: Example, traced: Traced) -> Any:
        """The tensor that stands for an input."""
        numbers = example.numbers
        if numbers is None or numbers.numel() > FEW:
            return empty(example.tensor, traced)
        made = numbers.detach().to("cpu", copy=True)
        made._traced = traced
        return made

    def held_by(self, module: Any, path: str, recurse: bool = True) -> dict[str, Held]:
        """What a module keeps, by the names that it has there."""
        prefix = f"{path}." if path else ""
        parts = module.named_modules() if recurse and module._modules else [("", module)]
        return {
            inner: Held(prefix + inner, id(x), kept(x, kind))
            for name, one in parts
            for kind, tensors in (("parameter", one._parameters), ("buffer", one._buffers))
            for key, x in tensors.items()
            if x is not None
            and not isinstance(x, Lazy)
            and (inner := f"{name}.{key}" if name else key)
        }

    @property
    def held(self) -> Mapping[Hashable, Held]:
        """Every parameter and buffer of the model, by itself."""
        if self._held is None:
            self._held = {}
            for held in self.held_by(self.original, "").values():
                self._held.setdefault(held.key, held)
        return self._held


def tensors_in(structure: Any) -> Iterator[Any]:
    """The tensors of what a forward takes or gives, in order; those of its own classes too."""
    if isinstance(structure, torch.Tensor):
        yield structure
    elif isinstance(structure, Mapping):
        for one in structure.values():
            yield from tensors_in(one)
    elif isinstance(structure, list | tuple | set):
        for one in structure:
            yield from tensors_in(one)
    elif hasattr(structure, "__dataclass_fields__"):
        for name in structure.__dataclass_fields__:
            yield from tensors_in(getattr(structure, name, None))


def uncounted(*inputs: Tensor, gives: tuple[Tensor, ...]) -> Facts:
    """What it does with its numbers is not known here; its output is the one that torch gives."""
    return Facts(gives[0] if len(gives) == 1 else gives, macs=None)


def empty(tensor: Tensor, traced: Traced) -> Any:
    """A tensor without numbers, known as something that is traced."""
    sizes, dtype = [int(size) for size in tensor.shape], getattr(torch, tensor.dtype or "float32")
    x = torch.empty(sizes, dtype=dtype, device="meta")
    x._traced = traced
    return x


def emptied(outputs: Any) -> Any:
    """The same for each output that a rule tells of."""
    if isinstance(outputs, tuple):
        return tuple(map(emptied, outputs))
    return empty(outputs.tensor, outputs)


def kept(x: Any, kind: Any) -> Weight:
    learns = bool(x.requires_grad) and kind == "parameter"
    return Weight(tuple(x.shape), learns, dtype_name(x.dtype), kind)


def on_meta(x: Any) -> Any:
    """A tensor of the same make, without numbers."""
    try:
        return torch.empty_strided(x.size(), x.stride(), dtype=x.dtype, device="meta")
    except RuntimeError:  # it has no strides, or some that nobody can make
        return x.detach().to("meta")


def described(x: Any) -> Tensor:
    return Tensor(tuple(x.shape), DTYPES[x.dtype])


def swapped(structure: Any, change: Callable[[Any], Any], others: Mapping[Any, Any] = {}) -> Any:
    """The same structure, with something else in the place of each tensor."""
    kind = type(structure)
    if kind in PLAIN:
        return structure
    if isinstance(structure, torch.Tensor):
        return change(structure)
    if kind is tuple:
        return tuple([swapped(one, change, others) for one in structure])
    if kind is list:
        return [swapped(one, change, others) for one in structure]
    if kind is dict:
        return {key: swapped(one, change, others) for key, one in structure.items()}
    if kind is slice:
        ends = (structure.start, structure.stop, structure.step)
        return slice(*swapped(ends, change, others))
    if others and kind in (torch.dtype, type):
        return others.get(structure, structure)
    if kind is torch.Size:
        return tuple(structure) if others else structure
    if isinstance(structure, tuple):  # one with names
        parts = [swapped(one, change, others) for one in structure]
        return kind(*parts) if hasattr(kind, "_fields") else kind(parts)
    return structure
