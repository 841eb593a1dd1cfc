"""torch's functions on series, refusals included."""

from shapeproof.rules.rule import Tensor
from tests.grids.torch.grid import Case, also, functions

ALONG_ONE = "fft_fft fft_ifft fft_rfft fft_irfft fft_hfft fft_ihfft"
OF_PLANES = "fft_fft2 fft_ifft2 fft_rfft2 fft_irfft2 fft_hfft2 fft_ihfft2"
OF_ALL = "fft_fftn fft_ifftn fft_rfftn fft_irfftn fft_hfftn fft_ihfftn"
SHIFTS = "fft_fftshift fft_ifftshift"
DTYPES = ("float64", "float16", "bfloat16", "int64", "bool", "complex64", "complex128")
LENGTHS: list[object] = [None, (3, 6), (6,), (-1, 6), (2, 2, 2, 2), 6]
AXES: list[object] = [(-2, -1), (0,), (0, 2), (1, 1), 1, (), (2, 0)]
WINDOWS = "bartlett_window blackman_window hamming_window hann_window kaiser_window"
OF_SIGNALS = " ".join(
    f"signal_windows_{name}"
    for name in ("bartlett", "blackman", "cosine", "exponential", "gaussian", "general_hamming",
                 "hamming", "hann", "kaiser", "nuttall")
)  # fmt: skip
ROW = Tensor((8,))
FRAMES = Tensor((2, 5, 7), "complex64")
SMOOTH = {"n_fft": [8]}


def cast(cases: list[Case]) -> list[Case]:
    """The same in each dtype."""
    return [case for dtype in ("float32", *DTYPES) for case in also(cases, dtype=dtype)]


FUNCTIONS = [
    *(case for dtype in DTYPES
      for case in functions(f"{ALONG_ONE} {OF_PLANES} {OF_ALL} {SHIFTS} view_as_real", (3, 4),
                            dtype=dtype)),
    *functions(ALONG_ONE, (5,), (2, 5), (), (1,), (0,), n=[None, 3, 8, 0], dim=[-1, 0, 2],
               norm=[None]),
    *functions(ALONG_ONE, (2, 5), norm=["ortho", "x"]),
    *functions(f"{OF_PLANES} {OF_ALL}", (2, 3, 4), s=LENGTHS, dim=AXES),
    *functions(f"{OF_PLANES} {OF_ALL}", (3,), (), (2, 1), (0, 3), (2, 3, 4)),
    *functions(OF_ALL, (2, 3, 4), s=LENGTHS, dim=[None]),
    *functions(SHIFTS, (2, 3), (), (5,), dim=[None, 1, (0, 1), (0, 0)]),
    *functions("fft_fftfreq fft_rfftfreq", None, n=[5, 4, 0]),
    *cast(functions("fft_fftfreq", None, n=[5])),
    *functions(WINDOWS, None, window_length=[5, 0], periodic=[True, False]),
    *cast(functions(WINDOWS, None, window_length=[5])),
    *functions(OF_SIGNALS, None, M=[5, 0], sym=[True, False]),
    *cast(functions(OF_SIGNALS, None, M=[5])),
    *functions("stft", (20,), (2, 20), (1, 2, 20), (3,), (), (2, 4), **SMOOTH,
               return_complex=[True, False, None], center=[True, False]),
    *functions("stft", (2, 20), **SMOOTH, return_complex=[True], hop_length=[None, 3, 0],
               win_length=[None, 6, 9], onesided=[None, True, False],
               pad_mode=["reflect", "constant"]),
    *functions("stft", (20,), n_fft=[1, 7, 20, 21, 30, 0], return_complex=[True],
               center=[True, False]),
    *(case for dtype in DTYPES
      for case in functions("stft", (2, 20), dtype=dtype, **SMOOTH,
                            return_complex=[True, None], onesided=[None, True])),
    *functions("stft", ((2, 20), ROW), ((2, 20), Tensor((6,))), ((2, 20), Tensor((1, 8))),
               ((2, 20), Tensor((8,), "float64")), ((2, 20), Tensor((8,), "complex64")),
               **SMOOTH, return_complex=[True], win_length=[None, 6]),
    *functions("istft", (5, 7), (2, 5, 7), (2, 8, 7), (4, 7), (1, 2, 5, 7), (5,), dtype="complex64",
               **SMOOTH, onesided=[None, True, False], return_complex=[False, True]),
    *functions("istft", (5, 7), (5, 7, 2), **SMOOTH),
    *functions("istft", (5, 7), (5, 1), dtype="complex128", **SMOOTH, center=[True, False],
               hop_length=[None, 3, 0, 9], length=[None, 11, 100, 0]),
    *functions("istft", (FRAMES, ROW), (FRAMES, Tensor((7,))), (FRAMES, Tensor((8,), "float64")),
               (FRAMES, Tensor((8,), "complex64")), **SMOOTH),
    *functions("istft", (2, 4, 7), dtype="complex64", n_fft=[7, 6]),
    *functions("view_as_complex", (3, 2), (2, 3), (), (2,)),
    *(case for dtype in DTYPES for case in functions("view_as_complex", (3, 2), dtype=dtype)),
    *functions("view_as_real", (), (2, 3), dtype="complex64"),
    *(case for dtype in DTYPES
      for case in functions("complex polar", ((3, 2), (3, 2)), dtype=dtype)),
    *functions("complex polar", ((2, 1), (3,)), ((2, 3), (2,)), (ROW, Tensor((8,), "float64"))),
]  # fmt: skip
