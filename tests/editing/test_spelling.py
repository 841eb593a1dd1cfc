"""A name is written as the source writes its neighbours, with an import line if it needs one."""

import pytest

from shapeproof.editing import Manuscript, replaced, spelling, with_import
from tests.editing.sources import changed, node

REACHED = [
    ("import torch", "torch.flatten", "torch.flatten"),
    ("import torch as t", "torch.flatten", "t.flatten"),
    ("import torch.nn as nn", "torch.nn.Flatten", "nn.Flatten"),
    ("from torch import nn", "torch.nn.Flatten", "nn.Flatten"),
    ("import torch", "torch.nn.Flatten", "torch.nn.Flatten"),
    ("from torch.nn import *", "torch.nn.Flatten", "Flatten"),
    ("from torch.nn import Flatten as Flat", "torch.nn.Flatten", "Flat"),
    ("import torch, torch.nn.functional as F", "torch.nn.functional.relu", "F.relu"),
    ("from torch import nn", "torch.nn.functional.relu", "nn.functional.relu"),
    ("import keras", "keras.layers.Flatten", "keras.layers.Flatten"),
    ("from keras import layers", "keras.layers.Flatten", "layers.Flatten"),
    ("import tensorflow as tf", "keras.layers.Flatten", "tf.keras.layers.Flatten"),
    ("from tensorflow import keras", "keras.layers.Flatten", "keras.layers.Flatten"),
    ("from tensorflow.keras import layers as L", "keras.layers.Flatten", "L.Flatten"),
    ("from tensorflow.keras.layers import *", "keras.layers.Flatten", "Flatten"),
    ("from tensorflow.keras.layers import Flatten", "keras.layers.Flatten", "Flatten"),
    ("try:\n    import tf_keras as k\nexcept E:\n    pass", "keras.layers.Flatten",
     "k.layers.Flatten"),
    ("from keras import layers\nimport keras\nlayers = []", "keras.layers.Flatten",
     "keras.layers.Flatten"),
]  # fmt: skip
ADDED = [  # the source, the name, its text, the source with the line in it
    ("import torch.nn as nn\nz\n", "torch.flatten", "torch.flatten",
     "import torch.nn as nn\nimport torch\nz\n"),
    ("import os\n\nimport torch\nimport sys\nz\n", "torch.nn.functional.relu",
     "torch.nn.functional.relu", None),
    ("from torch.nn import (\n    Linear,\n    ReLU,\n)  # layers\nz", "torch.nn.Flatten",
     "Flatten", "from torch.nn import (\n    Linear,\n    ReLU,\n)  # layers\n"
     "from torch.nn import Flatten\nz"),
    ("from keras.layers import Dense\r\nimport numpy\r\nz\r\n", "keras.layers.Flatten", "Flatten",
     "from keras.layers import Dense\r\nfrom keras.layers import Flatten\r\nimport numpy\r\nz\r\n"),
    ("import tensorflow as tf\nfrom tensorflow.keras.layers import Dense\nz",
     "keras.layers.Flatten", "Flatten",
     "import tensorflow as tf\nfrom tensorflow.keras.layers import Dense\n"
     "from tensorflow.keras.layers import Flatten\nz"),
    ("from tensorflow.keras.models import Sequential\nz", "keras.layers.Flatten", "layers.Flatten",
     "from tensorflow.keras.models import Sequential\nfrom tensorflow.keras import layers\nz"),
    ("from keras.layers import Dense\nclass Flatten: pass\nz", "keras.layers.Flatten",
     "layers.Flatten",
     "from keras.layers import Dense\nfrom keras import layers\nclass Flatten: pass\nz"),
    ("'''Nets.'''\nz\n", "torch.flatten", "torch.flatten", "'''Nets.'''\nimport torch\nz\n"),
    ("# -*- coding: utf-8 -*-\nz\n", "torch.flatten", "torch.flatten",
     "# -*- coding: utf-8 -*-\nimport torch\nz\n"),
    ("from __future__ import annotations\nz", "torch.nn.Flatten", "nn.Flatten",
     "from __future__ import annotations\nfrom torch import nn\nz"),
    ("@a\ndef f(): pass\nz", "torch.nn.functional.relu", "F.relu",
     "import torch.nn.functional as F\n@a\ndef f(): pass\nz"),
    ("try:\n    import torch.nn as nn\nexcept E: pass\nz", "torch.flatten", "torch.flatten",
     "try:\n    import torch.nn as nn\n    import torch\nexcept E: pass\nz"),
    ("import numpy; from torch import nn\nz", "torch.flatten", "torch.flatten",
     "import numpy; from torch import nn\nimport torch\nz"),
    ("def f():\n    import torch\nz", "torch.flatten", "torch.flatten",
     "import torch\ndef f():\n    import torch\nz"),
    (">>> from torch import nn\n>>> z\n", "torch.flatten", "torch.flatten",
     ">>> from torch import nn\n>>> import torch\n>>> z\n"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "name", "text"), REACHED)
def test_a_name_is_written_by_the_imports(source: str, name: str, text: str) -> None:
    assert spelling(Manuscript.of(source), name) == (text, ())


@pytest.mark.parametrize(("source", "name", "text", "then"), ADDED)
def test_a_name_that_is_not_there_gets_a_line(
    source: str, name: str, text: str, then: str | None
) -> None:
    manuscript = Manuscript.of(source, "net.txt" if ">>>" in source else "net.py")
    spelt = spelling(manuscript, name)
    assert spelt.text == text
    edit = replaced(manuscript, node(manuscript, "z"), f"{text}(z)")
    assert edit is not None
    head, _, tail = (then or source).rpartition("z")
    assert changed(manuscript, with_import(edit, spelt)) == f"{head}{text}(z){tail}"
