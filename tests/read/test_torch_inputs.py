"""What a torch source has its model read: called, tested, summarised, exported, or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shapeproof.algebra.formula import Name
from shapeproof.algebra.notation import size
from shapeproof.message import ReadError
from shapeproof.model import Model
from shapeproof.read import Target, read
from shapeproof.read.source import entry

NET = """
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.fc = nn.Linear(8, classes)

    def forward(self, x):
        return self.fc(self.conv(x).mean((2, 3)))
""".lstrip()
SOURCES = {
    'main': ((2, 1, 28, 28), 0, """
if __name__ == '__main__':
    model = Net()
    x = torch.randn(2, 1, 28, 28)
    print(model(x).shape)
"""),
    'test()': ((4, 1, 30, 30), 0, """
def test():
    net = Net()
    y = net(torch.randn(4, 1, 30, 30))
    print(y.size())

test()
"""),
    'test uncalled': ((4, 1, 30, 30), 15, """
def test():
    net = Net()
    y = net(torch.randn(4, 1, 30, 30))
    print(y.size())

# test()
"""),
    'uncalled with default': ((3, 1, 20, 20), 16, """
def run(batch=3):
    net = Net()
    x = torch.zeros(batch, 1, 20, 20)
    return net(x)
"""),
    'torchsummary': ((1, 1, 28, 28), 15, """
from torchsummary import summary
model = Net().to('cpu')
summary(model, (1, 28, 28))
"""),
    'torchsummary size': ((1, 1, 28, 28), 15, """
import torchsummary
net = Net().cuda()
torchsummary.summary(net, input_size=(1, 28, 28), batch_size=-1)
"""),
    'torchinfo': ((1, 1, 28, 28), 14, """
from torchinfo import summary
summary(Net(), input_size=(1, 1, 28, 28))
"""),
    'torchinfo data': ((5, 1, 28, 28), 14, """
import torchinfo
torchinfo.summary(Net(), input_data=torch.randn(5, 1, 28, 28), depth=4)
"""),
    'torchinfo list': ((7, 1, 28, 28), 14, """
from torchinfo import summary
summary(Net(), input_size=[(7, 1, 28, 28)])
"""),
    'bare summary': ((1, 1, 28, 28), 13, """
summary(Net(), (1, 28, 28))
"""),
    'onnx': ((1, 1, 32, 32), 16, """
model = Net()
model.eval()
dummy = torch.randn(1, 1, 32, 32, requires_grad=True)
torch.onnx.export(model, dummy, 'net.onnx', opset_version=11)
"""),
    'onnx tuple': ((1, 1, 32, 32), 13, """
torch.onnx.export(Net(), (torch.randn(1, 1, 32, 32),), 'net.onnx')
"""),
    'jit trace': ((1, 1, 64, 64), 13, """
traced = torch.jit.trace(Net(), torch.rand(1, 1, 64, 64))
traced.save('x.pt')
"""),
    'jit trace kw': ((1, 1, 64, 64), 14, """
net = Net()
traced = torch.jit.trace(net, example_inputs=torch.rand(1, 1, 64, 64))
"""),
    'thop': ((1, 1, 28, 28), 15, """
from thop import profile
model = Net()
macs, params = profile(model, inputs=(torch.randn(1, 1, 28, 28),))
print(macs / 1e9)
"""),
    'thop2': ((1, 1, 28, 28), 15, """
import thop
x = torch.randn(1, 1, 28, 28)
flops, params = thop.profile(Net(), inputs=(x, ))
"""),
    'ptflops': ((1, 1, 28, 28), 14, """
from ptflops import get_model_complexity_info
macs, params = get_model_complexity_info(Net(), (1, 28, 28), as_strings=True)
"""),
    'tensorboard': ((16, 1, 28, 28), 17, """
from torch.utils.tensorboard import SummaryWriter
writer = SummaryWriter('runs')
net = Net()
images = torch.randn(16, 1, 28, 28)
writer.add_graph(net, images)
writer.close()
"""),
    'tensorboardX': ((1, 1, 28, 28), 15, """
