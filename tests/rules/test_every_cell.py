"""Every rule that makes numbers of numbers tells what one of them is made of, or has a reason."""

from __future__ import annotations

from tests.test_one_rule import FAMILIES, TORCH, cases_of, facts_of, unswept

TRIANGLES = (
    "cholesky cholesky_inverse cholesky_solve geqrf linalg_cholesky linalg_cholesky_ex "
    "linalg_householder_product linalg_ldl_factor linalg_lu linalg_lu_factor linalg_lu_factor_ex "
    "linalg_lu_solve linalg_qr linalg_solve_triangular lu lu_factor lu_solve lu_unpack orgqr qr "
    "solve_triangular triangular_solve trace"
)
UNKNOWN = (
    "argwhere bincount masked_scatter masked_select nonzero unique unique_consecutive "
    "where.condition repeat_interleave.Tensor TextVectorization HashedCrossing ctc_decode"
)
WRITTEN = "index_put diagonal_scatter scatter scatter_update slice slice_update"
WAVES = "stft istft irfft MelSpectrogram"
LOSSES = (
    "CTCLoss CosineEmbeddingLoss GaussianNLLLoss LinearCrossEntropyLoss MultiLabelMarginLoss "
    "MultiLabelSoftMarginLoss MultiMarginLoss TripletMarginLoss TripletMarginWithDistanceLoss "
    "cosine_embedding_loss ctc_loss gaussian_nll_loss linear_cross_entropy multi_margin_loss "
    "multilabel_margin_loss multilabel_soft_margin_loss triplet_margin_loss "
    "triplet_margin_with_distance_loss sparse_categorical_crossentropy AdaptiveLogSoftmaxWithLoss"
)
SEVERAL = "Lambda Pipeline einops.EinMix multi_head_attention_forward _grouped_mm"
WITHOUT = {
    **dict.fromkeys(TRIANGLES.split(), "no range of rows and columns, but a triangle or a row"),
    **dict.fromkeys(UNKNOWN.split(), "how many numbers come out, only the numbers themselves tell"),
    **dict.fromkeys(WRITTEN.split(), "what is written where, other numbers tell"),
    **dict.fromkeys(WAVES.split(), "frames reach into edges that mirror what is inside"),
    **dict.fromkeys(LOSSES.split(), "no part of a model that is drawn"),
    **dict.fromkeys(SEVERAL.split(), "other layers or several steps, of which each has a cell"),
    **dict.fromkeys(("full_like", "tensor.tensors"), "it reads sizes, or single numbers"),
    **dict.fromkeys(
        ("linspace", "logspace", "geomspace", "vander"), "ends and first powers differ"
    ),
    **dict.fromkeys(("histogram", "slogdet"), "the first output says nothing of one place"),
    **dict.fromkeys(("pack.einops", "unpack.einops"), "several tensors laid in one"),
    **dict.fromkeys(("quantized.Quantize", "quantized.DeQuantize"), "bytes, and their scales"),
    **dict.fromkeys(("AutoContrast", "ContrastLimitedAdaptiveHistogramEqualization"), "statistics"),
    "sobel_edges": "its edges mirror what is inside",
    "RandomCrop": "in use it passes on what it reads, of another shape than it states",
}


def test_every_rule_tells_what_its_numbers_are_made_of_or_has_a_reason() -> None:
    told: set[tuple[bool, str]] = set()
    made: set[tuple[bool, str]] = set()
    for family in FAMILIES + TORCH:
        for case in (*cases_of(family), *unswept(family)):
            rule = (family in TORCH, case.layer.rule.name)
            if rule in told or not case.tensors():
                continue
            facts = facts_of(case.layer, *case.tensors())
            if facts and facts.outputs:
                made.add(rule)
                told |= {rule} if facts.cell else set()
    assert sorted({name for _, name in made - told}) == sorted(WITHOUT)
