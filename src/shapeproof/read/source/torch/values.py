"""What names of torch mean that are neither modules nor functions with a rule: settings that change
no shape, classes of tensors, and what tools ask of a model."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shapeproof.message import Place
from shapeproof.read.source.arrays import Array
from shapeproof.read.source.objects import Class, Function, Native, Record
from shapeproof.read.source.torch import tools
from shapeproof.read.source.torch.modules import Module
from shapeproof.read.source.torch.structures import every
from shapeproof.read.source.torch.tensors import (
    LEGACY,
    Buffer,
    Device,
    Dtype,
    Parameter,
    TensorHost,
)
from shapeproof.read.source.values import Host, Unknown, is_unknown
from shapeproof.rules.rule import Tensor

if TYPE_CHECKING:
    from shapeproof.read.source.torch.names import TorchNames

MOST = 4096
"""The most numbers that are kept of a tensor."""


class Passing(Host):
    """`torch.no_grad()` and its like: around code or before a function it changes no shape."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def kind(self) -> str:
        return self.name

    def attribute(self, name: str, at: Place) -> Any:
        return self

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        first = args[0] if args else None
        return first if isinstance(first, Function | Class | Module) else self

    def written(self) -> str:
        return self.name


class TensorClass(Host):
    """`torch.Tensor`, `torch.FloatTensor`: called with sizes or with numbers, it makes a tensor."""

    def __init__(self, names: TorchNames, name: str) -> None:
        self.names, self.name = names, name

    @property
    def kind(self) -> str:
        return "type"

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        dtype = LEGACY[self.name]
        unknown = next((x for x in every(args[:1]) if is_unknown(x)), None)
        if unknown is not None and len(args) == 1:
            return unknown
        if len(args) == 1 and isinstance(args[0], list | tuple):
            return self.names.with_numbers(args[0], dtype)
        if len(args) == 1 and isinstance(args[0], TensorHost):
            return args[0].cast(dtype, at)
        if len(args) == 1 and isinstance(args[0], Array):
            return self.names.of_array(args[0], dtype)
        return self.names.function("empty", [tuple(args)], {"dtype": Dtype(dtype)}, at)

    def has_instance(self, value: Any) -> bool:
        return isinstance(value, TensorHost) and (
            self.name == "Tensor" or value.tensor.dtype == LEGACY[self.name]
        )

    def attribute(self, name: str, at: Place) -> Any:
        if name in ("__name__", "__qualname__"):
            return self.name
        reader = self.names.interpreter
        return Native(
            reader, name, lambda _, x, *a, **k: reader.call(x.attribute(name, at), [*a], k, at)
        )

    def item(self, index: Any, at: Place) -> Any:
        return self

    def binary(self, op: str, other: Any, reflected: bool, at: Place) -> Any:
        return ((other, self) if reflected else (self, other)) if op == "|" else NotImplemented

    def written(self) -> str:
        return f"torch.{self.name}"


class ParameterClass(TensorClass):
    """`nn.Parameter`."""

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        data = args[0] if args else kwargs.get("data")
        learns = kwargs.get("requires_grad", args[1] if len(args) > 1 else True) is not False
        if not isinstance(data, TensorHost):
            return data if is_unknown(data) else Parameter(self.names, Tensor((0,), "float32"))
        return Parameter(self.names, data.tensor, learns)

    def has_instance(self, value: Any) -> bool:
        return isinstance(value, Parameter) and not value.is_buffer


class BufferClass(ParameterClass):
    """`nn.Buffer`."""

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        data = args[0] if args else kwargs.get("data")
        return Buffer(self.names, data.tensor) if isinstance(data, TensorHost) else data

    def has_instance(self, value: Any) -> bool:
        return isinstance(value, Buffer)


