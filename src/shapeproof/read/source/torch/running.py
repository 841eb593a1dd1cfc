"""A call of a model, followed module by module and function by function."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from shapeproof.message import Note, Place, ShapeproofError, say
from shapeproof.model import LayerError, Model, Problem
from shapeproof.read.source.interpret import stopped
from shapeproof.read.source.torch.making import settled
from shapeproof.read.source.torch.modules import Leaf, Module
from shapeproof.read.source.torch.own import Net
from shapeproof.read.source.torch.structures import every, not_read
from shapeproof.read.source.torch.tensors import Parameter, TensorHost
from shapeproof.read.source.values import Raised, is_unknown, written
from shapeproof.read.torch.trace import Held, Part, Trace, Traced, traced_in
from shapeproof.rules import operands
from shapeproof.rules.arguments import ArgumentError, too_many
from shapeproof.rules.operands import Bound
from shapeproof.rules.rule import Layer, Rule, Tensor
from shapeproof.rules.torch import binding
from shapeproof.supposition import supposed

if TYPE_CHECKING:
    from shapeproof.read.source.torch.names import TorchNames

MOST_AXES = 256
STEPS_A_CALL = 40
"""What following a call costs, in steps of the reader."""


class Unread(ShapeproofError):
    """What a function gives is not known."""


class Run:
    """One call of a model from outside, on tensors of known shapes."""

    def __init__(
        self, names: TorchNames, root: Module, args: list[Any], kwargs: Mapping[str, Any]
    ) -> None:
        self.names, self.root = names, root
        self.given = (args, kwargs)
        self.at = names.interpreter.here()
        self.paths: dict[Module, str] = {}
        self.result: Any = None
        self.error: LayerError | None = None
        self.is_settled = True  # whether all sizes that must agree are known to
        self.deepest = ""  # the path of the module in which Python would stop
        self.outputs: list[Traced] = []
        called = named_tensors(root, args, kwargs)
        part = Part("", root.kind, root, root.at)
        self.trace = Trace(part, [(name, whole(x.tensor)) for x, name in called])
        self._here: dict[TensorHost, Traced] = {
            x: traced for (x, _), traced in zip(called, self.trace.inputs)
        }

    def is_like(self, other: Run) -> bool:
        """Whether the other is the same model on the same shapes."""
        return self.root is other.root and self.reads == other.reads

    @property
    def reads(self) -> tuple[Tensor, ...]:
        """The shapes that it is called on."""
        return tuple(x.tensor for x in self.trace.inputs)

    def follow(self, args: list[Any], kwargs: dict[str, Any]) -> None:
        """Go through all that the model does."""
        here = self.names.interpreter.here()
        self._find_paths()
        args, kwargs = self._entered(args), self._entered(kwargs)
        with self._own_mistakes():
            result = self.root.run(args, kwargs, here)
            self.outputs = [self.traced(x) for x in tensors_in([result])]
        self._tell_what_is_missing(result)
        self._leave()
        self.result = self._outside(result)

    def model(self) -> Model:
        problems = [self.error.problem] if self.error else []
        return self.trace.model(self.outputs, problems)

    def _tell_what_is_missing(self, result: Any) -> None:
        """A note where the model gives what is not known, or no tensor at all."""
        parts = every([result])
        unknown = next((part for part in parts if is_unknown(part)), None)
        if unknown is not None:
            note = say("what the model gives is not known: `{what}`", what=written(unknown))
        elif not any(isinstance(part, TensorHost) for part in parts):
            note = say("the model gives no tensor; its `forward` should end with a return")
        else:
            return
        self.trace.notes.append(Note(self.root.at, note))

    @contextmanager
    def _own_mistakes(self) -> Generator[None]:
        """What Python would stop at is the mistake of the module that was under way."""
        try:
            yield
        except Raised as raised:
            at = raised.at or self.names.interpreter.here()
            path = self.trace.frame.part.path or self.root.kind
            reason = stopped(raised, at).message
            self.error = LayerError(Problem("code", at, self.deepest or path, reason))
            raise self.error from None
        except LayerError as error:
            problem = error.problem
            self.error = LayerError(problem._replace(layer=problem.layer or self.root.kind))
            raise self.error from None

    def _find_paths(self) -> None:
        for path, module in self.root.tree():
            if self.paths.setdefault(module, path) == path and isinstance(module, Leaf):
                module.suppose(supposed(path, module.layer))

    def _leave(self) -> None:
        """What the model keeps and has not used."""
        for path, module in self.root.tree():
            if isinstance(module, Leaf) or (isinstance(module, Net) and module.is_leaf):
                leaf = module if isinstance(module, Leaf) else module.inner
                assert isinstance(leaf, Leaf)
                held = {n: h for n, h in leaf.held(path).items() if h.weight.kind == "parameter"}
                self.trace.leave(Part(path, module.kind, module, module.at), held)
                continue
            for name, parameter in module.kept().items():
                if not parameter.is_buffer and parameter not in self.trace.seen:
                    self.trace.held(Held(f"{path}.{name}".lstrip("."), parameter, parameter.weight))

    # Calls

    def call(self, module: Module, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        """What a module gives that is called inside."""
        self.names.interpreter.budget.step(STEPS_A_CALL)
        if module.is_leaf:
            return module.run(args, kwargs, at)
        part = self.part(module)
        if part is None:
            return module.run(args, kwargs, at)
        names = {self.traced(x): name for x, name in named_tensors(module, args, kwargs)}
        with self.trace.inside(part, names) as gives:
            try:
                result = module.run(args, kwargs, at)
            except Raised:
                self.deepest = self.deepest or part.path
                raise
            gives([self.traced(x) for x in tensors_in([result])])
        return result

    def leaf(self, leaf: Leaf, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        """What a module gives that has a rule."""
        kept = self.part(leaf.face)
        part = kept or Part(self._unnamed(leaf), leaf.kind, leaf, leaf.at)
        with self.failing(part.path, leaf.at):
            given = tensors_in([args, kwargs])
            self._need_known([*args, *kwargs.values()], part.path, at)
            if given and leaf.layer.rule.name.startswith("Lazy"):
                leaf.settle(settled(leaf.layer, given[0].shape))
                part = part._replace(kind=leaf.kind)
            layer, reads = told(leaf.layer, args, kwargs)
        layer = layer._replace(rule=layer.rule._replace(name=part.kind))
        if kept is None:
            layer = self._uncounted(leaf, layer)
        inputs = [self.traced(x) for x in reads]
        held = leaf.held(part.path) if kept else {}
        outputs = self.trace.module(part, layer, inputs, held)
        return self._structured(leaf, kwargs, self.names.hosts(outputs))

    def _uncounted(self, leaf: Leaf, layer: Layer) -> Layer:
        """The layer of a module that none keeps: what it has is no parameter of the model."""
        if leaf.weights:
            note = say(
                "torch does not count the parameters of this {kind}, since no module keeps it: a "
                "plain list or dict does not; put it into nn.ModuleList or nn.ModuleDict",
                kind=leaf.kind,
            )
            self.names.interpreter.note(note, leaf.at)
        return layer._replace(weights={})

    def _structured(self, leaf: Leaf, kwargs: Mapping[str, Any], result: Any) -> Any:
        """The result as torch hands it over: attention gives a pair even without its weights."""
        if leaf.layer.rule.name == "MultiheadAttention" and len(every([result])) == 1:
            return (*every([result]), None)
        return result

    def function(self, bound: Bound, at: Place) -> Any:
        self.names.interpreter.budget.step(STEPS_A_CALL)
        inputs = [self.traced(x) for x in bound.reads]
        outputs = self.trace.function(bound.layer, inputs, at)
        if any(len(x.tensor.shape) > MOST_AXES for x in traced_in(outputs)):
            reason = say("it gives a tensor of more than {most} axes, which is not followed",
                         most=MOST_AXES)  # fmt: skip
            problem = Problem("unsupported", at, self._below(bound.layer.rule.name), reason)
            raise LayerError(problem)
        return self.names.hosts(outputs)

    def part(self, module: Module) -> Part | None:
        """Where a module is in the model; None for one that it does not keep."""
        if module not in self.paths:
            self._find_paths()
        path = self.paths.get(module)
        return None if path is None else Part(path, module.kind, module, module.at)

    def _unnamed(self, module: Module) -> str:
        """A path for a module that nobody keeps."""
        inner = self.trace.frame.unused(module.kind)
        return f"{self.trace.frame.part.path}.{inner}".lstrip(".")

    @contextmanager
    def failing(self, layer: str, at: Place | None) -> Generator[None]:
        """A call that is not as torch takes it is a problem of this layer."""
        try:
            yield
        except ArgumentError as error:
            raise LayerError(Problem("argument", at, self._below(layer), error.message)) from None
        except Unread as error:
            problem = Problem("unsupported", at, self._below(layer), error.message)
            raise LayerError(problem) from None

    def _below(self, layer: str) -> str:
        """A module's path, or that of a function where it is called."""
        if layer in self.paths.values():
            return layer
        return f"{self.trace.frame.part.path}.{layer}".lstrip(".")

    def _need_known(self, values: Iterable[Any], layer: str, at: Place) -> None:
        unknown = next((x for x in every(values) if is_unknown(x)), None)
        if unknown is not None:
            raise LayerError(Problem("unsupported", at, layer, not_read(unknown)))

    # Tensors

    def traced(self, x: TensorHost) -> Traced:
        """A tensor of the source as the trace knows it."""
        if x in self._here:
            return self._here[x]
        if isinstance(x, Parameter) and (path := self._path_of(x)) is not None:
            return self.trace.held(Held(path, x, x.weight))
        if x.traced is not None:
            return x.traced
        return self.trace.constant(whole(x.tensor), x.text or "constant")

    def _path_of(self, parameter: Parameter) -> str | None:
        for module, path in self.paths.items():
            for name, kept in {**module.parameters, **module.buffers}.items():
                if kept is parameter:
                    return f"{path}.{name}".lstrip(".")
        return None

    def _entered(self, values: Any) -> Any:
        """The same arguments, each tensor the one that the trace begins with."""
        match values:
            case TensorHost() if values in self._here:
                traced = self._here[values]
                return TensorHost(self.names, traced.tensor, traced, text=values.text)
            case dict():
                return {key: self._entered(one) for key, one in values.items()}
            case list() | tuple():
                return type(values)(self._entered(one) for one in values)
            case _:
                return values

    def _outside(self, result: Any) -> Any:
        """What the call gave, for the source to go on with."""
        match result:
            case TensorHost():
                return TensorHost(self.names, result.tensor)
            case dict():
                return {key: self._outside(part) for key, part in result.items()}
            case list():
                return [self._outside(part) for part in result]
            case tuple():
                return tuple(self._outside(part) for part in result)
            case _:
                return result


