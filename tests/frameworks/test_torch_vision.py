"""torchvision's models, read from sources: what torchvision itself has been seen to do.

`tests/cases/vision.txt` has what torchvision keeps and does, a line for each of its models and for
each script of `tests/cases/torch/vision`.  Where torchvision is installed, it is asked again.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tools import vision as facts

from shapeproof.message import ReadError
from shapeproof.model import Model
from shapeproof.read.source.torch import entry, vision

torch = pytest.importorskip("torch")
from tests.frameworks import test_torch_sources as sources  # noqa: E402

RECORDED = {line.split(" ")[0]: line for line in facts.FACTS.read_text().splitlines()}
SCRIPTS = {path.stem: path for path in facts.scripts()}
WRONG = sorted((facts.SCRIPTS / "wrong").glob("*.py"))
FIRST = [next(n for n in names.split() if n.islower()) for names in vision.FAMILIES.values()]
EACH = [
    pytest.param(name, marks=() if name in FIRST else pytest.mark.slow) for name in vision.MODELS
]
"""The first model of each family, and the others where there is time."""
needs_torchvision = pytest.mark.skipif(
    not facts.is_here(), reason="torchvision is not installed; what it said is written down"
)


def test_all_of_them_are_there() -> None:
    assert sorted(vision.MODELS) == [name for name in RECORDED if name not in SCRIPTS]
    assert sorted(SCRIPTS) == [name for name in RECORDED if name in SCRIPTS]


@pytest.mark.parametrize("name", EACH)
def test_a_model_is_torchvisions(name: str) -> None:
    assert line(name, read(facts.source(name))) == RECORDED[name]


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_does_the_same(name: str) -> None:
    assert line(name, read(SCRIPTS[name].read_text())) == RECORDED[name]


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_what_is_wrong_is_found(path: Path) -> None:
    number, layer = sources.wanted(path.read_text())
    at, named = sources.problem(path)
    assert at is not None
    assert (at.line, named or layer) == (number, layer)


def read(source: str) -> Model:
    model = entry.read(source, "", "", ())
    assert not model.problems, model.problems[0]
    assert not model.notes, model.notes[0].message
    assert not model.totals.uncounted
    return model


def line(name: str, model: Model) -> str:
    called = sources.modules(model)
    return facts.line(
        name,
        sources.parameters(model),
        int(model.totals.trainable),
        {path: shape for path, shape in sources.buffers(model).items()
         if path.rpartition(".")[0] in called},
        called,
        int(model.totals.macs),
        [shape for shape, _ in sources.outputs(model)],
    )  # fmt: skip


# torchvision itself


@needs_torchvision
@pytest.mark.parametrize("name", EACH)
def test_torchvision_says_so(name: str) -> None:
    assert facts.of_model(name) == RECORDED[name]


@needs_torchvision
@pytest.mark.parametrize("name", SCRIPTS)
def test_torchvision_does_so(name: str) -> None:
    assert facts.of_script(SCRIPTS[name]) == RECORDED[name]


@needs_torchvision
@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_torchvision_refuses(path: Path) -> None:
    with pytest.raises(Exception), facts.no_downloads():  # noqa: B017, PT011  (whatever it raises)
        exec(compile(path.read_text(), str(path), "exec"), {})


# Ways to ask for a model

MAKING = {
    "models.resnet18(True)": "resnet18",
    "models.resnet18(pretrained=True, progress=False)": "resnet18",
    "models.resnet18(weights=models.ResNet18_Weights.IMAGENET1K_V1)": "resnet18",
    "models.resnet18(weights=ResNet18_Weights['DEFAULT'])": "resnet18",
    "models.resnet.resnet18()": "resnet18",
    "torchvision.models.resnet18()": "resnet18",
    "getattr(models, 'resnet18')()": "resnet18",
    "models.__dict__['resnet18']()": "resnet18",
    "models.get_model('ResNet18', weights='DEFAULT')": "resnet18",
    "models.get_model_builder('resnet18')()": "resnet18",
    "models.resnet18(weights=models.get_weight('ResNet18_Weights.DEFAULT'))": "resnet18",
    "models.resnet18(weights=models.get_model_weights('resnet18').DEFAULT)": "resnet18",
    "models.resnet18(weights=os.environ.get('WEIGHTS'))": "resnet18",
    "models.ResNet(BasicBlock, [2, 2, 2, 2])": "resnet18",
    "models.ResNet(Bottleneck, [3, 4, 6, 3], groups=32, width_per_group=4)": "resnext50_32x4d",
    "models.VGG(make_layers(cfgs['A'], batch_norm=True))": "vgg11_bn",
    "models.SqueezeNet('1_1')": "squeezenet1_1",
    "models.MNASNet(0.5)": "mnasnet0_5",
    "models.ShuffleNetV2([4, 8, 4], [24, 48, 96, 192, 1024])": "shufflenet_v2_x0_5",
    "models.VisionTransformer(224, 32, 12, 12, 768, 3072)": "vit_b_32",
    "models.convnext._named((96, 192, 384, 768), (3, 3, 9, 3), 0.1)()": "convnext_tiny",
    "torch.hub.load('pytorch/vision:v0.10.0', 'resnet18', pretrained=True)": "resnet18",
    "torch.hub.load('pytorch/vision', 'alexnet', trust_repo=True)": "alexnet",
}
HEAD = """
import os
import torch
import torchvision
from torchvision import models
from torchvision.models import ResNet18_Weights
from torchvision.models.resnet import BasicBlock, Bottleneck
from torchvision.models.vgg import cfgs, make_layers
"""


@pytest.mark.parametrize("making", MAKING)
def test_ways_to_make_one(making: str) -> None:
    name = MAKING[making]
    source = f"{HEAD}model = {making}\nmodel.eval()\nmodel(torch.rand(1, 3, 224, 224))\n"
    assert line(name, read(source)) == RECORDED[name]


def test_all_names_at_once() -> None:
    source = "from torchvision.models import *\nimport torch\nalexnet()(torch.rand(1, 3, 224, 224))"
    assert line("alexnet", read(source)) == RECORDED["alexnet"]


def test_weights_say_how_many_classes_and_how_large_an_image() -> None:
    source = f"""{HEAD}
