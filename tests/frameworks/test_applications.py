"""Keras's ready-made models: those that we build layer by layer are Keras's own, and so are those
read from configs and live objects."""

from __future__ import annotations

import json
import lzma
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from tools.applications import CONFIGS, FACTS, facts, fresh, published

from shapeproof.algebra.notation import size as written
from shapeproof.model import LayerError, Model
from shapeproof.read.keras import applications, config, live
from shapeproof.read.keras.applications.asked import Asked
from shapeproof.read.keras.graph import Graph
from shapeproof.read.source.keras.entry import read
from shapeproof.read.source.keras.shapes import Shapes
from shapeproof.render import keras3
from tests.frameworks.test_keras_summaries import printed
from tests.sampling import first_of_each, sampled

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")  # Keras, of unusual images

ALL = list(published())
SAMPLE = ("VGG16", "ResNet50", "MobileNetV2", "MobileNetV3Small", "ConvNeXtTiny")
"""Those that Keras makes fast."""
FIRST = first_of_each(ALL, lambda name: (applications.FAMILY[name], name.endswith("V2")), 100)
RECORDED = dict(line.split(" ", 1) for line in FACTS.read_text().splitlines())


@pytest.fixture(scope="module")
def configs() -> Any:
    with lzma.open(CONFIGS) as file:
        return json.load(file)