from tensorboardX import SummaryWriter
with SummaryWriter(comment='Net') as w:
    w.add_graph(Net(), (torch.rand(1, 1, 28, 28),))
"""),
    'torchviz': ((1, 1, 28, 28), 0, """
from torchviz import make_dot
model = Net()
make_dot(model(torch.randn(1, 1, 28, 28)), params=dict(model.named_parameters()))
"""),
    'fvcore': ((1, 1, 28, 28), 14, """
from fvcore.nn import FlopCountAnalysis, parameter_count_table
flops = FlopCountAnalysis(Net(), torch.rand(1, 1, 28, 28))
print(flops.total())
"""),
    'argparse': ((16, 1, 48, 48), 0, """
import argparse
def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--classes', type=int, default=7)
    parser.add_argument('--size', type=int, default=48)
    parser.add_argument('--batch-size', type=int, default=16)
    args = parser.parse_args()
    model = Net(args.classes)
    out = model(torch.randn(args.batch_size, 1, args.size, args.size))
if __name__ == '__main__':
    main()
"""),
    'dataclass': ((2, 1, 44, 44), 0, """
from dataclasses import dataclass, field
@dataclass
class Config:
    classes: int = 5
    side: int = 40
    shape: tuple = field(default_factory=lambda: (2, 1, 40, 40))
cfg = Config(side=44)
net = Net(cfg.classes)
net(torch.zeros(*cfg.shape[:2], cfg.side, cfg.side))
"""),
    'pytest': ((2, 1, 24, 24), 16, """
class TestNet:
    def test_shape(self):
        net = Net()
        assert net(torch.randn(2, 1, 24, 24)).shape == (2, 10)
"""),
    'unittest': ((2, 1, 24, 24), 16, """
import unittest
class TestNet(unittest.TestCase):
    def test_shape(self):
        out = Net()(torch.randn(2, 1, 24, 24))
        self.assertEqual(out.shape, (2, 10))

if __name__ == '__main__':
    unittest.main()
"""),
    'compile': ((2, 1, 24, 24), 0, """
model = torch.compile(Net())
model(torch.randn(2, 1, 24, 24))
"""),
    'dataparallel': ((2, 1, 24, 24), 0, """
model = nn.DataParallel(Net()).cuda()
model(torch.randn(2, 1, 24, 24).cuda())
"""),
    'with no_grad': ((1, 1, 28, 28), 0, """
model = Net().eval()
with torch.no_grad():
    out = model(torch.ones((1, 1, 28, 28)).float())
"""),
    'device arg': ((1, 1, 28, 28), 0, """
device = 'cuda'
model = Net().to(device)
x = torch.randn((1, 1, 28, 28), device=device)
with torch.cuda.amp.autocast():
    model(x)
"""),
    'shape const': ((3, 1, 28, 28), 0, """
SHAPE = (3, 1, 28, 28)
model = Net()
model(torch.empty(SHAPE).normal_())
"""),
    'numpy': ((2, 1, 28, 28), 0, """
import numpy as np
model = Net()
model(torch.from_numpy(np.random.rand(2, 1, 28, 28).astype(np.float32)))
"""),
    'PIL': (('N', 1, 'H', 'W'), 0, """
from PIL import Image
from torchvision import transforms
t = transforms.Compose([transforms.Resize((64, 64)), transforms.ToTensor()])
img = t(Image.open('x.png')).unsqueeze(0)
model = Net()
model(img)
"""),
    'nothing': (('N', 1, 'H', 'W'), 0, """
model = Net()
"""),
    'class only': (('N', 1, 'H', 'W'), 0, ''),
    'input attr': ((2, 1, 28, 28), 0, """
class Trainer:
    def __init__(self):
        self.model = Net()
    def step(self):
        return self.model(torch.randn(2, 1, 28, 28))
