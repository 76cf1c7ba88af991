"""Archives unpacked in steps, whole or not at all, and never outside their folder."""

from __future__ import annotations

import gzip
import secrets
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

from dfi_studio.core.errors import OutputError, PictureSetError
from dfi_studio.core.steps import Progress

_BETWEEN_STEPS = 200  # members
# What the standard library raises on damaged archives.
_DAMAGE = (
    tarfile.TarError,
    zipfile.BadZipFile,
    gzip.BadGzipFile,
    zlib.error,
    EOFError,
    ValueError,
    RuntimeError,
)


def unpack(archive: Path, member: str, folder: Path) -> Generator[Progress, None, Path]:
    """Unpack one folder of a zip or tar archive.

    Stop pulling to stop: what was unpacked so far is removed.

    Parameters
    ----------
    member : str
        Name of the folder in the archive; it comes to lie in `folder`, and is left alone where
        it does already.

    Returns
    -------
    Path
        The unpacked folder.

    Raises
    ------
    PictureSetError
        The archive is damaged, or holds no such folder.
    OutputError
        There is no room, or the folder cannot be written.
    """
    target = folder / member
    if target.exists():
        return target
    temporary = folder / f".unpacking-{secrets.token_hex(6)}"
    try:
        temporary.mkdir(parents=True)
        yield from _unpack(archive, temporary)
        if not (temporary / member).is_dir():
            raise PictureSetError(f"{archive} holds no folder {member}: it is another archive.")
        (temporary / member).replace(target)
    except _DAMAGE as error:
        raise PictureSetError(
            f"{archive} is damaged ({error}); delete it and fetch it again."
        ) from error
    except OSError as error:
        raise OutputError(
            f"{archive.name} cannot be unpacked in {folder} ({error.strerror or error}); free "
            "some space there."
        ) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target


def _unpack(archive: Path, folder: Path) -> Iterator[Progress]:
    """Unpack everything; what would lie outside the folder is refused by the standard library."""
    label = f"unpacking {archive.name}"
    yield Progress(label, 0, 0)
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as content:
            names = content.namelist()
            for number, name in enumerate(names, start=1):
                if not name:  # zipfile itself trips over it
                    raise zipfile.BadZipFile("a part of it has no name")
                content.extract(name, folder)
                if number % _BETWEEN_STEPS == 0:
                    yield Progress(label, number, len(names))
        return
    with closing(tarfile.open(archive)) as content:
        for number, entry in enumerate(content, start=1):
            content.extract(entry, folder, filter="data")
            if number % _BETWEEN_STEPS == 0:
                yield Progress(label, number, 0)