@pytest.fixture(scope="module", autouse=True)
def no_downloads() -> Iterator[None]:
    """Keras gets no weights from anywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keras.src.utils.file_utils, "get_file", lambda *_, **__: "")
        patch.setattr(keras.Model, "load_weights", lambda *_, **__: None)
        patch.setattr(keras.Model, "fit", lambda *_, **__: None)
        yield


def test_all_of_them_are_there() -> None:
    assert sorted(applications.FAMILY) == ALL
    assert list(RECORDED) == ALL


def built(kind: str, /, **asked: Any) -> Model:
    graph = Graph()
    return graph.model(applications.make(graph, kind, Asked(**asked), Shapes().whole))


def facts_of(model: Model) -> str:
    layers = sum(call.shown.is_layer for call in model.calls)
    totals, shape = model.totals, tuple(model.outputs[0].shape)
    return f"{totals.params} {totals.trainable} {(None, *shape[1:])} {layers}"


def all_of(model: Model) -> list[Any]:
    """All that is known of each call, settings that were left alone included."""
    return [
        (
            call.path,
            call.type,
            call.shown.is_layer,
            call.sources,
            [repr(x) for x in (*call.inputs, *call.facts.outputs)],
            [(name, *weight) for name, weight in call.facts.weights.items()],
            {
                key: settled(value)
                for key, value in {**call.layer.rule.defaults, **call.layer.arguments}.items()
            },
            all_of(call.inside) if call.inside else None,
        )
        for call in model.calls
    ]


def same(ours: Model, theirs: Model) -> None:
    for one, other in zip(all_of(ours), all_of(theirs), strict=True):
        assert one == other


def settled(value: Any) -> Any:
    """A setting in one spelling: `(2, 2)` is 2, and a linear activation none."""
    if isinstance(value, tuple) and len(set(map(repr, value))) == 1:
        return settled(value[0])
    if isinstance(value, tuple):
        return tuple(map(settled, value))
    if isinstance(value, float):
        return f"{value:.6g}"
    return repr(None if value == "linear" else value)


@pytest.mark.parametrize("name", FIRST)
def test_what_is_built_is_what_keras_has_written_down(name: str, configs: Any) -> None:
    ours, theirs = built(name, weights=None), config.read(configs[name])
    assert facts_of(ours) == facts_of(theirs) == RECORDED[name]
    assert ours.name == theirs.name
    same(ours, theirs)


@pytest.mark.parametrize("name", sampled(SAMPLE, every=6))
def test_each_is_the_same_in_every_form(name: str, configs: Any) -> None:
    hold(name, configs)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in ALL if name not in SAMPLE])
def test_so_are_the_larger_ones(name: str, configs: Any) -> None:
    hold(name, configs)


def hold(name: str, configs: Any) -> None:
    theirs = fresh(name)
    written = json.loads(theirs.to_json())
    assert facts(theirs) == RECORDED[name]
    assert written == configs[name]
    summary = printed(theirs, expand_nested=True)
    for model in (live.read(theirs), config.read(written), built(name, weights=None)):
        assert not model.problems
        assert facts_of(model) == RECORDED[name]
        assert model.totals.bytes == 4 * model.totals.params
        assert keras3.render(model, expand_nested=True) == summary
    del theirs
    keras.backend.clear_session()


SMALL = {"weights": None, "include_top": False}
ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("VGG16", {**SMALL, "weights": "imagenet", "input_shape": (48, 40, 3), "pooling": "max"}),
    ("VGG19", {"weights": None, "classes": 7, "input_shape": (32, 32, 1), "name": "mine"}),
    ("ResNet50", {**SMALL, "pooling": "avg", "name": None}),
    ("Xception", {**SMALL, "input_shape": (72, 72, 5), "pooling": "max"}),
    ("MobileNet", {**SMALL, "weights": "imagenet", "alpha": 0.5, "pooling": "avg"}),
    ("MobileNet", {"input_shape": (128, 128, 3), "classifier_activation": None}),
    ("MobileNetV2", {**SMALL, "input_shape": (57, 96, 3), "alpha": 0.35, "pooling": "avg"}),
    ("MobileNetV2", {"weights": "imagenet", "include_top": False}),
    ("MobileNetV3Small", {"minimalistic": True, "weights": None, "dropout_rate": 0, "alpha": 1.5}),
    ("MobileNetV3Small", {**SMALL, "alpha": 0.75, "pooling": "max", "input_shape": (65, 64, 3)}),
    ("EfficientNetB0", {"weights": "imagenet"}),
    ("EfficientNetB0", {**SMALL, "input_shape": (61, 75, 3), "pooling": "avg"}),
    ("EfficientNetV2B0", {**SMALL, "input_shape": (64, 64, 1)}),
    ("ConvNeXtTiny", {**SMALL, "pooling": "avg", "name": "mine", "input_shape": (32, 64, 3)}),
)
ASKED_TOO: tuple[tuple[str, dict[str, Any]], ...] = (
    ("VGG16", SMALL),
    ("ResNet50V2", {**SMALL, "pooling": "max", "input_shape": (33, 65, 3)}),
    ("InceptionV3", {**SMALL, "input_shape": (75, 139, 3), "pooling": "avg"}),
    ("MobileNet", {"alpha": 0.25, "depth_multiplier": 2, "dropout": 0.5, "weights": None}),
    ("MobileNetV2", {"weights": None, "alpha": 1.4, "classes": 3, "input_shape": (96, 96, 3)}),
    ("MobileNetV2", SMALL),
    ("MobileNetV3Large", {"alpha": 1.5, "weights": None, "include_preprocessing": False}),
    ("EfficientNetV2B0", {**SMALL, "include_preprocessing": False, "pooling": "max"}),
    ("ConvNeXtTiny", {"weights": None, "include_preprocessing": False, "classes": 5}),
    ("DenseNet121", {**SMALL, "pooling": "avg", "input_shape": (32, 32, 3)}),
    ("InceptionResNetV2", {**SMALL, "pooling": "max", "input_shape": (76, 75, 3)}),
    ("NASNetMobile", {**SMALL, "input_shape": (None, None, 3)}),
    ("NASNetMobile", {**SMALL, "input_shape": (45, 64, 3), "pooling": "max"}),
    ("NASNetLarge", {**SMALL, "input_shape": (97, 64, 3), "pooling": "max"}),
    ("EfficientNetB3", {"weights": "imagenet", "include_top": False, "name": "mine"}),
    ("EfficientNetV2S", {**SMALL, "pooling": "max", "input_shape": (70, 71, 3)}),
)


@pytest.mark.parametrize("case", sampled(ASKED, every=6), ids=lambda case: str(case)[:70])
def test_arguments_mean_what_they_mean_to_keras(case: tuple[str, dict[str, Any]]) -> None:
    name, asked = case
    keras.backend.clear_session()
    theirs, ours = getattr(keras.applications, name)(**asked), built(name, **asked)
    assert keras3.render(ours) == printed(theirs)
    same(ours, config.read(json.loads(theirs.to_json())))
    assert ours.totals.params == theirs.count_params()


REFUSED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("VGG16", {"classes": 10}),
    ("VGG16", {"weights": "imagnet"}),
    ("VGG16", {"classifier_activation": "relu"}),
    ("VGG16", {"input_shape": (200, 200, 3)}),
    ("VGG16", {"include_top": False, "input_shape": (48, 48, 1)}),
    ("VGG16", {**SMALL, "input_shape": (31, 48, 3)}),
    ("VGG16", {**SMALL, "input_shape": (48, 48)}),
    ("VGG16", {"weights": None, "input_shape": (None, 224, 3)}),
    ("InceptionV3", {**SMALL, "input_shape": (80, 74, 3)}),
    ("Xception", {**SMALL, "input_shape": (70, 74, 3)}),
    ("MobileNet", {"alpha": 0.35}),
    ("MobileNet", {"depth_multiplier": 2}),
    ("MobileNet", {"input_shape": (100, 100, 3)}),
    ("MobileNetV2", {"alpha": 0.3, "include_top": False}),
    ("MobileNetV3Small", {"alpha": 0.5, "include_top": False}),
    ("MobileNetV3Small", {"minimalistic": True, "alpha": 0.75}),
    ("MobileNetV3Small", {**SMALL, "input_shape": (31, 32, 3)}),
    ("NASNetMobile", {"input_shape": (None, None, 3), "include_top": False}),
    ("EfficientNetB0", {"classes": 3}),
    ("ConvNeXtTiny", {"name": "mine"}),
    ("ConvNeXtTiny", {"classifier_activation": "sigmoid"}),
)


@pytest.mark.slow
@pytest.mark.parametrize("case", ASKED_TOO, ids=lambda case: str(case)[:70])
def test_all_other_arguments_too(case: tuple[str, dict[str, Any]]) -> None:
    test_arguments_mean_what_they_mean_to_keras(case)


@pytest.mark.parametrize(("name", "asked"), REFUSED, ids=str)
def test_what_keras_refuses_is_refused(name: str, asked: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011, Keras's words are its own
        getattr(keras.applications, name)(**asked)
    with pytest.raises(LayerError) as refusal:
        built(name, **asked)
    assert "\n" not in str(refusal.value)


SCRIPTS = {
    "base first in a stack": """
        from tensorflow.keras.applications import MobileNetV2
        from tensorflow.keras import layers, models
        conv_base = MobileNetV2(weights='imagenet', include_top=False, input_shape=(150, 150, 3))
        conv_base.trainable = False
        model = models.Sequential()
        model.add(conv_base)
        model.add(layers.Flatten())
        model.add(layers.Dense(256, activation='relu'))
        model.add(layers.Dense(1, activation='sigmoid'))
        """,
    "base called": """
        import tensorflow as tf
        base_model = tf.keras.applications.MobileNetV2(input_shape=(96, 96, 3),
                                                       include_top=False, weights='imagenet')
        base_model.trainable = False
        inputs = tf.keras.Input(shape=(96, 96, 3))
        x = base_model(inputs, training=False)
        x = tf.keras.layers.GlobalAveragePooling2D()(x)
        x = tf.keras.layers.Dropout(0.2)(x)
        model = tf.keras.Model(inputs, tf.keras.layers.Dense(1)(x))
        """,
    "base continued": """
        from keras.applications.mobilenet import MobileNet
        from keras.layers import Dense, GlobalAveragePooling2D
        from keras.models import Model
        base_model = MobileNet(weights='imagenet', include_top=False)
        x = GlobalAveragePooling2D()(base_model.output)
        x = Dense(1024, activation='relu')(x)
        predictions = Dense(120, activation='softmax')(x)
        model = Model(inputs=base_model.input, outputs=predictions)
        for layer in model.layers[:20]:
            layer.trainable = False
        for layer in model.layers[20:]:
            layer.trainable = True
        """,
    "features of a layer": """
        from keras.applications.vgg19 import VGG19
        from keras.models import Model
        base_model = VGG19(weights='imagenet', include_top=False, input_shape=(64, 64, 3))
        model = Model(inputs=base_model.input,
                      outputs=[base_model.get_layer('block3_conv3').output,
                               base_model.get_layer('block5_pool').output])
        """,
    "fine tuned from a layer on": """
        import keras
        from keras import applications, layers
        base_model = applications.vgg16.VGG16(include_top=False, input_shape=(64, 64, 3))
        base_model.trainable = True
        set_trainable = False
        for layer in base_model.layers:
            if layer.name == 'block5_conv1':
                set_trainable = True
            layer.trainable = set_trainable
        model = keras.Sequential([base_model, layers.GlobalMaxPooling2D(), layers.Dense(4)])
        """,
    "two bases": """
        import keras
        from keras import layers
        from keras.applications import MobileNet, MobileNetV3Small
        shape = (64, 64, 3)
        x = keras.Input(shape)
        bases = [make(include_top=False, pooling="avg", input_shape=shape, weights=None)
                 for make in (MobileNet, MobileNetV3Small)]
        y = layers.concatenate([base(x) for base in bases])
        model = keras.Model(x, layers.Dense(10, activation="softmax")(y))
        """,
    "on a tensor": """
        from keras.layers import Conv2D, Dense, Input, RandomFlip
        from keras.models import Model
        from keras.applications import MobileNetV2
        x = Input((96, 96, 1))
        y = Conv2D(3, 1)(RandomFlip()(x))
        base = MobileNetV2(input_tensor=y, include_top=False, weights="imagenet", pooling="max")
        model = Model(base.input, Dense(2)(base.output))
        """,
    "the last layer replaced": """
        from keras.applications import MobileNet
        from keras.layers import Dense
        from keras.models import Model
        mobile = MobileNet()
        x = mobile.layers[-6].output
        model = Model(inputs=mobile.input, outputs=Dense(10, activation='softmax')(x))
        for layer in model.layers[:-23]:
            layer.trainable = False
        """,
    "chosen by name": """
        import keras
        name = "mobilenet"
        ARCHITECTURES = {"mobilenet": keras.applications.MobileNet,
                         "vgg": keras.applications.VGG16}
        base = ARCHITECTURES[name](include_top=False, input_shape=(32, 32, 3))
        model = keras.Sequential([keras.Input((32, 32, 3)), base, keras.layers.Flatten()])
        """,
    "layers by number": """
        import keras
        base = keras.applications.MobileNetV3Small(include_top=False, input_shape=(64, 64, 3))
        for layer in base.layers[:len(base.layers) - 20]:
            layer.trainable = False
        x = keras.layers.GlobalAveragePooling2D()(base.layers[-10].output)
        model = keras.Model(base.input, x)
        """,
    "its layers in a stack": """
        import keras
        from keras.applications.vgg16 import VGG16
        vgg = VGG16(input_shape=(32, 32, 3), include_top=False)
        model = keras.Sequential()
        for layer in vgg.layers[:-1]:
            model.add(layer)
        model.add(keras.layers.Flatten())
        """,
    "one base for two inputs": """
        from keras import layers, Model
        from keras.applications import mobilenet
        base = mobilenet.MobileNet(weights="imagenet", input_shape=(64, 64) + (3,),
                                   include_top=False)
        flat = layers.Flatten()(base.output)
        embedding = Model(base.input, layers.Dense(8)(flat), name="Embedding")
        one, other = layers.Input((64, 64, 3)), layers.Input((64, 64, 3))
        model = Model([one, other], [embedding(mobilenet.preprocess_input(one)),
                                     embedding(mobilenet.preprocess_input(other))])
        """,
    "skips of a U-Net": """
        import keras
        from keras import layers
        base = keras.applications.MobileNetV2(input_shape=[64, 64, 3], include_top=False)
        names = ['block_1_expand_relu', 'block_3_expand_relu', 'block_16_project']
        down = keras.Model(base.input, [base.get_layer(name).output for name in names])
        down.trainable = False
        inputs = layers.Input(shape=[64, 64, 3])
        first, second, x = down(inputs)
        x = layers.Conv2DTranspose(8, 3, strides=4, padding='same')(x)
        x = layers.Conv2DTranspose(8, 3, strides=2, padding='same')(layers.Add()([x, x]))
        x = layers.Concatenate()([x, second])
        x = layers.Conv2DTranspose(8, 3, strides=2, padding='same')(x)
        model = keras.Model(inputs, layers.Concatenate()([x, first]))
        """,
    **{
        f"prepared for {module}": f"""
        import keras
        from keras import layers
        from keras.applications.{module} import preprocess_input
        x = keras.Input((64, 64, 3))
        y = layers.Conv2D(3, 1)(preprocess_input(x))
        model = keras.Model(x, layers.Flatten()(y))
        """
        for module in ("vgg16", "resnet_v2", "densenet", "efficientnet")
    },
    "prepared by a Lambda": """
        import keras
        from keras.layers import Flatten, Input, Lambda
        from keras.applications.vgg16 import preprocess_input
        x = Input((64, 64, 3), name="image")
        model = keras.Model(x, Flatten()(Lambda(preprocess_input, name="prepare")(x)))
        """,
    "numbered on": """
        from keras.applications import *
        from keras import layers
        import keras
        first = Xception(weights=None, include_top=False, pooling="avg", input_shape=(71, 71, 3))
        second = MobileNetV3Small(weights=None, include_top=False, pooling="avg")
        x = keras.Input((71, 71, 3))
        y = layers.Add()([layers.Dense(4)(first(x)), layers.Dense(4)(second(x))])
        model = keras.Model(x, y)
        """,
}


@pytest.mark.parametrize("script", sampled(SCRIPTS.values(), every=4), ids=list(SCRIPTS))
def test_scripts_are_read_as_keras_runs_them(script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source = "\n".join(line[8:] for line in script.splitlines())
    assert summaries(source) == (
        summaries_by_keras(source.replace("tensorflow.keras", "keras").replace("tf.keras", "keras")
                           .replace("import tensorflow as tf", "import keras"))
    )  # fmt: skip


def summaries(source: str) -> list[str]:
    model = read(source, "script.py", "", ())
    assert not model.problems
    return [keras3.render(model, **options) for options in OPTIONS]


def summaries_by_keras(source: str) -> list[str]:
    keras.backend.clear_session()
    names: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(source, names)
    return [printed(names["model"], **options) for options in OPTIONS]


OPTIONS = ({}, {"expand_nested": True, "show_trainable": True})


MISUSED = {
    "VGG16(includ_top=False)": "did you mean `include_top`?",
    "VGG16(True, include_top=False)": "`include_top` is given twice",
    "VGG16(True, None, None, None, None, 10, 'softmax', 'n', 3)": "takes 8 arguments",
    "keras.applications.VGG61(weights=None)": "did you mean VGG1",
    "VGG16(input_tensor=224, weights=None)": "`input_tensor` is a tensor",
    "VGG16(input_shape=(224), weights=None)": "with its comma",
    "VGG16(classes=2.5, weights=None)": "`classes` must be a whole number",
    "VGG16(classifier_activation='softmx', weights=None)": "did you mean 'softmax'?",
    "MobileNet(alpha='wide', weights=None)": "`alpha` must be a number",
    "MobileNet(alpha=1e300, weights=None)": "`alpha` must be a number",
    "MobileNet(alpha=0.01, weights=None)": "at least 1 filter",
    "MobileNetV2((96, 96, 3), input_tensor=keras.Input((64, 64, 3)))": "is 64 wide",
    "InceptionV3(input_tensor=keras.Input((20, 20, 3)), include_top=False)": "does not fit",
}


@pytest.mark.parametrize("call", MISUSED)
def test_misuse_is_told_in_one_line(call: str) -> None:
    source = f"import keras\nfrom keras.applications import *\nmodel = {call}\n"
    with pytest.raises((ValueError, TypeError, AttributeError, OverflowError)):
        exec(source, {})
    [problem] = read(source, "script.py", "", ()).problems
    assert problem.at is not None
    assert problem.at.line == 3
    assert MISUSED[call] in str(problem.message)


UNKNOWN = """
import sys
from keras.applications import *
size, top, images = int(sys.argv[1]), sys.argv[2], load()
"""


def test_what_is_not_known_stays_open() -> None:
    def read_with(call: str) -> Model:
        model = read(f"{UNKNOWN}model = {call}", "script.py", "", ())
        assert not model.problems
        return model

    known = built("MobileNetV2", include_top=False).totals.params
    for shape in ("(size, size, 3)", "images.shape[1:]"):
        assert read_with(f"MobileNetV2(include_top=False, input_shape={shape})").totals[0] == known
    assert read_with("VGG16(include_top=top, weights=top)").notes
    open_classes = read_with("VGG16(weights=None, classes=size)").outputs[0].shape[1]
    assert written(open_classes) == "int(sys.argv[1])"
