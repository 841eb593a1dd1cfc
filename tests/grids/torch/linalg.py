"""torch's linear algebra, refusals included."""

from math import inf

from shapeproof.rules.rule import Tensor
from tests.grids.torch.grid import also, functions

SQUARES = [(3, 3), (2, 3, 3), (2, 3, 4), (3,)]
RECTANGLES = [(2, 3), (4, 3), (2, 2, 3, 4), (2, 3, 3), (3,)]
OF_SQUARES = (
    "inverse linalg_inv cholesky linalg_cholesky linalg_cholesky_ex linalg_inv_ex det linalg_det "
    "logdet slogdet linalg_slogdet linalg_eig linalg_eigh linalg_eigvals linalg_eigvalsh "
    "linalg_ldl_factor cholesky_inverse"
)
OF_RECTANGLES = (
    "linalg_qr qr linalg_svd svd linalg_svdvals linalg_lu linalg_lu_factor linalg_lu_factor_ex lu "
    "geqrf pinverse linalg_pinv linalg_matrix_rank linalg_cond"
)
ANYTHING = (
    "matrix_exp linalg_matrix_exp matrix_power trace linalg_vector_norm linalg_matrix_norm "
    "linalg_norm norm linalg_vander"
)
DTYPES = ("float64", "float16", "int64", "bool", "complex64")
ORDERS: list[object] = [None, 2, 0, 1, -inf, 3, "fro", "nuc", "x"]
AXES: list[object] = [None, 1, (0, 1), (-1,), (0, 1, 2), (0, 0), 5]
SYSTEMS = [
    ((3, 3), (3,)), ((3, 3), (3, 2)), ((2, 3, 3), (2, 3)), ((2, 3, 3), (3, 2)), ((2, 3, 3), (3,)),
    ((2, 3, 3), (2, 3, 4)), ((5, 1, 3, 3), (2, 3, 4)), ((3, 3), (2, 3, 4)), ((3, 3), (4,)),
    ((4, 3), (4, 2)), ((2, 3, 3), (1, 3)), ((4, 3, 3), (4, 3)), ((3, 3, 3), (3, 3)),
    ((2, 3, 3), (4, 3, 1)), ((3,), (3,)), (Tensor((3, 3), "float64"), Tensor((3, 2))),
    (Tensor((3, 3), "complex64"), Tensor((3, 2), "complex64")),
]  # fmt: skip
TURNED = [given[::-1] for given in SYSTEMS]
FACTORS = [((3, 3), (3,)), ((2, 3, 3), (2, 3)), ((2, 4, 3), (2, 3))]
PACKED = [(a, Tensor(b, "int32")) for a, b in ((Tensor(a), b) for a, b in FACTORS)]
FUNCTIONS = [
    *functions(OF_SQUARES, *SQUARES),
    *functions(OF_RECTANGLES, *RECTANGLES),
    *(case for dtype in DTYPES
      for case in functions(f"{OF_SQUARES} {OF_RECTANGLES}", (3, 3), dtype=dtype)),
    *(case for dtype in DTYPES for case in functions(ANYTHING.replace("matrix_power ", ""), (3, 3),
                                                     dtype=dtype)),
    *functions("matrix_exp linalg_matrix_exp", *SQUARES),
    *functions("matrix_power", *SQUARES, n=[0, 1, 2, 3, 5, 6, 7]),
    *functions("linalg_matrix_power", *SQUARES, n=[0, 3, -1, -2]),
    *functions("matrix_power", (3, 3), dtype="int64", n=[0, 3, -1]),
    *functions("matrix_power", (3, 3), dtype="bool", n=[1, 2]),
    *functions("linalg_qr", *RECTANGLES, mode=["reduced", "complete", "r", "x"]),
    *functions("qr", *RECTANGLES, some=[True, False]),
    *functions("linalg_svd", *RECTANGLES, full_matrices=[True, False]),
    *functions("svd", *RECTANGLES, some=[True, False], compute_uv=[True, False]),
    *functions("linalg_lu linalg_lu_factor", (3, 3), pivot=[False]),
    *functions("lu", (3, 4), get_infos=[True]),
    *functions("lu_unpack", *PACKED, unpack_data=[True, False], unpack_pivots=[True, False]),
    *functions("linalg_householder_product orgqr", ((2, 4, 3), (2, 3)), ((4, 3), (2,)),
               ((3, 4), (3,)), ((4, 3), (4,)), ((2, 4, 3), (3, 3))),
    *functions("linalg_pinv linalg_matrix_rank", (3, 3), (3, 4), hermitian=[True]),
    *functions("linalg_cond", (3, 3), (4, 3), (2, 3, 3), p=[None, "fro", "nuc", 1, 2, -2, 3]),
    *functions("trace", *RECTANGLES),
    *functions("trace", (3, 3), dtype="int32"),
    *functions("linalg_diagonal", (2, 3, 4), (3,), offset=[0, 1, -5], dim1=[-2, 0]),
    *functions("linalg_vector_norm", (2, 3), (2, 3, 4), (), ord=[2, 0, inf, 3, "fro"],
               dim=[None, 1, (0, 1), (), (0, 0)], keepdim=[False, True]),
    *functions("linalg_matrix_norm", (2, 3, 4), (4, 5), (3,),
               ord=["fro", "nuc", 2, 1, inf, 3], dim=[(-2, -1), (0, 1), (0, 0), (1,)],
               keepdim=[False, True]),
    *functions("linalg_norm", (3,), (2, 3), (2, 3, 4), ord=ORDERS, dim=AXES),
    *functions("norm", (3,), (2, 3), (2, 3, 4), (), p=["fro", "nuc", 2, 0, None, "x"], dim=AXES),
    *functions("norm linalg_norm", (2, 3), keepdim=[True]),
    *(case for wanted in ("float32", *DTYPES) for read in ("float32", "float64", "complex64")
      for case in also(functions("linalg_vector_norm linalg_matrix_norm norm", (2, 3), dtype=read),
                       dtype=wanted)),
    *functions("linalg_solve linalg_solve_ex", *SYSTEMS, left=[True, False]),
    *functions("linalg_solve_triangular", *SYSTEMS, upper=[True], left=[True, False]),
    *functions("triangular_solve cholesky_solve", *TURNED),
    *functions("linalg_lu_solve", ((2, 3, 3), Tensor((2, 3), "int32"), (2, 3, 1))),
    *functions("lu_solve", ((2, 3, 1), (2, 3, 3), Tensor((2, 3), "int32"))),
    *functions("linalg_lstsq", *SYSTEMS, ((4, 3), (4,)), ((3, 4), (3, 2)), ((2, 4, 3), (2, 4, 2)),
               ((2, 4, 3), (2, 4)), ((2, 4, 3), (1, 4, 2)), ((2, 4, 3), (4, 2))),
    *functions("linalg_tensorinv", (4, 6, 8, 3), (24, 8, 3), (5, 3), ind=[1, 2, 0]),
    *functions("linalg_tensorsolve", ((6, 4, 2, 3, 4), (6, 4)), ((6, 4, 2, 3), (6, 4))),
    *functions("linalg_tensorsolve", ((2, 6, 3), (6,)), dims=[(0,), (0, 2), None]),
    *functions("linalg_vander", (2, 3), (3,), (2, 1), (), N=[None, 5, 1]),
]  # fmt: skip
