"""How a film goes out of the window, remembered from run to run."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths

from dfi_studio.core.conflict import Conflict
from dfi_studio.core.errors import UsageError
from dfi_studio.core.film_order import NAME, FilmKind, FilmOrder
from dfi_studio.core.movie import Codec, MovieOptions

_GROUP = "film"
_FOLDER = "DFI Studio"


def remembered(settings: QSettings) -> FilmOrder:
    """Return what was chosen last; at first a folder among the user's films.

    A number that is none of ours is passed over, with all that belongs to it.
    """
    films = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.MoviesLocation)
    out = str(Path(films or Path.home()) / _FOLDER / NAME)
    kind = str(settings.value(f"{_GROUP}/kind", FilmKind.MP4))
    conflict = str(settings.value(f"{_GROUP}/conflict", Conflict.UNIQUE))
    return FilmOrder(
        str(settings.value(f"{_GROUP}/out", out)),
        FilmKind(kind) if kind in list(FilmKind) else FilmKind.MP4,
        Conflict(conflict) if conflict in list(Conflict) else Conflict.UNIQUE,
        _options(settings),
    )


def remember(settings: QSettings, chosen: FilmOrder) -> None:
    """Keep what was chosen for the next time."""
    settings.setValue(f"{_GROUP}/out", chosen.out)
    settings.setValue(f"{_GROUP}/kind", str(chosen.kind))
    settings.setValue(f"{_GROUP}/conflict", str(chosen.conflict))
    for each in fields(MovieOptions):
        value = getattr(chosen.options, each.name)
        settings.setValue(f"{_GROUP}/{each.name}", str(value) if each.name == "codec" else value)


def _options(settings: QSettings) -> MovieOptions:
    default = MovieOptions()
    codec = str(settings.value(f"{_GROUP}/codec", default.codec))
    try:
        return MovieOptions(
            side=_whole(settings, "side", default.side),
            quality=_whole(settings, "quality", default.quality),
            loop=_whole(settings, "loop", default.loop),
            codec=Codec(codec) if codec in list(Codec) else default.codec,
            caption=str(settings.value(f"{_GROUP}/caption", default.caption)),
            split=bool(settings.value(f"{_GROUP}/split", default.split, bool)),
            marked=bool(settings.value(f"{_GROUP}/marked", default.marked, bool)),
        )
    except UsageError:
        return default


def _whole(settings: QSettings, name: str, default: int) -> int:
    try:
        value = settings.value(f"{_GROUP}/{name}", default, int)
    except (OverflowError, ValueError):  # what is written there is infinite, or no number
        return default
    return value if isinstance(value, int) else default
