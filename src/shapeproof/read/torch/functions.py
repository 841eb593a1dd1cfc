"""The functions on tensors that a live model calls: each is run, and told to the trace.

What a function makes of numbers that are known and few (positions, sizes that are tensors) is
computed, since a model may go on by what comes of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from shapeproof.message import Message, Note, say
from shapeproof.read.torch import naming, packing
from shapeproof.read.torch.inputs import Inputs
from shapeproof.read.torch.tensors import (
    DTYPES,
    FEW,
    Tensors,
    described,
    swapped,
    tensors_in,
    uncounted,
)
from shapeproof.read.torch.trace import Trace, Traced, traced_in
from shapeproof.rules import operands
from shapeproof.rules.arguments import ArgumentError
from shapeproof.rules.rule import Layer, Rule, Tensor
from shapeproof.rules.torch import binding

torch: Any = import_module("torch")
Mode: Any = torch.overrides.TorchFunctionMode
LOOPS = 200
"""As many decisions as one module takes on numbers that nobody knows."""
PICKING = ("Embedding", "EmbeddingBag", "embedding", "embedding_bag", "one_hot")
"""What reads whole numbers, whatever else may be read."""
NAMES = {torch.Tensor.unfold: "unfold.Tensor"}
"""What functions are told as that have the name of another."""
CPU = torch.device("cpu")


def grouped(a: Any, b: Any, offs: Any = None, bias: Any = None, out_dtype: Any = None) -> Any:
    """What `grouped_mm` gives; torch itself says so of bfloat16 alone."""
    groups = (b.shape[0],) if a.dim() == b.dim() == 3 else ()
    groups = (offs.shape[0],) if a.dim() == b.dim() == 2 else groups
    shape = (*groups, a.shape[-2], b.shape[-1])
    return torch.empty(shape, dtype=out_dtype or a.dtype, device="meta")


SHAPES: dict[str, Callable[..., Any]] = {"_grouped_mm": grouped}
"""Functions that torch cannot run without numbers as it does with them."""
ASSUMED: dict[str, Callable[[Any], Any]] = {
    "item": lambda x: torch.zeros((), dtype=x.dtype).item(),
    "_local_scalar_dense": lambda x: torch.zeros((), dtype=x.dtype).item(),
    "__int__": lambda x: 0,
    "__index__": lambda x: 0,
    "__float__": lambda x: 0.0,
    "__complex__": lambda x: 0j,
    "tolist": lambda x: torch.zeros(tuple(x.shape), dtype=x.dtype).tolist(),
    "numpy": lambda x: torch.zeros(tuple(x.shape), dtype=x.dtype).numpy(),
    "__array__": lambda x: torch.zeros(tuple(x.shape), dtype=x.dtype).numpy(),
}
"""What is taken for numbers that nobody knows; of what is true or false, that it is false."""
WRITTEN = ("__repr__", "__str__", "__format__")


class Whole(Exception):
    """These inputs are whole numbers, as what reads them shows."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names)
        self.names = names


class Undecided(Exception):
    """What the model does depends on numbers that nobody knows."""