def find(names: TorchNames, rest: str) -> Any | None:
    """The value of `torch.rest`; None if it is not known here."""
    reader, last = names.interpreter, rest.rpartition(".")[2]
    if last in LEGACY and rest.removeprefix("cuda.") == last:
        return TensorClass(names, last)
    if rest in ("nn.Parameter", "nn.parameter.Parameter", "nn.UninitializedParameter"):
        return ParameterClass(names, "Tensor")
    if rest in ("nn.Buffer", "nn.parameter.Buffer"):
        return BufferClass(names, "Buffer")
    if rest.startswith("nn.init."):
        return Native(reader, rest, lambda _, x=None, *a, **k: x)
    if rest in PASSING:
        return Passing(f"torch.{rest}")
    if rest in SAID:
        return Native(reader, rest, lambda *_, **__: SAID[rest])
    if rest in CONSTANTS:
        return CONSTANTS[rest]
    if rest in FUNCTIONS:
        return Native(reader, rest, lambda _, *a, **k: FUNCTIONS[rest](names, *a, **k))
    if rest == "Size":
        return reader.types[tuple]
    return None


def around(names: TorchNames, dotted: str) -> Any | None:
    """What is no part of torch: Lightning's modules."""
    return names.module_class("Module") if dotted in LIGHTNING else None


LIGHTNING = (
    *("pytorch_lightning.LightningModule", "lightning.LightningModule"),
    *("lightning.pytorch.LightningModule", "pl.LightningModule"),
)


def checkpointed(names: TorchNames, function: Any, *args: Any, **kwargs: Any) -> Any:
    """`checkpoint(function, *args)`: what the function gives."""
    for key in ("use_reentrant", "preserve_rng_state", "context_fn", "determinism_check"):
        kwargs.pop(key, None)
    return names.interpreter.call(function, list(args), kwargs, names.interpreter.here())


def one_after_another(
    names: TorchNames, functions: Any, segments: Any, x: Any, *_: Any, **__: Any
) -> Any:
    """`checkpoint_sequential(functions, segments, input)`."""
    here = names.interpreter.here()
    for function in names.interpreter.iterate(functions, here) or ():
        x = names.interpreter.call(function, [x], {}, here)
    return x


def limits(names: TorchNames, dtype: Any = None) -> Record:
    """`torch.finfo(dtype)`."""
    known = {"min": -3.4e38, "max": 3.4e38, "eps": 1.2e-7, "tiny": 1.2e-38, "bits": 32}
    return Record("finfo", dict(known))


def packed(names: TorchNames, x: Any, *_: Any, **__: Any) -> Any:
    """`pack_padded_sequence(x, lengths)`: the sequences at their full length."""
    return x


def padded(names: TorchNames, x: Any, *_: Any, **__: Any) -> Any:
    """`pad_packed_sequence(x)`: the sequences, and their lengths."""
    lengths = Unknown("lengths", names.interpreter.here(), is_result=True)
    return (x, lengths)


def is_tensor(names: TorchNames, value: Any) -> bool:
    return isinstance(value, TensorHost)


def first(names: TorchNames, value: Any = None, *_: Any, **__: Any) -> Any:
    return value


