"""Writers of whose calls Python sees few or none: SQLite, Qt, archives, downloads, trainings.

They are tried with a bound on the size of files, in a folder that may not be written, and killed.
"""

from __future__ import annotations

import http.server
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import PIL.Image
import torch
from faults.writers import Parts, Writer, nothing
from pulling import pulled
from PySide6.QtCore import QSettings

from dfi_studio.core.classifier import EpochFigures, Method, Trial
from dfi_studio.engine.classifiers import classifier
from dfi_studio.library.archives import unpack
from dfi_studio.library.catalog.scan import scan
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.classifiers import ClassifierRecord
from dfi_studio.library.downloads import download
from dfi_studio.library.picture_sets import file_digest
from dfi_studio.pipeline.classifier_files import read_classifier, write_classifier
from dfi_studio.pipeline.training_state import forget_state, read_state, write_state
from dfi_studio.pipeline.well_known import _labelled
from dfi_studio.ui.projects.recent_projects import RecentProjects

# -- catalogue -----------------------------------------------------------------------------------

_MANY = 40


def catalog_of(folder: Path) -> Path:
    return folder / "catalog.sqlite"


def pictures(folder: Path, count: int) -> Path:
    """Return a folder of so many pictures on another disk than the catalogue's."""
    found = folder.with_name(f"{folder.name} pictures")
    found.mkdir(exist_ok=True)
    for at in range(count):
        if not (found / f"{at}.png").exists():
            PIL.Image.new("RGB", (40, 40)).save(found / f"{at}.png")
    return found


def _scanned(count: int) -> Callable[[Path], None]:
    def read(folder: Path) -> None:
        with Catalog(catalog_of(folder)) as catalog:
            pulled(scan(catalog, pictures(folder, count)))

    return read


def _few(folder: Path) -> None:
    """Know some of the pictures; the others come after it."""
    _scanned(3)(folder)
    pictures(folder, _MANY)


def _labelled_by_hand(value: str) -> Callable[[Path], None]:
    def label(folder: Path) -> None:
        if not catalog_of(folder).exists():
            _scanned(_MANY)(folder)
        with Catalog(catalog_of(folder)) as catalog:
            catalog.set_labels(list(range(1, _MANY + 1)), "pick", value)

    return label


def _catalog_found(folder: Path) -> Parts:
    if not catalog_of(folder).exists():
        return {}
    with Catalog(catalog_of(folder)) as catalog:
        assert catalog.notice == "", catalog.notice
        assert catalog.rows("PRAGMA integrity_check") == [("ok",)]
        ids = catalog.ids()
        return {each.path.name: dict(each.labels) for each in catalog.pictures(ids)}


# -- settings ------------------------------------------------------------------------------------


def _settings(folder: Path) -> QSettings:
    return QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)


def _remembered(*names: str) -> Callable[[Path], None]:
    def remember(folder: Path) -> None:
        settings = _settings(folder)
        for name in names:
            RecentProjects(settings).add(Path("/projects") / name)
        settings.setValue("long", "x" * 5000)
        settings.sync()

    return remember


def _settings_found(folder: Path) -> Parts:
    return {"recent": RecentProjects(_settings(folder)).paths}


# -- downloads and archives ----------------------------------------------------------------------

_CONTENT = bytes(range(256)) * 4000


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        asked = self.headers.get("Range", "bytes=0-")
        start = int(asked.removeprefix("bytes=").rstrip("-"))
        self.send_response(206 if start else 200)
        self.send_header("ETag", '"one"')
        self.send_header("Content-Length", str(len(_CONTENT) - start))
        self.send_header("Content-Range", f"bytes {start}-{len(_CONTENT) - 1}/{len(_CONTENT)}")
        self.end_headers()
        with suppress(ConnectionError):  # whoever cannot write hangs up
            self.wfile.write(_CONTENT[start:])

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _served() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/a.bin"
        finally:
            server.shutdown()


def _downloaded(folder: Path) -> None:
    with _served() as url:
        pulled(download(url, folder / "a.bin", what="a file", otherwise="or copy it there"))


def _download_found(folder: Path) -> Parts:
    target = folder / "a.bin"
    return {"a.bin": file_digest(target)} if target.exists() else {}


def _packed(folder: Path) -> Path:
    """Return an archive on another disk."""
    place = folder.with_name(f"{folder.name}.zip")
    with zipfile.ZipFile(place, "w") as archive:
        for at in range(5):
            archive.writestr(f"set/{at}.txt", str(at) * 3000)
    return place


def _unpacked(folder: Path) -> None:
    pulled(unpack(folder.with_name(f"{folder.name}.zip"), "set", folder))


def _unpacked_found(folder: Path) -> Parts:
    return {each.name: file_digest(each) for each in (folder / "set").glob("*")}


def _labels_written(word: str) -> Callable[[Path], None]:
    return lambda at: _labelled(at, ("kind",), [(at / "a.png", (word,))]) and None


def _labels_found(folder: Path) -> Parts:
    return {"labels": (folder / "labels.csv").read_bytes()}


# -- trainings -----------------------------------------------------------------------------------


def _training(value: float) -> Callable[[Path], None]:
    state = {"weights": torch.full((600,), value)}
    return lambda at: write_state(at / "d.safetensors", state, f"step {value}")


def _training_found(folder: Path) -> Parts:
    state = read_state(folder / "d.safetensors")
    return {} if state is None else {"training": (float(state[0]["weights"].mean()), state[1])}


_RECORD = ClassifierRecord(
    network="small",
    size=16,
    classes=("cat", "dog"),
    mean=(0.5, 0.4, 0.3),
    deviation=(0.2, 0.2, 0.2),
    trial=Trial(Method.ISDA, 0.5, 3),
    plan={"rate": 0.1, "schedule": "cosine"},
    pictures="pets",
    key="k",
    steps=4,
    seconds=1.5,
    sums=(0.0, 0.0),
    epochs=(EpochFigures(1, 0.7, None, 0.5, 0.1),),
)


def _classifier(value: float) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        network = classifier("small", 2, 16)
        with torch.no_grad():
            for each in network.parameters():
                each.fill_(value)
        write_classifier(folder / "c.safetensors", network, _RECORD)

    return write


def _classifier_found(folder: Path) -> Parts:
    network, record = read_classifier(folder / "c.safetensors")
    assert record == _RECORD
    return {"classifier": float(next(network.parameters()).detach().mean())}


SEEN: tuple[Writer, ...] = (
    Writer("download", nothing, _downloaded, _download_found),
    Writer("archive", lambda at: _packed(at) and None, _unpacked, _unpacked_found, whole=True),
    Writer(
        "labels of a fetched set", _labels_written("cat"), _labels_written("dog"), _labels_found
    ),
    Writer("training state", _training(1.0), _training(2.0), _training_found),
    Writer(
        "training state forgotten",
        _training(1.0),
        lambda at: forget_state(at / "d.safetensors"),
        _training_found,
    ),
    Writer("classifier", _classifier(1.0), _classifier(2.0), _classifier_found),
)
"""Those of whom Python can count the calls as well."""

UNSEEN: tuple[Writer, ...] = (
    Writer("catalogue scan", _few, _scanned(_MANY), _catalog_found),
    Writer(
        "labels by hand",
        _labelled_by_hand("no"),
        _labelled_by_hand("yes"),
        _catalog_found,
        whole=True,
    ),
    Writer("settings", _remembered("a"), _remembered("b"), _settings_found, quiet=True),
)
"""Those that write by themselves."""