def told(layer: Layer, args: list[Any], kwargs: dict[str, Any]) -> tuple[Layer, list[Any]]:
    """A module's layer with what comes with the call, and the tensors that it reads.

    Raises `ArgumentError` for what its `forward` does not take.
    """
    rule = layer.rule
    code = rule.states.__code__
    if code.co_flags & operands.SEVERAL:
        return layer, tensors_in([args, kwargs])
    is_plain = all(isinstance(one, TensorHost) for one in args) and not kwargs
    if is_plain and code.co_argcount == len(args):
        return layer, args
    most = code.co_argcount + len(rule.later.split())
    if len(args) > most:
        raise too_many(rule.name, most, len(args))
    if nested(args[:1]):
        raise ArgumentError(
            say(
                "{layer} reads a tensor, and is given {n} in a {kind}; take one of them, as in "
                "x[0]",
                layer=rule.name,
                n=len(args[0]),
                kind=type(args[0]).__name__,
            )
        )
    if nested(args):
        return layer, tensors_in([args, kwargs])
    fixed = {**rule.fixed, **layer.arguments}
    beside = " ".join(rule.parameters)
    calling = Rule(rule.name, rule.states, fixed, beside)
    bound = binding.of_rule(calling, args, kwargs, lambda value: isinstance(value, TensorHost))
    own = rule._replace(constants=bound.layer.rule.constants)
    return Layer(own, {**layer.arguments, **bound.layer.arguments}, layer.name), bound.reads


def tensors_in(values: Iterable[Any]) -> list[TensorHost]:
    return [x for x in every(values) if isinstance(x, TensorHost)]


def nested(args: list[Any]) -> bool:
    return any(isinstance(one, list | tuple) for one in args)


def named_tensors(
    module: Module, args: list[Any], kwargs: Mapping[str, Any]
) -> list[tuple[TensorHost, str]]:
    """The tensors of a call, each once, by the names of the arguments that hold them."""
    takes = module.takes if isinstance(module, Net) else ["input"]
    placed = [(takes[i] if i < len(takes) else "input", value) for i, value in enumerate(args)]
    found: dict[TensorHost, str] = {}
    for name, value in (*placed, *kwargs.items()):
        for i, x in enumerate(tensors_in([value])):
            found.setdefault(x, f"{name}_{i}" if i else name)
    return list(found.items())


def whole(x: Tensor) -> Tensor:
    """A tensor with the dtype that torch has where nobody says another."""
    return x._replace(dtype=x.dtype or "float32")
