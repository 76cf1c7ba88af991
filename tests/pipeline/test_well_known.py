"""Well-known sets, offline: small archives in the same format, served by ourselves."""

from __future__ import annotations

import functools
import hashlib
import http.server
import shutil
import sys
import tarfile
import threading
import zipfile
from contextlib import closing

import numpy as np
import pytest
import scipy.io
from portraits import portrait
from pulling import pulled

from dfi_studio.core.errors import PictureSetError, UsageError
from dfi_studio.core.steps import Progress
from dfi_studio.library.catalog.query import parse
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.photos import save_photo
from dfi_studio.pipeline import well_known as module
from dfi_studio.pipeline.well_known import WELL_KNOWN, fetch_well_known

sets = module.datasets


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def served(tmp_path):
    """A folder, and where it can be fetched from."""
    folder = tmp_path / "served"
    folder.mkdir()
    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def catalog(tmp_path):
    with closing(Catalog(tmp_path / "catalog.sqlite")) as opened:
        yield opened


@pytest.fixture
def fetch(catalog, tmp_path):
    return lambda name: pulled(fetch_well_known(catalog, name, folder=tmp_path / "sets"))


def picture(path, seed):
    path.parent.mkdir(parents=True, exist_ok=True)
    save_photo(path, portrait(old=False, seed=seed), mark=None)


def tar(path, folder):
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, folder.name)
    return md5(path)


def md5(path):
    return hashlib.md5(path.read_bytes()).hexdigest()


def named(catalog, query):
    return sorted(path.name for path in catalog.paths(catalog.ids(parse(query))))


@pytest.fixture
def flowers(served, tmp_path, monkeypatch):
    folder, url = served
    for number in range(1, 7):
        picture(tmp_path / "made" / "jpg" / f"image_{number:05d}.jpg", number)
    scipy.io.savemat(folder / "labels.mat", {"labels": np.array([1, 2, 2, 5, 5, 5])})
    parts = {"trnid": [1, 2], "valid": [3, 4], "tstid": [5, 6]}
    scipy.io.savemat(folder / "setid.mat", parts)
    files = {
        "image": ("flowers.tgz", tar(folder / "flowers.tgz", tmp_path / "made" / "jpg")),
        "label": ("labels.mat", md5(folder / "labels.mat")),
        "setid": ("setid.mat", md5(folder / "setid.mat")),
    }
    monkeypatch.setattr(sets.Flowers102, "_file_dict", files)
    monkeypatch.setattr(sets.Flowers102, "_download_url_prefix", url)
    return folder


def test_every_set_tells_its_size_and_licence():
    assert set(WELL_KNOWN) == {"lfw", "celeba", "flowers", "pets"} == set(module._FETCH)
    for each in WELL_KNOWN.values():
        assert each.pictures > 1000
        assert each.megabytes > 100
        assert each.licence.endswith(".")


def test_an_unknown_set_is_told_with_the_known_ones(fetch):
    with pytest.raises(UsageError, match="the sets are lfw, celeba, flowers, pets"):
        fetch("imagenet")


def test_flowers(flowers, fetch, catalog):
    steps, report = fetch("flowers")
    assert (report.folder.name, report.added) == ("flowers", 6)
    assert named(catalog, 'flower = "hard-leaved pocket orchid"') == [
        "image_00002.jpg",
        "image_00003.jpg",
    ]
    told = [each.label for each in steps if isinstance(each, Progress)]
    assert "downloading flowers: flowers.tgz" in told
    assert "unpacking flowers.tgz" in told


def test_again_nothing_is_fetched(flowers, fetch):
    fetch("flowers")
    shutil.rmtree(flowers)
    steps, report = fetch("flowers")
    assert report.added == 0
    assert not [each for each in steps if "downloading" in getattr(each, "label", "")]


def test_it_goes_on_after_a_failure(flowers, fetch):
    (flowers / "setid.mat").rename(flowers / "hidden")
    with pytest.raises(PictureSetError, match=r"setid.mat was not downloaded.*404.*put a copy of"):
        fetch("flowers")
    (flowers / "hidden").rename(flowers / "setid.mat")
    (flowers / "flowers.tgz").unlink()  # it has arrived before
    assert fetch("flowers")[1].added == 6


def test_a_file_that_arrives_damaged_is_not_kept(flowers, fetch, tmp_path):
    whole = (flowers / "flowers.tgz").read_bytes()
    (flowers / "flowers.tgz").write_bytes(whole[:-9] + b"otherwise")
    with pytest.raises(PictureSetError, match=r"flowers.tgz arrived damaged"):
        fetch("flowers")
    assert not (tmp_path / "sets" / "flowers-102" / "flowers.tgz").exists()
    (flowers / "flowers.tgz").write_bytes(whole)
    assert fetch("flowers")[1].added == 6


def test_stopping_while_it_unpacks_leaves_a_set_to_be_fetched(flowers, fetch, catalog, tmp_path):
    steps = fetch_well_known(catalog, "flowers", folder=tmp_path / "sets")
    while "unpacking" not in next(steps).label:
        pass
    steps.close()
    assert catalog.folders() == []
    assert fetch("flowers")[1].added == 6


