"""What Keras has and what has no rule here yet, so that it can be named for what it is."""

from __future__ import annotations

from shapeproof.message import Message, closest, say
from shapeproof.read.source.values import Loaded as Loaded
from shapeproof.rules import keras as rules
from shapeproof.rules.keras import legacy

NAMES = (
    "AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D "
    "AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D AdditiveAttention Attention "
    "AugMix AutoContrast CategoryEncoding CenterCrop "
    "ContrastLimitedAdaptiveHistogramEqualization ConvLSTM1D ConvLSTM2D ConvLSTM3D "
    "ConvLSTM1DCell ConvLSTM2DCell ConvLSTM3DCell CuDNNGRUCell CutMix DenseFeatures "
    "Discretization EinsumDense Equalization FlaxLayer GRUCell GroupQueryAttention "
    "HashedCrossing Hashing Highway IntegerLookup JaxLayer LSTMCell LocallyConnected1D "
    "LocallyConnected2D MaxNumBoundingBoxes MaxoutDense MelSpectrogram MixUp MultiHeadAttention "
    "Normalization Pipeline RNN RandAugment RandomBrightness RandomChannelShift "
    "RandomColorDegeneration RandomColorJitter RandomContrast RandomCrop RandomElasticTransform "
    "RandomErasing RandomFlip RandomFourierFeatures RandomGaussianBlur RandomGrayscale "
    "RandomHeight RandomHue RandomInvert RandomPerspective RandomPosterization RandomRotation "
    "RandomSaturation RandomSharpness RandomShear RandomTranslation RandomWidth RandomZoom "
    "Rescaling Resizing ReversibleEmbedding STFTSpectrogram SimpleRNNCell Solarization "
    "SpectralNormalization SRU StackedRNNCells StringLookup TFSMLayer TextVectorization "
    "ThresholdedReLU TorchModuleWrapper "
)
LAYERS = frozenset(NAMES.split())
BASES = ("Layer", "Wrapper", "RNNCell")
"""What classes of one's own derive from."""


def from_file() -> Message:
    return say("a model that is loaded from a file is not in this source; give that file instead")


def intended(written: str) -> str:
    """The layer that a call of something unknown may have meant: `Dense` for `Dens(10)`."""
    called = written.partition("(")[0].rpartition(".")[2]
    if not called[:1].isupper():
        return ""
    known = [*rules.FAMILY, *legacy.ALIASES, *LAYERS, "Input", "InputLayer", "Sequential", "Model"]
    return closest(called, known, 0.75)
