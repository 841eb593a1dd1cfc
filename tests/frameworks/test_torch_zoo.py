"""Models that others wrote (timm's, transformers'), of random weights: parameters and costs are
torch's own, every call is counted, and no size differs."""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import shapeproof as sp
from tests.frameworks import torchvision_stub
from tests.sampling import sampled

os.environ.setdefault("HF_HUB_OFFLINE", "1")
torch = pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore")
FAMILIES = (Path(__file__).parents[1] / "cases" / "timm.txt").read_text().split()
"""The names that `of_families` finds; timm takes seconds to be imported, and is only by the tests
that need it."""


@cache
def timm() -> Any:
    with torchvision_stub.in_place():
        return pytest.importorskip("timm")


def transformers() -> Any:
    return pytest.importorskip("transformers")


def need_agreement(model: Any, **inputs: Any) -> None:
    """Torch's parameters and its counter agree with the report of a live model."""
    report = sp.explain(model.eval(), **inputs).model
    assert not report.problems, report.problems
    assert not report.notes, report.notes
    assert not report.totals.uncounted, {call.type for call in report.totals.uncounted}
    assert report.totals.params == sum(p.numel() for p in model.parameters())
    assert report.totals.macs == counted(model, inputs)


def counted(model: Any, inputs: dict[str, Any]) -> int:
    """The multiply-accumulates of torch's own counter, which does not see attention that is one
    function on the CPU."""
    from torch.nn.attention import SDPBackend, sdpa_kernel
    from torch.utils.flop_counter import FlopCounterMode

    examples = {name: example(given, model) for name, given in inputs.items()}
    model.requires_grad_(False)
    with torch.no_grad(), sdpa_kernel(SDPBackend.MATH), FlopCounterMode(display=False) as counter:
        model(**examples)
    return int(counter.get_total_flops() // 2)


def example(given: Any, model: Any) -> Any:
    device = next(model.parameters()).device
    if isinstance(given, str):
        sizes, _, dtype = given.partition(":")
        shape = [int(size) for size in sizes.split(",")]
        return torch.zeros(shape, dtype=getattr(torch, dtype), device=device)
    return torch.zeros(given, device=device)


# timm


def of_families() -> set[str]:
    """One model of each file of timm's, the one with the shortest name; of large ones, another."""
    timm()
    registry: Any = import_module("timm.models._registry")
    found: set[str] = set()
    for names in registry._module_to_models.values():
        ordered = sorted(names, key=lambda name: (len(name), name))
        found.add(ordered[0])
        if len(ordered) > 12:
            found.add(ordered[len(ordered) // 2])
    return found


SAMPLE = (
    "resnet18", "vit_tiny_patch16_224", "swin_tiny_patch4_window7_224", "convnext_atto",
    "efficientnet_b0", "mobilenetv3_small_050", "regnetx_002", "mixer_s32_224", "levit_128s",
    "eva02_tiny_patch14_224", "xcit_nano_12_p16_224", "halonet26t",
)  # fmt: skip


def need_agreement_on_timm(name: str) -> None:
    with torch.device("meta"):
        model = timm().create_model(name)
    size = model.pretrained_cfg.get("input_size", (3, 224, 224))
    need_agreement(model, x=(1, *size))


@pytest.mark.parametrize("name", sampled(SAMPLE, every=4))
def test_a_sample_of_timm(name: str) -> None:
    need_agreement_on_timm(name)


@pytest.mark.slow
def test_every_family_of_timm_is_on_the_list() -> None:
    assert sorted(of_families()) == FAMILIES


@pytest.mark.slow
@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_of_timm(name: str) -> None:
    need_agreement_on_timm(name)


# transformers

SMALL = {
    "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64,
    "vocab_size": 99, "max_position_embeddings": 64, "num_key_value_heads": 2, "pad_token_id": 0,
    "bos_token_id": 1, "eos_token_id": 2,
}  # fmt: skip
OLDER = {"n_embd": 32, "n_layer": 2, "n_head": 4, "vocab_size": 99, "n_positions": 64,
         "bos_token_id": 1, "eos_token_id": 2}  # fmt: skip
BOTH = {"d_model": 32, "encoder_layers": 2, "decoder_layers": 2, "encoder_attention_heads": 4,
        "decoder_attention_heads": 4, "encoder_ffn_dim": 64, "decoder_ffn_dim": 64,
        "vocab_size": 99, "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0,
        "decoder_start_token_id": 1}  # fmt: skip
PATCHES = {"image_size": 32, "patch_size": 8}
IDS = {"input_ids": "1,16:int64"}
IMAGE = {"pixel_values": (1, 3, 32, 32)}
Case = tuple[str, dict[str, Any], dict[str, Any]]
FEW: dict[str, Case] = {
    "BertForSequenceClassification": ("BertConfig", SMALL, IDS),
    "GPT2LMHeadModel": ("GPT2Config", OLDER, IDS),
    "LlamaForCausalLM": ("LlamaConfig", SMALL, IDS),
    "Qwen3ForCausalLM": ("Qwen3Config", {**SMALL, "head_dim": 8}, IDS),
    "BartModel": ("BartConfig", BOTH, IDS),
    "ViTForImageClassification": ("ViTConfig", {**SMALL, **PATCHES}, IMAGE),
    "Dinov2Model": ("Dinov2Config", {**SMALL, **PATCHES}, IMAGE),
    "ConvNextModel": ("ConvNextConfig", {"hidden_sizes": [16, 32], "depths": [1, 1],
                                         "num_stages": 2}, IMAGE),
    "MambaForCausalLM": ("MambaConfig", SMALL, IDS),
    "T5Model": (
        "T5Config",
        {"d_model": 32, "d_kv": 8, "d_ff": 64, "num_layers": 2, "num_heads": 4, "vocab_size": 99},
        {**IDS, "decoder_input_ids": "1,8:int64"},
    ),
}  # fmt: skip
MORE: dict[str, Case] = {
    "RobertaForMaskedLM": ("RobertaConfig", {**SMALL, "pad_token_id": 1}, IDS),
    "DistilBertModel": (
        "DistilBertConfig",
        {"dim": 32, "n_layers": 2, "n_heads": 4, "hidden_dim": 64, "vocab_size": 99},
        IDS,
    ),
    "AlbertModel": ("AlbertConfig", {**SMALL, "embedding_size": 16}, IDS),
    "ElectraModel": ("ElectraConfig", {**SMALL, "embedding_size": 16}, IDS),
    "GPTNeoXForCausalLM": ("GPTNeoXConfig", SMALL, IDS),
    "GPTJModel": ("GPTJConfig", {**OLDER, "rotary_dim": 4}, IDS),
    "GPTNeoModel": (
        "GPTNeoConfig",
        {**SMALL, "num_layers": 2, "attention_types": [[["global", "local"], 1]], "num_heads": 4},
        IDS,
    ),
    "OPTForCausalLM": ("OPTConfig", {**SMALL, "ffn_dim": 64, "word_embed_proj_dim": 32}, IDS),
    "MistralForCausalLM": ("MistralConfig", SMALL, IDS),
    "Qwen2ForCausalLM": ("Qwen2Config", SMALL, IDS),
    "GemmaForCausalLM": ("GemmaConfig", {**SMALL, "head_dim": 8}, IDS),
    "Gemma2ForCausalLM": ("Gemma2Config", {**SMALL, "head_dim": 8}, IDS),
    "PhiForCausalLM": ("PhiConfig", SMALL, IDS),
    "Phi3ForCausalLM": ("Phi3Config", SMALL, IDS),
    "BloomForCausalLM": ("BloomConfig", {**SMALL, "n_layer": 2, "n_head": 4}, IDS),
    "FalconForCausalLM": ("FalconConfig", SMALL, IDS),
    "MptModel": ("MptConfig", {"d_model": 32, "n_heads": 4, "n_layers": 2, "vocab_size": 99}, IDS),
    "CohereModel": ("CohereConfig", SMALL, IDS),
    "OlmoModel": ("OlmoConfig", SMALL, IDS),
    "StableLmModel": ("StableLmConfig", SMALL, IDS),
    "Starcoder2Model": ("Starcoder2Config", SMALL, IDS),
    "ModernBertModel": ("ModernBertConfig", SMALL, IDS),
    "MPNetModel": ("MPNetConfig", SMALL, IDS),
    "XLNetModel": (
        "XLNetConfig",
        {"d_model": 32, "n_layer": 2, "n_head": 4, "d_inner": 64, "vocab_size": 99},
        IDS,
    ),
    "DeiTModel": ("DeiTConfig", {**SMALL, **PATCHES}, IMAGE),
    "BeitModel": ("BeitConfig", {**SMALL, **PATCHES}, IMAGE),
    "YolosModel": (
        "YolosConfig",
        {**SMALL, "image_size": [32, 32], "patch_size": 8, "num_detection_tokens": 4},
        IMAGE,
    ),
    "SiglipVisionModel": ("SiglipVisionConfig", {**SMALL, **PATCHES}, IMAGE),
    "CLIPVisionModel": ("CLIPVisionConfig", {**SMALL, **PATCHES}, IMAGE),
    "SwinModel": (
        "SwinConfig",
        {"image_size": 32, "patch_size": 4, "embed_dim": 16, "depths": [1, 1], "num_heads": [2, 2],
         "window_size": 4},
        IMAGE,
    ),
    "ResNetModel": (
        "ResNetConfig",
        {"embedding_size": 16, "hidden_sizes": [16, 32], "depths": [1, 1]},
        IMAGE,
    ),
    "SegformerForSemanticSegmentation": (
        "SegformerConfig", {"hidden_sizes": [8, 16, 24, 32], "decoder_hidden_size": 16}, IMAGE,
    ),
    "MobileNetV2Model": ("MobileNetV2Config", {}, IMAGE),
    "PoolFormerModel": ("PoolFormerConfig", {"hidden_sizes": [8, 16, 24, 32]}, IMAGE),
    "WhisperModel": (
        "WhisperConfig",
        {**BOTH, "max_source_positions": 50, "num_mel_bins": 8},
        {"input_features": (1, 8, 100), "decoder_input_ids": "1,8:int64"},
    ),
}  # fmt: skip


def need_agreement_on_transformers(name: str) -> None:
    config, arguments, inputs = {**FEW, **MORE}[name]
    made = getattr(transformers(), config)(**arguments)
    need_agreement(getattr(transformers(), name)(made), **inputs)


@pytest.mark.parametrize("name", sampled(FEW, every=3))
def test_a_sample_of_transformers(name: str) -> None:
    need_agreement_on_transformers(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", MORE)
def test_more_of_transformers(name: str) -> None:
    need_agreement_on_transformers(name)
