"""A film as numbered pictures, without loss as PNG, for programs that make films of their own."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from dfi_studio.core.movie import MovieOptions
from dfi_studio.core.steps import Progress
from dfi_studio.library.colour import srgb_profile
from dfi_studio.library.edit_mark import packet
from dfi_studio.library.encoding import encoded
from dfi_studio.library.movies.movie import Movie
from dfi_studio.library.outputs import atomic

__all__ = ["write_numbered"]


def write_numbered(
    paths: Sequence[Path], movie: Movie, options: MovieOptions
) -> Generator[Progress, None, None]:
    """Write every frame that is seen to a file of its own, in the format that its suffix names.

    Each appears whole or not at all.

    Parameters
    ----------
    paths : sequence of Path
        One a frame.

    Raises
    ------
    OutputError
        See `encoding.encoded` and `outputs.atomic`.
    """
    xmp = packet(movie.mark) if movie.mark is not None else None
    for at, (path, frame) in enumerate(zip(paths, movie.frames(), strict=True)):
        yield Progress("Writing the frames", at, movie.count)
        content = encoded(path, frame, icc=srgb_profile(), xmp=xmp, quality=options.quality)
        with atomic(path) as temporary:
            temporary.write_bytes(content)
    yield Progress("Writing the frames", movie.count, movie.count)