Trainer().step()
"""),
    'main arg': (('args.batch', 1, 28, 28), 16, """
def main(args):
    model = Net()
    x = torch.randn(args.batch, 1, 28, 28)
    return model(x)
"""),
    'pytorch_model_summary': ((1, 1, 28, 28), 14, """
from pytorch_model_summary import summary
print(summary(Net(), torch.zeros((1, 1, 28, 28)), show_input=True))
"""),
    'torchsummaryX': ((1, 1, 28, 28), 14, """
from torchsummaryX import summary
summary(Net(), torch.zeros((1, 1, 28, 28)))
"""),
    'calflops': ((1, 1, 28, 28), 14, """
from calflops import calculate_flops
flops, macs, params = calculate_flops(model=Net(), input_shape=(1, 1, 28, 28))
"""),
    'deepspeed': ((1, 1, 28, 28), 14, """
from deepspeed.profiling.flops_profiler import get_model_profile
get_model_profile(model=Net(), input_shape=(1, 1, 28, 28))
"""),
    'hiddenlayer': ((1, 1, 28, 28), 14, """
import hiddenlayer as hl
hl.build_graph(Net(), torch.zeros([1, 1, 28, 28]))
"""),
    'example_input_array': ((4, 1, 28, 28), 0, """
class Lit(Net):
    def __init__(self):
        super().__init__()
        self.example_input_array = torch.zeros(4, 1, 28, 28)
"""),
}  # fmt: skip
"""The shape that is read, the line that a note tells of where no call of the model that is followed
has it, and what stands below the class."""


def seen(source: str, chosen: str = "") -> Model:
    return entry.read(NET + source, "net.py", chosen, ())


def shape(model: Model) -> tuple[object, ...]:
    [call] = model.inputs
    return tuple(size.name if isinstance(size, Name) else size for size in call.output.shape)


def told(model: Model) -> list[str]:
    return [f"{note.at.line if note.at else 0}: {note.message}" for note in model.notes]


@pytest.mark.parametrize("case", list(SOURCES))
def test_the_shape_is_found(case: str) -> None:
    expected, line, source = SOURCES[case]
    model = seen(source)
    assert not model.problems
    assert shape(model) == expected
    lines = [one.partition(":")[0] for one in told(model) if "as this line has it" in one]
    assert lines == ([str(line)] if line else [])


def test_of_several_calls_the_last_is_told() -> None:
    calls = "net = Net()\na = net(torch.randn(1, 1, 28, 28))\nb = net(torch.randn(1, 1, 56, 56))"
    model = seen(calls)
    assert shape(model) == (1, 1, 56, 56)
    assert told(model) == [
        "14: Net is called 2 times, on other shapes each time; this is the last call, on "
        "(1, 1, 56, 56)"
    ]


def test_a_training_script_tells_what_it_takes_for_granted() -> None:
    model = seen("""
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--classes", type=int, default=7)
parser.add_argument("--resume", action="store_true")
args = parser.parse_args()
loader = torch.utils.data.DataLoader(load(), batch_size=64)
model = Net(args.classes)
if args.weights:
    model.load_state_dict(torch.load(args.weights))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(10):
    for images, labels in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
    if loss.item() < 0.1:
        torch.save(model.state_dict(), "best.pt")
