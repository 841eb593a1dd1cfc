"""torch's losses, refusals included."""

from typing import Any

from shapeproof.rules.rule import Tensor
from tests.grids.torch.grid import NUMBER, Case, functions, modules

REDUCTIONS: dict[str, list[Any]] = {"reduction": ["none", "mean", "sum", "x"]}
OLD: dict[str, list[Any]] = {"size_average": [None, True, False], "reduce": [None, True, False]}
PAIRS = [
    ((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 3), (2, 1)), ((2, 3), (4, 3)), ((2, 3), (2,)),
    ((2, 1), (1, 3)), ((2, 3), ()), ((), ()), ((3,), (3,)), ((2, 3), (2, 3, 1)),
    ((2, 3, 4, 5), (2, 3, 4, 5)),
]  # fmt: skip
DTYPES = ("float32", "float64", "float16", "int64", "bool", "complex64")
POINTWISE = "L1Loss MSELoss SmoothL1Loss HuberLoss SoftMarginLoss HingeEmbeddingLoss KLDivLoss"
POINTWISE += " PoissonNLLLoss BCELoss BCEWithLogitsLoss MultiLabelSoftMarginLoss"
FUNCTIONS_OF = {
    "L1Loss": "l1_loss",
    "MSELoss": "mse_loss",
    "SmoothL1Loss": "smooth_l1_loss",
    "HuberLoss": "huber_loss",
    "SoftMarginLoss": "soft_margin_loss",
    "HingeEmbeddingLoss": "hinge_embedding_loss",
    "KLDivLoss": "kl_div",
    "PoissonNLLLoss": "poisson_nll_loss",
    "BCELoss": "binary_cross_entropy",
    "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "MultiLabelSoftMarginLoss": "multilabel_soft_margin_loss",
}
OF_FUNCTIONS = " ".join(FUNCTIONS_OF.values())


def whole(*shape: int, dtype: str = "int64") -> Tensor:
    return Tensor(shape, dtype)


def real(*shape: int, dtype: str = "float32") -> Tensor:
    return Tensor(shape, dtype)


