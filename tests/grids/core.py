"""Dense and embedding layers and those that pass on what they read, refusals included."""

from typing import Any

from tests.grids.grid import grid

SHAPES = [(), (7,), (5, 7), (2, 3, 7)]


def abs_of(x: Any) -> Any:
    return abs(x)


CASES = [
    *grid(
        "Dense",
        (7,),
        (5, 7),
        (2, 3, 7),
        (),
        units=[1, 6],
        use_bias=[True, False],
        activation=[None, "relu", "linear"],
    ),
    *grid(
        "Dense",
        (7,),
        (5, 7),
        units=[1, 6],
        use_bias=[True, False],
        lora_rank=[None, 2, 0, -1],
        quantization=[None, "int8"],
    ),
    *grid(
        "Embedding",
        *SHAPES,
        dtype="int32",
        input_dim=[20],
        output_dim=[8],
        lora_rank=[None, 2, 0, -1],
        quantization=[None, "int8"],
    ),
    *grid(
        "ReversibleEmbedding",
        *SHAPES,
        dtype="int32",
        input_dim=[20, 0],
        output_dim=[8, -1],
        tie_weights=[True, False],
        mask_zero=[False, True],
    ),
    *grid(
        "ReversibleEmbedding",
        (7,),
        (5, 7),
        input_dim=[20],
        output_dim=[7, 8],
        tie_weights=[True, False],
        logit_soft_cap=[5.0],
        lora_rank=[None, 2, 0],
        reverse=[False, True],
        quantization=[None, "int8"],
    ),
    *grid(
        "ReversibleEmbedding",
        (5, 7),
        input_dim=[20],
        output_dim=[7],
        reverse_dtype=[None, "float16"],
        reverse=[True],
    ),
    *(
        case
        for dtype in ("int32", "int64", "float32", "uint8")
        for case in grid(
            "Embedding",
            *SHAPES,
            dtype=dtype,
            input_dim=[1, 20, 0, -3],
            output_dim=[1, 8, 0],
            mask_zero=[False, True],
        )
    ),
    *(
        case
        for dtype in ("float32", "int32")
        for case in (
            *grid("Masking", *SHAPES, dtype=dtype, mask_value=[0.0, -1]),
            *grid("Identity", *SHAPES, ((3,), (4, 5)), dtype=dtype),
            *grid(
                "ActivityRegularization",
                *SHAPES,
                dtype=dtype,
                l1=[0.0, 0.1, -1, None],
                l2=[0.0, 0.1, -1],
            ),
            *grid(
                "Lambda",
                *SHAPES,
                ((3,), (4, 5)),
                dtype=dtype,
                function=[abs_of],
                output_shape=[(), (7,), (3, 4)],
            ),
        )
    ),
]
