"""The shrunken landmark network in PyTorch."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from models.training.graft import Grafted


class Landmarks(Grafted):
    """The shrunken landmark network, as it learns."""

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """What is seen in crops.

        Parameters
        ----------
        x : Tensor of float32, shape (B, 3, side, side)
            RGB, 0..255.

        Returns
        -------
        landmarks : Tensor, shape (B, 21, 3)
            Pixels of the borrowed network's input.
        presence, handedness : Tensor, shape (B,)
            Logits.
        world : Tensor, shape (B, 21, 3)
            Metres.
        features : Tensor, shape (B, channels)
            What the last layers look at.
        """
        return self.said(self.walk(x))

    def said(self, values: Mapping[str, Tensor]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """The same of what `walk` gives."""
        landmarks, presence, right, world = (values[name] for name in self.outputs)
        (features,) = (values[name] for name in self.outputs_of("GlobalAveragePool"))
        return (
            landmarks.reshape(-1, 21, 3),
            presence[:, 0],
            right[:, 0],
            world.reshape(-1, 21, 3),
            features.flatten(1),
        )
