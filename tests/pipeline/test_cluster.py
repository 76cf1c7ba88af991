"""Two workers, one of which is killed: the same results as of one process, each once."""

import os
import signal
import sys
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from portraits import portrait, portrait_folder
from pulling import pulled
from tiny_worker import die, shout

from dfi_studio.core.batch import Batch, Variant
from dfi_studio.core.batch_steps import BatchStep, Made
from dfi_studio.core.class_direction import Sampling
from dfi_studio.core.errors import DeviceError, OutputError, UsageError
from dfi_studio.core.recipe import Contrast, Direction, FeatureSpace, Recipe, Solver
from dfi_studio.core.steps import Notice, Progress
from dfi_studio.core.treatment import Treatment
from dfi_studio.library.catalog.scan import scan
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.photos import save_photo
from dfi_studio.pipeline import cluster as cluster_module
from dfi_studio.pipeline import cluster_index, cluster_sums
from dfi_studio.pipeline import index as index_module
from dfi_studio.pipeline.batch import run_batch
from dfi_studio.pipeline.batch_photo import Job, PhotoTask
from dfi_studio.pipeline.class_directions import class_directions
from dfi_studio.pipeline.cluster import LOCAL, Cluster, Lost, opened_cluster
from dfi_studio.pipeline.cluster_edits import edits_on
from dfi_studio.pipeline.cluster_features import features_on
from dfi_studio.pipeline.cluster_index import embedding_on
from dfi_studio.pipeline.cluster_sums import sums_on
from dfi_studio.pipeline.embeddings import embedding_store
from dfi_studio.pipeline.index import index
from dfi_studio.pipeline.learn import learn
from dfi_studio.pipeline.workshop import Workshop

pytestmark = pytest.mark.slow
dask = pytest.importorskip("dask")
KilledWorker = pytest.importorskip("distributed").KilledWorker
TINY = Path(__file__).parents[1] / "tiny_worker.py"


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Two workers on this machine, with the tiny network; one is back soon after it is killed."""
    settings = {
        "distributed.worker.preload": [str(TINY)],
        "distributed.scheduler.allowed-failures": 1,
    }
    with pytest.MonkeyPatch.context() as patch, dask.config.set(settings):
        patch.setenv("TINY_WORKER_PACE", "0.1")
        patch.setenv("DFI_STUDIO_HOME", str(tmp_path_factory.mktemp("workers")))
        with opened_cluster(LOCAL, device="cpu", workers=2) as cluster:
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


def test_one_machine_after_another_sees_the_same_files_and_does_each_task_once(two):
    two._client.wait_for_workers(2, timeout=60)  # the one that was killed is back
    assert two.workers == 2
    assert list(two.in_order(shout, iter("abcdefghij"))) == list("ABCDEFGHIJ")
    assert sorted(two.as_done(shout, iter("abcdefghij"))) == list("ABCDEFGHIJ")
    half = two.as_done(shout, iter("abcdefghij"))
    next(half)
    half.close()
    assert list(two.as_done(shout, iter(""))) == []


def test_a_task_that_kills_every_worker_is_given_up(two, monkeypatch, caplog):
    monkeypatch.setattr(two._client.cluster.scheduler, "allowed_failures", 0)
    found = list(two.as_done(die, iter(["one", "bad", "two", "three"])))
    (lost,) = (each for each in found if isinstance(each, Lost))
    assert lost.task == "bad"
    assert "took down every worker" in lost.reason
    assert sorted(each for each in found if each is not lost) == ["one", "three", "two"]
    caplog.clear()


class Client:
    """Stands in for Dask's: what is beside a bad task is lost with it, the first time."""

    def __init__(self):
        self.tried = []

    def submit(self, work, task, *, pure):
        assert not pure
        self.tried.append(task)
        bad = task == "bad" or (task == "beside" and self.tried.count(task) == 1)
        return SimpleNamespace(result=partial(self.refuse, task) if bad else partial(work, task))

    def refuse(self, task):
        raise KilledWorker(task, None, 4)

    def scheduler_info(self, n_workers):
        return {"workers": {"a": {}}}

    def cancel(self, futures, *, force):
        assert force


def test_in_order_too_what_was_beside_a_bad_task_is_done():
    client = Client()
    found = list(Cluster(client, "cpu").in_order(shout, iter(["beside", "bad", "good"])))
    assert (found[0], found[2]) == ("BESIDE", "GOOD")
    assert isinstance(found[1], Lost)
    assert client.tried.count("bad") == 2


def test_workers_of_a_scheduler_somewhere(two, workshop, batch, tmp_path):
    few = replace(batch, photos=batch.photos[:3])
    with opened_cluster(two._client.scheduler.address, device="cpu") as cluster:
        _, report = pulled(run_batch(workshop, few, doing=edits_on(cluster)))
    assert report.count(Made.DONE) == 6
    assert list(two.in_order(shout, iter("ab"))) == ["A", "B"]  # they are not ours to stop