class Functions(Tensors, Mode):  # type: ignore[misc]
    """Every function on tensors, while a model runs."""

    def __init__(self, model: Any, trace: Trace, inputs: Inputs) -> None:
        super().__init__(model, trace)
        self.inputs = inputs
        self.quiet = False
        self.under_way = ""
        self.told_of: set[str] = set()
        self.decisions: Counter[str] = Counter()

    @property
    def where(self) -> str:
        """The module that is under way."""
        return self.under_way or type(self.original).__name__

    def note(self, message: Message) -> None:
        """Something is told, once."""
        if str(message) not in self.told_of:
            self.told_of.add(str(message))
            self.trace.notes.append(Note(None, message))

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if self.quiet:
            args, kwargs = swapped((args, kwargs), self.meta)
            return func(*args, **kwargs)
        name = naming.called(func)
        if name in naming.ASKED:
            return func(*swapped(args, self.current), **kwargs)
        if name == "device" and args and isinstance(args[0], torch.Tensor):
            return CPU
        if name in naming.PLACED:
            return naming.PLACED[name]
        if name in naming.VALUES:
            return self._value(func, name, args, kwargs)
        if name in naming.HANDED_ON or name in naming.CASTS:
            return self._handed_on(func, name, args, kwargs)
        if name in packing.NAMES:
            return self._packing(name, args)
        return self._function(func, name, args, kwargs)

    def _value(self, func: Any, name: str, args: Any, kwargs: Any) -> Any:
        """Numbers of a tensor; where nobody knows them, what is taken instead is told."""
        tensors = [*tensors_in((args, kwargs))]
        if all(self.is_known(x) for x in tensors):
            copied = name in ("numpy", "__array__")  # these would share what they are made of
            args, kwargs = swapped((args, kwargs), self.numbers)
            args = swapped(args, torch.clone) if copied else args
            return func(*args, **kwargs)
        self.decisions[self.under_way] += 1
        if self.decisions[self.under_way] > LOOPS:
            raise Undecided
        return self._assumed(name, tensors[0])

    def _assumed(self, name: str, x: Any) -> Any:
        if name in WRITTEN:
            return f"tensor(shape={tuple(x.shape)}, dtype={x.dtype})"
        value = ASSUMED[name](x) if name in ASSUMED else False
        self.note(
            say(
                "{module}: a number that depends on the input decides here; it is taken as {value}",
                module=self.where,
                value=str(value) if isinstance(value, bool | int | float | complex) else "0",
            )
        )
        return value

    def _handed_on(self, func: Any, name: str, args: Any, kwargs: Any) -> Any:
        """The same numbers: no call is told, unless their dtype is another."""
        x = args[0]
        if not isinstance(x, torch.Tensor) or (name == "data" and len(args) > 1):
            return self._function(func, name, args, kwargs)
        if name in ("cpu", "cuda", "xpu", "mps", "pin_memory", "requires_grad_", "retain_grad"):
            return x
        args, kwargs = without_devices(name, args, kwargs)
        if name in ("to", "type_as") and len(args) == 1 and not kwargs:
            return x
        now = self.current(x)
        func = torch.Tensor.to if name == "type_as" else func
        result = func(now, *swapped(args[1:], self.meta), **kwargs)
        if not isinstance(result, torch.Tensor):
            return result
        if result is now:
            return x
        if result.dtype == now.dtype:
            result._traced = self.trace.fold(self.told(x), self.told(x).tensor)
            return result
        cast = (x, DTYPES[result.dtype])
        self._tell("to", cast, {}, [result])
        return result

    def _function(self, func: Any, name: str, args: Any, kwargs: Any) -> Any:
        """A function on tensors, or one that makes them."""
        kwargs = dict(kwargs)
        if kwargs.get("device") is not None:
            kwargs["device"] = None
        if func in constructors():
            args, kwargs = swapped((args, kwargs), self.number)
        tensors = [*tensors_in((args, kwargs))]
        try:
            result = self._computed(func, name, tensors, args, kwargs)
        except RuntimeError:  # a size may be a tensor
            args, kwargs = swapped((args, kwargs), self.number)
            left = [*tensors_in((args, kwargs))]
            if len(left) == len(tensors):
                raise
            tensors = left
            result = self._computed(func, name, tensors, args, kwargs)
        if name == "__setitem__":
            self._tell("setitem", args, kwargs, [args[0]])
            return result
        back = {id(self.current(x)): x for x in tensors}
        inplace = writes(name, args, kwargs)
        result = swapped(result, lambda x: self.returned(x, back, inplace))
        if getattr(func, "__module__", None) == "torch.nn.init":
            return result  # other numbers in what nobody knows
        if given := [*tensors_in(result)]:
            if func == torch.Tensor.where and len(args) > 1:  # x.where(condition, other)
                args = (args[1], args[0], *args[2:])
            self._tell(NAMES.get(func, name), args, kwargs, given)
        return result

    def _computed(
        self, func: Any, name: str, tensors: Sequence[Any], args: Any, kwargs: Any
    ) -> Any:
        """What torch gives: numbers where all are known and few, else shapes alone."""
        if not tensors:
            return created(func, name, args, kwargs)
        is_known = all(not self.current(x).is_meta for x in tensors)
        if is_known and self._stays_small(func, args, kwargs):
            args, kwargs = swapped((args, kwargs), self.current)
            return func(*args, **kwargs)
        if name in naming.LIKE:
            return self._like(func, args, kwargs)
        if naming.is_in_place(name) and not self.current(args[0]).is_meta:
            self.forget(args[0])
        args, kwargs = swapped((args, kwargs), self.meta)
        run: Any = SHAPES.get(name, func)
        return run(*args, **kwargs)

    def _stays_small(self, func: Any, args: Any, kwargs: Any) -> bool:
        try:
            args, kwargs = swapped((args, kwargs), self.meta)
            result = func(*args, **kwargs)
        except Exception:  # what it gives depends on numbers: these are known, and few
            return True
        return sum(int(x.numel()) for x in tensors_in(result)) <= FEW

    def _like(self, func: Any, args: Any, kwargs: Any) -> Any:
        args, kwargs = swapped((args, kwargs), self.meta)
        result = func(*args, **kwargs)
        if result.numel() > FEW:
            return result
        return func(*args, **{**kwargs, "device": "cpu"})

    def _tell(self, name: str, args: Any, kwargs: Any, given: list[Any]) -> None:
        """A function's call, told to the trace."""
        if name in naming.REFLECTED:
            args = args[::-1]
        name = naming.plain(name)
        actual = [described(x) for x in given]
        for x, traced in zip(given, self._traced(name, args, kwargs, actual)):
            self.known_as(x, traced)

    def _traced(self, name: str, args: Any, kwargs: Any, actual: list[Tensor]) -> list[Traced]:
        seen = swapped((args, kwargs), self.told, DTYPES)
        try:
            layer, reads = self._bound(name, args, kwargs, *seen)
        except KeyError:
            return self._uncounted(name, traced_in(seen), actual)
        except ArgumentError as error:
            self.note(say("{name}: {why}; please report this", name=name, why=error.message))
            return self._uncounted(name, traced_in(seen), actual)
        self.need_whole(layer, reads)
        return traced_in(self.trace.function(layer, reads, actual=actual))

    def _bound(self, name: str, args: Any, kwargs: Any, seen: Any, named: Any) -> operands.Bound:
        """The function's rule with its arguments; a size may be a tensor whose number is known."""
        try:
            return binding.bound(name, seen, named, is_traced)
        except ArgumentError:
            numbers = swapped((args, kwargs), self.number)
            if len([*tensors_in(numbers)]) == len([*tensors_in((args, kwargs))]):
                raise
            seen, named = swapped(numbers, self.told, DTYPES)
            return binding.bound(name, seen, named, is_traced)

    def _uncounted(
        self, name: str, inputs: Sequence[Traced], actual: Sequence[Tensor]
    ) -> list[Traced]:
        if not inputs:
            return [self.trace.constant(x, name) for x in actual]
        layer = Layer(Rule(name, uncounted), {"gives": tuple(actual)})
        return traced_in(self.trace.function(layer, inputs))

    def _packing(self, name: str, args: Any) -> Any:
        """Sequences packed and unpacked."""
        x, lengths, batch_first, *more = args
        if self.is_known(lengths):
            numbers = self.numbers(lengths).tolist()
        else:
            numbers = [int(x.shape[1 if batch_first else 0])] * int(lengths.numel())
            self.note(say("{module}: how long each sequence is depends on the input; all are taken "
                          "as {steps} long", module=self.where,
                          steps=numbers[0]))  # fmt: skip
        if name == "_pack_padded_sequence":
            given = packing.packed(x, numbers)
        else:
            given = packing.padded(x, numbers, batch_first, int(more[1]))
        rule = Rule(packing.NAMES[name], packing.moved)
        layer = Layer(rule, {"gives": tuple(map(described, given))})
        reads = [self.told(x), self.told(lengths)]
        for one, traced in zip(given, traced_in(self.trace.function(layer, reads))):
            one._traced = traced
        return given

    def need_whole(self, layer: Layer, inputs: Sequence[Traced]) -> None:
        """What picks rows reads whole numbers: an input that nobody gave a dtype is such."""
        if layer.rule.name not in PICKING or not inputs:
            return
        if "float" not in (inputs[0].tensor.dtype or ""):
            return
        unsaid = {one.name for one in self.inputs.examples if not one.is_said}
        names = [name for name in self._origins(inputs[0]) if name in unsaid]
        if names:
            raise Whole(names)

    def _origins(self, x: Traced) -> list[str]:
        """The inputs of the model that a tensor comes from."""
        begun: list[Traced] = [x]
        found: list[str] = []
        for frame in reversed(self.trace.frames):
            calls = {(call.path, call.shown.number): call for call in frame.calls}
            waiting = [frame.source(one) for one in begun]
            entered = {source.path: one for one, source in frame.sources.items()
                       if (source.path, source.call) not in calls}  # fmt: skip
            done: set[Any] = set()
            while waiting:
                source = waiting.pop()
                if (source.path, source.call) in done:
                    continue
                done.add((source.path, source.call))
                call = calls.get((source.path, source.call))
                waiting += call.sources if call else ()
            found = [path for path, _ in done if path in entered]
            begun = [entered[path] for path in found]
        return found