def test_without_scipy_flowers_say_so(fetch, monkeypatch):
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match="pip install scipy"):
        fetch("flowers")


def test_pets(served, tmp_path, fetch, catalog, monkeypatch):
    folder, url = served
    made = tmp_path / "made"
    for seed, name in enumerate(["Abyssinian_1", "Abyssinian_2", "beagle_1"]):
        picture(made / "images" / f"{name}.jpg", seed)
    (made / "annotations" / "trimaps").mkdir(parents=True)
    (made / "annotations" / "trainval.txt").write_text("Abyssinian_1 1 1 1\nbeagle_1 2 2 1\n")
    (made / "annotations" / "test.txt").write_text("Abyssinian_2 1 1 1\n")
    names = ("images.tar.gz", "annotations.tar.gz")
    files = [
        (url + name, tar(folder / name, made / member))
        for name, member in zip(names, ("images", "annotations"), strict=True)
    ]
    monkeypatch.setattr(sets.OxfordIIITPet, "_RESOURCES", files)
    assert fetch("pets")[1].added == 3
    assert named(catalog, "species = Cat") == ["Abyssinian_1.jpg", "Abyssinian_2.jpg"]
    assert named(catalog, "breed = Beagle") == ["beagle_1.jpg"]


@pytest.fixture
def celeba(tmp_path, monkeypatch):
    """The files of CelebA as they lie after a download by hand."""
    base = tmp_path / "sets" / "celeba"
    base.mkdir(parents=True)
    for number in (1, 2):
        picture(tmp_path / "made" / f"00000{number}.jpg", number)
    with zipfile.ZipFile(base / "img_align_celeba.zip", "w") as archive:
        for path in sorted((tmp_path / "made").iterdir()):
            archive.write(path, f"img_align_celeba/{path.name}")
    tables = {
        "list_attr_celeba.txt": "2\nSmiling Young\n000001.jpg  1 -1\n000002.jpg -1  1\n",
        "identity_CelebA.txt": "000001.jpg 7\n000002.jpg 8\n",
        "list_bbox_celeba.txt": "2\nimage_id x\n000001.jpg 1\n000002.jpg 2\n",
        "list_landmarks_align_celeba.txt": "2\nx\n000001.jpg 1\n000002.jpg 2\n",
        "list_eval_partition.txt": "000001.jpg 0\n000002.jpg 1\n",
    }
    for name, content in tables.items():
        (base / name).write_text(content)
    files = [("id", md5(base / name), name) for name in ("img_align_celeba.zip", *tables)]
    monkeypatch.setattr(sets.CelebA, "file_list", files)
    return base


def test_celeba(celeba, fetch, catalog):
    assert fetch("celeba")[1].added == 2
    assert named(catalog, "Smiling") == ["000001.jpg"]
    assert named(catalog, "not Smiling and Young") == ["000002.jpg"]


def test_celeba_without_its_files_says_what_to_do(celeba, fetch, monkeypatch):
    (celeba / "list_attr_celeba.txt").unlink()
    monkeypatch.setitem(sys.modules, "gdown", None)
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(PictureSetError, match=r"pip install gdown.*put list_attr_celeba.txt into"):
        fetch("celeba")


def test_what_google_says_is_told(celeba, fetch, monkeypatch):
    (celeba / "list_attr_celeba.txt").unlink()

    def refuse(*_):
        raise RuntimeError("Too many users have viewed this file recently")

    monkeypatch.setattr(module.importlib.util, "find_spec", lambda _: object())
    monkeypatch.setattr(sets.utils, "download_file_from_google_drive", refuse)
    with pytest.raises(PictureSetError, match=r"Too many users.*put list_attr_celeba"):
        fetch("celeba")


def test_lfw_from_files_put_there_by_hand(tmp_path, fetch, catalog, monkeypatch):
    with pytest.raises(PictureSetError, match=r"no longer offered.*lfw-funneled.tgz and people"):
        fetch("lfw")
    base = tmp_path / "sets" / "lfw-py"
    base.mkdir(parents=True)
    for person, count in (("Ann_Lee", 2), ("Bo_Ek", 1)):
        for number in range(1, count + 1):
            name = f"{person}_{number:04d}.jpg"
            picture(tmp_path / "lfw_funneled" / person / name, number)
    digest = tar(base / "lfw.tgz", tmp_path / "lfw_funneled")
    (base / "people.txt").write_text("1\n2\nAnn_Lee\t2\nBo_Ek\t1\n")
    (base / "lfw-names.txt").write_text("Ann_Lee\t2\nBo_Ek\t1\n")
    names = ("people.txt", "lfw-names.txt")
    files = {"funneled": ("lfw_funneled", "lfw.tgz", digest)}
    monkeypatch.setattr(sets.LFWPeople, "file_dict", files)
    monkeypatch.setattr(sets.LFWPeople, "checksums", {n: md5(base / n) for n in names})
    assert fetch("lfw")[1].added == 3
    assert named(catalog, 'person = "Ann Lee"') == ["Ann_Lee_0001.jpg", "Ann_Lee_0002.jpg"]