CLASSES = [
    ((2, 3), whole(2)), ((3,), whole()), ((2, 3, 4), whole(2, 4)), ((2, 3, 4, 5), whole(2, 4, 5)),
    ((2, 3, 4, 5, 6), whole(2, 4, 5, 6)), ((2, 3), whole(2, 3)), ((2, 3), whole(2, 1)),
    ((2, 3), whole(4)), ((2, 3), whole()), ((3,), whole(1)), ((3,), whole(3)), ((1, 3), whole(1)),
    ((2, 3, 4), whole(2, 3, 4)), ((2, 3, 4), whole(2, 5)), ((2, 3, 4), whole(2)), ((), whole()),
    ((2, 3, 4, 5), whole(2, 4, 6)), ((2, 3, 1), whole(2, 1)),
]  # fmt: skip
OF_CLASSES = [(real(*a), b) for a, b in CLASSES]
OF_DTYPES = [
    (real(2, 3, dtype=dtype), whole(2, dtype=other))
    for dtype in DTYPES
    for other in ("int64", "int32", "uint8", "float32")
]
OF_SHARES = [
    (real(2, 3), real(2, 3)), (real(2, 3, 4), real(2, 3, 4)), (real(3), real(3)), (real(), real()),
    (real(2, 3), real(2, 3, dtype="float64")), (real(2, 3), real(2, 1)), (real(2, 3), real(4, 3)),
    (whole(2, 3), real(2, 3)), (real(2, 3, 4), real(2, 4)), (real(2, 3), real(2, 3, dtype="bool")),
]  # fmt: skip
WEIGHTS = [real(3), real(4), real(1, 3), real(3, dtype="float64")]
IMAGES = (real(2, 3, 4, 4), whole(2, 4, 4, dtype="uint8"))
EXAMPLES = [
    (real(2, 3), whole(2, 3)), (real(3), whole(3)), (real(2, 3), whole(2)),
    (real(2, 3, 4), whole(2, 3, 4)), (real(2, 3), whole(2, 4)), (real(3), whole()),
    (real(2, 3), real(2, 3)), (real(2, 3, dtype="float16"), whole(2, 3)),
    (whole(2, 3), whole(2, 3)),
]  # fmt: skip
ONES = [
    (real(2, 3), whole(2)), (real(3), whole()), (real(3), whole(1)), (real(2, 3), whole(3)),
    (real(2, 3, 4), whole(2)), (real(3), whole(3)), (real(2, 3), whole(2, 1)),
    (real(2, 3), real(2)), (real(2, 3), whole(2, dtype="int32")),
    (real(2, 3, dtype="float64"), whole(2)), (real(2, 3, dtype="float16"), whole(2)),
]  # fmt: skip
RANKED = [
    ((2, 3), (2, 3), (2, 3)), ((3,), (3,), (3,)), ((2, 3), (2, 3), (3,)), ((2, 3), (2, 1), (1, 3)),
    ((2, 3), (2, 3), (2, 1)), (real(3), real(3), whole(3)), (whole(3), whole(3), whole(3)),
    (real(3, dtype="bool"), real(3, dtype="bool"), real(3)), (real(), real(), real()),
]  # fmt: skip
EMBEDDED = [
    ((2, 3), (2, 3), (2,)), (real(3), real(3), real()), ((2, 3), (2, 3), (2, 1)),
    ((2, 3), (2, 3), (1,)), ((2, 3), (1, 3), (2,)), ((2, 3), (3,), (2,)), ((2, 3), (4, 3), (2,)),
    ((2, 3, 4), (2, 3, 4), (2,)), ((3,), (3,), (1,)), ((2, 3), (2, 3), (3,)),
    (real(2, 3), real(2, 3, dtype="float64"), whole(2)), (whole(2, 3), whole(2, 3), whole(2)),
]  # fmt: skip
TRIPLETS = [
    ((2, 3),) * 3, ((3,),) * 3, ((2, 3, 4),) * 3, ((2, 3), (1, 3), (2, 3)), (real(),) * 3,
    ((2, 3), (3,), (2, 3)), ((2, 3), (2, 4), (2, 3)), ((2, 3), (2, 1), (2, 3)),
    (real(2, 3), real(2, 3, dtype="float64"), real(2, 3)), (whole(2, 3),) * 3,
    (real(2, 3, dtype="bool"),) * 3, (real(2, 3, dtype="complex64"),) * 3,
]  # fmt: skip
SPELT = [
    (real(5, 2, 4), whole(2, 3), whole(2), whole(2)), (real(5, 2, 4), whole(2), whole(2), whole(2)),
    (real(5, 4), whole(1), whole(1), whole(1)), (real(5, 4), whole(1), whole(), whole()),
    (real(5, 2, 4), whole(3, 3), whole(2), whole(2)),
    (real(5, 2, 4), whole(2, 3), whole(3), whole(2)),
    (real(5, 2, 4), whole(2, 3), whole(2), whole(1)),
    (real(5, 2, 4), whole(2, 3), real(2), real(2)), (real(4), whole(1), whole(1), whole(1)),
    (real(5, 2, 4, dtype="float64"), whole(2, 3), whole(2, dtype="int32"), whole(2)),
    (real(5, 2, 4, dtype="float16"), whole(2, 3), whole(2), whole(2)),
]  # fmt: skip
SPREAD = [
    ((2, 3), (2, 3), (2, 3)), ((2, 3), (2, 3), (2, 1)), ((2, 3), (2, 3), (2,)),
    ((2, 3), (2, 3), (3,)), ((2, 3), (2, 3), (1, 3)), ((2, 3), (2, 3), (4, 3)),
    ((2, 3), (3,), (2, 3)), ((2, 3, 4), (2, 3, 4), (2, 1, 1)), ((2, 3, 4), (2, 3, 4), (2, 3)),
    (real(2, 3), real(2, 3), real()), (real(2, 3), real(2, 3, dtype="float64"), real(2, 3)),
    (real(2, 3), whole(2, 3), real(2, 3)), (whole(2, 3),) * 3,
]  # fmt: skip
DENSE = [
    (real(2, 5), whole(2)), (real(5), whole()), (real(2, 5), real(2, 3)), (real(2, 5), whole(3)),
    (real(2, 4), whole(2)), (real(2, 2, 5), whole(2)),
]  # fmt: skip


def weighed(name: str, *inputs: Any, **choices: list[Any]) -> list[Case]:
    """A function on these inputs, and then weighed in several ways."""
    return functions(name, *(((*given, weight)) for given in inputs for weight in WEIGHTS),
                     **choices)  # fmt: skip


