"""The frames of a film as files, written as they are solved: what a stop or a crash leaves.

Beside each picture lies what it was solved as, unrounded, and one file holds what the solver knew
after the latest frame. A film goes on from these to the same bytes that it would have had anyway.
Knows files and arrays; what the arrays mean is for the solver to say.
"""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import safetensors
import safetensors.numpy

from dfi_studio.core.errors import OutputError
from dfi_studio.core.image import Image
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.sequence import Sequence
from dfi_studio.library.outputs import atomic
from dfi_studio.library.photos import save_photo

logger = logging.getLogger(__name__)

Arrays = Mapping[str, npt.NDArray[np.float32]]

_AFTER = "dfi_studio_after_frame"
_STATE = "state.safetensors"
_ABOUT = "about.json"
_NAME = re.compile(r"[0-9a-f]{32}")
_MOST_FRAMES = 1_000_000
_FAULTS = (OSError, LookupError, ValueError, TypeError)
_MOST = 24  # films kept in the cache, of some 60 MB each at 256 pixels


@dataclass(frozen=True, slots=True)
class FilmFolder:
    """Where the distinct frames of one film lie.

    Attributes
    ----------
    path : Path
        Named by all that the frames depend on.
    """

    path: Path

    @classmethod
    def made(cls, films: Path, key: str, about: str) -> FilmFolder:
        """Return the folder of a film, made if missing; of very many the oldest are removed.

        Parameters
        ----------
        films : Path
            That of all films.
        key : str
            32 hexadecimal digits.
        about : str
            What the film is of, for people.

        Raises
        ------
        OutputError
            It cannot be made.
        """
        folder = films / key
        try:
            folder.mkdir(parents=True, exist_ok=True)
            folder.touch()
            others = [each for each in films.iterdir() if _NAME.fullmatch(each.name)]
            others.remove(folder)  # however old a clock that was set back makes it
            for old in sorted(others, key=lambda each: each.stat().st_mtime)[: 1 - _MOST]:
                shutil.rmtree(old, ignore_errors=True)
        except OSError as error:
            raise OutputError(
                f"The frames cannot be kept in {folder}: {error.strerror or error}."
            ) from error
        with atomic(folder / _ABOUT) as temporary:
            temporary.write_text(about, encoding="utf-8")
        return cls(folder)

    def picture(self, number: int) -> Path:
        """Return where the picture of a frame lies."""
        return self.path / f"{number:05d}.png"

    def solved(self) -> tuple[int, Arrays]:
        """Return how many frames are whole, and what the solver knew after the last of them.

        What cannot be read is as if it had never been: the film is then solved anew.
        """
        try:
            with safetensors.safe_open(self.path / _STATE, "np") as file:
                count = int((file.metadata() or {})[_AFTER]) + 1
                if not 0 < count <= _MOST_FRAMES:
                    raise ValueError(f"it tells of {count} frames")
                state = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except FileNotFoundError:
            return 0, {}
        except (safetensors.SafetensorError, *_FAULTS) as error:
            logger.warning("The film is solved anew: %s is damaged (%s)", self.path, error)
            return 0, {}
        if not all(self._arrays(at).exists() and self.picture(at).exists() for at in range(count)):
            return 0, {}
        return count, state

    def keep(self, number: int, picture: Image, arrays: Arrays, state: Arrays) -> None:
        """Write a frame, and then what is known after it.

        Raises
        ------
        OutputError
            It cannot be written.
        """
        _write(self._arrays(number), arrays, {})
        save_photo(self.picture(number), picture, mark=None)
        _write(self.path / _STATE, state, {_AFTER: str(number)})

    def arrays(self, number: int) -> Arrays:
        """Return what a frame was solved as.

        Raises
        ------
        OutputError
            It is damaged, or gone.
        """
        path = self._arrays(number)
        try:
            found: Arrays = safetensors.numpy.load_file(path)
        except (safetensors.SafetensorError, *_FAULTS) as error:
            raise OutputError(
                f"The frame {path} is damaged or gone; delete the folder {self.path} to solve the "
                "film anew."
            ) from error
        return found

    def _arrays(self, number: int) -> Path:
        return self.path / f"{number:05d}.safetensors"


@dataclass(frozen=True, slots=True)
class Film:
    """A film whose frames are all solved.

    Attributes
    ----------
    folder : FilmFolder
    recipe : Recipe
        What moves.
    sequence : Sequence
        How it moves.
    recipes : tuple of Recipe
        Of the distinct frames.
    order : tuple of int
        Which of those each frame shows that is seen.
    """

    folder: FilmFolder
    recipe: Recipe
    sequence: Sequence
    recipes: tuple[Recipe, ...]
    order: tuple[int, ...]


def _write(path: Path, arrays: Arrays, about: dict[str, str]) -> None:
    whole = {name: np.ascontiguousarray(each) for name, each in arrays.items()}
    content = safetensors.numpy.save(whole, about or None)
    with atomic(path) as temporary:
        temporary.write_bytes(content)
