"""Layers that onnxruntime-web runs fast, in PyTorch: dense convolutions and nothing else."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Conv(nn.Module):
    """A dense convolution, its normalisation, and a rectifier unless told otherwise."""

    def __init__(
        self,
        inputs: int,
        channels: int,
        side: int = 3,
        stride: int = 1,
        is_bent: bool = True,
        dilation: int = 1,
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, channels, side, stride, side // 2 * dilation, dilation, bias=False)
        self.norm = nn.BatchNorm2d(channels)
        self.is_bent = is_bent

    def forward(self, x: Tensor) -> Tensor:
        """(B, inputs, h, w) to (B, channels, h / stride, w / stride)."""
        x = self.norm(self.conv(x))
        return torch.relu(x) if self.is_bent else x


def count(network: nn.Module) -> int:
    """Weights of a network."""
    return sum(weights.numel() for weights in network.parameters())