MODULES = [
    *modules(POINTWISE, *PAIRS, **REDUCTIONS),
    *modules("L1Loss BCELoss", *PAIRS[:2], **OLD),
    *modules("KLDivLoss", *PAIRS, reduction=["batchmean"], log_target=[True]),
    *(case for a in DTYPES for b in DTYPES
      for case in modules(POINTWISE, (real(2, 3, dtype=a), real(2, 3, dtype=b)),
                          reduction=["none", "mean"])),
    *modules("PoissonNLLLoss", *PAIRS[:2], log_input=[True, False], full=[True, False]),
    *modules("HingeEmbeddingLoss", *PAIRS[:2], margin=[2.0], **REDUCTIONS),
    *modules("GaussianNLLLoss", *SPREAD, full=[False, True], **REDUCTIONS),
    *modules("BCELoss MultiLabelSoftMarginLoss", PAIRS[0], weight=[None, *WEIGHTS], **REDUCTIONS),
    *modules("BCEWithLogitsLoss", PAIRS[0], weight=[None, *WEIGHTS], pos_weight=[None, *WEIGHTS]),
    *modules("NLLLoss CrossEntropyLoss", *OF_CLASSES, *OF_SHARES, **REDUCTIONS),
    *modules("NLLLoss CrossEntropyLoss", *OF_DTYPES, IMAGES),
    *modules("NLLLoss CrossEntropyLoss", OF_CLASSES[0], OF_SHARES[0], weight=WEIGHTS),
    *modules("NLLLoss CrossEntropyLoss", OF_CLASSES[3], weight=WEIGHTS[:2]),
    *modules("CrossEntropyLoss", OF_CLASSES[0], OF_SHARES[0], label_smoothing=[0.1, 1.1],
             ignore_index=[-100, 0]),
    *modules("LinearCrossEntropyLoss", *DENSE, in_features=[5], num_classes=[3],
             bias=[False, True], **REDUCTIONS),
    *modules("LinearCrossEntropyLoss", (real(2, 5), whole(2, 4)), (real(5), whole(4)),
             in_features=[5], num_classes=[3], out_features=[(4,)], weight=[None, *WEIGHTS]),
    *modules("MarginRankingLoss", *RANKED, **REDUCTIONS),
    *modules("CosineEmbeddingLoss", *EMBEDDED, **REDUCTIONS),
    *modules("MultiLabelMarginLoss", *EXAMPLES, **REDUCTIONS),
    *modules("MultiMarginLoss", *ONES, p=[1, 2, 3], **REDUCTIONS),
    *modules("MultiMarginLoss", ONES[0], weight=WEIGHTS),
    *modules("TripletMarginLoss TripletMarginWithDistanceLoss", *TRIPLETS, swap=[False, True],
             **REDUCTIONS),
    *modules("TripletMarginLoss", TRIPLETS[0], margin=[0.0, 2.0]),
    *modules("CTCLoss", *SPELT, **REDUCTIONS),
]  # fmt: skip
FUNCTIONS = [
    *functions(OF_FUNCTIONS, *PAIRS[:3], **REDUCTIONS),
    *functions("l1_loss mse_loss huber_loss", *((*pair, weight) for pair in PAIRS[:2]
               for weight in ((2, 3), (3,))), **REDUCTIONS),
    *functions("l1_loss mse_loss huber_loss",
               (real(2, 3), real(2, 3), real(2, 3, dtype="float64"))),
    *weighed("binary_cross_entropy multilabel_soft_margin_loss", (real(2, 3), real(2, 3)),
             **REDUCTIONS),
    *functions("binary_cross_entropy_with_logits", *((real(2, 3), real(2, 3), a, b)
               for a in WEIGHTS for b in WEIGHTS)),
    *functions("gaussian_nll_loss", *SPREAD),
    *functions("gaussian_nll_loss", *PAIRS[:2], constants={2: NUMBER}),
    *functions("nll_loss cross_entropy", *OF_CLASSES, *OF_SHARES, **REDUCTIONS),
    *weighed("nll_loss cross_entropy", OF_CLASSES[0], OF_SHARES[0], **REDUCTIONS),
    *functions("nll_loss cross_entropy", *((*OF_CLASSES[2], weight) for weight in WEIGHTS[:2])),
    *functions("linear_cross_entropy", (real(2, 5), real(3, 5), whole(2)),
               (real(2, 5), real(3, 4), whole(2)), (real(2, 5), real(3, 4, 5), whole(2, 4)),
               (real(5), real(3, 5), whole()), (real(2, 5), real(3, 5), real(2, 3)),
               (real(2, 5), real(3, 5), whole(2), real(3)),
               (real(2, 5), real(3, 5), whole(2), real(4)),
               (real(2, 5), real(3, 5), whole(2), real(3), real(3)), **REDUCTIONS),
    *functions("margin_ranking_loss", *RANKED),
    *functions("cosine_embedding_loss", *EMBEDDED),
    *functions("multilabel_margin_loss", *EXAMPLES),
    *functions("multi_margin_loss", *ONES, p=[1, 2]),
    *weighed("multi_margin_loss", ONES[0]),
    *functions("triplet_margin_loss triplet_margin_with_distance_loss", *TRIPLETS,
               swap=[False, True]),
    *functions("ctc_loss", *SPELT),
]  # fmt: skip
