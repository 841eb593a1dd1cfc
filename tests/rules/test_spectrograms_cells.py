"""What one number of a spectrogram is made of, held against NumPy; and what it costs."""

import numpy as np
import pytest

from shapeproof.rules.rule import Tensor
from tests.grids.grid import layer
from tests.rules.perturbing import Array, assert_cells_are_true

REAL, IMAG = np.random.default_rng(1).normal(size=(2, 4, 1, 3))


def spectrum(x: Array, kernel: Array) -> Array:
    """Frames of 4 samples, 2 apart, each weighed by the kernel: channel by channel."""
    frames = np.stack([x[:, i : i + 4] for i in range(0, x.shape[1] - 3, 2)], axis=1)
    return np.einsum("bfkc,kn->bfcn", frames, kernel[:, 0])


def rows(spectra: Array) -> Array:
    return spectra.reshape(*spectra.shape[:2], -1)


@pytest.mark.parametrize("first", [False, True])
def test_a_frequency_reads_the_samples_of_its_frame(first: bool) -> None:
    def strength(x: Array, real_kernel: Array, imag_kernel: Array) -> Array:
        x = x.swapaxes(1, 2) if first else x
        y = rows(spectrum(x, real_kernel) ** 2 + spectrum(x, imag_kernel) ** 2)
        return y.swapaxes(1, 2) if first else y

    x = np.random.default_rng(0).normal(size=(1, 2, 8) if first else (1, 8, 2))
    order = "channels_first" if first else "channels_last"
    arguments = {"frame_length": 4, "mode": "magnitude", "data_format": order}
    both = {"real_kernel": REAL, "imag_kernel": IMAG}
    assert_cells_are_true(layer("STFTSpectrogram", **arguments), strength, x, both)


def test_both_parts_may_stand_side_by_side_or_one_alone() -> None:
    def parts(x: Array, real_kernel: Array, imag_kernel: Array) -> Array:
        both = np.concatenate([spectrum(x, real_kernel), spectrum(x, imag_kernel)], axis=-1)
        return both.swapaxes(2, 3)

    x = np.random.default_rng(0).normal(size=(1, 8, 2))
    made = layer("STFTSpectrogram", frame_length=4, mode="stft", expand_dims=True)
    facts = made(Tensor(x.shape))
    assert facts.cell
    reads = facts.cell((0, 1, 4, 1))  # frequency 4 of 6 is number 1 of the imaginary part
    assert reads.inputs == ((range(1), range(2, 6), range(1, 2)),)
    assert dict(reads.weights) == {"imag_kernel": (range(4), range(1), range(1, 2))}
    assert facts.outputs[0].shape == parts(x, REAL, IMAG).shape
    one = layer("STFTSpectrogram", frame_length=4, mode="real")
    alone = {"real_kernel": REAL}
    assert_cells_are_true(one, lambda x, real_kernel: rows(spectrum(x, real_kernel)), x, alone)


def test_costs_are_products_of_frames_and_waves_and_what_follows() -> None:
    x = Tensor((1, 8, 2))
    log = layer("STFTSpectrogram", frame_length=4)(x)
    assert (log.macs, log.elementwise) == (3 * 2 * 2 * 4 * 3, 3 * 2 * 3 * 7)
    mel = layer("MelSpectrogram", fft_length=8, sequence_stride=4, num_mel_bins=2)(Tensor((1, 8)))
    frames, bins = 3, 5
    transform = 8 * 3 * 5 // 2
    assert mel.macs == frames * bins * 2
    assert mel.elementwise == frames * (8 + transform + bins * 5 + 2 * 6)


def test_what_is_inside_another_framework_is_unknown() -> None:
    facts = layer("JaxLayer", call_fn=abs)(Tensor((4, 3)))
    assert (facts.outputs, facts.macs) == ((), None)
    told = layer("TorchModuleWrapper", module="m", output_shape=(4, 7))(Tensor((4, 3)))
    assert (told.outputs, told.macs) == ((Tensor((4, 7)),), None)
