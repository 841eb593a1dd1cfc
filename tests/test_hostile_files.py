"""Files of models that are damaged, or made to deceive: one line, exit code 2, in time."""

from __future__ import annotations

import io
import json
import random
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.sampling import sampled
from tests.test_hostile import run

SECONDS, MEMORY = 5, 400 * 1024 * 1024
DENSE = {
    "module": "keras.layers", "class_name": "Dense", "registered_name": None,
    "config": {"name": "dense", "trainable": True, "units": 3, "dtype": "float32"},
}  # fmt: skip


def entry(shape: Any = (None, 4), name: Any = "x") -> dict[str, Any]:
    config = {"batch_shape": shape, "dtype": "float32", "name": name}
    return {"module": "keras.layers", "class_name": "InputLayer", "config": config,
            "name": name, "inbound_nodes": []}  # fmt: skip


def reading(*histories: Any) -> dict[str, Any]:
    tensors = [
        {"class_name": "__keras_tensor__",
         "config": {"shape": [None, 4], "dtype": "float32", "keras_history": history}}
        for history in histories
    ]  # fmt: skip
    return {"args": tensors, "kwargs": {}}


def dense(name: Any, *nodes: Any, **settings: Any) -> dict[str, Any]:
    config = {"name": name, "trainable": True, "units": 3, **settings}
    return {**DENSE, "config": config, "name": name, "inbound_nodes": list(nodes)}


def functional(*layers: Any, inputs: Any = (), outputs: Any = (), name: str = "m") -> Any:
    return {
        "module": "keras", "class_name": "Functional", "registered_name": "Functional",
        "config": {"name": name, "trainable": True, "layers": list(layers),
                   "input_layers": inputs or [["x", 0, 0]],
                   "output_layers": outputs or [["dense", 0, 0]]},
    }  # fmt: skip


def stack(*layers: Any) -> Any:
    return {"class_name": "Sequential", "config": {"name": "s", "layers": list(layers)}}


GOOD = functional(entry(), dense("dense", reading(["x", 0, 0])))


def nested(depth: int) -> Any:
    """Models in models, each of which calls the one inside it twice."""
    inner = stack(entry(), dense("dense", units=4))
    for i in range(depth):
        name = f"m{i}"
        called = {**inner, "name": "inner",
                  "inbound_nodes": [reading(["x", 0, 0]), reading(["inner", 0, 0])]}  # fmt: skip
        called["config"] = {**inner["config"], "name": "inner"}
        end = [["inner", 2 if i else 1, 0]]
        inner = functional(entry(), called, outputs=end, name=name)
    return inner


