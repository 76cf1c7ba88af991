"""Set means: what a set of K pictures costs, and what is saved where most of it is known.

    python tests/benchmarks/bench_set_means.py [DATA] [--size 200] [--counts 10,50,100,200]
        [--out PLOT.svg]

DATA is as in `ageing`. A set of each size is learned as the program does it (`pipeline.learn`), and
in the same run as a reference does it: one picture after another through the plain network in
float32, summed. Then, the largest set but one being known, it is learned again with a tenth of
pictures more (a larger K), and with one picture exchanged for another; and K of a photo's nearest
neighbours are chosen of the largest set, and a tenth more of them.

Prints the seconds of each and the ratios to the reference, or to learning that set anew; then all
as a line of JSON. The plot shows the seconds over K.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import torch
from ageing import add_data, faces, run
from curves import Curve, Scale, plot
from machine import tell

from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast, FeatureSpace
from dfi_studio.library.photos import open_photo
from dfi_studio.pipeline.frames import to_tensor
from dfi_studio.pipeline.learn import learn
from dfi_studio.pipeline.workshop import Workshop

_SOURCE = 2  # pictures of the other set, learned before the clock starts


class Learning:
    """Learns sets in the program's way; the other set of each contrast is known."""

    def __init__(self, cache: Path | None, folder: Path, paths: list[Path], size: int) -> None:
        self._cache, self._folder = cache, folder
        self._space = FeatureSpace(size=size)
        self._photo = Photo.of(open_photo(paths[0]))
        self._made = 0
        self._source = self._list(paths[1 : 1 + _SOURCE])
        self.paths = paths[1 + _SOURCE :]
        self.forget()

    def forget(self) -> None:
        """Know the other set alone."""
        self._made += 1
        self._workshop = Workshop("cpu", folder=self._folder / f"workshop {self._made}")
        self._workshop.store = Workshop("cpu", folder=self._cache).store
        self.seconds(self.paths[-_SOURCE:])  # the network warms up

    def seconds(self, paths: list[Path], *, k: int = 0) -> float:
        """Return what it takes to learn a set, or K of it that are nearest to a photo."""
        contrast = Contrast(str(self._source), str(self._list(paths)), k=k)
        size = self._space.size
        near = self._photo if k else None
        began = time.perf_counter()
        run(learn(self._workshop, contrast, self._space, (size, size), near=near))
        return time.perf_counter() - began

    def reference(self, paths: list[Path]) -> float:
        """Return what the plain way takes for a mean."""
        size, backbone = self._space.size, self._workshop.backbone(self._space)
        sums: dict[str, Any] = {}
        began = time.perf_counter()
        with torch.no_grad():
            for path in paths:
                pixels = to_tensor(open_photo(path), (size, size), device=self._workshop.device)
                for layer, values in backbone(pixels, self._space.layers).items():
                    sums[layer] = sums.get(layer, 0) + values
        return time.perf_counter() - began

    def _list(self, paths: list[Path]) -> Path:
        """Write a list of pictures, as a set that was not learned before."""
        self._made += 1
        target = self._folder / f"set {self._made}.txt"
        target.write_text("\n".join(map(str, paths)))
        return target


def measure(learning: Learning, counts: list[int]) -> dict[str, Any]:
    pool, rows = learning.paths, []
    for count in counts:
        learning.forget()
        row = {"pictures": count, "seconds": learning.seconds(pool[:count])}
        row["reference"] = learning.reference(pool[:count])
        row["times"] = row["reference"] / row["seconds"]
        rows.append(row)
        print(" ".join(f"{name} {value:.4g}" for name, value in row.items()), flush=True)
    known, largest = counts[-2], counts[-1]
    more = max(1, known // 10)
    learning.forget()
    whole = learning.seconds(pool[:known])
    saved = {
        f"{known} to {known + more} pictures": learning.seconds(pool[: known + more]) / whole,
        "one picture exchanged": learning.seconds([*pool[1:known], pool[known + more]]) / whole,
    }
    learning.forget()
    chosen = learning.seconds(pool[:largest], k=known)
    again = learning.seconds(pool[:largest], k=known + more)
    saved[f"K = {known} to {known + more} of {largest}"] = again / chosen
    for name, share in saved.items():
        print(f"{name}: {share:.3f} of the time of learning it anew", flush=True)
    return {"sets": rows, "share_of_anew": saved, "seconds_anew": whole, "seconds_chosen": chosen}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add_data(parser)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--counts", default="10,50,100,200", help="rising, two at least")
    parser.add_argument("--cache", type=Path, help="a folder with the network")
    parser.add_argument("--out", type=Path, help="the plot, an SVG file")
    options = parser.parse_args()
    counts = [int(each) for each in options.counts.split(",")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        learning = Learning(options.cache, folder, faces(options.data), options.size)
        found = measure(learning, counts)
    if options.out is not None:
        curves = [
            Curve(label, [(row["pictures"], row[key]) for row in found["sets"]])
            for label, key in (("DFI Studio", "seconds"), ("one by one", "reference"))
        ]
        plot(options.out, curves, "pictures", "seconds", across=Scale.EVEN, up=Scale.EVEN)
    tell({"size": options.size, **found})


if __name__ == "__main__":
    main()
