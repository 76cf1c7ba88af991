"""Two workers, one of which is killed: the same results as of one process, each once."""

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from portraits import portrait, portrait_folder
from pulling import pulled

from dfi_studio.core.batch import Batch, Variant
from dfi_studio.core.batch_steps import BatchStep, Made
from dfi_studio.core.recipe import Contrast, Direction, FeatureSpace, Recipe, Solver
from dfi_studio.core.treatment import Treatment
from dfi_studio.library.photos import save_photo
from dfi_studio.pipeline.batch import run_batch
from dfi_studio.pipeline.cluster import LOCAL, opened_cluster
from dfi_studio.pipeline.cluster_edits import edits_on

dask = pytest.importorskip("dask")
pytest.importorskip("distributed")
TINY = Path(__file__).parents[1] / "tiny_worker.py"


@pytest.fixture
def two(monkeypatch, _home):
    """Two workers on this machine, with the tiny network."""
    monkeypatch.setenv("TINY_WORKER_PACE", "0.1")
    with (
        dask.config.set({"distributed.worker.preload": [str(TINY)]}),
        opened_cluster(LOCAL, device="cpu", workers=2) as cluster,
    ):
        yield cluster


@pytest.fixture
def batch(tmp_path):
    young = portrait_folder(tmp_path / "young", old=False)
    old = portrait_folder(tmp_path / "old", old=True, first=50)
    contrast = Contrast(str(young), str(old), k=0)
    recipe = Recipe((Direction(contrast),), FeatureSpace(size=48), Solver(iterations=2))
    (tmp_path / "photos").mkdir()
    for seed in range(12):
        photo = portrait(old=False, seed=seed)
        save_photo(tmp_path / "photos" / f"{seed:02d}.png", photo, mark=None)
    (tmp_path / "photos" / "05.png").write_bytes(b"broken")
    variants = tuple(Variant.of(recipe, alpha=each, name="older") for each in (0.5, 1.0))
    photos = tuple(sorted((tmp_path / "photos").iterdir()))
    return Batch(photos, variants, str(tmp_path / "out"), treatment=Treatment(align=False))


def results(folder):
    return {each.name: each.read_bytes() for each in Path(folder).glob("*.png")}


def test_two_workers_one_of_them_killed(two, workshop, batch, tmp_path):
    pids = two._client.run(os.getpid)
    steps = run_batch(workshop, batch, doing=edits_on(two))
    over = 0
    for step in steps:
        over += isinstance(step, BatchStep)
        if over == 4:
            os.kill(next(iter(pids.values())), signal.SIGKILL)
            break
    _, report = pulled(steps)
    assert report.count(Made.DONE) == 22
    assert {each.photo.name for each in report.failures} == {"05.png"}
    assert [each.photo for each in report.outcomes] == [each.photo for each in batch]
    alone = replace(batch, out=str(tmp_path / "alone"))
    pulled(run_batch(workshop, alone))
    assert results(batch.out) == results(tmp_path / "alone")
    assert len(results(batch.out)) == 22
    ledger = Path(batch.out, "dfi-studio-batch.jsonl").read_text().splitlines()
    assert len(ledger) == len(set(ledger)) == 22
    left = {each.name for each in Path(batch.out).iterdir() if each.suffix != ".png"}
    assert left == {"dfi-studio-batch.jsonl", "report.html"}
