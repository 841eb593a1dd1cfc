"""Data that training code names: the shapes, dtypes and classes of what a loader gives."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.read.source.interpret import Interpreter
from shapeproof.read.source.torch.names import TorchNames
from shapeproof.read.source.values import is_unknown

HEAD = """
import torch
from torch.utils.data import ConcatDataset, DataLoader, Dataset, Subset, TensorDataset, random_split
from torchvision import datasets, transforms
from torchvision.transforms import Compose, Normalize, ToTensor
class Rows(Dataset):
    def __len__(self):
        return 50
    def __getitem__(self, i):
        return torch.zeros(7), {"label": 3, "weight": 0.5}
pairs = TensorDataset(torch.randn(100, 3, 8), torch.randint(0, 4, (100,)))
"""
BATCHES = {
    "DataLoader(pairs, batch_size=64)": [(64, 3, 8), (64,)],
    "DataLoader(pairs, 16, shuffle=True, drop_last=True)": [(16, 3, 8), (16,)],
    "DataLoader(pairs, batch_size=128)": [(100, 3, 8), (100,)],
    "DataLoader(random_split(pairs, [80, 20])[1], batch_size=32)": [(20, 3, 8), (20,)],
    "DataLoader(random_split(pairs, [0.9, 0.1])[1], batch_size=32)": [(10, 3, 8), (10,)],
    "DataLoader(Subset(pairs, range(5)), batch_size=32)": [(5, 3, 8), (5,)],
    "DataLoader(ConcatDataset([pairs, pairs]), batch_size=128)": [(128, 3, 8), (128,)],
    "DataLoader(datasets.MNIST('d', transform=ToTensor()), batch_size=64)": [
        (64, 1, 28, 28),
        (64,),
    ],
    "DataLoader(datasets.CIFAR10('d', False, Compose([transforms.Resize((40, 50)), "
    "ToTensor()])), 8)": [
        (8, 3, 40, 50),
        (8,),
    ],
    "DataLoader(datasets.ImageFolder('d', Compose([transforms.Resize(256), "
    "transforms.CenterCrop(224), ToTensor(), Normalize([0.5] * 3, [0.5] * 3)])), 4)": [
        (4, 3, 224, 224),
        (4,),
    ],
    "DataLoader(Rows(), batch_size=10)": [(10, 7), (10,), (10,)],
}


def value_of(source: str) -> Any:
    return Interpreter([TorchNames()]).run(HEAD + source)["found"]


def shapes(value: Any) -> list[Any]:
    parts = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list | tuple):
        return [shape for part in parts for shape in shapes(part)]
    return [value.shape]


@pytest.mark.parametrize("loader", BATCHES)
def test_a_loader_gives_batches_of_its_examples(loader: str) -> None:
    assert shapes(value_of(f"found = next(iter({loader}))")) == BATCHES[loader]


@pytest.mark.parametrize(
    ("labels", "below"),
    [
        ("next(iter(DataLoader(pairs, batch_size=64)))[1]", 4),
        ("torch.randint(0, 10, (5,)).unsqueeze(1).view(-1).long()[:3]", 10),
        ("torch.randint(7, (5,)) + 1", None),
        ("next(iter(DataLoader(datasets.CIFAR100('d', transform=ToTensor()))))[1]", 100),
        ("next(iter(DataLoader(datasets.ImageFolder('d', transform=ToTensor()))))[1]", None),
        ("next(iter(DataLoader(random_split(pairs, [80, 20])[0])))[1]", 4),
        ("next(iter(DataLoader(Subset(pairs, range(50)))))[1]", 4),
        ("next(iter(DataLoader(Subset(pairs, chosen))))[1]", None),
        ("next(iter(DataLoader(pairs, sampler=chosen)))[1]", None),
        ("torch.randint(0, 9, (50,))[torch.randint(0, 9, (50,)) < 5]", None),
        ("torch.randint(0, 9, (50,))[torch.randperm(50)]", 9),
    ],
)
def test_it_is_known_below_what_labels_are(labels: str, below: int | None) -> None:
    assert getattr(value_of(f"found = {labels}"), "below", None) == below


@pytest.mark.parametrize(
    "transform",
    ["None", "Compose([])", "Compose([ToTensor(), Normalize([0, 0], [1, 1])])", "made_elsewhere"],
)
def test_a_picture_that_is_no_tensor_has_no_shape(transform: str) -> None:
    batch = value_of(f"found = next(iter(DataLoader(datasets.MNIST('d', transform={transform}))))")
    assert not hasattr(batch[0], "shape")
    assert batch[1].shape == (1,)


def test_next_has_a_batch_as_often_as_it_is_asked() -> None:
    walk = "batches = iter(DataLoader(pairs, 8))\nfor _ in range(3):\n    found = next(batches)"
    assert shapes(value_of(walk)) == [(8, 3, 8), (8,)]
    assert shapes(value_of("found = list(iter(DataLoader(pairs, 8)))")) == [(8, 3, 8), (8,)]


@pytest.mark.parametrize(
    "walk",
    [
        "next(iter(DataLoader(made_elsewhere, 8)))",
        *(f"next(iter(DataLoader(pairs, batch_size={size})))" for size in ("0", "-3", "'8'")),
        "next(iter(DataLoader(pairs, 8, collate_fn=made_elsewhere)))",
    ],
)
def test_batches_of_what_nobody_knows_are_unknown(walk: str) -> None:
    assert is_unknown(value_of(f"found = {walk}"))


@pytest.mark.parametrize("held", ["data", "targets", "transform"])
def test_a_data_set_that_is_changed_is_no_longer_known(held: str) -> None:
    change = f"digits = datasets.MNIST('d', transform=ToTensor())\ndigits.{held} = chosen\n"
    assert is_unknown(value_of(f"{change}found = next(iter(DataLoader(digits, 8)))"))


@pytest.mark.parametrize(
    ("transform", "shape"),
    [
        ("CenterCrop(5)", (3, 5, 5)),
        ("Pad(2)", (3, 12, 13)),
        ("Grayscale()", (1, 8, 9)),
        ("Normalize([0] * 3, [1] * 3)", (3, 8, 9)),
        *((f"Resize({size})", None) for size in ("16", "-1", "(1, 2, 3)", "chosen")),
    ],
)
def test_transforms_of_tensors(transform: str, shape: tuple[int, ...] | None) -> None:
    """What has no channels is no picture."""
    of = f"found = transforms.{transform}"
    assert getattr(value_of(f"{of}(torch.rand(3, 8, 9))"), "shape", None) == shape
    assert is_unknown(value_of(f"{of}(torch.rand(8))"))


@pytest.mark.parametrize("loop", ["for i in range(10**12):", "i = 0\nwhile True:\n    i += 1"])
def test_a_training_loop_ends_where_its_steps_are_all_alike(loop: str) -> None:
    step = "\n    found = i\n    nn.Linear(3, 4)(torch.rand(2, 3)).mean().backward()"
    assert value_of(f"from torch import nn\n{loop}{step}") < 100


@pytest.mark.parametrize(
    "body", ["torch.rand(2).mean()", "i < 5 and torch.rand(2).mean().backward()"]
)
def test_a_loop_that_does_not_train_in_each_round_is_gone_through(body: str) -> None:
    assert value_of(f"for i in range(90):\n    found = i\n    {body}") == 89


@pytest.mark.parametrize("written", ["f'{loss:.3f}'", "'{:6.2f}'.format(loss)", "'%.2f' % loss"])
def test_a_loss_is_written_as_a_number(written: str) -> None:
    assert is_unknown(value_of(f"loss = torch.rand(8).mean()\nfound = {written}"))
