"""What one more picture costs whoever keeps the books: the figures that docs/scale.md rests on.

    python tests/benchmarks/bench_scale.py [--results 20000] [--tasks 2000] [--folder DIR]

Prints, for each result of a batch, the bytes of its line in the ledger, the time to write that
line to the disk of a folder, the time to read it back and the memory it takes then; and how many
tasks a second Dask carries to a worker that has nothing to do. No network is run.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

import psutil

from dfi_studio.library.batch_ledger import LEDGER, Entry, Ledger
from dfi_studio.pipeline.cluster import LOCAL, opened_cluster

_WRITTEN = 500  # lines that are waited for on the disk; the rest is copied


def ledger(folder: Path, count: int) -> None:
    """Say what the ledger costs."""
    book = Ledger(folder)
    began = time.perf_counter()
    for number in range(_WRITTEN):
        path = folder / "some folder" / f"photograph_{number:08d}_older_+1.00.png"
        book.write(Entry(f"{number:032x}", path.absolute(), f"{number:032x}", 1.234))
    spent = (time.perf_counter() - began) / _WRITTEN
    file = folder / LEDGER
    last = json.loads(file.read_text().splitlines()[-1])
    with file.open("a") as stream:
        for number in range(_WRITTEN, count):
            path = last["path"].replace(f"_{_WRITTEN - 1:08d}_", f"_{number:08d}_")
            stream.write(json.dumps({**last, "item": f"{number:032x}", "path": path}) + "\n")
    process = psutil.Process()
    before, began = process.memory_info().rss, time.perf_counter()
    read = Ledger(folder)
    took, after = time.perf_counter() - began, process.memory_info().rss
    assert len(read.entries) == count
    print(
        f"a line of the ledger: {file.stat().st_size / count:.0f} bytes, {1e3 * spent:.2f} ms to "
        f"write, {1e6 * took / count:.0f} us to read, {(after - before) / count:.0f} bytes in "
        f"memory ({count} lines)"
    )


def tasks(count: int) -> None:
    """Say how many tasks a second Dask carries."""
    with opened_cluster(LOCAL, device="cpu", workers=2) as cluster:
        assert cluster is not None
        list(cluster.as_done(str.upper, iter(["warm"] * 20)))
        began = time.perf_counter()
        found = list(cluster.as_done(str.upper, (f"{number}" for number in range(count))))
        spent = time.perf_counter() - began
        assert len(found) == count
    print(f"{count / spent:.0f} tasks a second, {1e3 * spent / count:.2f} ms each")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--results", type=int, default=20_000)
    parser.add_argument("--tasks", type=int, default=2_000, help="0 leaves them out.")
    parser.add_argument("--folder", type=Path, help="On the disk that is meant.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        ledger(Path(name), options.results)
    if options.tasks:
        tasks(options.tasks)


if __name__ == "__main__":
    main()
