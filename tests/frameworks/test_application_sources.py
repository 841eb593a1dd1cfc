"""The files that make Keras's ready-made models are read where they lie, and away from there."""

from __future__ import annotations

import json
import lzma
import shutil
from pathlib import Path
from typing import Any

import pytest
from tools.applications import CASES, CONFIGS, FACTS, facts

from shapeproof.cli import main
from shapeproof.read import Target, read
from tests.frameworks.test_applications import FIRST, facts_of
from tests.sampling import sampled

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")  # Keras, of unusual images

FOLDER = Path(keras.src.applications.__file__).parent
BODY = {"weights": None, "include_top": False, "input_shape": (96, 96, 3)}


def recorded(table: Path) -> dict[str, str]:
    return dict(line.split(" ", 1) for line in table.read_text().splitlines())


WHOLE, BODIES = recorded(FACTS), recorded(CASES / "application_bodies.txt")
NAMES = list(WHOLE)


@pytest.fixture(scope="module")
def layers() -> dict[str, list[str]]:
    """The names of each model's layers and operations, as Keras has written them down."""
    with lzma.open(CONFIGS) as file:
        configs = json.load(file)
    return {
        name: [layer["config"]["name"] for layer in config["config"]["layers"]]
        for name, config in configs.items()
    }


def source(name: str) -> Path:
    """The file that makes a model."""
    files = [path for path in FOLDER.glob("*.py") if f"def {name}(" in path.read_text()]
    [path] = files
    return path


def copy(name: str, folder: Path) -> str:
    """The path of that file alone, in another folder."""
    return str(shutil.copy(source(name), folder))


def call(asked: dict[str, Any]) -> str:
    return f"({', '.join(f'{key}={value!r}' for key, value in asked.items())})"


@pytest.mark.parametrize("name", sampled(FIRST, every=3))
def test_the_file_of_a_model_tells_what_keras_makes_of_it(
    name: str, layers: dict[str, list[str]]
) -> None:
    model = read(Target(str(source(name)), f"{name}(weights=None)"))
    assert (model.problems, model.notes) == ((), ())
    assert facts_of(model) == WHOLE[name]
    assert [each.path for each in model.calls] == layers[name]


@pytest.mark.parametrize("name", sampled(FIRST, every=3))
def test_so_does_a_copy_of_that_file_alone(name: str, tmp_path: Path) -> None:
    model = read(Target(copy(name, tmp_path), f"{name}{call(BODY)}"))
    assert facts_of(model) == BODIES[name]


@pytest.mark.parametrize("name", sampled(FIRST, every=3))
def test_no_weights_are_loaded(name: str, tmp_path: Path) -> None:
    model = read(Target(copy(name, tmp_path), name))
    assert (model.problems, model.notes) == ((), ())
    assert facts_of(model).rpartition(" ")[0] == WHOLE[name].rpartition(" ")[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_keras_makes_what_is_written_down(name: str) -> None:
    keras.backend.clear_session()
    assert facts(getattr(keras.applications, name)(**BODY)) == BODIES[name]


def test_the_summary_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", f"{copy('VGG16', tmp_path)}:VGG16"]) == 0
    assert "Total params: 138,357,544" in capsys.readouterr().out


@pytest.mark.parametrize("asked", [
    {"weights": None, "include_top": False, "input_shape": (8, 8, 3)},
    {"weights": "imagenet", "input_shape": (96, 96, 3)},
    {"weights": "imagenet", "include_top": False, "input_shape": (96, 96, 1)},
    {"weights": None, "input_shape": (None, None, 3)}, {"weights": "imagenet", "classes": 10},
])  # fmt: skip
def test_what_keras_refuses_is_refused(
    asked: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        keras.applications.VGG16(**asked)
    assert main(["show", f"{copy('VGG16', tmp_path)}:VGG16{call(asked)}"]) != 0
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{tmp_path / 'vgg16.py'}:")


BLOCKS = """
from keras.src import layers
from keras.src.applications import resnet
from keras.src.ops import operation_utils

def stages(x):
    x = resnet.stack_residual_blocks_v1(x, 64, 3, stride1=1, name="conv2")
    x = resnet.stack_residual_blocks_v1(x, 128, 4, name="conv3")
    x = resnet.stack_residual_blocks_v1(x, 256, 6, name="conv4")
    return resnet.stack_residual_blocks_v1(x, 512, 3, name="conv5")

tensor = {tensor}
model = resnet.ResNet(stages, False, True, name="resnet50", weights=None, input_tensor=tensor)
"""


@pytest.mark.parametrize("tensor", ["None", "layers.Input((224, 224, 3))"])
def test_the_blocks_of_residual_networks_are_there_for_others(tensor: str, tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(BLOCKS.format(tensor=tensor))
    assert facts_of(read(Target(str(path), "model"))) == WHOLE["ResNet50"]


def test_a_model_begins_where_its_tensor_does(tmp_path: Path) -> None:
    path = Path(copy("ResNet50V2", tmp_path))
    path.write_text(path.read_text() + "\nx = layers.Input((64, 64, 1))\n"
                    "y = layers.Conv2D(3, 1)(x)\n"
                    "net = ResNet50V2(weights=None, input_tensor=y, classes=5)\n")  # fmt: skip
    x = keras.layers.Input((64, 64, 1))
    y = keras.layers.Conv2D(3, 1)(x)
    theirs = keras.applications.ResNet50V2(weights=None, input_tensor=y, classes=5)
    assert facts_of(read(Target(str(path), "net"))) == facts(theirs)


IMPORTS = """
from keras import Model
from keras.src.applications.imagenet_utils import correct_pad, obtain_input_shape
from keras.src.applications.resnet import ResNet, stack_residual_blocks_v2
from keras.src.backend import get_uid
from keras.src.layers import Dense, Input
from keras.src.ops.operation_utils import get_source_inputs
"""


@pytest.mark.parametrize("line", [
    "correct_pad(None, 3)", "correct_pad(data, 3)", "correct_pad()", "obtain_input_shape(data, 8)",
    "obtain_input_shape((8, 8), n, m, None, True)", "obtain_input_shape(3, 4, 5)",
    "stack_residual_blocks_v2(x, 64, 10**12, name='a')", "stack_residual_blocks_v2(x, n, n)",
    "ResNet(None, 1, 2)", "ResNet(lambda x: 3, True, True)", "ResNet(3)", "get_source_inputs(3)",
    "ResNet(lambda x: x, True, True, shape=3)", "get_uid([])", "get_uid()",
])  # fmt: skip
def test_any_use_of_them_is_answered_in_one_line(
    line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "net.py"
    path.write_text(f"{IMPORTS}x = Input((32, 32, 3))\ny = {line}\nmodel = Model(x, Dense(2)(x))\n")
    main(["show", str(path)])
    assert len(capsys.readouterr().err.splitlines()) <= 1
