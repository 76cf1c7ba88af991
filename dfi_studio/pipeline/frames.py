"""The working frame: the size at which the network sees the photo, and pictures brought to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from dfi_studio.core.errors import PhotoError
from dfi_studio.core.face import resized_landmarks
from dfi_studio.core.image import Image, freeze
from dfi_studio.core.photo import Photo
from dfi_studio.engine.vision import transforms

Frame = tuple[int, int]
"""Height and width in pixels."""

_LONGEST = 8  # of the smallest side; beyond, a photo is a strip and its features do not fit memory


def working_frame(image: Image, size: int) -> Frame:
    """Return the frame for a photo: its own shape, with the smallest side at `size`.

    Raises
    ------
    PhotoError
        The photo is more than eight times as long as wide.
    """
    height, width = image.shape[:2]
    smallest = min(height, width)
    if max(height, width) > _LONGEST * smallest:
        raise PhotoError(
            f"The photo is {width} x {height} pixels: crop it so that its longer side is at most "
            f"{_LONGEST} times the shorter one."
        )
    return round(height * size / smallest), round(width * size / smallest)


def to_tensor(image: Image, frame: Frame, *, device: torch.device) -> Tensor:
    """Return an image as (1, 3, height, width) that fills the frame, cropped at its centre.

    Pixels that already fit are passed on untouched.
    """
    pixels = torch.from_numpy(np.array(image, copy=True)).permute(2, 0, 1)[None].to(device)
    height, width = image.shape[:2]
    if (height, width) == frame:
        return pixels.contiguous()
    scale = max(frame[0] / height, frame[1] / width)
    covering = [max(frame[0], round(height * scale)), max(frame[1], round(width * scale))]
    resized: Tensor = transforms.resize(
        pixels, covering, interpolation=transforms.InterpolationMode.BICUBIC, antialias=True
    )
    cropped: Tensor = transforms.center_crop(resized, list(frame))
    return cropped.clamp(0, 1).contiguous()


def to_image(pixels: Tensor) -> Image:
    """Return a tensor (1, 3, height, width) in 0..1 as an `Image`."""
    return freeze(pixels[0].detach().clamp(0, 1).permute(1, 2, 0).cpu().numpy())


def reduced(image: Image, frame: Frame) -> Image:
    """Return an image as the network sees it in a frame."""
    return to_image(to_tensor(image, frame, device=torch.device("cpu")))


def resized(photo: Photo, frame: Frame) -> Photo:
    """Return a photo as it is seen in a frame, with its landmarks."""
    seen = Photo.of(reduced(photo.image, frame), photo.path)
    if photo.landmarks is None:
        return seen
    scale = frame[0] / photo.image.shape[0]
    return replace(seen, landmarks=resized_landmarks(photo.landmarks, scale))
