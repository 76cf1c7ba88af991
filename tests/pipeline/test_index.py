"""Indexing: every picture once, whatever interrupts it, and only what has changed again."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest
import torch
from portraits import portrait, portrait_folder
from pulling import pulled

from dfi_studio.core.errors import CatalogError, OutputError
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.core.steps import Notice, Progress
from dfi_studio.library.catalog.scan import scan
from dfi_studio.library.catalog.states import picture_states
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.photos import open_photo, save_photo
from dfi_studio.pipeline import index as index_module
from dfi_studio.pipeline.embeddings import embedding_of, embedding_space, embedding_store
from dfi_studio.pipeline.index import index
from dfi_studio.pipeline.workshop import Workshop

SPACE = FeatureSpace(size=48)


@pytest.fixture
def pictures(tmp_path):
    return portrait_folder(tmp_path / "faces", old=False, count=7)


@pytest.fixture
def catalog(tmp_path, pictures):
    with closing(Catalog(tmp_path / "catalog.sqlite")) as opened:
        pulled(scan(opened, pictures))
        yield opened


def run(workshop, catalog, **options):
    return pulled(index(workshop, catalog, space=SPACE, **options))


def stored(workshop, catalog):
    store = embedding_store(workshop, SPACE)
    rows = store.rows_of(picture_states(catalog))
    assert (rows >= 0).all()
    return store.vectors()[rows]


def test_every_picture_is_embedded(workshop, catalog):
    steps, report = run(workshop, catalog)
    assert (report.embedded, report.already, dict(report.broken)) == (7, 0, {})
    assert report.rate > 0
    assert [(each.done, each.total) for each in steps if isinstance(each, Progress)][-1] == (7, 7)
    for path, vector in zip(catalog.paths(catalog.ids()), stored(workshop, catalog), strict=True):
        want = embedding_of(workshop, open_photo(path), SPACE)
        torch.testing.assert_close(torch.from_numpy(vector).float(), want, atol=1e-3, rtol=0)


def test_again_it_costs_nothing(workshop, catalog):
    run(workshop, catalog)
    _, report = run(Workshop("cpu", folder=workshop.folder), catalog)
    assert (report.embedded, report.already) == (0, 7)


def test_it_goes_on_where_it_was_stopped(workshop, catalog, monkeypatch):
    monkeypatch.setattr(index_module, "_CPU", (2, 1))
    steps = index(workshop, catalog, space=SPACE)
    while next(steps).done < 4:
        pass
    steps.close()
    _, report = run(workshop, catalog)
    assert (report.embedded, report.already) == (3, 4)
    assert len(np.unique(stored(workshop, catalog), axis=0)) == 7


def test_a_changed_picture_is_embedded_again(workshop, catalog, pictures):
    run(workshop, catalog)
    before = stored(workshop, catalog)
    save_photo(pictures / "p03.png", portrait(old=True, seed=50), mark=None)
    pulled(scan(catalog, pictures))
    _, report = run(workshop, catalog)
    assert (report.embedded, report.already) == (1, 6)
    changed = (stored(workshop, catalog) != before).any(axis=1)
    (number,) = catalog.ids()[changed]
    assert catalog.picture(int(number)).path.name == "p03.png"


def test_a_picture_cut_short_is_told_and_listed_as_broken(workshop, catalog, pictures):
    whole = (pictures / "p02.png").read_bytes()
    (pictures / "p02.png").write_bytes(whole[:-40])
    pulled(scan(catalog, pictures))
    steps, report = run(workshop, catalog)
    assert report.embedded == 6
    (notice,) = (each.text for each in steps if isinstance(each, Notice))
    assert notice.startswith("1 picture was skipped.")
    assert "p02.png" in notice
    assert [each.path.name for each in catalog.broken()] == ["p02.png"]
    assert (pictures / "p02.png").read_bytes() == whole[:-40]
    assert run(workshop, catalog)[1].already == 6


def test_one_folder_alone(workshop, catalog, tmp_path):
    pulled(scan(catalog, portrait_folder(tmp_path / "old", old=True, count=3)))
    assert run(workshop, catalog, folder="old")[1].embedded == 3
    assert run(workshop, catalog)[1].embedded == 7
    with pytest.raises(CatalogError, match="no folder young"):
        run(workshop, catalog, folder="young")


def test_what_was_removed_makes_room(workshop, catalog, tmp_path):
    pulled(scan(catalog, portrait_folder(tmp_path / "old", old=True, count=3)))
    run(workshop, catalog)
    catalog.remove_folder("faces")
    run(workshop, catalog)
    assert len(embedding_store(workshop, SPACE)) == 3
    assert len(stored(workshop, catalog)) == 3


def test_two_cannot_index_at_once(workshop, catalog, pictures):
    steps = index(workshop, catalog, space=SPACE)
    next(steps)
    next(steps)
    refused = pytest.raises(OutputError, match="already under way")
    with refused, embedding_store(workshop, SPACE).writing():
        pass
    steps.close()
    with embedding_store(workshop, SPACE).writing():
        pass


def test_the_space_of_embeddings_is_the_default_networks():
    assert embedding_space().backbone == FeatureSpace().backbone
    assert embedding_space("vgg19").backbone == "vgg19"
    assert embedding_space().size == embedding_space("vgg19").size == 112
