"""Classes of pictures -> their semantic directions as vectors, made once and kept in the cache.

However many are wanted of a class, its pictures are looked at once, as far as memory allows; and
memory does not grow with the class.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from dfi_studio.core.class_direction import ClassDirection, ClassMove
from dfi_studio.core.errors import PictureSetError
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import FeatureSpace, Scaling
from dfi_studio.core.steps import Notice, Step
from dfi_studio.engine.features import Features
from dfi_studio.engine.semantic_directions import (
    HeldFeatures,
    WeightedSums,
    chance,
    draw_weights,
    principal_weights,
    random_direction,
)
from dfi_studio.library.attributes import AttributeRecord, NearRecord, SetRecord
from dfi_studio.library.picture_sets import MINIMUM, file_digest, picture_set
from dfi_studio.pipeline.class_budget import chosen_pictures, held_at_once, together
from dfi_studio.pipeline.fingerprint import fingerprint
from dfi_studio.pipeline.frames import Frame
from dfi_studio.pipeline.learned_files import LearnedFiles
from dfi_studio.pipeline.set_features import Batch, Looking, SetReader
from dfi_studio.pipeline.workshop import Workshop

_KEPT_FILES = 256
_MOST_PRINCIPAL = 64


def class_directions(
    workshop: Workshop,
    wanted: Sequence[ClassDirection],
    space: FeatureSpace,
    frame: Frame,
    *,
    near: Photo | None = None,
    looking: Looking = SetReader.batches,
) -> Generator[Step, None, list[AttributeRecord]]:
    """Return directions of classes, in the order in which they were asked for.

    Parameters
    ----------
    frame : (height, width)
        Every picture is scaled to fill it, and cropped at its centre.
    near : Photo or None
        Where it names a face, the pictures of the class are laid over that.
    looking : Looking
        Who looks at the pictures.

    Raises
    ------
    PictureSetError
        A class is missing, has fewer than two readable pictures, or not so many principal
        directions.
    """
    onto = None if near is None else near.landmarks
    reader = SetReader(workshop, space, frame, onto)
    over = None if near is None or onto is None else NearRecord(near.name, near.digest)
    found: dict[ClassDirection, AttributeRecord] = {}
    for group in dict.fromkeys(_Group.of(each) for each in wanted):
        asked = list(dict.fromkeys(each for each in wanted if _Group.of(each) == group))
        found.update((yield from _Class(reader, group, over, looking).directions(asked)))
    return [found[each] for each in wanted]


def are_known(
    workshop: Workshop,
    wanted: Sequence[ClassDirection],
    space: FeatureSpace,
    frame: Frame,
    *,
    near: Photo | None = None,
) -> bool:
    """Say whether all of some directions were made before, so that no picture is looked at."""
    reader = SetReader(workshop, space, frame, None if near is None else near.landmarks)
    return all(_Class(reader, _Group.of(each)).knows(each) for each in wanted)


@dataclass(frozen=True, slots=True)
class _Group:
    """What directions have in common that are made of the same pictures in the same way."""

    pictures: str
    principal: bool
    seed: int
    most: int

    @classmethod
    def of(cls, wanted: ClassDirection) -> _Group:
        principal = wanted.move is ClassMove.PRINCIPAL
        return cls(wanted.pictures, principal, wanted.seed, wanted.most)


class _Class:
    """Makes directions of one group.

    Parameters
    ----------
    reader : SetReader
    group : _Group
    near : NearRecord or None
        The photo over whose face the pictures are laid.
    looking : Looking
    """

    def __init__(
        self,
        reader: SetReader,
        group: _Group,
        near: NearRecord | None = None,
        looking: Looking = SetReader.batches,
    ) -> None:
        self._reader, self._group, self._workshop = reader, group, reader.workshop
        self._near, self.looking = near, looking
        self._set = picture_set(group.pictures)
        most = min(group.most, held_at_once(reader.frame)) if group.principal else group.most
        self._paths = chosen_pictures(self._set, most, group.seed)
        identity = self._workshop.backbone(reader.space).identity
        settings = (identity, reader.space, reader.frame, reader.onto, most, group.seed)
        # Which pictures there are, and how they are: of those alone that are looked at.
        self._key = fingerprint(("class", settings), [replace(self._set, paths=self._paths)])
        self._files = LearnedFiles(self._workshop.folder / "directions", _KEPT_FILES)

    def directions(
        self, asked: Sequence[ClassDirection]
    ) -> Generator[Step, None, dict[ClassDirection, AttributeRecord]]:
        """Return the directions that are asked for, having made those that are not known."""
        drawn = list(dict.fromkeys(_drawn(each) for each in asked))
        found = {each: known for each in drawn if (known := self._known(each)) is not None}
        missing = [each for each in drawn if each not in found]
        if missing and self._group.principal:
            found.update((yield from self._principal(missing)))
        elif missing:
            size = together(self._reader.frame)
            for start in range(0, len(missing), size):
                found.update((yield from self._draws(missing[start : start + size])))
        return {
            each: _random(each, found[_drawn(each)])
            if each.move is ClassMove.RANDOM
            else found[each]
            for each in asked
        }

    def knows(self, wanted: ClassDirection) -> bool:
        """Say whether a direction was made before."""
        return self._known(_drawn(wanted)) is not None

    def _draws(
        self, missing: Sequence[ClassDirection]
    ) -> Generator[Step, None, dict[ClassDirection, AttributeRecord]]:
        count, seed = len(self._paths), self._group.seed
        columns = [draw_weights(count, seed, each.number) for each in missing]
        sums = WeightedSums(torch.stack(columns, dim=1))
        read: list[Path] = []
        rows = {path: row for row, path in enumerate(self._paths)}
        for part in self.looking(
            self._reader, self._paths, label="Drawing directions of the class"
        ):
            if isinstance(part, Batch):
                sums.add(part.features, [rows[path] for path in part.paths])
                read += part.paths
            else:
                yield part
        yield from self._told(read)
        vectors = sums.directions()
        return self._kept(
            {each: self._record(each, _one(vectors, at), read) for at, each in enumerate(missing)}
        )

    def _principal(
        self, missing: Sequence[ClassDirection]
    ) -> Generator[Step, None, dict[ClassDirection, AttributeRecord]]:
        held = HeldFeatures()
        read: list[Path] = []
        for part in self.looking(
            self._reader, self._paths, label="Comparing the pictures of the class"
        ):
            if isinstance(part, Batch):
                held.add(part.features)
                read += part.paths
            else:
                yield part
        yield from self._told(read)
        weights, shares = principal_weights(held.gram(), _MOST_PRINCIPAL)
        last = max(each.number for each in missing)
        if last >= len(shares):
            raise PictureSetError(
                f"{self._set.name} gives {len(shares)} principal directions: ask for no more, or "
                "take more pictures."
            )
        vectors = held.summed(weights[:, [each.number for each in missing]])
        return self._kept(
            {
                each: replace(
                    self._record(each, _one(vectors, at), read), share=float(shares[each.number])
                )
                for at, each in enumerate(missing)
            }
        )

    def _told(self, read: Sequence[Path]) -> Generator[Step, None, None]:
        """Say what was left out; refuse what is too little."""
        yield from self._reader.notices()
        if len(read) < MINIMUM:
            raise PictureSetError(
                f"{self._set.name} has {len(read)} readable pictures left, but a class varies in "
                f"no direction with fewer than {MINIMUM}."
            )
        if len(self._paths) < len(self._set.paths):
            yield Notice(
                f"The directions are those of {len(read)} pictures, chosen by the seed among the "
                f"{len(self._set.paths)} of {self._set.name}."
            )

    def _known(self, wanted: ClassDirection) -> AttributeRecord | None:
        name = self._name(wanted)
        record = self._workshop.recall(name) or self._files.load(name)
        if record is not None:
            self._workshop.remember(name, record)
        return record

    def _kept(
        self, made: dict[ClassDirection, AttributeRecord]
    ) -> dict[ClassDirection, AttributeRecord]:
        for each, record in made.items():
            self._workshop.remember(self._name(each), record)
            self._files.save(self._name(each), record)
        return made

    def _name(self, wanted: ClassDirection) -> str:
        return f"{self._key}-{wanted.move}-{wanted.number}"

    def _record(
        self, wanted: ClassDirection, vector: Features, read: Sequence[Path]
    ) -> AttributeRecord:
        space, (height, width) = self._reader.space, self._reader.frame
        return AttributeRecord(
            name=f"{self._set.name}, {said(wanted)}",
            arrays={layer: vector[layer][0].numpy() for layer in space.layers},
            height=height,
            width=width,
            backbone=space.backbone,
            backbone_identity=self._workshop.backbone(space).identity,
            k=0,
            scaling=Scaling.NONE,
            source=SetRecord(self._set.name, tuple(file_digest(path) for path in read)),
            target=SetRecord(said(wanted), ()),
            near=self._near,
        )


def said(wanted: ClassDirection) -> str:
    """Return what people call a direction; they count from 1."""
    match wanted.move:
        case ClassMove.DRAW:
            return f"draw {wanted.number + 1} of seed {wanted.seed}"
        case ClassMove.PRINCIPAL:
            return f"principal direction {wanted.number + 1}"
        case ClassMove.RANDOM:
            return f"random direction {wanted.number + 1} of seed {wanted.seed}"


def _drawn(wanted: ClassDirection) -> ClassDirection:
    """Return what has to be made of the pictures for a direction."""
    random = wanted.move is ClassMove.RANDOM
    return replace(wanted, move=ClassMove.DRAW) if random else wanted


def _random(wanted: ClassDirection, like: AttributeRecord) -> AttributeRecord:
    drawn = {layer: torch.tensor(values)[None] for layer, values in like.arrays.items()}
    other = random_direction(drawn, chance(wanted.seed, -2 - wanted.number))
    arrays = {layer: values[0].numpy() for layer, values in other.items()}
    name = f"{like.source.name}, {said(wanted)}"
    return replace(like, name=name, arrays=arrays, target=SetRecord(said(wanted), ()))


def _one(vectors: Features, at: int) -> Features:
    return {layer: values[at : at + 1] for layer, values in vectors.items()}
