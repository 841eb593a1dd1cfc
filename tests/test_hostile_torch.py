"""Sources of torch that loop, recurse, grow, lie or break off: one line, in time, nothing run."""

from __future__ import annotations

import json
import time
from pathlib import Path
from textwrap import indent

import pytest

from tests.sampling import crossed
from tests.test_hostile import ABSURD, CANARY, run, seen

HEAD = (
    "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"
    "from einops import rearrange, repeat, reduce\n"
)
SECONDS = 10
INIT = "def __init__(self):\n    super().__init__()\n"
FORWARD = "def forward(self, x):\n    return x\n"
LINEAR = f"{INIT}    self.fc = nn.Linear(8, 8)\n"


def written(body: str, call: str = "model(torch.randn(2, 8))") -> str:
    """A source with a model of this body, called on data."""
    return f"{HEAD}class M(nn.Module):\n{indent(body, '    ')}\nmodel = M()\n{call}\n"


def told(tmp_path: Path, source: str | bytes, name: str = "m.py") -> tuple[int, str, str]:
    begun = time.process_time()
    answer = seen(tmp_path, source, name)
    assert time.process_time() - begun < SECONDS
    return answer


LOOPS = [
    "def forward(self, x):\n    while True: pass",
    "def forward(self, x): return self(x)",
    "def forward(self, x): return self.forward(x)",
    "def forward(self, x): return M()(x)",
    "def forward(self, x): return self(torch.cat([x, x], 1))",
    "def forward(self, x):\n    for _ in range(10**12): pass\n    return x",
    "def forward(self, x):\n    while x.sum() < 10**9: x = x * 2",
    "def forward(self, x):\n    for row in iter(lambda: x, None): x = row",
    f"{INIT}    self.inner = M()\n{FORWARD}",
    f"{INIT}    self.inner = type(self)()\n{FORWARD}",
    "def __getattr__(self, name): return getattr(self, name + '_')\n"
    "def forward(self, x): return self.thing(x)",
    "def __getattr__(self, name): return self.__getattr__(name)\n"
    "def forward(self, x): return self.thing(x)",
    f"def __setattr__(self, name, value): setattr(self, name, value)\n{LINEAR}{FORWARD}",
    "@property\ndef deep(self): return self.deep\ndef forward(self, x): return self.deep",
    "def __len__(self): return len(self)\ndef forward(self, x): return x * len(self)",
    "def __call__(self, x): return self(x)",
    "def forward(self, x):\n    a = [x]\n    a.append(a)\n    return a",
    "def forward(self, x):\n    a = [x]\n    a.append(a)\n    return torch.cat(a)",
    "def forward(self, x):\n    for _ in range(60): x = [x, x]\n    return x",
    "def forward(self, x):\n    for _ in range(5000): x = (x,)\n    return x",
    "def forward(self, x):\n    for _ in range(60): x = torch.cat([x, x])\n    return x[::3]",
    "def forward(self, x): return [self.forward(y) for y in x]",
]
GROWN = [
    "def forward(self, x):\n    from itertools import count\n    for i in count(): x = x + i",
    "def forward(self, x):\n    while True: x = x + 1",
    f"{INIT}    self.a = nn.ModuleList(nn.Linear(8, 8) for _ in range(10**6))\n{FORWARD}",
    f"{INIT}    self.a = nn.Sequential(*[nn.Linear(8, 8) for _ in range(10**6)])\n"
    "def forward(self, x): return self.a(x)",
    f"{INIT}    self.a = [M.__new__(M) for _ in range(10**7)]\n{FORWARD}",
    f"{INIT}    for i in range(10**7): setattr(self, f'fc{{i}}', nn.Linear(8, 8))\n{FORWARD}",
    f"{INIT}    while True: self.add_module('fc', nn.Linear(8, 8))\n{FORWARD}",
    f"{LINEAR}def forward(self, x):\n    for _ in range(10**6): x = self.fc(x)\n    return x",
    "def __init__(self, n=40):\n    super().__init__()\n"
    "    self.inner = M(n - 1) if n else nn.Linear(8, 8)\n"
    "def forward(self, x): return self.inner(self.inner(x))",
    "def forward(self, x): return torch.stack([x] * 10**8)",
    "def forward(self, x): return x.view([1] * 10**6 + [-1])",
    "def forward(self, x): return x[(None,) * 10**6]",
    "def forward(self, x):\n    for row in torch.zeros(10**12): x = x + row\n    return x",
    "def forward(self, x):\n    for i in range(2000): x = x.unsqueeze(0)\n    return x",
    "def forward(self, x): return list(torch.zeros(10**9).unbind())",
    "def forward(self, x): return x.repeat(*[2] * 60)",
    "def forward(self, x): return torch.zeros(10**12).tolist()",
    "def forward(self, x): return x.split(1, 0) + torch.zeros(10**8, 1).split(1)",
    "def forward(self, x): return torch.einsum('a' * 10**5 + '->', x)",
    "def forward(self, x): return rearrange(x, ' '.join('abcdefgh' * 10**5) + ' -> a')",
    "def forward(self, x): return x.reshape(10**400, -1)",
    "def forward(self, x): return 'x' * 10**12",
    f"{INIT}    self.fc = nn.Linear(10**18, 10**18)\ndef forward(self, x): return self.fc(x)",
]
BORNE = [
    "forward = nn.Linear(8, 8)",
    "forward = property(lambda self: self.run)\ndef run(self, x): return x",
    "@property\ndef forward(self): return nn.Identity()",
    "@staticmethod\ndef forward(x): return x",
    "@classmethod\ndef forward(cls, x): return x",
    f"{INIT}    self.x = self\n{FORWARD}",
    f"{INIT}    self.x = [self, [self], {{'a': self}}]\n{FORWARD}",
    f"{INIT}    self.a = nn.ModuleList()\n    self.a.append(self.a)\n"
    "def forward(self, x): return x",
    f"{INIT}    self.a = nn.Sequential()\n    self.a.append(self.a)\n{FORWARD}",
    f"{INIT}    self.a = nn.Sequential(nn.Linear(8, 8))\n    self.a.add_module('me', self)\n"
    f"{FORWARD}",
    f"{INIT}    self.a = nn.ModuleList()\ndef forward(self, x):\n"
    "    self.a.append(nn.Linear(8, 8))\n    return self.a[-1](x)",
    f"{LINEAR}def forward(self, x):\n    self.fc = nn.Linear(8, 4)\n    return self.fc(x)",
    f"{LINEAR}def forward(self, x):\n    del self.fc\n    return x",
    f"{LINEAR}def forward(self, x):\n    self.fc = None\n    return x",
    f"{LINEAR}def forward(self, x):\n    self.fc.weight = nn.Parameter(torch.zeros(3, 8))\n"
    "    return x",
    "def forward(self, x): yield x",
    "async def forward(self, x): return x",
    "def forward(self, x): pass",
    "def forward(self, x): return None",
    "def forward(self, x): return self",
    "def forward(self, x): return undefined_name(x)",
    "def forward(self, x): return torch.no_such_function(x)",
    "def forward(self, x): return nn.Linear(8, 8)",
    f"{LINEAR}def forward(self, x): return self.fc.forward.backward(x)",
    "def forward(self, x): return 3",
    "def forward(self, x): return {'a': x, 'b': {'c': [x, None, 'text']}}",
    "def forward(self, *args, **kwargs): return args[0]",
    "def forward(self, x, /, y=None, *, z=3): return x",
    f"{INIT}    self.__dict__['fc'] = nn.Linear(8, 8)\ndef forward(self, x): return self.fc(x)",
    f"{INIT}    self.__class__ = nn.Linear\n{FORWARD}",
    f"{INIT}    self.training = 3\n    self._modules = None\n    self._parameters = 7\n{FORWARD}",
    f"{INIT}    self.forward = lambda x: x * 2\n",
    f"{INIT}    for n in 'abc': setattr(self, f'fc_{{n}}', nn.Linear(8, 8))\n"
    "def forward(self, x):\n    for n in 'abc': x = getattr(self, f'fc_{n}')(x)\n    return x",
    f"{INIT}    setattr(self, '', nn.Linear(8, 8))\n    setattr(self, 'a.b', nn.Linear(8, 8))\n"
    f"    setattr(self, 'a\\nb', nn.Linear(8, 8))\n{FORWARD}",
    "def __getattribute__(self, name): return 3\ndef forward(self, x): return x",
    "def __getattr__(self, name): return lambda *a, **k: a[0]\n"
    "def forward(self, x): return self.anything(x)",
    "def __new__(cls): return nn.Linear(8, 8)",
    "def __init_subclass__(cls): raise ValueError\n" + FORWARD,
    "__slots__ = ('a',)\n" + FORWARD,
    "def __bool__(self): raise ValueError\n" + FORWARD,
    "def __eq__(self, other): return self == other\n__hash__ = None\n" + FORWARD,
    "def forward(self, x):\n    try:\n        return x.view(7, 7)\n    except RuntimeError:\n"
    "        return x",
    "def forward(self, x):\n    global F\n    F = None\n    return x",
    "def forward(self, x):\n    import torch as nn\n    return nn.relu(x)",
    "def forward(self, x): return x.numpy().tolist()",
    "def forward(self, x): return x.__class__.__mro__",
    "def forward(self, x): x.data = None; x.grad = 3; x.shape = (1, 2); return x",
    "def forward(self, x): return (lambda f: f(f))(lambda f: x)",
    "def forward(self, x): return torch.jit.script(self).forward(x) if False else x",
]
REFUSED = [
    "def forward(self): return 1",
    "def forward(): return 1",
    "def forward(self, x, y, z): return x",
    "forward = 3",
    "def forward(self, x): raise ValueError('two\\nlines\\x1b[31m')",
    "def forward(self, x): return x.no_such_method()",
    "def forward(self, x): return self.fc(x)",
    "def forward(self, x): return 1 / 0",
    "def forward(self, x): return x.view(3, -1, -1)",
    "def forward(self, x): return x.view(0, -1)",
    "def forward(self, x): return x.view(-2, 8)",
    "def forward(self, x): return x.view(7)",
    "def forward(self, x): return x[5]",
    "def forward(self, x): return x[0, 0, 0]",
    "def forward(self, x): return x['a']",
    "def forward(self, x): return x + 'a'",
    "def forward(self, x): return x @ 3",
    "def forward(self, x): return x @ x",
    "def forward(self, x): return x.permute(0, 0)",
    "def forward(self, x): return x.transpose(0, 5)",
    "def forward(self, x): return torch.cat([])",
    "def forward(self, x): return torch.cat([x, 3])",
    "def forward(self, x): return torch.cat(x, 9)",
    "def forward(self, x): return torch.stack([x, x[0]])",
    "def forward(self, x): return torch.einsum('ij,jk->ik', x)",
    "def forward(self, x): return torch.einsum('ij->kl', x)",
    "def forward(self, x): return torch.einsum(')(', x)",
    "def forward(self, x): return rearrange(x, 'a b c -> a')",
    "def forward(self, x): return rearrange(x, 'a b')",
    "def forward(self, x): return rearrange(x, 'a (b c) -> a b c')",
    "def forward(self, x): return rearrange(x, 'a (b c) -> a b c', b=3)",
    "def forward(self, x): return rearrange(x, '(a b -> a b')",
    "def forward(self, x): return rearrange(x, 'a ((b)) -> a b')",
    "def forward(self, x): return rearrange(x, 'a b -> a b c')",
    "def forward(self, x): return reduce(x, 'a b -> a', 'middle')",
    "def forward(self, x): return repeat(x, 'a b -> a b c')",
    "def forward(self, x): return rearrange(x, 3)",
    "def forward(self, x): return F.relu()",
    "def forward(self, x): return F.relu(x, 1, 2, 3, 4)",
    "def forward(self, x): return F.conv2d(x, x)",
    "def forward(self, x): return F.linear(x, torch.zeros(3, 3))",
    "def forward(self, x): return F.softmax(x, dim=7)",
    "def forward(self, x): return F.interpolate(x, size=3)",
    "def forward(self, x): return nn.Linear(8, 8)(x.long())",
    "def forward(self, x): return nn.Linear(x)",
    "def forward(self, x): return nn.Linear(x, x)(x)",
    "def forward(self, x): return nn.Linear(8, 8)(x, x)",
    "def forward(self, x): return nn.Linear(8, 8)()",
    "def forward(self, x): return nn.Linear(8, 8)(None)",
    "def forward(self, x): return nn.Linear(8, 8)([x])",
    "def forward(self, x): return nn.Linear(8, 8)(input_=x)",
    "def forward(self, x): return nn.Embedding(3, 8)(x)",
    "def forward(self, x): return nn.LSTM(4, 8)(x)",
    "def forward(self, x): return nn.Conv2d(8, 8, 3)(x)",
    "def forward(self, x): return nn.BatchNorm2d(8)(x)",
    "def forward(self, x): return nn.MultiheadAttention(8, 3)(x, x, x)",
    "def forward(self, x): return nn.Conv3D(8, 8, 3)(x)",
    "def forward(self, x): return nn.ModuleList([nn.Linear(8, 8)])(x)",
    f"{INIT}    self.a = nn.Sequential(nn.Linear)\ndef forward(self, x): return self.a(x)",
    f"{INIT}    self.a = nn.Sequential(3, None)\ndef forward(self, x): return self.a(x)",
    f"{INIT}    self.a = nn.Sequential('relu')\ndef forward(self, x): return self.a(x)",
    f"{INIT}    self.a = nn.Sequential([nn.Linear(8, 8)])\ndef forward(self, x): return self.a(x)",
    f"{INIT}    self.a = nn.ModuleList(nn.Linear(8, 8))\ndef forward(self, x): return self.a[0](x)",
    f"{INIT}    self.a = nn.ModuleDict([nn.Linear(8, 8)])\n{FORWARD}",
    f"{INIT}    self.a = nn.ModuleList([])\ndef forward(self, x): return self.a[0](x)",
    "def __init__(self): self.fc = nn.Linear(8, 8)\ndef forward(self, x): return self.fc(x)",
    "def __init__(self, a): super().__init__()\n" + FORWARD,
    "def __init__(self): super().__init__(1, 2, 3, a=4)\n" + FORWARD,
    f"{LINEAR}    del self.fc\ndef forward(self, x): return self.fc(x)",
    f"{INIT}    self.w = torch.zeros(8, 8)\ndef forward(self, x): return self.v @ x",
    f"{INIT}    self.w = nn.Parameter(torch.zeros(7, 7))\ndef forward(self, x): return x @ self.w",
    f"{INIT}    self.fc = nn.Linear(8)\ndef forward(self, x): return self.fc(x)",
    f"{INIT}    self.fc = nn.Linear(in_=8, out=8)\ndef forward(self, x): return self.fc(x)",
    f"{INIT}    self.fc = nn.Linear\ndef forward(self, x): return self.fc(x)",
]
OUTSIDE = [
    "",
    "model = None",
    "class M(nn.Module)",
    "class M(nn.Module):\n    def forward(self, x",
    "class M(nn.Module):\n    def __init__(self):",
    "class M(nn.Module):\n    def forward(self, x):\n    return x",
    "class M(nn.Module):\n\tdef forward(self, x):\n        return x",
    "class M(M): pass",
    "class Meta(type):\n    def __call__(cls, *a): return Meta\n"
    "class N(metaclass=Meta): pass\nmodel = N()",
    "class M(nn.Module, nn.Linear, nn.Module): pass\nM()",
    "class M(3): pass",
    "class M('nn.Module'): pass",
    "def gone(cls): return None\n@gone\nclass M(nn.Module):\n    def forward(self, x): return x\n"
    "model = M()",
    "def other(cls): return nn.Linear\n@other\nclass M(nn.Module): pass\n"
    "model = M(8, 8)\nmodel(torch.randn(3, 9))",
    "def f(): return f()\nmodel = f()",
    "model = nn.Linear(8, 8)\nmodel.model = model\nmodel(torch.randn(3, 9))",
    "model = nn.Sequential()\nmodel.append(model)\nmodel(torch.randn(3, 8))",
    "a, b = nn.Sequential(), nn.Sequential()\na.append(b)\nb.append(a)\na(torch.randn(3, 8))",
    "model = nn.Sequential(*model)",
    "model = nn.Sequential(nn.Linear(8, 8), 'relu')",
    "model = nn.Sequential(" + "nn.Sequential(" * 150 + "nn.Linear(8, 8)" + ")" * 151
    + "\nmodel(torch.randn(9))",
    "x = torch.randn(10**30, 10**30)\nnn.Linear(8, 8)(x)",
    "x = torch.randn(-1, 8)\nnn.Linear(8, 8)(x)",
    "x = torch.randn('a', 8)\nnn.Linear(8, 8)(x)",
    "x = torch.randn(*range(10**7))\nnn.Linear(8, 8)(x)",
    "x = torch.randn(*[1] * 10**5)\nnn.Linear(8, 8)(x)",
    "for batch in loader:\n    while True: pass",
    "nn.Module.forward = lambda self, x: x\nnn.Module()(torch.randn(3))",
    "torch = None\nmodel = nn.Linear(8, 8)\nmodel(torch.randn(3, 8))",
    "exec('class M(nn.Module): pass')\nmodel = M()",
    "model = torch.load('model.pt')",
    "model = torchvision.models.resnet18()",
]  # fmt: skip
STRANGE = [
    "class M(type): pass\nclass N(nn.Module, metaclass=M):\n    def forward(self, x): return x\n"
    "N()(torch.randn(2))",
    "@undefined\nclass M(nn.Module):\n    def forward(self, x): return x\nM()(torch.randn(2))",
    "import torch.nn as nn\nnn = nn.nn\nmodel = nn.Linear(8, 8)",
    "model = eval('nn.Linear(8, 8)')",
    "model = nn.Linear(8, 8)\nmodel('text')\nmodel()\nmodel(1, 2)",
]
ESCAPES = [
    "__import__('os').system('touch {canary}')",
    "open('{canary}', 'w').write('x')",
    "eval(\"open('{canary}', 'w')\")",
    "exec(\"open('{canary}', 'w')\")",
    "import os; os.system('touch {canary}'); os.mkdir('{canary}')",
    "import subprocess; subprocess.run(['touch', '{canary}'])",
    "import pathlib; pathlib.Path('{canary}').touch()",
    "torch.save(self, '{canary}')",
    "torch.load(open('{canary}', 'w'))",
    "torch.jit.script(self).save('{canary}')",
    "torch.onnx.export(self, torch.randn(2, 8), '{canary}')",
    "torch.__dict__['sys'].modules['os'].system('touch {canary}')",
    "nn.Module.__init__.__globals__['__builtins__']['open']('{canary}', 'w')",
    "self.forward.__globals__['open']('{canary}', 'w')",
    "torch.hub.load('owner/repo', 'model', source='{canary}')",
    "torch.utils.cpp_extension.load_inline('x', 'int main(){{}}', build_directory='{canary}')",
    "import numpy as np; np.save('{canary}', np.zeros(3))",
    "import pickle; pickle.loads(b\"cos\\nsystem\\n(S'touch {canary}'\\ntR.\")",
    "from torch.utils.tensorboard import SummaryWriter; SummaryWriter('{canary}')",
    "self.apply(lambda m: open('{canary}', 'w'))",
    "self.register_forward_hook(lambda *a: open('{canary}', 'w'))",
    "print(file=open('{canary}', 'w'))",
]
ARGUMENTS = [
    "nn.Linear({}, 8)", "nn.Linear(8, {})", "nn.Linear(8, 8, bias={})", "nn.Linear(8, 8, dtype={})",
    "nn.Dropout({})", "nn.Flatten({})", "nn.Unflatten({}, {})", "nn.Softmax(dim={})",
    "nn.LayerNorm({})", "nn.LayerNorm(8, eps={})", "nn.BatchNorm1d({})", "nn.Embedding({}, 3)",
    "nn.Embedding(3, {})", "nn.Embedding(3, 3, padding_idx={})", "nn.LSTM({}, 3)", "nn.LSTM(8, {})",
    "nn.LSTM(8, 3, num_layers={})", "nn.GRU(8, 3, bidirectional={})", "nn.PReLU({})",
    "nn.Transformer({}, 2, 1, 1)", "nn.TransformerEncoderLayer(8, {})",
    "nn.Identity({})",
    "nn.MultiheadAttention({}, 2)", "nn.MultiheadAttention(8, {})", "nn.Sequential({})",
    "nn.ModuleList({})", "nn.ModuleDict({})", "nn.ParameterList({})", "nn.Parameter({})",
    "nn.Bilinear(8, {}, 3)", "nn.Upsample({})", "nn.Upsample(scale_factor={})",
]  # fmt: skip
IMAGES = [
    "nn.Conv2d({}, 8, 3)", "nn.Conv2d(8, {}, 3)", "nn.Conv2d(8, 8, {})",
    "nn.Conv2d(8, 8, 3, stride={})", "nn.Conv2d(8, 8, 3, padding={})",
    "nn.Conv2d(8, 8, 3, dilation={})", "nn.Conv2d(8, 8, 3, groups={})",
    "nn.Conv2d(8, 8, 3, padding_mode={})", "nn.ConvTranspose2d(8, 8, 3, output_padding={})",
    "nn.MaxPool2d({})", "nn.MaxPool2d(2, {})", "nn.AvgPool2d(2, padding={})", "nn.LazyLinear({})",
    "nn.AdaptiveAvgPool2d({})", "nn.BatchNorm2d({})", "nn.GroupNorm({}, 8)", "nn.GroupNorm(2, {})",
    "nn.PixelShuffle({})", "nn.ZeroPad2d({})", "nn.LazyConv2d({}, 3)", "nn.Fold({}, 2)",
    "nn.Unfold({})", "nn.InstanceNorm2d({}, affine=True)", "nn.LocalResponseNorm({})",
]  # fmt: skip
FUNCTIONS = [
    "x.view({})", "x.view({}, -1)", "x.reshape({})", "x.permute({})", "x.transpose(0, {})",
    "x.unsqueeze({})", "x.squeeze({})", "x.flatten({})", "x.expand({})", "x.repeat({})",
    "x.sum({})", "x.mean(dim={})", "x.max({})", "x.split({})", "x.chunk({})", "x[{}]", "x[:, {}]",
    "x[..., {}]", "x + {}", "x @ {}", "x ** {}", "x == {}", "torch.cat({})",
    "torch.cat([x, x], {})",
    "torch.stack({})", "torch.zeros({})", "torch.full((2, 3), {})", "torch.arange({})",
    "torch.linspace(0, 1, {})", "torch.eye({})", "torch.randint({}, (2, 3))", "torch.tensor({})",
    "torch.where({}, x, x)", "torch.einsum({}, x)", "torch.tril(x, {})", "torch.topk(x, {})",
    "torch.gather(x, 1, {})", "torch.matmul(x, {})", "torch.bmm(x, {})", "F.pad(x, {})",
    "F.one_hot({})", "F.one_hot(x.long(), {})", "F.softmax(x, {})", "F.dropout(x, {})",
    "F.linear(x, {})", "F.interpolate(x[None], size={})", "F.embedding(x.long(), {})",
    "F.layer_norm(x, {})", "F.scaled_dot_product_attention(x, x, {})", "F.cross_entropy(x, {})",
    "rearrange(x, {})", "rearrange(x, 'a b -> (a b)', a={})", "repeat(x, 'a b -> a b c', c={})",
    "x.to({})", "x.type({})", "x.size({})", "x.new_zeros({})", "x.masked_fill({}, 0)",
    "x.unfold(1, {}, 1)", "torch.meshgrid({})", "torch.roll(x, {})", "x.narrow(1, 0, {})",
    "torch.norm(x, {})", "torch.fft.fft(x, {})", "x.clamp({})", "nn.init.normal_({})",
]  # fmt: skip


