"""torch's dense layers, tables and distances, refusals included."""

from shapeproof.rules.rule import Tensor
from tests.grids.torch.grid import functions, modules

ROWS = [(2, 4), (4,), (2, 3, 4), (1, 2, 3, 4), (2, 5), (), (0, 4)]
KINDS = [(Tensor((2, 4), dtype),) for dtype in ("int64", "bool")]
PAIRS = [((2, 4), (2, 5)), ((4,), (5,)), ((3, 2, 4), (3, 2, 5)), ((3, 2, 4), (3, 1, 5)),
         ((3, 2, 4), (2, 5)), ((2, 5), (2, 4)), ((2, 4), Tensor((2, 5), "int64"))]  # fmt: skip


def whole(*shape: int, dtype: str = "int64") -> Tensor:
    return Tensor(shape, dtype)


NAMED = [(whole(2, 3),), (whole(),), (whole(7),), (whole(2, 3, 2),),
         *((whole(2, 3, dtype=dtype),)
           for dtype in ("int32", "int16", "uint8", "bool", "float32"))]  # fmt: skip
BAGS = [(whole(2, 3),), (whole(5), whole(3)), (whole(5),), (whole(2, 3), whole(2)),
        (whole(2, 3, 4),), (whole(5), whole(1, 2)), (whole(5), whole(3, dtype="int32")),
        (whole(2, 3, dtype="int16"),), (whole(2, 3, dtype="float32"),),
        (whole(5, dtype="int32"), whole(3, dtype="int32"))]  # fmt: skip
ALIKE = [((2, 4), (2, 4)), ((2, 4), (4,)), ((2, 4, 5), (4, 1)), ((4,), (4,)), ((2, 4), (2, 5)),
         ((2, 4), Tensor((2, 4), "float64")), ((2, 4), Tensor((2, 4), "int64")),
         (whole(2, 4), whole(2, 4)), (whole(2, 4, dtype="bool"), whole(2, 4, dtype="bool")),
         ((2, 4), Tensor((2, 4), "complex64"))]  # fmt: skip
TABLE = {"num_embeddings": [10], "embedding_dim": [4]}
MODULES = [
    *modules("Linear", *ROWS, *KINDS, in_features=[4], out_features=[6, 1], bias=[True, False]),
    *modules("LazyLinear", *ROWS, *KINDS, out_features=[6]),
    *modules("Bilinear", *PAIRS, in1_features=[4], in2_features=[5], out_features=[6],
             bias=[True, False]),
    *modules("Identity", *ROWS, *KINDS),
    *modules("Flatten", *ROWS, (whole(2, 3, 4),)),
    *modules("Flatten", *ROWS, (2, 3, 4, 5), start_dim=[0, 2, -2], end_dim=[1, -2, 5]),
    *modules("Unflatten", (2, 12), (12,), (3, 12, 4), dim=[1, -1],
             unflattened_size=[(3, 4), (2, -1), (5, -1), (-1, -1), (12,), (), 12]),
    *modules("Embedding", *NAMED, **TABLE, _freeze=[False, True]),
    *modules("Embedding", (whole(2, 3),), **TABLE, padding_idx=[0, 9, -10, 10, -11],
             max_norm=[1.0]),
    *modules("EmbeddingBag", *BAGS, **TABLE, mode=["mean", "sum", "max"],
             include_last_offset=[False]),
    *modules("EmbeddingBag", *BAGS[:3], **TABLE, padding_idx=[0, 10], include_last_offset=[True]),
    *modules("CosineSimilarity", *ALIKE, dim=[0, 1, -1]),
    *modules("PairwiseDistance", *ALIKE, ((), ()), p=[2.0, 1], keepdim=[False, True]),
]  # fmt: skip
INDICES = (whole(2, 3), (10, 4))
FUNCTIONS = [
    *functions("linear", ((2, 4), (6, 4)), ((4,), (6, 4)), ((2, 3, 4), (6, 4)), ((2, 4), (6, 5)),
               ((2, 4), (4,)), ((4,), (4,)), ((2, 3, 4), (4,)), ((2, 4), (5,)), ((), (4,)),
               ((2, 4), (3, 6, 4)), (whole(2, 4), whole(6, 4)), (whole(2, 4), (6, 4)),
               ((2, 4), Tensor((6, 4), "float64"))),
    *functions("linear", *(((2, 4), (6, 4), bias)
                           for bias in ((6,), (), (1,), (2,), (2, 6), (2, 1), (3, 2, 6))),
               ((4,), (6, 4), (6,)), ((2, 4), (4,), (1,)),
               ((2, 4), (6, 4), Tensor((6,), "float64"))),
    *functions("bilinear", *((*pair, (6, 4, 5)) for pair in PAIRS),
               *((*PAIRS[0], (6, 4, 5), bias) for bias in ((6,), (1,))),
               (*PAIRS[0], (6, 5, 4)), (whole(2, 4), whole(2, 5), whole(6, 4, 5))),
    *functions("embedding", *((*named, (10, 4)) for named in NAMED), (whole(2, 3), (10,)),
               (whole(2, 3), (10, 4, 2)), (whole(2, 3), whole(10, 4))),
    *functions("embedding", INDICES, padding_idx=[0, 10, -10, -11]),
    *functions("embedding_bag", *((bag[0], (10, 4), *bag[1:]) for bag in BAGS),
               (whole(2, 3), whole(10, 4)), (whole(2, 3), (10, 4, 2)),
               mode=["mean", "max"], include_last_offset=[False, True]),
    *functions("embedding_bag", (*INDICES, (2, 3)), (*INDICES, (2, 2)), (*INDICES, (6,)),
               (*INDICES, Tensor((2, 3), "float64")), constants={2: None}, mode=["sum", "mean"]),
    *functions("one_hot", *NAMED, num_classes=[5]),
    *functions("one_hot", (whole(2, 3),), num_classes=[-1, 0, -2]),
    *functions("one_hot", *NAMED),
    *functions("cosine_similarity", *ALIKE, ((), ())),
    *functions("cosine_similarity", *ALIKE, ((), ()), dim=[0, -1]),
    *functions("pairwise_distance", *ALIKE, keepdim=[False, True]),
    *functions("pdist", (5, 3), (1, 3), (2, 5, 3), (5,), *KINDS, (Tensor((5, 3), "float16"),),
               (Tensor((5, 3), "float64"),), p=[2, 1, -1]),
    *functions("cdist", ((5, 3), (4, 3)), ((2, 5, 3), (2, 4, 3)), ((7, 1, 5, 3), (2, 4, 3)),
               ((3,), (4, 3)), ((5, 2), (4, 3)), (whole(5, 3), whole(4, 3)),
               ((5, 3), Tensor((4, 3), "float64")), ((2, 5, 3), (3, 4, 3)), p=[2.0, -1.0]),
]  # fmt: skip
