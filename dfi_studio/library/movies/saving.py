"""A film into the file, or the files, that a name asks for: whole or not at all."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from pathlib import Path

from dfi_studio.core.errors import OutputError
from dfi_studio.core.movie import MovieOptions
from dfi_studio.core.steps import Progress
from dfi_studio.library.edit_mark import EditMark, mark_in
from dfi_studio.library.movies.apng import write_apng
from dfi_studio.library.movies.gif import write_gif
from dfi_studio.library.movies.movie import Movie
from dfi_studio.library.movies.video import write_video
from dfi_studio.library.movies.webp import write_webp
from dfi_studio.library.outputs import atomic

MOVIE_FORMATS = {
    ".mp4": "MP4",
    ".webm": "WebM",
    ".webp": "animated WebP",
    ".gif": "GIF",
    ".png": "animated PNG",
    ".apng": "animated PNG",
}
"""What a film can be saved as in one file, by suffix."""

NUMBERED = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".avif")
"""Suffixes of a film as numbered pictures."""

_MOST_METADATA = 4 << 20
_BEGIN, _END = b"<?xpacket begin=", b'<?xpacket end="w"?>'


def save_movie(path: Path, movie: Movie, options: MovieOptions) -> Generator[Progress, None, None]:
    """Write a film in the format that a suffix names. Stop pulling to stop: no file is left.

    Raises
    ------
    UsageError
        The codec is missing, or the format cannot show the film.
    OutputError
        The suffix is unknown, or the file cannot be written.
    """
    kind = movie_format(path)
    with atomic(path) as temporary:
        match kind:
            case "MP4" | "WebM":
                steps = write_video(temporary, movie, options, container=kind.lower())
            case "GIF":
                steps = write_gif(temporary, movie, options)
            case "animated WebP":
                steps = write_webp(temporary, movie, options)
            case _:
                steps = write_apng(temporary, movie, options)
        with closing(steps):
            yield from steps


def movie_format(path: Path) -> str:
    """Return what a film with this path is saved as.

    Raises
    ------
    OutputError
        The suffix is none that a film can be saved as.
    """
    try:
        return MOVIE_FORMATS[path.suffix.lower()]
    except KeyError:
        raise OutputError(
            f"{path} cannot be saved as {path.suffix or 'a file without a suffix'}; end its name "
            f"with one of {' '.join(MOVIE_FORMATS)}, or name a folder for numbered pictures."
        ) from None


def read_movie_mark(path: Path) -> EditMark | None:
    """Return the mark of a film that this program made, but for WebM; None where there is none.

    The packet is looked for in both ends of the file, and trusted no more than a picture's.

    Raises
    ------
    OutputError
        The file cannot be read.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            ends = []
            for at in dict.fromkeys((0, max(0, size - _MOST_METADATA))):
                file.seek(at)
                ends.append(file.read(_MOST_METADATA))
    except OSError as error:
        raise OutputError(f"{path} cannot be read: {error.strerror or error}.") from error
    for content in ends:
        begin = content.find(_BEGIN)
        end = content.find(_END, begin)
        if begin >= 0 and end >= 0:
            return mark_in(content[begin : end + len(_END)], path)
    return None
