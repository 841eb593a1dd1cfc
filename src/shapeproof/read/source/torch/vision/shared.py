"""What the texts of all families begin with."""

TEXT = '''
from functools import partial

import torch
from torch import nn
from torch.nn import functional
from torchvision.models._utils import _make_divisible
from torchvision.ops import MLP, Conv2dNormActivation, Permute, SqueezeExcitation, StochasticDepth


def _settled(weights, kwargs):
    """Whether weights are asked for, and the arguments of the class of the model."""
    if "pretrained" in kwargs:
        pretrained = kwargs.pop("pretrained")
        weights = pretrained if weights is None else weights
    if kwargs.get("num_classes", 1000) != 1000 and weights:
        raise ValueError(f"The parameter 'num_classes' expected value 1000 but got "
                         f"{kwargs['num_classes']} instead.")
    return weights, kwargs


def _maker(made, *parts, **settings):
    """A function that makes a model of this class with these arguments."""
    def build(weights=None, progress=True, **kwargs):
        return made(*parts, **{**_settled(weights, kwargs)[1], **settings})
    return build


def _classified(module, x):
    """What comes of an image once its places are put together."""
    return module.classifier(torch.flatten(module.avgpool(x), 1))


def _as_before(x):
    """An image as TensorFlow normalises it, from one that is normalised as torch does."""
    means, spreads = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    colours = [x[:, i:i + 1] * (spreads[i] / 0.5) + (means[i] - 0.5) / 0.5 for i in range(3)]
    return torch.cat(colours, 1)


def _rising(most, count):
    """How often each of so many blocks is left out in training: ever oftener, from never on."""
    return [most * i / max(count - 1, 1) for i in range(count)]
'''
