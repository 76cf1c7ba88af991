"""The attribute library: a folder of attribute files, each shown as a card.

Beside ``NAME.safetensors`` may lie ``NAME.png``, a preview strip, and ``NAME.json``, the sets of
pictures that it was learned from, so that it can be learned again for another size. A card's file
keeps its name for as long as it lives, since recipes name it; what people call it is written in
the file. Deleted cards go to a folder of their own and can be brought back.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from dfi_studio.core.errors import AttributeFileError, OutputError, UsageError
from dfi_studio.core.image import Image
from dfi_studio.core.recipe import Contrast
from dfi_studio.library.attribute_card import FILE, PREVIEW, SETS, AttributeCard, read_card
from dfi_studio.library.attributes import AttributeRecord, load_attribute, save_attribute
from dfi_studio.library.folders import data
from dfi_studio.library.outputs import atomic
from dfi_studio.library.photos import save_photo

__all__ = ["AttributeCard", "AttributeLibrary", "Deleted"]

_TRASH = ".deleted"
_KEPT_IN_TRASH = 50
_LONGEST_NAME = 120
_NOT_IN_NAMES = re.compile(r"[^\w .+-]+")


@dataclass(frozen=True, slots=True)
class Deleted:
    """A card that was deleted; see `AttributeLibrary.restore`."""

    name: str
    path: Path
    trash: Path


class AttributeLibrary:
    """The attribute files of the user.

    Parameters
    ----------
    folder : Path or None
        By default ``attributes`` in the user's data folder; made when something is added.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or data() / "attributes"
        self.problems: list[str] = []
        """What the latest `cards` could not show, a sentence each."""

    def cards(self, search: str = "") -> list[AttributeCard]:
        """Return the cards, the latest first.

        Parameters
        ----------
        search : str
            Words that the name, the sets, the photo or the network must hold; all of them.
        """
        self.problems = []
        found = []
        for path in self.folder.glob(f"*{FILE}"):
            try:
                found.append(self.card(path))
            except AttributeFileError as error:
                self.problems.append(str(error))
        words = search.casefold().split()
        shown = [card for card in found if all(word in _text(card) for word in words)]
        return sorted(shown, key=lambda card: (-card.learned.timestamp(), card.path.name))

    def card(self, path: Path) -> AttributeCard:
        """Return the card of one file.

        Raises
        ------
        AttributeFileError
            The file is missing, damaged, or no attribute file.
        """
        return read_card(path)

    def add(
        self, record: AttributeRecord, *, sets: Contrast | None = None, preview: Image | None = None
    ) -> AttributeCard:
        """Keep an attribute under a free file name.

        Parameters
        ----------
        sets : Contrast or None
            What it was learned from, so that it can be learned again.
        preview : Image or None
            See `set_preview`.

        Raises
        ------
        OutputError
            The files cannot be written.
        """
        path = self._free(record.name)
        with _whole(path):
            if sets is not None:
                with atomic(path.with_suffix(SETS)) as temporary:
                    temporary.write_text(json.dumps(asdict(sets), indent=1), encoding="utf-8")
            if preview is not None:
                save_photo(path.with_suffix(PREVIEW), preview, mark=None)
            save_attribute(path, record)
        return self.card(path)

    def set_preview(self, path: Path, strip: Image) -> AttributeCard:
        """Keep a preview strip, the photo at rising strengths from left to right."""
        save_photo(path.with_suffix(PREVIEW), strip, mark=None)
        return self.card(path)

    def rename(self, path: Path, name: str) -> AttributeCard:
        """Call an attribute by another name; its file stays where it is.

        Raises
        ------
        UsageError
            The name is empty or too long.
        """
        record = replace(load_attribute(path), name=_checked(name))
        with _told(path):
            status = path.stat()
            save_attribute(path, record)
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))  # it was learned then
        return self.card(path)

    def duplicate(self, path: Path) -> AttributeCard:
        """Add a copy, with the same preview and sets, under a free name."""
        record = load_attribute(path)
        taken = {card.name for card in self.cards()}
        copies = (f"{record.name} copy{f' {n}' if n else ''}" for n in [0, *range(2, 10_000)])
        name = next(each for each in copies if each not in taken)
        fresh = self._free(name)
        with _whole(fresh):
            for suffix in (PREVIEW, SETS):
                if path.with_suffix(suffix).exists():
                    with atomic(fresh.with_suffix(suffix)) as temporary:
                        shutil.copyfile(path.with_suffix(suffix), temporary)
            save_attribute(fresh, replace(record, name=name))
        return self.card(fresh)

    def delete(self, path: Path) -> Deleted:
        """Put an attribute among the deleted ones; the oldest of many go for good.

        Raises
        ------
        OutputError
            The files cannot be moved.
        """
        trash = self.folder / _TRASH / f"{_now().strftime('%Y%m%dT%H%M%S%f')}-{path.stem}"
        with _told(path):
            trash.mkdir(parents=True)
            _move_all([(each, trash / each.name) for each in _files(path)])
            others = [each for each in (self.folder / _TRASH).iterdir() if each != trash]
            for old in sorted(others)[: 1 - _KEPT_IN_TRASH]:
                shutil.rmtree(old, ignore_errors=True)
        return Deleted(path.stem, path, trash)

    def restore(self, deleted: Deleted) -> AttributeCard:
        """Bring a deleted attribute back, under its own file name where that is still free.

        Raises
        ------
        OutputError
            It was deleted too long ago, or the files cannot be moved.
        """
        if not deleted.trash.is_dir():
            raise OutputError(f"{deleted.name} was deleted too long ago to be brought back.")
        target = deleted.path if not deleted.path.exists() else self._free(deleted.name)
        with _told(target):
            found = _files(deleted.trash / deleted.path.name)
            _move_all([(each, target.with_suffix(each.suffix)) for each in [*found][::-1]])
            shutil.rmtree(deleted.trash, ignore_errors=True)
        return self.card(target)

    def _free(self, name: str) -> Path:
        with _told(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        stem = _NOT_IN_NAMES.sub("_", name).strip(". ")[:_LONGEST_NAME] or "attribute"
        path = self.folder / f"{stem}{FILE}"
        while path.exists():
            path = self.folder / f"{stem}-{secrets.token_hex(3)}{FILE}"
        return path


def _checked(name: str) -> str:
    clean = " ".join(name.split())
    if not clean or len(clean) > _LONGEST_NAME:
        raise UsageError(f"The name of an attribute has 1 to {_LONGEST_NAME} letters.")
    return clean


def _text(card: AttributeCard) -> str:
    parts = (card.name, card.source, card.target, card.near, card.backbone)
    return " ".join(parts).casefold()


def _files(path: Path) -> Iterator[Path]:
    """Yield the files of an attribute that are there: the one that makes it appear comes first."""
    for suffix in (FILE, PREVIEW, SETS):
        if path.with_suffix(suffix).exists():
            yield path.with_suffix(suffix)


def _move_all(moves: Sequence[tuple[Path, Path]]) -> None:
    """Move files; where one cannot be moved, all are put back."""
    done: list[tuple[Path, Path]] = []
    try:
        for one, other in moves:
            one.replace(other)
            done.append((one, other))
    except OSError:
        for one, other in reversed(done):
            with suppress(OSError):  # the first error is the one to tell
                other.replace(one)
        raise


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """Leave nothing of a new attribute where the block, which writes its file last, fails."""
    try:
        yield
    except OutputError:
        for each in _files(path):
            with suppress(OSError):  # the first error is the one to tell
                each.unlink()
        raise


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{path} cannot be changed ({error.strerror or error}); check the disk and the "
            "permissions of its folder."
        ) from error


def _now() -> datetime:
    return datetime.now(UTC)
