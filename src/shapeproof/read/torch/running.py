"""A live model that runs on tensors without numbers, and everything that happens as it does.

Each call of a module goes through `Run.called`, each function on tensors through
`Run.__torch_function__`.  What a function makes of numbers that are known and few (positions, sizes
that are tensors) is computed, since a model may go on by what comes of it.
"""

from __future__ import annotations

import inspect
import sys
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import cache, partial
from importlib import import_module
from typing import Any, NamedTuple

from shapeproof.message import Note, ReadError, say
from shapeproof.model import LayerError, Model, Problem
from shapeproof.read.torch import naming, packing
from shapeproof.read.torch.inputs import Example, Inputs, dtype_name, replaced
from shapeproof.read.torch.leaves import Leaf, is_in_bytes, is_packed, layer_of, rule_of, tensors_in
from shapeproof.read.torch.standin import Lazy, StandIn
from shapeproof.read.torch.trace import POLICY, Held, Part, Trace, Traced, traced_in
from shapeproof.rules import operands
from shapeproof.rules.arguments import ArgumentError
from shapeproof.rules.rule import Facts, Layer, Rule, Tensor, Weight
from shapeproof.rules.torch import binding

torch: Any = sys.modules["torch"]
nn: Any = torch.nn
Mode: Any = torch.overrides.TorchFunctionMode
unseen: Any = torch._C.DisableTorchFunction
"""What is done inside is no part of what the model does."""
FEW = 65_536
"""As many numbers as are computed where they are known."""
LOOPS = 200
"""As many decisions as one module takes on numbers that nobody knows."""
PICKING = ("Embedding", "EmbeddingBag", "embedding", "embedding_bag", "one_hot")
"""What reads whole numbers, whatever else may be read."""
HELD_INSIDE = {"OptimizedModule": "_orig_mod", "DataParallel": "module",
               "DistributedDataParallel": "module"}  # fmt: skip
"""Modules that hand their work on to the one that they hold."""
DTYPES = {dtype: dtype_name(dtype) for dtype in vars(torch).values()
          if isinstance(dtype, torch.dtype)}  # fmt: skip
METHODS = {torch.Tensor.unfold: "unfold.Tensor"}
"""Methods that a function of another kind has the name of."""
CPU = torch.device("cpu")


