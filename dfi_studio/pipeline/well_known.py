"""Well-known sets by name, into the catalogue with their labels.

What there is, where it lies and how it is labelled is torchvision's knowledge; the files are
fetched by our own downloads, which can be stopped and go on later, to where torchvision looks for
them. Sizes and licences are shown before anything is fetched.
"""

from __future__ import annotations

import csv
import importlib.util
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dfi_studio.core.errors import PictureSetError, UsageError, WeightsError
from dfi_studio.core.steps import Progress, Step
from dfi_studio.engine.vision import torchvision
from dfi_studio.library.archives import unpack
from dfi_studio.library.catalog.scan import ScanReport, scan
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.downloads import download
from dfi_studio.library.extra_packages import how_to_get
from dfi_studio.library.folders import data
from dfi_studio.library.outputs import atomic

datasets = torchvision.datasets

Rows = Iterable[tuple[Path, tuple[str, ...]]]
"""Pictures and their labels."""


@dataclass(frozen=True, slots=True)
class WellKnownSet:
    """What to tell before a set is fetched.

    Attributes
    ----------
    name : str
        As the user names it, and as the catalogue does.
    pictures, megabytes : int
        How many, and how much is downloaded.
    licence : str
        A sentence.
    """

    name: str
    title: str
    pictures: int
    megabytes: int
    licence: str
    homepage: str


WELL_KNOWN: Mapping[str, WellKnownSet] = {
    each.name: each
    for each in (
        WellKnownSet(
            "lfw", "Labeled Faces in the Wild", 13_233, 233,
            "No licence is stated; offered for research on face recognition.",
            "http://vis-www.cs.umass.edu/lfw/",
        ),
        WellKnownSet(
            "celeba", "CelebFaces Attributes", 202_599, 1_400,
            "For non-commercial research only; pictures may not be passed on.",
            "https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html",
        ),
        WellKnownSet(
            "flowers", "Oxford Flowers 102", 8_189, 330,
            "No licence is stated; the pictures belong to their photographers.",
            "https://www.robots.ox.ac.uk/~vgg/data/flowers/102/",
        ),
        WellKnownSet(
            "pets", "Oxford-IIIT Pets", 7_390, 774,
            "CC BY-SA 4.0; the pictures belong to their photographers.",
            "https://www.robots.ox.ac.uk/~vgg/data/pets/",
        ),
    )
}  # fmt: skip


def fetch_well_known(
    catalog: Catalog, name: str, *, folder: Path | None = None
) -> Generator[Step, None, ScanReport]:
    """Fetch a set, unless it is there, and enter it into the catalogue under its name.

    Stop pulling to stop; what has arrived is kept, and the next try goes on from there.

    Parameters
    ----------
    name : str
        One of `WELL_KNOWN`.
    folder : Path or None
        Where the sets lie; by default ``well-known`` in the user's data folder.

    Raises
    ------
    UsageError
        There is no such set, or a package is missing that reads it.
    PictureSetError
        It cannot be fetched, or is damaged; the sentence says what to do by hand.
    OutputError
        There is no room.
    """
    if name not in WELL_KNOWN:
        raise UsageError(f"There is no set {name}; the sets are {', '.join(WELL_KNOWN)}.")
    root = folder or data() / "well-known"
    pictures = yield from _FETCH[name](root)
    return (yield from scan(catalog, pictures, name))


def _flowers(root: Path) -> Generator[Step, None, Path]:
    if importlib.util.find_spec("scipy") is None:
        raise UsageError(f"The labels of flowers are read by scipy: {how_to_get('scipy')}.")
    known = datasets.Flowers102
    base = root / "flowers-102"
    for file, digest in known._file_dict.values():
        yield from _fetch(known._download_url_prefix + file, base / file, digest, "flowers")
    pictures = yield from unpack(base / known._file_dict["image"][0], "jpg", base)
    splits = _opened("flowers", known, root, split=("train", "val", "test"))
    names = getattr(known, "classes", None)  # older releases know the numbers only
    rows = (
        (path, (names[label] if names else f"class {label + 1}",))
        for split in splits
        for path, label in zip(split._image_files, split._labels, strict=True)
    )
    return _labelled(pictures, ("flower",), rows)


def _pets(root: Path) -> Generator[Step, None, Path]:
    known = datasets.OxfordIIITPet
    base = root / "oxford-iiit-pet"
    for (url, digest), member in zip(known._RESOURCES, ("images", "annotations"), strict=True):
        archive = base / url.rsplit("/", 1)[1]
        yield from _fetch(url, archive, digest, "pets")
        yield from unpack(archive, member, base)
    splits = _opened("pets", known, root, split=("trainval", "test"))
    rows = (
        (path, (split.classes[breed], split.bin_classes[kind]))
        for split in splits
        for path, breed, kind in zip(split._images, split._labels, split._bin_labels, strict=True)
    )
    return _labelled(base / "images", ("breed", "species"), rows)


