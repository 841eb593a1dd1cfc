"""torch's attention: the module, its function, and queries held against keys; refusals included."""

from typing import Any

from shapeproof.rules.rule import Tensor
from tests.grids.torch.grid import Case, functions, modules


def boolean(*shape: int) -> Tensor:
    return Tensor(shape, "bool")


def double(*shape: int) -> Tensor:
    return Tensor(shape, "float64")


def whole(*shape: int) -> Tensor:
    return Tensor(shape, "int64")


SELF = ((5, 2, 8), (5, 2, 8), (5, 2, 8))
CROSS = ((5, 2, 8), (7, 2, 8), (7, 2, 8))
ALONE = ((5, 8), (7, 8), (7, 8))
PUT_OUT: dict[str, list[Any]] = {
    "need_weights": [True, False],
    "average_attn_weights": [True, False],
}
OWN: dict[str, list[Any]] = {"embed_dim": [8], "num_heads": [2]}
WITHOUT_PADDING: dict[int, Tensor | None] = {3: None}


def masked() -> list[Case]:
    """Masks of keys, of matches, and of both; such that fit and such that do not."""
    of_keys = [(2, 7), (7,), (2, 5), boolean(2, 7), whole(2, 7), double(2, 7)]
    of_matches = [(5, 7), (4, 5, 7), (2, 5, 7), (5, 5), (7,), boolean(5, 7), whole(5, 7),
                  double(5, 7)]  # fmt: skip
    both = [((2, 7), (5, 7)), (boolean(2, 7), boolean(4, 5, 7)), (boolean(2, 7), (5, 7))]
    alone = [((7,), (2, 5, 7)), ((7,), (5, 7)), ((1, 7), (5, 7)), ((7,), (1, 5, 7))]
    causal: dict[str, list[Any]] = {"is_causal": [False, True], "need_weights": [False, True]}
    return [
        *modules("MultiheadAttention", *((*CROSS, mask) for mask in of_keys), **OWN),
        *modules("MultiheadAttention", *((*CROSS, mask) for mask in of_matches),
                 constants=WITHOUT_PADDING, **OWN, **causal),
        *modules("MultiheadAttention", *((*CROSS, *masks) for masks in both),
                 *((*ALONE, *masks) for masks in alone), **OWN, add_bias_kv=[False, True],
                 add_zero_attn=[True]),
        *modules("MultiheadAttention", (*CROSS, *both[0]), (*ALONE, *alone[0]), **OWN, **causal),
    ]  # fmt: skip