weights = models.ViT_B_16_Weights.IMAGENET1K_SWAG_E2E_V1
prepare = weights.transforms()
model = models.vit_b_16(weights=weights)
model.heads.head = torch.nn.Linear(768, len(weights.meta["categories"]))
model(torch.rand(1, 3, 384, 384))
"""
    model = read(source)
    assert sources.outputs(model) == [((1, 1000), "float32")]
    assert model.totals.params == 86_859_496


@pytest.mark.parametrize(
    ("making", "said"),
    [
        ("models.resnet19()", "torchvision has no model resnet19; did you mean resnet18?"),
        ("models.get_model('vgg_16')", "torchvision has no model vgg_16; did you mean vgg16?"),
        ("models.detection.fasterrcnn_resnet50_fpn()", "is not built here"),
        ("models.segmentation.deeplabv3_resnet50(weights=None)", "is not built here"),
        ("models.video.r3d_18()", "is not built here"),
        ("models.quantization.resnet18(quantize=True)", "is not built here"),
        ("torch.hub.load('pytorch/vision', 'fcn_resnet50')", "is not built here"),
        ("torch.hub.load('ultralytics/yolov5', 'yolov5s')", "is not built here"),
    ],
)
def test_what_is_not_built(making: str, said: str) -> None:
    source = f"{HEAD}model = {making}\nmodel.eval()\nmodel(torch.rand(1, 3, 224, 224))\n"
    with pytest.raises(ReadError) as error:
        entry.read(source, "", "", ())
    assert said in str(error.value.message)
    assert error.value.at is not None
    assert error.value.at.line == len(HEAD.splitlines()) + 1


@pytest.mark.parametrize("name", ["resnet18", "inception_v3", "vit_b_16", "swin_t"])
def test_nobody_says_what_it_reads(name: str) -> None:
    """Letters for sizes, or those that the layers need."""
    model = entry.read(f"{HEAD}model = models.{name}(num_classes=3)\n", "", "", ())
    assert not model.problems
    assert model.outputs[0].shape[1:] == (3,)