def _celeba(root: Path) -> Generator[Step, None, Path]:
    known = datasets.CelebA
    base = root / known.base_folder
    for identity, digest, file in known.file_list:
        yield Progress(f"downloading celeba: {file}", 0, 0)
        _from_drive(identity, base / file, digest)
    pictures = yield from unpack(base / known.file_list[0][2], "img_align_celeba", base)
    _opened("celeba", known, root, split=("all",))  # refuses tables that do not belong together
    return pictures  # its own table lies beside it


def _lfw(root: Path) -> Generator[Step, None, Path]:
    known = datasets.LFWPeople
    base = root / known.base_folder
    member, archive, digest = known.file_dict["funneled"]
    wanted = {archive: digest, **{n: known.checksums[n] for n in ("people.txt", known.names)}}
    missing = [file for file, each in wanted.items() if not _intact(base / file, each)]
    if missing:
        raise PictureSetError(
            f"The lfw set is no longer offered for download. Put {' and '.join(missing)} into "
            f"{base} and try again, or unpack a copy of it anywhere and add that folder."
        )
    pictures = yield from unpack(base / archive, member, base)
    (people,) = _opened("lfw", known, root, split=("10fold",))
    names = {number: person for person, number in people.class_to_idx.items()}
    rows = (
        (Path(path), (names[number].replace("_", " "),))
        for path, number in zip(people.data, people.targets, strict=True)
    )
    return _labelled(pictures, ("person",), rows)


_FETCH: Mapping[str, Callable[[Path], Generator[Step, None, Path]]] = {
    "lfw": _lfw,
    "celeba": _celeba,
    "flowers": _flowers,
    "pets": _pets,
}


def _fetch(url: str, target: Path, digest: str, name: str) -> Generator[Step, None, None]:
    """Fetch one file, going on where an earlier try ended, and check it."""
    if _intact(target, digest):
        return
    target.unlink(missing_ok=True)
    by_hand = f"try again later, or put a copy of {target.name} into {target.parent}"
    try:
        yield from download(url, target, what=f"{name}: {target.name}", otherwise=by_hand)
    except WeightsError as error:
        raise PictureSetError(str(error)) from error
    yield Progress(f"checking {target.name}", 0, 0)
    if not _intact(target, digest):
        target.unlink()
        raise PictureSetError(
            f"{target.name} arrived damaged, or is no longer the file that is known; {by_hand}."
        )


def _from_drive(identity: str, target: Path, digest: str) -> None:
    """Fetch a file of Google's drive, which needs a package of its own."""
    if _intact(target, digest):
        return
    by_hand = f"put {target.name} into {target.parent} and try again"
    if importlib.util.find_spec("gdown") is None:
        raise PictureSetError(
            "The celeba set is offered through Google Drive only, by the package gdown: "
            f"{how_to_get('gdown')}, or {by_hand}."
        )
    try:
        fetch = datasets.utils.download_file_from_google_drive
        fetch(identity, str(target.parent), target.name, digest)
    except Exception as error:  # gdown raises classes of its own, and not only those
        raise PictureSetError(
            f"celeba: {target.name} was not downloaded ({error}); {by_hand}."
        ) from error


def _intact(path: Path, digest: str) -> bool:
    return bool(datasets.utils.check_integrity(str(path), digest))


def _opened(name: str, known: Any, root: Path, *, split: tuple[str, ...]) -> list[Any]:
    """Return the parts of a set as torchvision reads them from the files on the disk."""
    try:
        return [known(str(root), split=part) for part in split]
    except (RuntimeError, ValueError, LookupError, OSError, TypeError, AttributeError) as error:
        raise PictureSetError(
            f"The {name} set in {root} is damaged ({error}); delete it there and fetch it again."
        ) from error


def _labelled(pictures: Path, columns: tuple[str, ...], rows: Rows) -> Path:
    """Write the labels beside the pictures, as the catalogue reads them."""
    with (
        atomic(pictures / "labels.csv") as temporary,
        temporary.open("w", encoding="utf-8", newline="") as stream,
    ):
        writer = csv.writer(stream)
        writer.writerow(("filename", *columns))
        for path, labels in rows:
            writer.writerow((path.relative_to(pictures).as_posix(), *labels))
    return pictures