class Whole(Exception):
    """These inputs are whole numbers, as what reads them shows."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names)
        self.names = names


class Undecided(Exception):
    """What the model does depends on numbers that nobody knows."""


class Given(NamedTuple):
    """What a module gave that another like it gives again: a tensor of this make, and what that
    is."""

    size: Any
    stride: Any
    dtype: Any
    actual: list[Tensor]

    def again(self) -> Any:
        return torch.empty_strided(self.size, self.stride, dtype=self.dtype, device="meta")


class Run(Mode):  # type: ignore[misc]
    """One run of a model."""

    def __init__(self, model: Any, inputs: Inputs) -> None:
        super().__init__()
        self.inputs = inputs
        self.standin = StandIn(model)
        self.original = model
        kind = type(model).__name__
        self.root = Part("", kind, id(model))
        self.trace = Trace(self.root, [(one.name, one.tensor) for one in inputs.examples])
        self.parts: dict[int, Part] = {}
        self.leaves: dict[int, Leaf | None] = {}
        self.alike: dict[Any, Leaf | None] = {}
        self.names: dict[Any, list[str]] = {}
        self.given: dict[Any, Given] = {}
        self.twins: dict[int, Any] = {}
        self.written: dict[int, Traced] = {}
        self.strangers: list[Any] = []
        self.told_of: set[Any] = set()
        self.decisions: Counter[str] = Counter()
        self.quiet = False
        self.under_way = ""
        self.failed: str | None = None
        self._held: dict[Hashable, Held] | None = None
        self._place(model)

    def _place(self, model: Any) -> None:
        """Each module of the stand-in under its path, and each call of it to `called`."""
        copies = self.standin.copies
        for path, module in model.named_modules():
            copy = copies[id(module)]
            self.parts[id(copy)] = Part(path, type(module).__name__, id(module))
            copy.__dict__["_compiled_call_impl"] = partial(self.called, copy)

    # The run

    def model(self) -> Model:
        """What the model does, up to where it fails."""
        problem: Problem | None = None
        outputs: list[Traced] = []
        traced = iter(self.trace.inputs)
        args, kwargs = replaced(
            (self.inputs.args, self.inputs.kwargs), lambda one: self._made(one, next(traced))
        )
        try:
            outputs = self._run(args, kwargs)
        except LayerError as error:
            problem = error.problem
        except (Whole, ReadError):
            raise
        except Exception as error:
            problem = self._problem(error)
        if problem is None:
            self._leave()
        return self.trace.model(outputs, [problem] if problem else [])

    def _run(self, args: Any, kwargs: Any) -> list[Traced]:
        model = self.standin.model
        with self:
            if self.leaf(model) is not None:
                self.parts[id(model)] = self.root._replace(path=self.root.kind, key=None)
                result = model(*args, **kwargs)
            else:
                result = self._forward(model, args, kwargs)
        return [self.told(x) for x in tensors_in(result)]

    def _forward(self, module: Any, args: Any, kwargs: Any) -> Any:
        inner = HELD_INSIDE.get(type(module).__name__)
        if inner is not None and inner in module._modules:
            return module._modules[inner](*args, **kwargs)
        return module._call_impl(*args, **kwargs)

    def _made(self, example: Example, traced: Traced) -> Any:
        """The tensor that stands for an input."""
        x = example.tensor
        dtype = getattr(torch, x.dtype or "float32")
        if example.numbers is not None and example.numbers.numel() <= FEW:
            made = example.numbers.detach().to("cpu", copy=True)
        else:
            made = torch.empty([int(size) for size in x.shape], dtype=dtype, device="meta")
        made._traced = traced
        return made

    def _problem(self, error: Exception) -> Problem:
        where = self.failed if self.failed is not None else self.under_way
        where = where or self.root.kind
        if isinstance(error, Undecided):
            reason = say("what it does depends on numbers that only real inputs have")
            return Problem("data", None, where, reason)
        first = next(iter(str(error).strip().splitlines()), "")
        reason = say(
            "its forward stops with {kind}: {what}", kind=type(error).__name__, what=first[:300]
        )
        return Problem("forward", None, where, reason)

    def _leave(self) -> None:
        """What is never called keeps its numbers all the same."""
        called, copies = self.trace.called, self.standin.copies
        for path, module in self.original.named_modules():
            own = self.held_by(module, path, recurse=False)
            if not own:
                continue
            part = self.parts[id(copies[id(module)])]
            if module is not self.original and id(module) not in called:
                self.trace.leave(part, own)
                continue
            for held in own.values():
                if held.key not in self.trace.seen and held.weight.kind == "parameter":
                    self.trace.held(held)

    # Modules

    def called(self, module: Any, *args: Any, **kwargs: Any) -> Any:
        """One call of a module of the stand-in."""
        if self.quiet:
            return module._call_impl(*args, **kwargs)
        part = self.parts[id(module)]
        with unseen():
            leaf = self.leaf(module)
            if leaf is not None and is_packed(args):
                return self._of_packed(module, part, leaf, *args, **kwargs)
            if leaf is not None:
                return self._of_leaf(module, part, leaf, args, kwargs)
        return self._inside(module, part, args, kwargs)

    def leaf(self, module: Any) -> Leaf | None:
        """What is known of a module that has a rule; None for one that is told by its parts."""
        if id(module) not in self.leaves:
            key = likeness(module)
            if key is None or key not in self.alike:
                rule = rule_of(module)
                layer = rule and layer_of(module, rule)
                self.alike[key] = Leaf(layer, module) if layer else None
            self.leaves[id(module)] = self.alike[key]
        return self.leaves[id(module)]

    def _inside(self, module: Any, part: Part, args: Any, kwargs: Any) -> Any:
        with unseen():
            names = dict(self._named(module, args, kwargs))
        before, self.under_way = self.under_way, part.path
        with self.trace.inside(part, names) as give:
            try:
                result = self._forward(module, args, kwargs)
            except Exception:
                self.failed = part.path if self.failed is None else self.failed
                raise
            with unseen():
                give([self.told(x) for x in tensors_in(result)])
        self.under_way = before
        return result

    def _named(self, module: Any, args: Any, kwargs: Any) -> Iterator[tuple[Traced, str]]:
        """What a module's `forward` calls the tensors that it is given."""
        forward = type(module).forward
        if forward not in self.names:
            self.names[forward] = parameters(forward)
        names = self.names[forward]
        for i, value in enumerate(args):
            for x in tensors_in(value):
                yield self.told(x), names[i] if i < len(names) else "input"
        for name, value in kwargs.items():
            for x in tensors_in(value):
                yield self.told(x), name

    def _of_leaf(
        self, module: Any, part: Part, leaf: Leaf, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> Any:
        layer, reads = leaf.reading(args, kwargs)
        inputs = [self.told(x) for x in reads]
        self._need_whole(layer, inputs)
        if is_in_bytes(module):
            return self._derived(part, layer, inputs)
        held = self.held_by(module, part.path)
        try:
            result, actual = self._output(module, leaf, layer, reads, inputs, args, kwargs)
        except Exception:
            self.failed = part.path if self.failed is None else self.failed
            self.trace.module(part, layer, inputs, held)  # its own reason is the better one
            raise
        outputs = self.trace.module(part, layer, inputs, held, actual)
        for x, traced in zip(tensors_in(result), traced_in(outputs)):
            self._set(x, traced)
        return result

    def _derived(self, part: Part, layer: Layer, inputs: Sequence[Traced]) -> Any:
        """What a module gives whose numbers are in no tensors, and which runs on nothing else: its
        rule says it.  Torch does not count what it keeps."""
        read = tuple(x.tensor for x in inputs)
        facts = self.trace.recorder.facts(part.path, layer, read, POLICY, None)
        weights = {name: weight._replace(kind="buffer") for name, weight in facts.weights.items()}
        outputs = self.trace.module(part, layer._replace(weights=weights), inputs, {})
        return emptied(outputs)

    def _of_packed(self, module: Any, part: Part, leaf: Leaf, x: Any, hx: Any = None) -> Any:
        """A recurrence over packed sequences: over all of their steps, with states for each."""
        arguments = {k: v for k, v in leaf.layer.arguments.items() if k != "batch_first"}
        layer = leaf.layer._replace(arguments=arguments)
        held = self.held_by(module, part.path)
        output, states = self.trace.module(part, layer, [self.told(x.data)], held)
        batch = int(x.batch_sizes[0])

        def for_each(state: Traced) -> Traced:
            layers, units = state.tensor.shape
            return self.trace.fold(state, state.tensor._replace(shape=(layers, batch, units)))

        given = emptied(swapped_traced(states, for_each))
        return type(x)(emptied(output), *x[1:]), given

    def _packing(self, name: str, args: Any) -> Any:
        """Sequences packed and unpacked."""
        x, lengths, batch_first, *more = args
        if self._is_known(lengths):
            numbers = self._numbers(lengths).tolist()
        else:
            numbers = [int(x.shape[1 if batch_first else 0])] * int(lengths.numel())
            self.note(say("{module}: how long each sequence is depends on the input; all are taken "
                          "as {steps} long", module=self.under_way or self.root.kind,
                          steps=numbers[0]))  # fmt: skip
        if name == "_pack_padded_sequence":
            given = packing.packed(x, numbers, batch_first)
        else:
            given = packing.padded(x, numbers, batch_first, int(more[1]))
        rule = Rule(packing.NAMES[name], packing.moved)
        layer = Layer(rule, {"gives": tuple(map(described, given))})
        reads = [self.told(x), self.told(lengths)]
        for one, traced in zip(given, traced_in(self.trace.function(layer, reads))):
            one._traced = traced
        return given

    def _output(
        self, module: Any, leaf: Leaf, layer: Layer, reads: Any, inputs: Any, args: Any, kwargs: Any
    ) -> tuple[Any, list[Tensor]]:
        """What torch gives, and what that is; modules that are alike are asked once."""
        key = None
        if layer is leaf.layer and not kwargs and len(reads) == len(args):
            key = (id(leaf), *[(one.tensor, x.stride()) for one, x in zip(inputs, reads)])
            if key in self.given:
                given = self.given[key]
                return given.again(), given.actual
        result, is_new = self._asked(module, args, kwargs)
        actual = [described(x) for x in tensors_in(result)]
        if key is not None and is_new and isinstance(result, torch.Tensor):
            self.given[key] = Given(result.size(), result.stride(), result.dtype, actual)
        return result, actual

    def _asked(self, module: Any, args: Any, kwargs: Any) -> tuple[Any, bool]:
        """What a module gives on tensors without numbers; whether all of that is new."""
        used = {id(x): (x, self.meta(x)) for x in tensors_in((args, kwargs))}
        back = {id(now): x for x, now in used.values()}
        args, kwargs = swapped((args, kwargs), lambda x: used[id(x)][1])
        with OnMeta(self, module):
            result = module._call_impl(*args, **kwargs)
        is_new = not any(id(x) in back for x in tensors_in(result))
        inplace = bool(getattr(module, "inplace", False))
        return swapped(result, lambda x: self._returned(x, back, inplace)), is_new

    def _returned(self, x: Any, back: Mapping[int, Any], inplace: bool) -> Any:
        """What was read and given back: the same tensor if it was written to, else a value of its
        own."""
        if id(x) not in back:
            return x
        return back[id(x)] if inplace else x.detach()

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

    # Tensors

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

    def _set(self, x: Any, traced: Traced) -> None:
        """From now on, a tensor is what this call gave."""
        if "_traced" in x.__dict__ or not self._is_strange(x):
            x._traced = traced
        else:
            self.written[id(x)] = traced

    def _is_strange(self, x: Any) -> bool:
        return id(x) in self.twins

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

    # Functions

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
        if all(self._is_known(x) for x in tensors):
            args, kwargs = swapped((args, kwargs), self._numbers)
            return func(*args, **kwargs)
        self.decisions[self.under_way] += 1
        if self.decisions[self.under_way] > LOOPS:
            raise Undecided
        return self._assumed(name, tensors[0])

    def _is_known(self, x: Any) -> bool:
        return not self._numbers(x).is_meta

    def _numbers(self, x: Any) -> Any:
        """A tensor with its numbers, where they are there; those of the model are only read."""
        is_ours = "_traced" in x.__dict__ or id(x) in self.written
        return self.current(x) if is_ours else x

    def _assumed(self, name: str, x: Any) -> Any:
        zero = torch.zeros((), dtype=x.dtype).item()
        match name:
            case "__repr__" | "__str__" | "__format__":
                return f"tensor(shape={tuple(x.shape)}, dtype={x.dtype})"
            case "item" | "_local_scalar_dense" | "__float__" | "__int__" | "__index__":
                value: Any = {"__float__": float, "__int__": int, "__index__": int}.get(
                    name, type(zero)
                )(zero)
            case "tolist":
                value = torch.zeros(tuple(x.shape), dtype=x.dtype).tolist()
            case "numpy" | "__array__":
                value = torch.zeros(tuple(x.shape), dtype=x.dtype).numpy()
            case "__complex__":
                value = 0j
            case _:
                value = False
        shown = value if isinstance(value, bool | int | float | complex) else "0"
        told = say(
            "{module}: a number that depends on the input decides here; it is taken as {value}",
            module=self.under_way or self.root.kind,
            value=str(shown),
        )
        self.note(told)
        return value

    def note(self, message: Any) -> None:
        if str(message) not in self.told_of:
            self.told_of.add(str(message))
            self.trace.notes.append(Note(None, message))

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
            args, kwargs = swapped((args, kwargs), self._number)
        tensors = [*tensors_in((args, kwargs))]
        try:
            result = self._computed(func, name, tensors, args, kwargs)
        except RuntimeError:  # a size may be a tensor
            args, kwargs = swapped((args, kwargs), self._number)
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
        result = swapped(result, lambda x: self._returned(x, back, inplace))
        if given := [*tensors_in(result)]:
            if func == torch.Tensor.where and len(args) > 1:  # x.where(condition, other)
                args = (args[1], args[0], *args[2:])
            self._tell(METHODS.get(func, name), args, kwargs, given)
        return result

    def _number(self, x: Any) -> Any:
        """A tensor of no axes as the number that it holds, where that is known."""
        return self.current(x).item() if not x.dim() and self._is_known(x) else x

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
            self._forget(args[0])
        args, kwargs = swapped((args, kwargs), self.meta)
        return func(*args, **kwargs)

    def _forget(self, x: Any) -> None:
        """Numbers that nobody knows are written among known ones."""
        if "_traced" in x.__dict__:
            x._twin = on_meta(x)
        else:
            self.twins[id(x)] = on_meta(x)

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
            self._set(x, traced)

    def _traced(self, name: str, args: Any, kwargs: Any, actual: list[Tensor]) -> list[Traced]:
        seen = swapped((args, kwargs), self.told, DTYPES)
        try:
            layer, reads = self._bound(name, args, kwargs, seen)
        except KeyError:
            return self._uncounted(name, traced_in(seen), actual)
        except ArgumentError as error:
            self.note(say("{name}: {why}; please report this", name=name, why=error.message))
            return self._uncounted(name, traced_in(seen), actual)
        self._need_whole(layer, reads)
        return traced_in(self.trace.function(layer, reads, actual=actual))

    def _bound(self, name: str, args: Any, kwargs: Any, seen: Any) -> operands.Bound:
        """The function's rule with its arguments; a size may be a tensor whose number is known."""
        try:
            return binding.bound(name, *seen, is_traced)
        except ArgumentError:
            numbers = swapped((args, kwargs), self._number)
            if len([*tensors_in(numbers)]) == len([*tensors_in((args, kwargs))]):
                raise
            return binding.bound(name, *swapped(numbers, self.told, DTYPES), is_traced)

    def _uncounted(
        self, name: str, inputs: Sequence[Traced], actual: Sequence[Tensor]
    ) -> list[Traced]:
        if not inputs:
            return [self.trace.constant(x, name) for x in actual]
        layer = Layer(Rule(name, uncounted), {"gives": tuple(actual)})
        return traced_in(self.trace.function(layer, inputs))

    # Whole numbers

    def _need_whole(self, layer: Layer, inputs: Sequence[Traced]) -> None:
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


class OnMeta:
    """A module whose parameters have no numbers, for as long as it takes to ask it."""

    def __init__(self, run: Run, module: Any) -> None:
        self.run, self.modules = run, [*module.modules()] if module._modules else [module]
        self.kept: list[Any] = []

    def __enter__(self) -> None:
        self.run.quiet = True
        for one in self.modules:
            self.kept.append((one._parameters, one._buffers))
            for name in ("_parameters", "_buffers"):
                held = one.__dict__[name]
                one.__dict__[name] = {
                    key: None if x is None else self.run.meta(x) for key, x in held.items()
                }

    def __exit__(self, *error: object) -> None:
        self.run.quiet = False
        for one, (parameters, buffers) in zip(self.modules, self.kept):
            one.__dict__["_parameters"], one.__dict__["_buffers"] = parameters, buffers


def writes(name: str, args: Any, kwargs: Any) -> bool:
    """Whether what a function gives may be what it read, with other numbers in it."""
    is_told = kwargs.get("inplace") is True or True in [x for x in args[1:] if type(x) is bool]
    return is_told or naming.is_in_place(name) or kwargs.get("out") is not None


def uncounted(*inputs: Tensor, gives: tuple[Tensor, ...]) -> Facts:
    """What it does with its numbers is not known here; its output is the one that torch gives."""
    return Facts(gives[0] if len(gives) == 1 else gives, macs=None)


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


def swapped_traced(states: Any, change: Callable[[Traced], Traced]) -> Any:
    if isinstance(states, tuple):
        return tuple(map(change, states))
    return change(states)


def emptied(outputs: Any) -> Any:
    """A tensor without numbers for each one that a rule tells of."""
    if isinstance(outputs, tuple):
        return tuple(map(emptied, outputs))
    sizes, dtype = outputs.tensor.shape, outputs.tensor.dtype
    x = torch.empty([int(size) for size in sizes], dtype=getattr(torch, dtype), device="meta")
    x._traced = outputs
    return x


@cache
def constructors() -> frozenset[Any]:
    """The functions that make a tensor where they are told to."""
    return frozenset(import_module("torch.utils._device")._device_constructors())


def likeness(module: Any) -> Any:
    """What modules have in common that have the same rule and arguments; None where nobody can
    tell."""
    if is_in_bytes(module):
        return None
    held = module.__dict__
    own = tuple((key, value) for key, value in held.items() if key[0] != "_")
    weights = tuple(key for key, x in held["_parameters"].items() if x is not None)
    has_hooks = bool(held["_forward_hooks"] or held["_forward_pre_hooks"])
    key = (type(module), own, tuple(type(v) for _, v in own), weights, has_hooks)
    try:
        hash(key)
    except TypeError:
        return None
    return key


def kept(x: Any, kind: Any) -> Weight:
    learns = bool(x.requires_grad) and kind == "parameter"
    return Weight(tuple(x.shape), learns, dtype_name(x.dtype), kind)


def parameters(forward: Any) -> list[str]:
    try:
        found = inspect.signature(forward).parameters.values()
    except (TypeError, ValueError):
        return []
    return [one.name for one in found if one.kind in (one.POSITIONAL_ONLY,
                                                      one.POSITIONAL_OR_KEYWORD)][1:]  # fmt: skip


def on_meta(x: Any) -> Any:
    """A tensor of the same make, without numbers."""
    try:
        return torch.empty_strided(x.size(), x.stride(), dtype=x.dtype, device="meta")
    except RuntimeError:  # it has no strides, or some that nobody can make
        return x.detach().to("meta")


def described(x: Any) -> Tensor:
    return Tensor(tuple(x.shape), DTYPES[x.dtype])


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
    if others and kind is torch.dtype:
        return others[structure]
    if kind is torch.Size:
        return tuple(structure) if others else structure
    if isinstance(structure, tuple):  # one with names
        parts = [swapped(one, change, others) for one in structure]
        return kind(*parts) if hasattr(kind, "_fields") else kind(parts)
    return structure


PLAIN = frozenset((type(None), bool, int, float, complex, str, torch.device))