""")
    assert shape(model) == ("N", 1, "H", "W")
    assert model.outputs[0].shape[1] == 7
    assert told(model) == [
        "20: assumed `args.weights` is False",
        "24: assumed one round of the loop over `loader`",
        "29: assumed `loss.item() < 0.1` is False",
    ]


@pytest.mark.parametrize(("chosen", "classes"), [
    ("Net", 10), ("Net(3)", 3), ("Net(classes=4)", 4), ("build()", 5), ("build", 5), ("model", 6),
    ("models['big']", 1000), ("Net(2 * 3 + 1)", 7),
])  # fmt: skip
def test_a_model_is_asked_for_by_name_or_by_call(chosen: str, classes: int) -> None:
    more = "def build(n=5): return Net(n)\nmodel = Net(6)\nmodels = dict(big=Net(1000))\n"
    assert seen(more, chosen).outputs[0].shape[1] == classes


def test_several_models_are_listed() -> None:
    more = "class Other(nn.Module):\n    def forward(self, x): return x\n"
    with pytest.raises(ReadError, match="several models here; name one, as in FILE:Net: Net, Oth"):
        seen(more)


def test_cells_of_a_notebook_are_one_source(tmp_path: Path) -> None:
    cells = ["!pip install torchinfo", NET, "%matplotlib inline\nnet = Net(4)", "# a remark",
             "images = torch.randn(2, 1, 28, 28)\nnet(images).shape"]  # fmt: skip
    listed = [{"cell_type": "code", "source": cell} for cell in cells]
    file = tmp_path / "net.ipynb"
    file.write_text(json.dumps({"nbformat": 4, "metadata": {}, "cells": listed}))
    model = read(Target(str(file)))
    assert shape(model) == (2, 1, 28, 28)
    assert [call.at and (call.at.cell, call.at.line) for call in model.layers][::2] == [
        (2, 7), (2, 8)
    ]  # fmt: skip


BOTH = (
    NET
    + "import keras\nfrom keras import layers\n"
    + "twin = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(8, 3)])\n"
    + "net = Net()\nnet(torch.randn(1, 1, 28, 28))\n"
)


@pytest.mark.parametrize(("framework", "first"), [("torch", "Conv2d"), ("keras", "Conv2D")])
def test_of_two_frameworks_one_is_chosen(framework: str, first: str) -> None:
    model = entry.read(BOTH, "both.py", "", (), framework)
    assert model.framework == framework
    assert model.layers[0].type == first


@pytest.mark.parametrize(
    ("framework", "lines"),
    [
        ("torch", "from torchvision.models import resnet18\nmodel = resnet18()"),
        ("torch", "from torchvision import models\nmodel = models.resnet50(weights=None)"),
        ("torch", "import timm\nmodel = timm.create_model('resnet18')"),
        ("torch", "from transformers import BertModel\nmodel = BertModel.from_pretrained('b')"),
        ("keras", "from transformers import TFBertModel\nmodel = TFBertModel.from_pretrained('b')"),
        ("keras", "from transformers import AutoTokenizer\nfrom keras import layers"),
    ],
)
def test_packages_tell_the_framework(framework: str, lines: str) -> None:
    assert entry.framework_of(lines) == framework


def test_a_published_model_is_read_wherever_nothing_else_is_imported() -> None:
    model = entry.read("from torchvision.models import resnet18\nmodel = resnet18()", "", "", ())
    assert model.framework == "torch"
    assert model.outputs[0].shape[1:] == (1000,)


def test_only_the_sizes_that_layers_need_become_numbers() -> None:
    lines = (
        "import torch.nn as nn\nclass Rows(nn.Module):\n    def __init__(self):\n"
        "        super().__init__()\n        self.conv = nn.Conv2d(3, 8, 3, padding=1)\n"
        "        self.fc = nn.Linear(8, 5)\n"
        "    def forward(self, x):\n        return self.fc(self.conv(x))\n"
    )
    model = entry.read(lines, "rows.py", "", ())
    assert [str(size(one)) for one in model.inputs[0].output.shape] == ["N", "3", "H", "8"]


@pytest.mark.parametrize(("features", "is_told"), [("4 * 14 * 14", False), ("1050", True)])
def test_a_head_that_no_square_input_fits_is_told(features: str, is_told: bool) -> None:
    source = (
        "import torch.nn as nn\n"
        "net = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.MaxPool2d(2), nn.Flatten(),\n"
        f"                    nn.Linear({features}, 10))\n"
    )
    model = entry.read(source, "", "", ())
    assert any("no usual square input" in str(note.message) for note in model.notes) is is_told
