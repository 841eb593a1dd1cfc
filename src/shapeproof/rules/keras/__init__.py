"""Keras's layers, spelled as Keras spells them.

A family loads when one of its layers is asked for.
"""

from __future__ import annotations

from importlib import import_module

from shapeproof.rules.rule import Rule

FAMILIES = {
    "activations": "Activation ReLU LeakyReLU PReLU ELU Softmax ThresholdedReLU",
    "applications": "LayerScale StochasticDepth CustomScaleLayer",
    "attention": "MultiHeadAttention GroupQueryAttention Attention AdditiveAttention",
    "augmentations": "RandomBrightness RandomContrast RandomHue RandomSaturation RandomSharpness "
    "RandomColorDegeneration RandomPosterization RandomColorJitter RandomGrayscale "
    "RandomInvert Solarization Equalization RandomFlip RandomRotation "
    "RandomTranslation RandomZoom RandomShear RandomPerspective "
    "RandomElasticTransform RandomErasing RandomGaussianBlur CutMix MixUp RandAugment "
    "AugMix",
    "categories": "CategoryEncoding Discretization Hashing HashedCrossing IntegerLookup "
    "StringLookup TextVectorization",
    "cells": "SimpleRNNCell GRUCell LSTMCell StackedRNNCells",
    "conv_lstm": "ConvLSTM1D ConvLSTM2D ConvLSTM3D",
    "convolution": "Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose "
    "DepthwiseConv1D DepthwiseConv2D SeparableConv1D SeparableConv2D",
    "core": "Dense Embedding ReversibleEmbedding Masking Lambda Identity ActivityRegularization",
    "einsum": "EinsumDense",
    "foreign": "TFSMLayer TorchModuleWrapper JaxLayer FlaxLayer",
    "images": "Rescaling Resizing CenterCrop RandomCrop AutoContrast "
    "ContrastLimitedAdaptiveHistogramEqualization Pipeline MaxNumBoundingBoxes",
    "local": "LocallyConnected1D LocallyConnected2D",
    "merging": "Add Subtract Multiply Average Maximum Minimum Concatenate Dot",
    "normalization": "BatchNormalization LayerNormalization GroupNormalization Normalization "
    "RMSNormalization UnitNormalization",
    "pooling": "MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D "
    "AveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D "
    "GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D "
    "AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D AdaptiveAveragePooling1D "
    "AdaptiveAveragePooling2D AdaptiveAveragePooling3D",
    "recurrent": "SimpleRNN GRU LSTM RNN",
    "reshaping": "Flatten Reshape Permute RepeatVector Cropping1D Cropping2D Cropping3D "
    "ZeroPadding1D ZeroPadding2D ZeroPadding3D UpSampling1D UpSampling2D UpSampling3D",
    "regularization": "Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D AlphaDropout "
    "GaussianDropout GaussianNoise",
    "spectrograms": "MelSpectrogram STFTSpectrogram",
    "wrappers": "Bidirectional SpectralNormalization TimeDistributed",
}
FAMILY = {layer: family for family, layers in FAMILIES.items() for layer in layers.split()}


def rule(name: str) -> Rule | None:
    """The rule of the layer `name`, or None where there is none."""
    family = FAMILY.get(name)
    if family is None:
        return None
    rules: list[Rule] = import_module(f"{__name__}.{family}").RULES
    return next(rule for rule in rules if rule.name == name)
