"""What was learned of sets of pictures, kept in the cache folder for the next run."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dfi_studio.core.errors import AttributeFileError, OutputError
from dfi_studio.library.attributes import AttributeRecord, load_attribute, save_attribute

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LearnedFiles:
    """A folder of attribute files, by a key that names all they depend on.

    Attributes
    ----------
    most : int
        How many are kept, of a few megabytes each: the latest used.
    """

    folder: Path
    most: int = 64

    def load(self, key: str) -> AttributeRecord | None:
        """Return what is kept under a key, if it can be read."""
        path = self._path(key)
        if not path.exists():
            return None
        try:
            record = load_attribute(path)
        except AttributeFileError as error:
            logger.warning("Learning again: %s", error)
            return None
        with suppress(OSError):  # a cache that cannot be written can be read
            path.touch()  # the latest used stays longest
        return record

    def save(self, key: str, record: AttributeRecord) -> None:
        """Keep an attribute; the cache is a convenience, so a full disk only costs time."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            save_attribute(path, record)
            others = [each for each in path.parent.glob("*.safetensors") if each != path]
            for old in sorted(others, key=lambda each: each.stat().st_mtime)[: 1 - self.most]:
                old.unlink(missing_ok=True)
        except (OSError, OutputError) as error:
            logger.warning("The learned attribute could not be cached: %s", error)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.safetensors"
