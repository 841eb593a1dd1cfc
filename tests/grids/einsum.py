"""Contractions with a kernel, as equations write them, refusals included."""

from tests.grids.grid import grid

EQUATIONS = {
    "ab,bc->ac": [(7,), (7, 3), ()],
    "abc,cd->abd": [(5, 7), (7,)],
    "abc,cde->abde": [(5, 7)],
    "abc,bcd->ad": [(5, 7)],
    "abcd,cde->abe": [(4, 3, 2)],
    "abc,bc->ab": [(5, 7)],
    "abc,c->ab": [(5, 7)],
    "abc,b->ac": [(5, 7)],
    "...x,xy->...y": [(), (7,), (5, 7), (2, 3, 7)],
    "...bx,xy->...by": [(5, 7), (2, 5, 7), (7,)],
    "ab...,bc->ac...": [(7,), (7, 3), (7, 3, 2)],
    "ab,bc->ca": [(7,)],
}
WRONG = [
    "a...,bc->ac...",
    "ab,bc->ad",
    "ab,bcd->ac",
    "ab bc->ac",
    "ab,bc",
    "ab,->a",
    "...ab,bc->ac",
]
SHAPES = [4, -1, 0, (), (4,), (None,), (None, 4), (5, 4), (None, None), (None, 2, 3), (7,)]
PLAIN = {"ab,bc->ac": 4, "abc,cde->abde": (None, 2, 3), "...x,xy->...y": 4, "abc,bcd->ad": 4}

CASES = [
    *(
        case
        for equation, inputs in EQUATIONS.items()
        for case in grid("EinsumDense", *inputs, equation=[equation], output_shape=SHAPES)
    ),
    *grid("EinsumDense", (7,), (5, 7), equation=WRONG, output_shape=[4, (None, 4)]),
    *(
        case
        for equation, output_shape in PLAIN.items()
        for case in grid(
            "EinsumDense",
            *EQUATIONS[equation],
            equation=[equation],
            output_shape=[output_shape],
            activation=[None, "relu"],
            bias_axes=[None, "", *"abcdexy", "de", "ed", "bd"],
        )
    ),
    *grid(
        "EinsumDense",
        (7, 3),
        equation=["ab...,bc->ac..."],
        output_shape=[4],
        bias_axes=[None, "a", "b", "c"],
    ),
    *(
        case
        for equation, output_shape in PLAIN.items()
        for case in grid(
            "EinsumDense",
            EQUATIONS[equation][-1 if "." in equation else 0],
            equation=[equation],
            output_shape=[output_shape],
            bias_axes=[None, equation[-1]],
            lora_rank=[None, 2, 0, -1],
            quantization=[None, "int8"],
        )
    ),
    *grid(
        "EinsumDense",
        (4, 3, 2),
        equation=["abcd,cde->abe"],
        output_shape=[(None, 6), (4, 6)],
        lora_rank=[None, 2],
        quantization=[None, "int8"],
    ),
]
