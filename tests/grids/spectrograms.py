"""Sound turned into pictures of its frequencies, refusals included."""

from tests.grids.convolution import FORMATS
from tests.grids.grid import grid

MODES = ["log", "magnitude", "psd", "real", "imag", "angle", "stft"]

CASES = [
    *grid(
        "STFTSpectrogram",
        *((70, 2), (2, 70), (70,), (7, 70, 2)),
        mode=MODES,
        frame_length=[16],
        expand_dims=[False, True],
        data_format=FORMATS,
    ),
    *grid(
        "STFTSpectrogram",
        *((70, 2), (20, 1)),
        frame_length=[2, 8, 20, 33],
        frame_step=[None, 3, 8, 0, 40],
        fft_length=[None, 32, 64],
        padding=["valid", "same"],
    ),
    *grid("STFTSpectrogram", (1000, 1), (255, 1)),
    *grid("STFTSpectrogram", (70, 1), dtype="int32", frame_length=[16]),
    *grid(
        "MelSpectrogram",
        *((8000,), (1023,), (511,), (8000, 2)),
        fft_length=[2048, 100],
        sequence_stride=[512, 7, 0],
        sequence_length=[None, 64, 1000],
        num_mel_bins=[128, 40],
        power_to_db=[True, False],
    ),
    *grid("MelSpectrogram", (800,), dtype="int32", num_mel_bins=[8, 0, -1]),
]
