"""Linear layers whose weights are laid out once."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from unsqa.finding import packed_linear
from unsqa.finding.embedding import _multiplies_16_bits
from unsqa.finding.packed_linear import PackedLinear, pack_linear_layers


def make_layers(dtype: torch.dtype = torch.bfloat16) -> nn.Sequential:
    torch.manual_seed(1)
    within = nn.Sequential(nn.Linear(64, 48), nn.GELU(), nn.Linear(48, 96, bias=False))
    return nn.Sequential(nn.Linear(32, 64), nn.LayerNorm(64), within).to(dtype).eval()


@pytest.mark.skipif(not _multiplies_16_bits(), reason="16-bit products are only made by processors with AMX")
def test_products_are_the_same_to_the_bit_however_many_rows_there_are() -> None:
    plain, packed = make_layers(), make_layers()
    pack_linear_layers(packed)
    assert [type(module) for module in packed.modules()].count(PackedLinear) == 3
    assert not any(type(module) is nn.Linear for module in packed.modules())
    for shape in ((1, 1, 32), (1, 16, 32), (3, 48, 32), (32, 64, 32), (700, 32)):
        values = torch.randn(shape).to(torch.bfloat16)
        with torch.inference_mode():
            assert torch.equal(plain(values), packed(values))


def test_layers_of_other_numbers_are_left_alone() -> None:
    layers = make_layers(torch.float32)
    pack_linear_layers(layers)
    assert not any(isinstance(module, PackedLinear) for module in layers.modules())


def test_without_the_operators_every_layer_stays_what_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_linear, "_operators", object)
    layers = make_layers()
    pack_linear_layers(layers)
    assert not any(isinstance(module, PackedLinear) for module in layers.modules())