MODULES = [
    *modules("MultiheadAttention", SELF, CROSS, ALONE, embed_dim=[8], num_heads=[1, 2, 3],
             bias=[True, False], batch_first=[False, True]),
    *modules("MultiheadAttention", CROSS, ALONE, **PUT_OUT, **OWN),
    *modules("MultiheadAttention", ((2, 5, 8), (2, 7, 8), (2, 7, 8)), ALONE, **PUT_OUT, **OWN,
             batch_first=[True], add_bias_kv=[False, True], add_zero_attn=[False, True]),
    *modules("MultiheadAttention", ((5, 2, 8), (7, 2, 6), (7, 2, 4)), SELF,
             ((5, 2, 8), (7, 2, 8), (7, 2, 4)), ((5, 2, 8), (7, 2, 6), (7, 2, 8)), **OWN,
             kdim=[None, 6, 8], vdim=[None, 4], bias=[True, False], add_bias_kv=[False, True]),
    *modules("MultiheadAttention", ((5, 2, 8), (7, 2, 8), (6, 2, 8)),
             ((5, 2, 8), (7, 3, 8), (7, 3, 8)), ((5, 2, 8), (7, 8), (7, 8)),
             ((5, 2, 8), (7, 2, 8), (7, 8)), ((5, 2, 6), (7, 2, 6), (7, 2, 6)),
             ((5,), (7,), (7,)), ((3, 5, 2, 8), (3, 7, 2, 8), (3, 7, 2, 8)), **OWN),
    *modules("MultiheadAttention", SELF, **OWN, dropout=[0.5, 1.5]),
    *modules("MultiheadAttention", SELF, embed_dim=[8], num_heads=[0, 16]),
    *modules("MultiheadAttention", SELF, **OWN, is_causal=[True]),
    *modules("MultiheadAttention", SELF, dtype="int64", **OWN),
    *masked(),
]  # fmt: skip
HEADS = ((2, 3, 5, 4), (2, 3, 7, 4), (2, 3, 7, 6))
PLAIN: list[Any] = [
    HEADS,
    ((5, 4), (7, 4), (7, 6)),
    ((2, 5, 4), (1, 7, 4), (1, 7, 4)),
    ((2, 1, 5, 4), (3, 7, 4), (2, 3, 7, 6)),
    ((2, 3, 5, 4), (7, 4), (7, 4)),
    ((2, 2, 3, 5, 4), (2, 2, 3, 7, 4), (2, 2, 3, 7, 4)),
    ((2, 5, 4), (2, 7, 3), (2, 7, 4)),
    ((2, 5, 4), (2, 7, 4), (2, 6, 4)),
    ((2, 5, 4), (3, 7, 4), (3, 7, 4)),
    ((4,), (4,), (4,)),
]
GROUPED: list[Any] = [
    ((2, 6, 5, 4), (2, 2, 7, 4), (2, 2, 7, 4)),
    ((2, 6, 5, 4), (2, 2, 7, 4), (2, 3, 7, 4)),
    ((2, 6, 5, 4), (2, 4, 7, 4), (2, 4, 7, 4)),
    ((2, 2, 5, 4), (2, 6, 7, 4), (2, 6, 7, 4)),
    ((6, 5, 4), (2, 7, 4), (2, 7, 4)),
    ((5, 4), (7, 4), (7, 4)),
    HEADS,
]
MASKS: list[Any] = [
    (5, 7), (7,), (3, 5, 1), (2, 3, 5, 7), (4, 2, 3, 5, 7), (3, 1, 7), (5, 5), (2, 5, 7), (),
    boolean(5, 7), whole(5, 7), double(5, 7),
]  # fmt: skip
PACKED = ((24, 8), (24,), (1, 1, 8), (1, 1, 8), (8, 8), (8,))
FORWARD: dict[str, list[Any]] = {
    "embed_dim_to_check": [8],
    "num_heads": [2],
    "add_zero_attn": [False],
    "dropout_p": [0.0],
}
APART: dict[int, Tensor | None] = {3: None, 5: None, 6: None, 9: None, 10: None}
FUNCTIONS = [
    *functions("scaled_dot_product_attention", *PLAIN, is_causal=[False, True]),
    *functions("scaled_dot_product_attention", *GROUPED, enable_gqa=[False, True],
               is_causal=[False, True]),
    *functions("scaled_dot_product_attention", *((*HEADS, mask) for mask in MASKS),
               is_causal=[False, True]),
    *functions("scaled_dot_product_attention", ((5, 4), (7, 4), (7, 4), (2, 5, 7)),
               ((1, 1, 4), (1, 7, 4), (1, 7, 4), (5, 7))),
    *functions("scaled_dot_product_attention", HEADS, scale=[None, 0.5], dropout_p=[0.0, 1.5]),
    *functions("scaled_dot_product_attention", HEADS, dtype="int64"),
    *functions("scaled_dot_product_attention", HEADS, dtype="complex64"),
    *functions("scaled_dot_product_attention", HEADS, (*HEADS, (5, 7)), (*HEADS, Tensor((5, 7))),
               dtype="float64"),
    *functions("scaled_dot_product_attention", (*HEADS[:2], double(2, 3, 7, 6))),
    *functions("multi_head_attention_forward", (*SELF, *PACKED), (*CROSS, *PACKED),
               (*ALONE, *PACKED), (*CROSS, (24, 8), (24,), (1, 1, 8), (1, 1, 8), (6, 8), (6,)),
               (*CROSS, (24, 8), (8,), *PACKED[2:]), (*CROSS, (16, 8), *PACKED[1:]),
               (*CROSS, (24, 8), (24,), (1, 1, 8), (1, 1, 6), (6, 8), (6,)),
               (*CROSS, (24, 8), (24,), (1, 1, 6), (1, 1, 8), (6, 8), (6,)),
               **FORWARD, **PUT_OUT),
    *functions("multi_head_attention_forward", (*CROSS, *PACKED, (2, 7), (5, 7)),
               (*CROSS, *PACKED, boolean(2, 7), boolean(5, 6)),
               **{**FORWARD, "num_heads": [2, 3], "add_zero_attn": [False, True]}),
    *functions("multi_head_attention_forward",
               (*CROSS, (24,), (8, 8), (8,), (8, 8), (8, 8), (8, 8)),
               ((5, 2, 8), (7, 2, 6), (7, 2, 4), (24,), (8, 8), (8,), (8, 8), (8, 6), (8, 4)),
               ((5, 2, 8), (7, 2, 6), (7, 2, 4), (24,), (8, 8), (8,), (8, 8), (8, 6), (8, 6)),
               constants=APART, **FORWARD, use_separate_proj_weight=[True, False]),
]  # fmt: skip
