"""What models cost, as shapeproof counts and as other tools do: the table of docs/costs.md.

    python tools/costs.py [--write]

It installs nothing.  The tools are in an extra, `pip install '.[costs]'`; `make costs` brings them
and writes the table.  Each counts each model in a process of its own, since most put functions of
their own in the place of torch's, and one that fails leaves them there.
"""

from __future__ import annotations

import argparse
import inspect
import json
import logging
import re
import subprocess
import sys
import warnings
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import shapeproof as sp

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "tests" / "cases" / "costs.py"
PAGE = ROOT / "docs" / "costs.md"
START, END = "<!-- costs: written by tools/costs.py -->\n", "\n<!-- end of costs -->"
Shape = tuple[int, ...]
Counts = dict[str, int | None]


class Case(NamedTuple):
    """A model by the expression that makes it, what it reads, and the same for Keras, which calls
    what it reads `x`, `y` and `z`."""

    title: str
    makes: str
    inputs: tuple[Shape, ...]
    keras: str
    keras_inputs: tuple[Shape, ...]

    @property
    def target(self) -> str:
        """As one hands it to `shapeproof show`."""
        return f"{MODELS.relative_to(ROOT)}:{self.makes}"

    def model(self) -> Any:
        names: dict[str, Any] = {}
        exec(compile(MODELS.read_text(encoding="utf-8"), MODELS, "exec"), names)
        return eval(self.makes, names).eval()

    def tensors(self) -> tuple[Any, ...]:
        import torch

        reads_words = "LanguageModel" in self.makes
        dtype = torch.int64 if reads_words else torch.float32
        return tuple(torch.zeros(shape, dtype=dtype) for shape in self.inputs)


IN_HEADS = (1, 4, 10, 16)
CASES = (
    Case("a convolution", "nn.Conv2d(3, 16, 3, padding=1)", ((1, 3, 32, 32),),
         "Conv2D(16, 3, padding='same')(x)", ((1, 32, 32, 3),)),
    Case("in groups", "nn.Conv2d(16, 32, 3, groups=4)", ((1, 16, 10, 10),),
         "Conv2D(32, 3, groups=4)(x)", ((1, 10, 10, 16),)),
    Case("transposed, with strides", "nn.ConvTranspose2d(16, 8, 4, stride=2, padding=1)",
         ((1, 16, 8, 8),), "Conv2DTranspose(8, 4, strides=2, padding='same')(x)",
         ((1, 8, 8, 16),)),
    Case("a dense layer", "nn.Linear(64, 10)", ((5, 64),), "Dense(10)(x)", ((5, 64),)),
    Case("on 3 axes", "nn.Linear(3, 8)", ((5, 10, 3),), "Dense(8)(x)", ((5, 10, 3),)),
    Case("an LSTM", "nn.LSTM(10, 20, batch_first=True)", ((1, 7, 10),),
         "LSTM(20, return_sequences=True)(x)", ((1, 7, 10),)),
    Case("a GRU of two directions", "nn.GRU(8, 16, batch_first=True, bidirectional=True)",
         ((1, 5, 8),), "Bidirectional(GRU(16, return_sequences=True))(x)", ((1, 5, 8),)),
    Case("attention", "Attention(64, 4)", ((1, 10, 64),),
         "MultiHeadAttention(4, 16)(x, x)", ((1, 10, 64),)),
    Case("attention without weights", "Mixing()", (IN_HEADS,) * 3,
         "ops.dot_product_attention(x, y, z)", ((1, 10, 4, 16),) * 3),
    Case("a product with a parameter", "Projection(32, 64)", ((1, 10, 32),),
         "ops.matmul(x, y)", ((1, 10, 32), (32, 64))),
    Case("an einsum of three", "Bilinear(16)", ((4, 16), (4, 16)),
         "ops.einsum('bi,ij,bj->b', x, y, z)", ((4, 16), (16, 16), (4, 16))),
    Case("a tied table", "LanguageModel(100, 32)", ((1, 12),),
         "table(table(x), reverse=True)", ((1, 12),)),
    Case("a shared activation", "SharedActivation()", ((1, 20),),
         "relu(Dense(10)(relu(Dense(30)(x))))", ((1, 20),)),
    Case("a shared layer", "SharedLayer(16)", ((1, 16),), "shared(shared(shared(x)))", ((1, 16),)),
    Case("a normalised convolution", "normalised()", ((1, 3, 16, 16),),
         "ReLU()(BatchNormalization()(Conv2D(8, 3, padding='same', use_bias=False)(x)))",
         ((1, 16, 16, 3),)),
    Case("depth by depth", "depthwise()", ((1, 16, 14, 14),),
         "ReLU(6)(BatchNormalization()(Conv2D(32, 1, use_bias=False)("
         "ReLU(6)(BatchNormalization()(DepthwiseConv2D(3, padding='same', use_bias=False)(x))))))",
         ((1, 14, 14, 16),)),
    Case("a block of a ViT", "Block()", ((1, 17, 64),),
         "(y := x + MultiHeadAttention(4, 16)(z := LayerNormalization()(x), z)) + "
         "Dense(64)(Dense(256, 'gelu')(LayerNormalization()(y)))", ((1, 17, 64),)),
)  # fmt: skip


# What each tool says, in multiply-accumulates


def by_torch(model: Any, inputs: Sequence[Any]) -> int:
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter:
        model(*inputs)
    return int(counter.get_total_flops()) // 2


def by_torchinfo(model: Any, inputs: Sequence[Any]) -> int:
    from torchinfo import summary

    return int(summary(model, input_data=[*inputs], verbose=0).total_mult_adds)