PASSING = (
    *("no_grad", "enable_grad", "inference_mode", "set_grad_enabled", "autocast", "jit.script"),
    *("autograd.set_detect_anomaly", "cuda.amp.autocast", "amp.autocast", "jit.ignore"),
    *("jit.unused", "jit.export", "jit.script_method", "autograd.profiler.record_function"),
    *("profiler.record_function", "nn.attention.sdpa_kernel", "compiler.disable", "device_guard"),
    *("backends.cuda.sdp_kernel", "jit.interface", "cuda.nvtx.range", "fx.wrap"),
    *("cuda.amp.custom_fwd", "cuda.amp.custom_bwd", "amp.custom_fwd", "amp.custom_bwd"),
    "compiler.allow_in_graph",
)
SAID: dict[str, Any] = {
    **dict.fromkeys(
        (
            *("cuda.is_available", "backends.mps.is_available", "is_grad_enabled"),
            *("jit.is_scripting", "jit.is_tracing", "onnx.is_in_onnx_export"),
            *("_C._get_tracing_state", "are_deterministic_algorithms_enabled"),
            *("distributed.is_initialized", "distributed.is_available", "is_autocast_enabled"),
            *("overrides.has_torch_function", "accelerator.is_available", "backends.mps.is_built"),
            *("xpu.is_available", "compiler.is_compiling", "_dynamo.is_compiling"),
            "cuda.is_bf16_supported",
        ),
        False,
    ),
    **dict.fromkeys(("cuda.device_count", "cuda.current_device"), 0),
    **dict.fromkeys(
        ("manual_seed", "cuda.manual_seed", "cuda.manual_seed_all", "set_default_dtype",
         "set_printoptions", "set_num_threads", "cuda.empty_cache", "seed", "_assert",
         "set_float32_matmul_precision", "use_deterministic_algorithms", "cuda.synchronize"),
        None,
    ),
    "device": Device(),
    "get_default_dtype": Dtype("float32"),
    "cuda.device": Device(),
}  # fmt: skip
"""What functions say that ask about the machine, or set it up."""
CONSTANTS: dict[str, Any] = {
    "pi": math.pi,
    "inf": math.inf,
    "nan": math.nan,
    "e": math.e,
    "newaxis": None,
    "__version__": "2.13.0",
    "strided": None,
    "channels_last": Passing("torch.channels_last"),
    "contiguous_format": Passing("torch.contiguous_format"),
    "preserve_format": Passing("torch.preserve_format"),
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "utils.checkpoint.checkpoint": checkpointed,
    "utils.checkpoint.checkpoint_sequential": one_after_another,
    "finfo": limits,
    "iinfo": limits,
    "nn.utils.rnn.pack_padded_sequence": packed,
    "nn.utils.rnn.pad_packed_sequence": padded,
    "is_tensor": is_tensor,
    "is_floating_point": lambda names, x: "float" in (x.tensor.dtype or ""),
    "numel": lambda names, x: x.attribute("numel", names.interpreter.here()),
    "jit.trace": tools.traced,
    "nn.DataParallel": first,
    "nn.parallel.DistributedDataParallel": first,
    "nn.parallel.data_parallel": lambda names, model, x, *_, **__: names.interpreter.call(
        model, [x], {}, names.interpreter.here()
    ),
    "nn.utils.fusion.fuse_conv_bn_eval": first,
    "nn.SyncBatchNorm.convert_sync_batchnorm": first,
    "onnx.export": tools.exported,
}


# Numbers that are known


def computed(
    names: TorchNames, name: str, args: list[Any], kwargs: dict[str, Any]
) -> TensorHost | None:
    """A tensor of few known numbers, made outside of what a model reads; None for any other."""
    if name in FROM_DATA and args and isinstance(args[0], Array):
        dtype = kwargs.get("dtype")
        kept = dtype.name if isinstance(dtype, Dtype) else args[0].dtype
        return names.of_array(args[0], kept)
    if name in ("tensor", "as_tensor") and args and not isinstance(args[0], TensorHost):
        if names.run is None and is_plain(args[0]):
            dtype = kwargs.get("dtype")
            return names.with_numbers(args[0], dtype.name if isinstance(dtype, Dtype) else None)
        return None
    if names.run is None and name in MADE and all(isinstance(x, int | float) for x in args):
        given = {k: v for k, v in kwargs.items() if k in ("start", "end", "step", "steps")}
        if not all(isinstance(x, int | float) for x in given.values()):
            return None
        numbers = MADE[name](*args, **given)
        if numbers is not None and len(numbers) <= MOST:
            return names.with_numbers(numbers, None if numbers else "float32")
    return None


FROM_DATA = ("from_numpy", "tensor", "as_tensor", "asarray")
"""Functions that make a tensor of data."""


def is_plain(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return len(value) <= MOST and bool(value) and all(map(is_plain, value))
    return isinstance(value, int | float)


def linspace(start: float, end: float, steps: Any = 100) -> list[float] | None:
    if not isinstance(steps, int) or steps > MOST:
        return None
    if steps < 2:
        return [float(start)] * max(steps, 0)
    return [start + (end - start) * i / (steps - 1) for i in range(steps)]


def arange(*given: Any, start: Any = 0, end: Any = 0, step: Any = 1) -> list[int] | None:
    """Whole numbers only: others have a length that is rounded."""
    places = given if len(given) > 1 else (start, *given, *([] if given else [end]))
    begin, stop, by = places if len(places) == 3 else (*places, step)
    if by == 0 or not all(isinstance(one, int) for one in (begin, stop, by)):
        return None
    counted = range(begin, stop, by)
    return list(counted) if len(counted) <= MOST else None


MADE: dict[str, Callable[..., Any]] = {"linspace": linspace, "arange": arange}