def cases(bodies: list[str]) -> list[object]:
    return [pytest.param(body, id=str(i)) for i, body in enumerate(bodies)]


SLOW = "nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2), {})"
"""Reading it takes as long as reading may."""


@pytest.mark.parametrize("body", cases(LOOPS))
def test_a_model_without_end_is_refused_in_one_line(body: str, tmp_path: Path) -> None:
    told(tmp_path, written(body))


@pytest.mark.slow
@pytest.mark.parametrize("body", cases(GROWN))
def test_a_model_that_grows_is_told_in_time(body: str, tmp_path: Path) -> None:
    told(tmp_path, written(body))


@pytest.mark.parametrize("body", cases(BORNE))
def test_a_strange_class_is_borne(body: str, tmp_path: Path) -> None:
    told(tmp_path, written(body))
    told(tmp_path, written(body, call=""))


@pytest.mark.parametrize("body", cases(REFUSED))
def test_a_wrong_class_is_refused_in_one_line(body: str, tmp_path: Path) -> None:
    code, _, err = told(tmp_path, written(body))
    assert code in (1, 2)
    assert err


@pytest.mark.parametrize("source", cases(OUTSIDE))
def test_what_makes_no_model_is_refused_in_one_line(source: str, tmp_path: Path) -> None:
    code, _, err = told(tmp_path, HEAD + source)
    assert code in (1, 2)
    assert err


