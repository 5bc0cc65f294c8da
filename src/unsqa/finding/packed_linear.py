"""Linear layers whose 16-bit weights are laid out for the processor once, not at each call.

oneDNN (the library by which PyTorch multiplies 16-bit matrices) wants weights in blocks of its own, and PyTorch makes
these anew for every product: a fifth of the time of a question. The operators that keep them are those torch.compile
uses. They are not among PyTorch's documented ones, so without them the layers stay what they were. The products are the
same to the bit.
"""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import Tensor, nn


class PackedLinear(nn.Module):
    """A linear layer of bfloat16 that can no longer be trained, saved or moved: (..., n_in) to (..., n_out)."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self._weight = _operators()._reorder_linear_weight(layer.weight.detach())
        self._bias = None if layer.bias is None else layer.bias.detach()

    def forward(self, values: Tensor) -> Tensor:
        """Multiply and add."""
        return cast("Tensor", _operators()._linear_pointwise(values, self._weight, self._bias, "none", [], ""))


def pack_linear_layers(module: nn.Module) -> None:
    """Put packed layers in the place of a module's linear ones of bfloat16, if this PyTorch can pack them."""
    if not all(hasattr(_operators(), name) for name in ("_reorder_linear_weight", "_linear_pointwise")):
        return
    for name, child in module.named_children():
        if type(child) is nn.Linear and child.weight.dtype == torch.bfloat16:
            setattr(module, name, PackedLinear(child))
        else:
            pack_linear_layers(child)


def _operators() -> Any:  # noqa: ANN401  (operators have no types)
    return torch.ops.mkldnn