def test_embeddings_do_not_depend_on_who_made_them(two, workshop, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster_index, "TOGETHER", 2)
    monkeypatch.setattr(index_module, "_CPU", (2, 1))
    space = FeatureSpace(size=48)
    pictures = portrait_folder(tmp_path / "faces", old=False, count=9)
    (pictures / "p04.png").write_bytes((pictures / "p04.png").read_bytes()[:-40])
    stored = []
    for name, embedding in (("alone", None), ("both", embedding_on(two))):
        own = Workshop("cpu", folder=tmp_path / name)
        with closing(Catalog(tmp_path / f"{name}.sqlite")) as catalog:
            pulled(scan(catalog, pictures))
            _, report = pulled(index(own, catalog, space=space, embedding=embedding))
            assert (report.embedded, len(report.broken)) == (8, 1)
            assert [each.path.name for each in catalog.broken()] == ["p04.png"]
        stored.append(embedding_store(own, space).vectors().tobytes())
    assert stored[0] == stored[1]


def test_means_of_sets_do_not_depend_on_who_summed_them(two, workshop, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster_sums, "_TOGETHER", 3)
    space = FeatureSpace(size=48)
    young = portrait_folder(tmp_path / "young", old=False, count=8)
    old = portrait_folder(tmp_path / "old", old=True, count=8, first=50)
    (young / "p03.png").write_bytes(b"broken")
    contrast = Contrast(str(young), str(old), k=0)
    alone = Workshop("cpu", folder=tmp_path / "alone")
    _, want = pulled(learn(alone, contrast, space, (48, 48)))
    steps, found = pulled(learn(workshop, contrast, space, (48, 48), summing=sums_on(two)))
    assert found.source == want.source
    for layer, values in want.arrays.items():
        assert (found.arrays[layer] == values).all()
    assert any("p03.png" in each.text for each in steps if isinstance(each, Notice))


@pytest.fixture
def old(tmp_path):
    """A class of seven batches, with a picture that is broken."""
    folder = portrait_folder(tmp_path / "old", old=True, count=52, first=50)
    (folder / "p53.png").write_bytes(b"broken")
    return folder


def directions(own, folder, **options):
    """Return what a class varies in: draws, and the principal directions."""
    sampling = Sampling(str(folder), count=2)
    wanted = [*sampling.draws, *sampling.principal(2)]
    return class_directions(own, wanted, FeatureSpace(size=48), (48, 48), **options)


def test_class_statistics_do_not_depend_on_who_looked_or_was_killed(
    two, workshop, old, tmp_path, caplog
):
    two._client.wait_for_workers(2, timeout=60)
    _, want = pulled(directions(Workshop("cpu", folder=tmp_path / "alone"), old))
    pids = two._client.run(os.getpid)
    steps = directions(workshop, old, looking=features_on(two))
    first = [next(steps), next(steps)]
    os.kill(next(iter(pids.values())), signal.SIGKILL)
    rest, found = pulled(steps)
    assert [each.name for each in found] == [each.name for each in want]
    for one, other in zip(found, want, strict=True):
        assert (one.source, one.share) == (other.source, other.share)
        for layer, values in other.arrays.items():
            assert one.arrays[layer].tobytes() == values.tobytes()
    notices = [each.text for each in first + rest if isinstance(each, Notice)]
    assert len(notices) == 2  # one for the draws, one for the principal directions
    assert all(each.startswith("1 was skipped.") and "p53.png" in each for each in notices)
    done = [each.done for each in first + rest if isinstance(each, Progress)]
    assert done == [0, 8, 16, 24, 32, 40, 48, 52] * 2
    caplog.clear()  # of the lost worker the scheduler may tell


def test_a_look_at_a_class_can_be_left(two, workshop, old):
    two._client.wait_for_workers(2, timeout=60)
    steps = directions(workshop, old, looking=features_on(two))
    next(steps), next(steps)
    assert any(each.startswith("pictures_seen") for each in two._client.futures)
    steps.close()
    assert not [each for each in two._client.futures if each.startswith("pictures_seen")]
    assert list(two.in_order(shout, iter("ab"))) == ["A", "B"]


def test_pictures_that_take_down_every_worker_are_told(workshop, old):
    client = Client()
    client.submit = lambda *_, **__: SimpleNamespace(result=partial(client.refuse, ""))
    with pytest.raises(DeviceError, match=r"not be looked at\. It took down every worker"):
        pulled(directions(workshop, old, looking=features_on(Cluster(client, "cpu"))))


def test_an_error_that_hinders_all_is_told(two, workshop, batch, tmp_path):
    here = replace(batch, photos=batch.photos[:1])
    task = PhotoTask(
        here.photos[0], here.treatment, (Job("x", here.variants[0], Path("/no/x.png")),)
    )
    with pytest.raises(OutputError, match="there is no folder"):
        list(edits_on(two)(iter([task])))


def test_what_cannot_be_meant_or_reached(monkeypatch):
    monkeypatch.setattr(cluster_module, "_PATIENCE", 0.5)
    with (
        pytest.raises(DeviceError, match="no scheduler at tcp://127"),
        opened_cluster("tcp://127.0.0.1:1"),
    ):
        pass
    with pytest.raises(UsageError, match="0 workers"), opened_cluster(workers=0):
        pass
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install .*cluster"), opened_cluster(workers=2):
        pass


def test_one_process_needs_no_cluster(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with opened_cluster(workers=1) as cluster:
        assert cluster is None
    monkeypatch.setattr("psutil.cpu_count", lambda **_: 64)  # Dask was not asked for: it may lack
    with opened_cluster(device="cpu") as cluster:
        assert cluster is None
    monkeypatch.undo()
    monkeypatch.setattr("psutil.cpu_count", lambda **_: 3)
    with opened_cluster(device="cpu") as cluster:
        assert cluster is None