CONFIGS: dict[str, Any] = {
    "nothing": b"",
    "not json": b"{'a': 1}",
    "cut off": json.dumps(GOOD).encode()[:200],
    "a list": b"[]",
    "a number": b"7",
    "null": b"null",
    "no class": b'{"config": {}}',
    "a class that is none": b'{"class_name": 3, "config": {}}',
    "a class alone": b'{"class_name": "Sequential"}',
    "deep": b"[" * 100_000,
    "deep and closed": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "many lists": b"[" + b"[]," * 5_000_000 + b"1]",
    "binary": bytes(range(256)) * 100,
    "utf-16": json.dumps(GOOD).encode("utf-16"),
    "huge number": json.dumps(GOOD).replace('"units": 3', f'"units": {"9" * 5000}').encode(),
    "infinity": json.dumps(GOOD).replace("[null, 4]", "[null, 1e999]").encode(),
    "negative": functional(entry([None, -4]), dense("dense", reading(["x", 0, 0]))),
    "words": functional(entry([None, "four"]), dense("dense", reading(["x", 0, 0]))),
    "booleans": functional(entry([None, True]), dense("dense", reading(["x", 0, 0]))),
    "a shape that is none": functional(entry("wide"), dense("dense", reading(["x", 0, 0]))),
    "many axes": functional(entry([1] * 500), dense("dense", reading(["x", 0, 0]))),
    "sizes beyond": functional(entry([None, 10**18]), dense("dense", reading(["x", 0, 0]))),
    "a loop": functional(entry(), dense("dense", reading(["b", 0, 0])),
                         dense("b", reading(["dense", 0, 0]))),
    "itself": functional(entry(), dense("dense", reading(["dense", 0, 0]))),
    "not there": functional(entry(), dense("dense", reading(["y", 0, 0]))),
    "another call": functional(entry(), dense("dense", reading(["x", 7, 0]))),
    "another output": functional(entry(), dense("dense", reading(["x", 0, 9]))),
    "a history that is none": functional(entry(), dense("dense", reading(7))),
    "no outputs": functional(entry(), dense("dense"), outputs=[["dense", 0, 0]]),
    "outputs of numbers": functional(entry(), dense("dense"), outputs=[1, 2]),
    "inputs that are none": functional(entry(), dense("dense", reading(["x", 0, 0])), inputs=[7]),
    "two of a name": functional(entry(), entry(), dense("dense", reading(["x", 0, 0]))),
    "a name of escapes": functional(entry(name="\x1b[31m"), dense("dense")),
    "a name of lists": functional(entry(), dense(["a"], reading(["x", 0, 0]))),
    "layers of numbers": functional(1, 2, 3),
    "calls that are none": functional(entry(), {**DENSE, "name": "dense", "inbound_nodes": [7]}),
    "a class of one's own": {"module": "mine", "class_name": "Net", "config": {"a": 1}},
    "models in models": nested(30),
    "very deep models": nested(60),
    "a settings dict": functional(entry(), dense("dense", reading(["x", 0, 0]), units={"a": 1})),
    "a settings list": functional(entry(), dense("dense", reading(["x", 0, 0]), units=[[[3]]])),
    "negative units": functional(entry(), dense("dense", reading(["x", 0, 0]), units=-3)),
}  # fmt: skip


def seen(path: Path) -> tuple[int, str]:
    """Show a file; it must be in time, and all that is said in one line."""
    start = time.monotonic()
    code, out, err = run("show", str(path))
    assert time.monotonic() - start < SECONDS
    assert "Traceback" not in out + err
    assert "mistake in shapeproof" not in err, err
    assert err.count("\n") <= 1, err
    assert not any(ord(character) < 32 for character in err.rstrip("\n")), err
    assert code in (0, 1, 2)
    assert (code == 0) == (err == ""), err
    return code, err


def content(value: Any) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value).encode()


WRONG_MODELS = ("a settings dict", "a settings list", "negative units", "no outputs")
ALLOWED = ("sizes beyond",)


@pytest.mark.parametrize("name", CONFIGS)
def test_a_config_that_is_none_is_refused(name: str, tmp_path: Path) -> None:
    data = content(CONFIGS[name])
    (tmp_path / "m.json").write_bytes(data)
    archive(tmp_path / "m.keras", {"config.json": data})
    for file in ("m.json", "m.keras"):
        code, _ = seen(tmp_path / file)
        assert code == 2 or name in (*WRONG_MODELS, *ALLOWED), code