def by_fvcore(model: Any, inputs: Sequence[Any]) -> int:
    from fvcore.nn import FlopCountAnalysis

    return int(FlopCountAnalysis(model, tuple(inputs)).total())


def by_ptflops(model: Any, inputs: Sequence[Any]) -> int:
    from ptflops import get_model_complexity_info

    named = dict(zip(inspect.signature(model.forward).parameters, inputs))
    macs, _ = get_model_complexity_info(
        model, (1,), print_per_layer_stat=False, as_strings=False,
        input_constructor=lambda _: named if len(inputs) > 1 else inputs[0],
    )  # fmt: skip
    return int(macs)


def by_thop(model: Any, inputs: Sequence[Any]) -> int:
    from thop import profile

    return int(profile(model, inputs=tuple(inputs), verbose=False)[0])


def by_calflops(model: Any, inputs: Sequence[Any]) -> int:
    from calflops import calculate_flops

    macs = calculate_flops(model, args=[*inputs], print_results=False, output_as_string=False)[1]
    return int(macs)


TOOLS: dict[str, Callable[[Any, Sequence[Any]], int]] = {
    "torch": by_torch,
    "torchinfo": by_torchinfo,
    "fvcore": by_fvcore,
    "ptflops": by_ptflops,
    "thop": by_thop,
    "calflops": by_calflops,
}


def counted(tool: str) -> Counts:
    """What a tool says of each case; None where it fails."""
    sys.modules.setdefault("timm", None)  # type: ignore[arg-type]  # which wants torchvision
    import_module(tool)
    found: Counts = {}
    for case in CASES:
        with get_context("fork").Pool(1) as process:
            try:
                found[case.title] = process.apply(said, (tool, case))
            except Exception as error:
                print(f"{tool}: {case.title}: {error!r}", file=sys.stderr)
                found[case.title] = None
    return found


def said(tool: str, case: Case) -> int:
    return TOOLS[tool](case.model(), case.tensors())


def counted_apart(tool: str) -> Counts:
    """The same, in a process that no other tool has been in."""
    run = subprocess.run([sys.executable, __file__, "--tool", tool],
                         check=True, capture_output=True, text=True)  # fmt: skip
    sys.stderr.write(run.stderr)
    return dict(json.loads(run.stdout.splitlines()[-1]))


# What shapeproof says


def ours() -> Counts:
    return {case.title: macs(sp.explain(case.model(), *case.inputs)) for case in CASES}


def of_keras() -> Counts:
    """The same layers as Keras has them."""
    return {case.title: macs(sp.explain(keras_source(case))) for case in CASES}


def keras_source(case: Case) -> str:
    names = "xyz"[: len(case.keras_inputs)]
    lines = (
        "from keras import Input, Model, ops",
        "from keras.layers import *",
        "relu, shared, table = ReLU(), Dense(16), ReversibleEmbedding(100, 32)",
        *(f"{x} = Input(batch_shape={shape})" for x, shape in zip(names, case.keras_inputs)),
        f"model = Model([{', '.join(names)}], {case.keras})",
    )
    return "\n".join(lines)


def macs(report: sp.Report) -> int:
    assert not report.model.problems, report.model.problems
    assert not report.model.totals.uncounted
    return int(report.model.totals.macs)


# The table

HEADS = {"torch": "torch / 2"}


def table(others: dict[str, Counts]) -> str:
    """A row a case; what differs from shapeproof's count is bold."""
    own = ours()
    columns = {"Keras": of_keras(), **others}
    heads = ("", "Model", "Input", "shapeproof", *(HEADS.get(tool, tool) for tool in columns))
    lines = [heads, ("---", "---", "---", *["--:"] * (len(heads) - 3))]
    for case in CASES:
        right = own[case.title]
        cells = [cell(counts[case.title], right) for counts in columns.values()]
        inputs = "; ".join(",".join(map(str, shape)) for shape in case.inputs)
        lines.append((case.title, f"`{case.makes}`", inputs, f"{right:,}", *cells))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(macs: int | None, right: int | None) -> str:
    if macs is None:
        return "**fails**"
    return f"{macs:,}" if macs == right else f"**{macs:,}**"


def versions() -> str:
    packages = [name for name in TOOLS if name != "torch"]
    return ", ".join(f"{name} {version(name)}" for name in ("torch", *packages))


def told(others: dict[str, Counts]) -> str:
    return f"{table(others)}\n\nAs printed by {versions()}."


def rows(page: str) -> dict[str, list[str]]:
    """The cells of each row between the markers, by its title."""
    text = page.partition(START)[2].partition(END)[0]
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {first: cells for first, *cells in lines[2:]}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", action="store_true", help="keep it in docs/costs.md")
    options.add_argument("--tool", choices=TOOLS, help="only what this one says, as JSON")
    chosen = options.parse_args()
    if chosen.tool:
        warnings.simplefilter("ignore")
        logging.disable()
        print(json.dumps(counted(chosen.tool)))
        return
    try:
        versions()
    except PackageNotFoundError as error:
        sys.exit(f"{error}; `make costs` installs it, or pip install '.[costs]'")
    text = told({tool: counted_apart(tool) for tool in TOOLS})
    print(text)
    if chosen.write:
        page = PAGE.read_text(encoding="utf-8")
        found = re.sub(f"(?s)(?<={START}).*(?={END})", lambda _: text, page)
        PAGE.write_text(found, encoding="utf-8")


if __name__ == "__main__":
    main()
