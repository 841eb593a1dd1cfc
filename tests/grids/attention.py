"""Attention of every kind, refusals included; how it is called is among the arguments."""

from tests.grids.grid import grid

SELF = ((10, 8), (10, 8))
CROSS = ((10, 8), (12, 6))
KEYED = ((10, 8), (12, 6), (12, 5))
UNEVEN = ((10, 8), (12, 6), (11, 5))
FLAT = ((8,), (6,))
PICTURES = ((3, 10, 8), (3, 12, 6))
APART = ((10, 8), (2, 12, 6))
FLAGS = [False, True]
SCORES = {"return_attention_scores": FLAGS}

CASES = [
    *grid(
        "MultiHeadAttention",
        *(SELF, CROSS, KEYED, UNEVEN, FLAT, PICTURES, APART),
        num_heads=[4],
        key_dim=[3],
        value_dim=[None, 5],
        use_bias=FLAGS,
        use_gate=FLAGS,
        **SCORES,
    ),
    *grid(
        "MultiHeadAttention",
        *(SELF, PICTURES),
        num_heads=[2, 0, -1],
        key_dim=[4, 0],
        value_dim=[None, 0, 3],
    ),
    *grid(
        "MultiHeadAttention",
        *(CROSS, PICTURES),
        num_heads=[2],
        key_dim=[4],
        output_shape=[None, 7, 0, -1, (), (7,), (7, 3), (7, -3), (0,)],
    ),
    *grid(
        "MultiHeadAttention",
        *(CROSS, PICTURES),
        num_heads=[2],
        key_dim=[4],
        attention_axes=[None, 1, 2, 3, 4, 5, 0, -1, -2, -5, -6, -7, -9, (1, 2), (1, 1), ()],
        **SCORES,
    ),
    *grid(
        "MultiHeadAttention",
        SELF,
        num_heads=[2],
        key_dim=[4],
        dropout=[0.0, 0.5, 1.5, -0.1],
        sliding_window=[None, 3, 0],
        flash_attention=[None, True],
    ),
    *grid("MultiHeadAttention", (10, 8), num_heads=[2], key_dim=[4]),
    *grid(
        "MultiHeadAttention",
        *(CROSS, PICTURES),
        num_heads=[2],
        key_dim=[4],
        value_dim=[None, 3],
        output_shape=[None, (7, 3)],
        use_bias=FLAGS,
        quantization=["int8"],
    ),
    *grid("MultiHeadAttention", CROSS, dtype="int32", num_heads=[2], key_dim=[4]),
    *grid(
        "GroupQueryAttention",
        *(SELF, ((10, 8), (12, 8)), ((10, 8), (12, 8), (12, 5)), CROSS, UNEVEN),
        ((10, 8), (12, 8), (11, 8)),
        FLAT,
        head_dim=[3],
        num_query_heads=[4],
        num_key_value_heads=[2, 3],
        use_bias=FLAGS,
        use_gate=FLAGS,
        **SCORES,
    ),
    *grid(
        "GroupQueryAttention",
        SELF,
        head_dim=[3, 0, -1],
        num_query_heads=[4, 0, -2],
        num_key_value_heads=[2, 0, -2],
        quantization=[None, "int8"],
    ),
    *grid(
        "GroupQueryAttention",
        SELF,
        head_dim=[3],
        num_query_heads=[4],
        num_key_value_heads=[2],
        dropout=[0.0, 0.5, 1.5],
        sliding_window=[None, 3, 0],
        flash_attention=[None, True],
    ),
    *(
        case
        for name, modes in (
            ("Attention", {"score_mode": ["dot", "concat", "other"]}),
            ("AdditiveAttention", {}),
        )
        for case in grid(
            name,
            *(SELF, CROSS, KEYED, UNEVEN, PICTURES, (10, 8), (SELF[0],) * 4),
            ((10, 8), (12, 8), (12, 8)),
            use_scale=FLAGS,
            **modes,
            **SCORES,
        )
    ),
]