@pytest.mark.parametrize("name", ["many lists", "deep", "models in models", "huge number"])
def test_memory_stays_small(name: str, tmp_path: Path) -> None:
    (tmp_path / "m.json").write_bytes(content(CONFIGS[name]))
    assert limited(tmp_path / "m.json") == 2


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (5, 5))
from shapeproof.cli import main
sys.exit(main(sys.argv[2:]))
"""


def limited(path: Path) -> int:
    """The exit code of a process that has little memory and little time."""

    command = [sys.executable, "-c", LIMITED, str(MEMORY), "show", str(path)]
    run = subprocess.run(command, timeout=60, capture_output=True)
    assert b"Traceback" not in run.stderr
    assert run.stderr.count(b"\n") == 1
    assert b"mistake" not in run.stderr
    return run.returncode


def archive(path: Path, members: dict[str, bytes], packed: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", packed) as file:
        for name, data in members.items():
            file.writestr(name, data)


def whole() -> dict[str, bytes]:
    return {
        "metadata.json": b'{"keras_version": "3.15.0"}',
        "config.json": json.dumps(GOOD).encode(),
        "model.weights.h5": b"\x00" * 500,
    }


def test_a_sound_archive_is_read(tmp_path: Path) -> None:
    for packed in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        archive(tmp_path / "m.keras", whole(), packed)
        assert seen(tmp_path / "m.keras") == (0, "")


@pytest.mark.parametrize("name", ["/etc/passwd", "../up", "a/../../b", "C:\\x", "a\\..\\b", "\\x"])
def test_members_that_lead_out_are_refused(name: str, tmp_path: Path) -> None:
    archive(tmp_path / "m.keras", {**whole(), name: b""})
    code, err = seen(tmp_path / "m.keras")
    assert code == 2
    assert "leads out" in err


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "m.keras", "w") as file:
        file.writestr("config.json", json.dumps(GOOD))
        file.writestr("config.json", "{}")
    code, err = seen(tmp_path / "m.keras")
    assert code == 2
    assert "same name" in err


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    archive(tmp_path / "m.keras", {"config.json": b" " * 10**8}, zipfile.ZIP_DEFLATED)
    assert limited(tmp_path / "m.keras") == 2


def test_a_bomb_that_lies_about_its_size_is_not_unpacked(tmp_path: Path) -> None:
    archive(tmp_path / "m.keras", {"config.json": b" " * 10**8}, zipfile.ZIP_DEFLATED)
    data = bytearray((tmp_path / "m.keras").read_bytes())
    at = data.rfind(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 24, 1000)
    (tmp_path / "m.keras").write_bytes(data)
    assert limited(tmp_path / "m.keras") == 2


def test_members_that_overlap_are_refused(tmp_path: Path) -> None:
    archive(tmp_path / "m.keras", {**whole(), "b": json.dumps(GOOD).encode()})
    data = bytearray((tmp_path / "m.keras").read_bytes())
    second = data.rfind(b"PK\x01\x02")
    struct.pack_into("<L", data, second + 42, 0)
    (tmp_path / "m.keras").write_bytes(data)
    assert seen(tmp_path / "m.keras")[0] == 2


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    archive(tmp_path / "m.keras", whole())
    data = bytearray((tmp_path / "m.keras").read_bytes())
    at = data.rfind(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 8, 1)
    (tmp_path / "m.keras").write_bytes(data)
    code, err = seen(tmp_path / "m.keras")
    assert code == 2
    assert "encrypted" in err


def test_many_members_are_refused_before_they_are_read(tmp_path: Path) -> None:
    archive(tmp_path / "m.keras", {f"assets/{i}": b"" for i in range(3000)} | whole())
    code, err = seen(tmp_path / "m.keras")
    assert code == 2
    assert "too many" in err


def test_an_archive_without_a_config_is_told(tmp_path: Path) -> None:
    archive(tmp_path / "m.keras", {"a": b"b"})
    code, err = seen(tmp_path / "m.keras")
    assert code == 2
    assert "config.json" in err


def packed() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in whole().items():
            made.writestr(name, data)
    return file.getvalue()


def weights() -> bytes:
    h5py = pytest.importorskip("h5py")
    file = io.BytesIO()
    with h5py.File(file, "w") as made:
        made.attrs["model_config"] = json.dumps(GOOD)
        made.create_dataset("model_weights/dense/dense/kernel", data=[[0.5] * 3] * 4)
        made["model_weights/dense/vars"] = made["model_weights/dense"]  # a loop
    return file.getvalue()


def text() -> bytes:
    return json.dumps(GOOD).encode()


def damaged(whole: bytes, seed: int) -> bytes:
    """Some bits turned, or a piece left out, or a piece put in twice."""
    draw, data = random.Random(seed), bytearray(whole)
    for _ in range(draw.randint(1, 8)):
        at = draw.randrange(len(data))
        data[at] ^= 1 << draw.randrange(8)
    if seed % 4 == 1:
        start = draw.randrange(len(data))
        del data[start : start + draw.randint(1, 200)]
    if seed % 4 == 2:
        start = draw.randrange(len(data))
        data[start:start] = data[start : start + draw.randint(1, 200)]
    if seed % 4 == 3:
        del data[draw.randrange(len(data)) :]
    return bytes(data)


@pytest.mark.parametrize("make", [text, packed])
def test_damaged_files_get_one_line(make: Callable[[], bytes], tmp_path: Path) -> None:
    path = tmp_path / ("m.keras" if make is packed else "m.json")
    sound = make()
    for seed in range(200):
        path.write_bytes(damaged(sound, seed))
        seen(path)


def test_damaged_hdf5_gets_one_line(tmp_path: Path) -> None:
    pytest.importorskip("pyfive")
    sound = weights()
    path = tmp_path / "m.h5"
    path.write_bytes(sound)
    assert seen(path) == (0, "")
    for seed in range(4):  # each another kind of damage
        path.write_bytes(damaged(sound, seed))
        seen(path)


@pytest.mark.slow
def test_much_damaged_hdf5_gets_one_line(tmp_path: Path) -> None:
    pytest.importorskip("pyfive")
    sound = weights()
    for seed in range(4, 200):
        (tmp_path / "m.h5").write_bytes(damaged(sound, seed))
        seen(tmp_path / "m.h5")


@pytest.mark.parametrize("data", sampled([
    b"", b"\x89HDF", b"\x89HDF\r\n\x1a\n", b"\x89HDF\r\n\x1a\n" + b"\xff" * 100,
    b"\x89HDF\r\n\x1a\n" + b"\x00" * 4096, b"\x89HDF\r\n\x1a\n\x07" + b"\x00" * 99, b"CDF\x01" * 9,
], every=3), ids=range(7))  # fmt: skip
def test_superblocks_that_are_none_are_told(data: bytes, tmp_path: Path) -> None:
    pytest.importorskip("pyfive")
    (tmp_path / "m.h5").write_bytes(data)
    assert seen(tmp_path / "m.h5")[0] == 2


def outside(file: Any) -> None:
    file.create_dataset("d/kernel", (3, 4), "f4", external=[("/etc/passwd", 0, 48)])


def virtual(file: Any) -> None:
    h5py = pytest.importorskip("h5py")
    layout = h5py.VirtualLayout((3, 4), "f4")
    layout[:] = h5py.VirtualSource("other.h5", "kernel", (3, 4))
    file.create_virtual_dataset("d/kernel", layout)


def linked(file: Any) -> None:
    file["a"] = pytest.importorskip("h5py").ExternalLink("other.h5", "/a")


def soft(file: Any) -> None:
    file["a"] = pytest.importorskip("h5py").SoftLink("/nowhere")


def vast(file: Any) -> None:
    file.create_dataset("d/kernel", (10**6, 10**6), "f4")


def empty(file: Any) -> None:
    file.create_group("model_weights")


@pytest.mark.parametrize("fill", [outside, virtual, linked, soft, vast, empty])
def test_hdf5_that_keeps_its_numbers_elsewhere_is_refused(
    fill: Callable[[Any], None], tmp_path: Path
) -> None:
    pytest.importorskip("pyfive")
    with pytest.importorskip("h5py").File(tmp_path / "m.h5", "w") as file:
        fill(file)
    assert seen(tmp_path / "m.h5")[0] == 2


def test_groups_that_hold_themselves_are_read_once(tmp_path: Path) -> None:
    pytest.importorskip("pyfive")
    with pytest.importorskip("h5py").File(tmp_path / "m.h5", "w") as file:
        group = file.create_group("a")
        group["root"], group["self"] = file["/"], group
        group.create_dataset("kernel", data=[[1.0, 2.0]])
    assert seen(tmp_path / "m.h5") == (0, "")


def test_hdf5_without_its_reader_names_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "m.h5").write_bytes(b"\x89HDF\r\n\x1a\n")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    code, err = seen(tmp_path / "m.h5")
    assert code == 2
    assert "pip install 'shapeproof[hdf5]'" in err
