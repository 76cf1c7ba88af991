"""Pictures -> embeddings by the workshop's network, and where they are kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from dfi_studio.core.image import Image
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.engine.embedding import embed
from dfi_studio.library.crops import Pixels, square
from dfi_studio.library.embedding_store import EmbeddingStore
from dfi_studio.pipeline.workshop import Workshop

EMBEDDING_SIZE = 112
"""Side of the square that is shown to the network, in pixels: 7 x 7 cells in the deepest layer.
Embeddings forget where things are, so finer detail would cost more than it tells."""


def embedding_space(backbone: str | None = None) -> FeatureSpace:
    """Return the feature space of embeddings, of the default network or another."""
    chosen = FeatureSpace(size=EMBEDDING_SIZE)
    return chosen if backbone is None else FeatureSpace(backbone, chosen.layers, EMBEDDING_SIZE)


def embedding_store(workshop: Workshop, space: FeatureSpace) -> EmbeddingStore:
    """Return the store of the embeddings in a feature space, empty where there are none yet.

    Raises
    ------
    WeightsError
        The network is not installed, or damaged.
    """
    backbone = workshop.backbone(space)
    shapes = backbone.architecture.shapes()
    width = sum(shapes[f"{layer}.weight"][0] for layer in space.layers)
    key = f"{backbone.identity} {space}"
    return EmbeddingStore(workshop.folder / "embeddings", key, width=width)


def embedding_of(workshop: Workshop, image: Image, space: FeatureSpace) -> Tensor:
    """Return the embedding of one picture, (D,) float32 on the CPU."""
    return embedded(workshop, [square(image, space.size)], space)[0]


def embedded(workshop: Workshop, squares: Sequence[Pixels], space: FeatureSpace) -> Tensor:
    """Return the embeddings, (N, D) float32 on the CPU, of squares of the space's size."""
    backbone = workshop.backbone(space)
    with torch.inference_mode(), workshop.enough_memory():
        pixels = torch.from_numpy(np.stack(squares)).to(workshop.device)
        images = pixels.permute(0, 3, 1, 2).float() / 255
        return embed(backbone(images, space.layers)).cpu()
