"""A live model that runs on tensors without numbers, and everything that happens as it does.

Each call of a module goes through `Run.called`.  A module that has a rule is told as one call;
every other is told by what happens inside it.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import Any, NamedTuple

from shapeproof.message import ReadError, say
from shapeproof.model import LayerError, Model, Problem
from shapeproof.read.torch.functions import Functions, Undecided, Whole
from shapeproof.read.torch.inputs import Inputs, replaced
from shapeproof.read.torch.leaves import Leaf, is_in_bytes, is_packed, layer_of, rule_of
from shapeproof.read.torch.standin import Lazy
from shapeproof.read.torch.tensors import described, emptied, swapped, tensors_in
from shapeproof.read.torch.trace import POLICY, Part, Trace, Traced, traced_in
from shapeproof.rules.rule import Layer, Tensor
from shapeproof.supposition import supposed, supposition

torch: Any = import_module("torch")
unseen: Any = torch._C.DisableTorchFunction
"""What is done inside is no part of what the model does."""
HELD_INSIDE = {"OptimizedModule": "_orig_mod", "DataParallel": "module",
               "DistributedDataParallel": "module"}  # fmt: skip
"""Modules that hand their work on to the one that they hold."""


class Given(NamedTuple):
    """What a module gave that another like it gives again: a tensor of this make, and what that
    is."""

    size: Any
    stride: Any
    dtype: Any
    actual: list[Tensor]

    def again(self) -> Any:
        return torch.empty_strided(self.size, self.stride, dtype=self.dtype, device="meta")


class Run(Functions):
    """One run of a model."""

    def __init__(self, model: Any, inputs: Inputs) -> None:
        self.root = Part("", type(model).__name__, id(model))
        trace = Trace(self.root, [(one.name, one.tensor) for one in inputs.examples])
        super().__init__(model, trace, inputs)
        self.parts: dict[int, Part] = {}
        self.leaves: dict[int, Leaf | None] = {}
        self.alike: dict[Any, Leaf | None] = {}
        self.names: dict[Any, list[str]] = {}
        self.given: dict[Any, Given] = {}
        self.failed: str | None = None
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
            (self.inputs.args, self.inputs.kwargs), lambda one: self.made(one, next(traced))
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

    def _problem(self, error: Exception) -> Problem:
        where = self.failed or self.where
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
        self.need_whole(layer, inputs)
        if is_in_bytes(module):
            return self._derived(part, layer, inputs)
        held = self.held_by(module, part.path)
        if (other := supposed(part.path, layer)) is not layer:
            self.trace.seen |= {one.key: one.path for one in held.values()}
            return emptied(self.trace.module(part, other, inputs, {}))
        try:
            result, actual = self._output(module, leaf, layer, reads, inputs, args, kwargs)
        except Exception:
            self.failed = part.path if self.failed is None else self.failed
            outputs = self.trace.module(part, layer, inputs, held)  # its reason is the better one
            if supposition() is None:
                raise
            return emptied(outputs)
        outputs = self.trace.module(part, layer, inputs, held, actual)
        for x, traced in zip(tensors_in(result), traced_in(outputs)):
            self.known_as(x, traced)
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

        each = tuple(map(for_each, states)) if isinstance(states, tuple) else for_each(states)
        return type(x)(emptied(output), *x[1:]), emptied(each)

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
        return swapped(result, lambda x: self.returned(x, back, inplace)), is_new


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


def likeness(module: Any) -> Any:
    """What modules have in common that have the same rule and arguments; None where nobody can
    tell."""
    held = module.__dict__
    if is_in_bytes(module) or held["_forward_pre_hooks"]:
        return None
    own = tuple((key, value) for key, value in held.items() if key[0] != "_")
    weights = tuple(
        (key, None if isinstance(x, Lazy) else (x.shape, x.dtype))
        for key, x in held["_parameters"].items()
        if x is not None
    )
    has_hooks = bool(held["_forward_hooks"])
    key = (type(module), own, tuple(type(v) for _, v in own), weights, has_hooks)
    try:
        hash(key)
    except TypeError:
        return None
    return key


def parameters(forward: Any) -> list[str]:
    try:
        found = inspect.signature(forward).parameters.values()
    except (TypeError, ValueError):
        return []
    return [one.name for one in found if one.kind in (one.POSITIONAL_ONLY,
                                                      one.POSITIONAL_OR_KEYWORD)][1:]  # fmt: skip
