"""torch's dropouts.  Modules are judged as they train, on what use and training both take."""

from shapeproof.rules.rule import Tensor
from tests.grids.torch.grid import functions, modules

SHAPES = [(2, 4), (2, 4, 5), (2, 4, 5, 3), (2, 4, 5, 3, 2)]
FEW = [(), (4,)]
KINDS = [(Tensor((2, 4), dtype),) for dtype in ("float16", "float64", "int64", "bool")]
P: dict[str, list[object]] = {"p": [0.0, 0.5, 1, 1.5, -0.1]}
MODULES = [
    *modules("Dropout", *FEW, *SHAPES, *KINDS[:2], **P),
    *modules("Dropout1d", *FEW, *SHAPES, **P),
    *modules("Dropout2d Dropout3d FeatureAlphaDropout", *SHAPES, *KINDS[:2], **P),
    *modules("AlphaDropout", *FEW, *SHAPES, **P),
]
NAMES = "dropout dropout1d dropout2d dropout3d alpha_dropout feature_alpha_dropout"
FUNCTIONS = [
    *functions(NAMES, *FEW, *SHAPES, *KINDS, p=[0.5]),
    *functions(NAMES, *FEW[1:], *SHAPES, *KINDS, training=[True, False]),
    *functions(NAMES, (2, 4), **P),
]
