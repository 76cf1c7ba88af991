"""The pictures of ``isda sample``, made one by one and laid out on a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from dfi_studio.cli.edit import rendering
from dfi_studio.cli.isda_pieces import Piece
from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.class_direction import ClassDirection, ClassMove
from dfi_studio.core.image import Image
from dfi_studio.library.attribute_record import AttributeRecord
from dfi_studio.library.augmented_set import AugmentedSet
from dfi_studio.library.contact_sheet import contact_sheet
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.photos import open_photo, save_photo

if TYPE_CHECKING:
    from dfi_studio.pipeline.delivery import Delivery
    from dfi_studio.pipeline.set_features import Looking
    from dfi_studio.pipeline.workshop import Workshop

_COLUMNS = 4
_MOST_SHOWN = 48
"""Pictures on a sheet; the first of more."""


class Sampler:
    """Makes the pictures of one photo."""

    def __init__(
        self,
        workshop: Workshop,
        ready: Delivery,
        made: AugmentedSet,
        terminal: Terminal,
        looking: Looking,
    ) -> None:
        self._workshop, self._ready, self._made = workshop, ready, made
        self._terminal, self._looking = terminal, looking
        self._shown: list[tuple[Piece, Image]] = []
        self._shares: dict[int, float] = {}

    def make(self, pieces: Sequence[Piece]) -> None:
        """Make what is not there yet, and a sheet of all."""
        from dfi_studio.pipeline.class_budget import together
        from dfi_studio.pipeline.class_directions import class_directions
        from dfi_studio.pipeline.frames import working_frame

        subject, space = self._ready.subject, pieces[0].recipe.space
        frame = working_frame(subject.image, space.size)
        shared = pieces[0].direction.move is ClassMove.PRINCIPAL  # their shares are told always
        missing = [each for each in pieces if shared or not self._is_there(each)]
        size = together(frame)
        blocks = {id(missing[at]): missing[at : at + size] for at in range(0, len(missing), size)}
        try:
            for piece in pieces:
                if id(piece) in blocks:  # of a whole block, one look at the class
                    asked = [each.direction for each in blocks[id(piece)]]
                    steps = class_directions(
                        self._workshop, asked, space, frame, near=subject, looking=self._looking
                    )
                    records = self._terminal.follow(steps, prefix=f"{subject.name}: ")
                    self._tell_shares(asked, records)
                self._make(piece)
        finally:
            if self._shown:
                self._save_sheet()

    def _make(self, piece: Piece) -> None:
        photo, path = self._ready.photo, self._made.path(piece.made_of(self._ready.photo).name)
        if self._is_there(piece):
            image = open_photo(path)
        else:
            told = f"{photo.name}, {piece.said}: "
            finished = self._terminal.follow(
                rendering(
                    self._workshop,
                    self._ready.subject,
                    piece.recipe,
                    masks=self._ready.subject_masks,
                ),
                prefix=told,
            )
            mark = EditMark(piece.recipe, photo.name)
            self._terminal.follow(self._ready.save(finished, path, mark), prefix=told)
            values = {"event": "saved", "path": str(path), **piece.values}
            self._terminal.report(f"Saved {path}", values)
            image = finished.image
        self._made.add(piece.made_of(photo), piece.recipe)
        if len(self._shown) < _MOST_SHOWN:
            self._shown.append((piece, image))

    def _tell_shares(
        self, asked: Sequence[ClassDirection], records: Sequence[AttributeRecord]
    ) -> None:
        """Say how much of the variance each principal direction has, once."""
        for direction, record in zip(asked, records, strict=True):
            if record.share is None or direction.number in self._shares:
                continue
            self._shares[direction.number] = record.share
            self._terminal.result(
                f"principal direction {direction.number + 1}: {record.share:.1%} of the variance",
                {"event": "principal", "number": direction.number, "share": record.share},
            )

    def _is_there(self, piece: Piece) -> bool:
        photo = self._ready.photo
        return self._made.holds(piece.made_of(photo).name, photo.name, piece.recipe)

    def _save_sheet(self) -> None:
        photo, first = self._ready.photo, self._shown[0][0]
        rows = self._pairs() if first.direction.move is ClassMove.PRINCIPAL else self._lines()
        sheet = contact_sheet(
            [[image for _, image in row] for row in rows],
            picture_captions=[[text for text, _ in row] for row in rows],
        )
        path = self._made.folder / f"{PurePath(photo.name).stem}-sheet.png"
        save_photo(path, sheet, mark=EditMark(first.recipe, photo.name))
        self._terminal.report(f"Saved {path}", {"event": "saved", "path": str(path)})

    def _lines(self) -> list[list[tuple[str, Image]]]:
        """Return the photo and what became of it, some in a row."""
        cells = [self._photo(), *((piece.said, image) for piece, image in self._shown)]
        return [cells[at : at + _COLUMNS] for at in range(0, len(cells), _COLUMNS)]

    def _pairs(self) -> list[list[tuple[str, Image]]]:
        """Return a row for each principal direction, the photo between its two ways."""
        rows: dict[int, list[tuple[str, Image]]] = {}
        for piece, image in self._shown:
            row = rows.setdefault(piece.direction.number, [])
            row.append((piece.said, image))
        for number, row in rows.items():
            share = self._shares.get(number)
            told = "" if share is None else f"{share:.1%} of the variance"
            row.insert(1, (told, self._photo()[1]))
        return list(rows.values())

    def _photo(self) -> tuple[str, Image]:
        from dfi_studio.pipeline.frames import reduced, working_frame

        subject = self._ready.subject.image
        frame = working_frame(subject, self._shown[0][0].recipe.space.size)
        return self._ready.photo.name, reduced(subject, frame)