@pytest.mark.parametrize("source", cases(STRANGE))
def test_a_strange_source_is_borne(source: str, tmp_path: Path) -> None:
    told(tmp_path, HEAD + source)


@pytest.mark.parametrize("statement", cases(ESCAPES))
def test_nothing_is_executed(
    statement: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code = statement.format(canary=tmp_path / CANARY)
    told(tmp_path, written(f"{LINEAR}    {code}\ndef forward(self, x):\n    {code}\n    return x"))
    told(tmp_path, written(f"{LINEAR}{FORWARD}\n{code}") + code.replace("self", "model"))
    assert not (tmp_path / CANARY).exists()


@pytest.mark.parametrize(("argument", "values"), [
    *crossed(ARGUMENTS, ABSURD, every=3), pytest.param(SLOW, ABSURD, marks=pytest.mark.slow)
])  # fmt: skip
def test_absurd_arguments_are_told_in_one_line(
    argument: str, values: list[str], tmp_path: Path
) -> None:
    for value in values:
        made = argument.replace("{}", value)
        called(tmp_path, f"model = nn.Sequential({made})\nmodel(torch.randn(2, 5, 8))")


@pytest.mark.parametrize(("argument", "values"), crossed(IMAGES, ABSURD, every=3))
def test_absurd_images_are_told_in_one_line(
    argument: str, values: list[str], tmp_path: Path
) -> None:
    for value in values:
        made = argument.replace("{}", value)
        called(tmp_path, f"model = nn.Sequential({made})\nmodel(torch.randn(2, 8, 9, 9))")


@pytest.mark.slow
@pytest.mark.parametrize("function", FUNCTIONS)
def test_absurd_functions_are_told_in_one_line(function: str, tmp_path: Path) -> None:
    for value in ABSURD:
        made = function.replace("{}", value)
        body = f"class M(nn.Module):\n    def forward(self, x): return {made}\n"
        called(tmp_path, f"{body}model = M()\nmodel(torch.randn(2, 8))")


def called(tmp_path: Path, source: str) -> None:
    told(tmp_path, HEAD + source)


def test_half_written_files_are_told_in_one_line(tmp_path: Path) -> None:
    whole = written(f"{LINEAR}def forward(self, x):\n    x = self.fc(x)\n    return F.relu(x)")
    for end in range(len(HEAD), len(whole), 7):
        told(tmp_path, whole[:end])


def test_notebooks_with_commands_in_them_are_read(tmp_path: Path) -> None:
    cells = ["!pip install torch\n%matplotlib inline\n" + HEAD, "%%bash\nrm -rf nothing",
             "?nn.Linear\nnn.Linear?", "model = nn.Linear(8, 8)\n%timeit model(3)",
             "this is prose", "model(torch.randn(2, 8))"]  # fmt: skip
    text = {"cells": [{"cell_type": "code", "source": cell} for cell in cells]}
    code, out, _ = told(tmp_path, json.dumps(text), "m.ipynb")
    assert code == 0
    assert "Linear" in out


@pytest.mark.parametrize("shape", [
    "", "()", "0,8", "2,0", "8", "2,8,8,8,8,8,8", "a,b", "-1,8", "2,8:int64", "2,8:text", "x=2,8",
    "y=2,8", "10,8" + ",1" * 1000, "999999999999999999,8", "N,N", "2;8", "2,8,", "None,None",
])  # fmt: skip
def test_absurd_inputs_are_told_in_one_line(shape: str, tmp_path: Path) -> None:
    file = tmp_path / "m.py"
    file.write_text(written(f"{LINEAR}def forward(self, x): return self.fc(x)", call=""))
    code, out, err = run("show", str(file), f"--input={shape}")
    assert code in (0, 1, 2)
    assert err.count("\n") == (0 if code == 0 else 1), err
    assert "mistake in shapeproof" not in out + err
