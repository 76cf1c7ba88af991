"""Two hundred photos, five of them broken, and a process that is killed twice on the way."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from portraits import portrait, portrait_folder

from dfi_studio.core.batch import Batch, Variant
from dfi_studio.core.recipe import Contrast, Direction, FeatureSpace, Recipe, Solver
from dfi_studio.core.treatment import Treatment
from dfi_studio.library.batch_ledger import LEDGER
from dfi_studio.library.photos import save_photo

WORKER = Path(__file__).parents[1] / "batch_worker.py"
PHOTOS, BROKEN = 200, (3, 50, 99, 150, 199)


@pytest.fixture
def batch(tmp_path):
    young = portrait_folder(tmp_path / "young", old=False, count=2)
    old = portrait_folder(tmp_path / "old", old=True, count=2)
    contrast = Contrast(str(young), str(old), k=0)
    recipe = Recipe((Direction(contrast),), FeatureSpace(size=32), Solver(iterations=1))
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(PHOTOS):
        image = portrait(old=False, seed=number, height=40, width=40)
        save_photo(folder / f"{number:03d}.png", image, mark=None)
    for number in BROKEN:
        (folder / f"{number:03d}.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    photos = tuple(sorted(folder.iterdir()))
    variants = (Variant.of(recipe, name="older"),)
    return Batch(photos, variants, str(tmp_path / "out"), treatment=Treatment(align=False))


def run(path, *, until=None):
    """Run the batch until so many items are over, and kill it then; return what it said."""
    said = []
    with subprocess.Popen(
        [sys.executable, str(WORKER), str(path)], stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout:
            over, megabytes = line.split()
            said.append((int(over), float(megabytes)))
            if until is not None and int(over) >= until:
                process.send_signal(signal.SIGKILL)
                break
        process.stdout.close()
    assert process.returncode == (0 if until is None else -signal.SIGKILL)
    return said


def made(out):
    return {each.name: each.stat().st_mtime_ns for each in Path(out).glob("*.png")}


@pytest.mark.slow
def test_killed_twice_nothing_is_lost_and_nothing_made_twice(batch, tmp_path):
    path = tmp_path / "batch.json"
    path.write_text(batch.to_json())
    known = {}
    for until in (40, 90, None):
        said = run(path, until=until)
        found = made(batch.out)
        assert found.items() >= known.items()  # none made again
        known = found
    assert set(known) == {
        f"{number:03d}_older_+1.00.png" for number in range(PHOTOS) if number not in BROKEN
    }
    lines = Path(batch.out, LEDGER).read_text().splitlines()
    assert len({json.loads(line)["item"] for line in lines}) == len(lines) == PHOTOS - len(BROKEN)
    page = Path(batch.out, "report.html").read_text()
    assert sum(page.count(f"{number:03d}.png is not") for number in BROKEN) == len(BROKEN)
    assert {each.name for each in Path(batch.out).iterdir()} - set(known) == {LEDGER, "report.html"}
    megabytes = [each for over, each in said if over > 120]
    assert max(megabytes) - megabytes[0] < 30  # memory does not grow with the batch
