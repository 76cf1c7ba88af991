"""What an attribute file holds: an attribute vector, and everything needed to judge and reuse it.

Knows the values, their checks and their JSON; `attributes` knows the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from dfi_studio import __version__
from dfi_studio.core.errors import UsageError
from dfi_studio.core.face import Landmarks, landmarks_of
from dfi_studio.core.recipe import FeatureSpace, Scaling
from dfi_studio.library.json_values import as_number, as_text, as_whole

FORMAT = 1
"""Version of the description; a reader refuses a higher one."""

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SetRecord:
    """The pictures that an attribute was learned from.

    Attributes
    ----------
    name : str
        Of the set; no path.
    digests : tuple of str
        `picture_sets.file_digest` of each picture that was used.
    """

    name: str
    digests: tuple[str, ...] = field(repr=False)

    @property
    def count(self) -> int:
        """How many pictures were used."""
        return len(self.digests)


@dataclass(frozen=True, slots=True)
class NearRecord:
    """The photo whose neighbours were used.

    Attributes
    ----------
    name : str
        Of its file; no path.
    digest : str
        `core.image.digest` of its pixels.
    """

    name: str
    digest: str


@dataclass(frozen=True, slots=True, eq=False)
class AttributeRecord:
    """A learned attribute; two are equal when they give the same file.

    Attributes
    ----------
    name : str
        For people.
    arrays : mapping of str to FloatArray, (C, h, w)
        By layer, in the order of the layers: w after scaling. Finite, read-only.
    height, width : int
        The pictures shown to the network, in pixels.
    backbone, backbone_identity : str
        The network, and the hash of its weights.
    k : int
        How many neighbours were taken from each set; 0 for the whole sets.
    scaling : Scaling
    source, target : SetRecord
    near : NearRecord or None
        None where the whole sets were taken.
    landmarks : Landmarks or None
        The mean of the faces in its pictures, from their middle in units of the smaller side, so
        that a face can be laid there; None where they show none, or not alike. Files from before
        there were faces have none.
    created_by : str
        Version of the program.
    share : float or None
        Of the variance of its class that a principal direction has, 0..1; None for all others.

    Raises
    ------
    ValueError
        An array is not finite float32 of three axes, or the sizes cannot belong together.
    """

    name: str
    arrays: Mapping[str, FloatArray] = field(repr=False)
    height: int
    width: int
    backbone: str
    backbone_identity: str
    k: int
    scaling: Scaling
    source: SetRecord
    target: SetRecord
    near: NearRecord | None = None
    landmarks: Landmarks | None = None
    created_by: str = __version__
    share: float | None = None

    def __post_init__(self) -> None:
        """Check the arrays and the sizes, and make the arrays read-only."""
        if self.k < 0:
            raise ValueError(f"k is {self.k}")
        _ = self.space  # layers and size are checked there
        checked = {layer: self._checked(layer, w) for layer, w in self.arrays.items()}
        object.__setattr__(self, "arrays", MappingProxyType(checked))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AttributeRecord):
            return NotImplemented
        return self.to_json() == other.to_json() and all(
            np.array_equal(w.view(np.uint32), other.arrays[layer].view(np.uint32))
            for layer, w in self.arrays.items()
        )

    def __hash__(self) -> int:
        return hash(self.to_json())

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers, in order."""
        return tuple(self.arrays)

    @property
    def nbytes(self) -> int:
        """Bytes that the arrays take."""
        return sum(w.nbytes for w in self.arrays.values())

    @property
    def space(self) -> FeatureSpace:
        """The feature space that the attribute lives in.

        Raises
        ------
        ValueError
            There is none with these layers or this size.
        """
        try:
            return FeatureSpace(self.backbone, self.layers, min(self.height, self.width))
        except UsageError as error:
            raise ValueError(str(error)) from error

    def to_json(self) -> str:
        """Return everything but the values of the arrays, as JSON text in a fixed order."""
        near = self.near
        values = {
            "format": FORMAT,
            "name": self.name,
            "layers": {layer: list(w.shape) for layer, w in self.arrays.items()},
            "height": self.height,
            "width": self.width,
            "backbone": self.backbone,
            "backbone_identity": self.backbone_identity,
            "k": self.k,
            "scaling": self.scaling.value,
            "source": {"name": self.source.name, "files": self.source.digests},
            "target": {"name": self.target.name, "files": self.target.digests},
            "near": None if near is None else {"name": near.name, "digest": near.digest},
            **({} if self.landmarks is None else {"landmarks": self.landmarks}),
            "created_by": self.created_by,
            **({} if self.share is None else {"share": self.share}),
        }
        return json.dumps(values)

    @classmethod
    def from_json(cls, text: str, arrays: Mapping[str, FloatArray]) -> Self:
        """Put a record together from what `to_json` gave and its arrays, in any order.

        Raises
        ------
        ValueError, TypeError, KeyError
            The text describes no record, or other arrays than these.
        """
        values = json.loads(text)
        shapes = values["layers"]
        if {layer: list(w.shape) for layer, w in arrays.items()} != shapes:
            raise ValueError("its arrays are not those that it describes")
        near, share = values["near"], values.get("share")
        return cls(
            name=as_text(values["name"]),
            arrays={layer: arrays[layer] for layer in shapes},
            height=as_whole(values["height"]),
            width=as_whole(values["width"]),
            backbone=as_text(values["backbone"]),
            backbone_identity=as_text(values["backbone_identity"]),
            k=as_whole(values["k"]),
            scaling=Scaling(values["scaling"]),
            source=_set(values["source"]),
            target=_set(values["target"]),
            near=None if near is None else _near(near),
            landmarks=described_landmarks(values),
            created_by=as_text(values["created_by"]),
            share=None if share is None else as_number(share),
        )

    def _checked(self, layer: str, w: FloatArray) -> FloatArray:
        if w.dtype != np.float32 or w.ndim != 3 or w.size == 0:
            raise ValueError(f"{layer} is {w.dtype} {w.shape}")
        if w.shape[1] > self.height or w.shape[2] > self.width:
            raise ValueError(f"{layer} is {w.shape} for {self.height} x {self.width} pixels")
        if not np.isfinite(w).all():
            raise ValueError(f"{layer} is not finite")
        own = np.ascontiguousarray(w)
        own = own.copy() if own is w and w.flags.writeable else own
        own.flags.writeable = False
        return own


def described_landmarks(values: dict[str, Any]) -> Landmarks | None:
    """Return the landmarks of what `AttributeRecord.to_json` told.

    Raises
    ------
    ValueError, TypeError
        They are none.
    """
    found = values.get("landmarks")
    if found is None:
        return None
    return landmarks_of([[as_number(x), as_number(y)] for x, y in found])


def _set(values: dict[str, Any]) -> SetRecord:
    return SetRecord(as_text(values["name"]), tuple(as_text(each) for each in values["files"]))


def _near(values: dict[str, Any]) -> NearRecord:
    return NearRecord(as_text(values["name"]), as_text(values["digest"]))