def writes(name: str, args: Any, kwargs: Any) -> bool:
    """Whether what a function gives may be what it read, with other numbers in it."""
    is_told = kwargs.get("inplace") is True or True in [x for x in args[1:] if type(x) is bool]
    return is_told or naming.is_in_place(name) or kwargs.get("out") is not None


def created(func: Any, name: str, args: Any, kwargs: Any) -> Any:
    """What a function makes of no tensor: numbers where they are few."""
    if name in naming.FROM_DATA or func not in constructors():
        return func(*args, **kwargs)
    kwargs.pop("pin_memory", None)
    generator = kwargs.pop("generator", None)
    result = func(*args, **{**kwargs, "device": "meta"})
    if not isinstance(result, torch.Tensor) or result.numel() > FEW:
        return result
    more = {} if generator is None else {"generator": generator}
    return func(*args, **{**kwargs, **more, "device": "cpu"})


@cache
def constructors() -> frozenset[Any]:
    """The functions that make a tensor where they are told to."""
    return frozenset(import_module("torch.utils._device")._device_constructors())


def is_traced(value: Any) -> bool:
    return isinstance(value, Traced)


def without_devices(name: str, args: Any, kwargs: Any) -> Any:
    """The arguments of a cast without a place; another tensor stands for its dtype."""
    kwargs = {key: value for key, value in kwargs.items()
              if key not in ("device", "non_blocking", "copy")}  # fmt: skip
    if name in ("to", "type_as"):
        other = kwargs.pop("other", None)
        more = [other.dtype] if other is not None else []
        for one in args[1:]:
            if isinstance(one, torch.Tensor):
                more.append(one.dtype)
            elif isinstance(one, torch.dtype):
                more.append(one)
        more = [kwargs.pop("dtype", None)] if kwargs.get("dtype") is not None else more
        kwargs.pop("dtype", None)
        kwargs.pop("memory_format", None)
        return (args[0], *more), kwargs
    return args, kwargs
