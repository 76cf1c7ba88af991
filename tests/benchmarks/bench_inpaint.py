"""Filling parts of faces, beside OpenCV's two methods and the nearest neighbour's own pixels.

    python tests/benchmarks/bench_inpaint.py DATA [--photos 30] [--pictures 400] [--sheet FOLDER]

DATA holds `images/` of aligned faces, all of one size, and `landmarks68.csv` (file name, then x
and y of 68 points). The photos are drawn by a seed and kept out of the neighbours. Regions: squares
of a quarter of the side on an eye, the nose and the mouth, where the mean face has them, and three
drawings of free strokes over 15 % of the mean face, a third of the photos each. All methods see
the same photos with the same holes; ours goes through `render`, as the window and the command line
do. Prints the mean SSIM (Wang et al. 2004: grey, Gaussian window of 11 pixels) and PSNR (RGB) over
the pixels of the region, and in how many photos ours has the higher SSIM; `--sheet` writes contact
sheets. The pictures of people stay where they are: name a folder outside of the project.

Photos with the same hole share what is computed of the set, which the program would compute anew
for each: the times printed are those of the solver alone.

The same can be asked of the shoes of UT Zappos50K by those who have the set: `--square` takes the
place of a hole instead of landmarks (left,top,side in pixels; the paper's is 50,50,100 of 200).
"""

from __future__ import annotations

import argparse
import csv
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import PIL.Image
import PIL.ImageDraw
import torch

from dfi_studio.core.face_part import FacePart
from dfi_studio.core.fill import Blend, Colours, Fill
from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import FeatureSpace, Recipe, Scaling, Solver
from dfi_studio.core.steps import Progress, Render
from dfi_studio.library.face_masks import face_mask
from dfi_studio.library.photos import open_photo, read_photo, save_photo
from dfi_studio.pipeline import learn_hole as learn_module
from dfi_studio.pipeline.holes import HoleBatch
from dfi_studio.pipeline.render import render
from dfi_studio.pipeline.set_features import Batch, SetReader
from dfi_studio.pipeline.workshop import Workshop

OURS = "DFI Studio"
BoolMask = np.ndarray[tuple[int, int], np.dtype[np.bool_]]


@dataclass(frozen=True)
class Hole:
    region: str
    mask: BoolMask


class Shared:
    """Features of the set, kept while the hole stays the same, in half precision."""

    def __init__(self, compute: Callable[..., Iterator[Any]]) -> None:
        self.compute, self.kept, self.key = compute, {}, ()

    def __call__(self, reader: SetReader, paths: Any, region: torch.Tensor, label: str) -> Any:
        key = (reader.frame, region.numpy().tobytes())
        if key != self.key:
            self.key, self.kept = key, {}
        new = [path for path in paths if path not in self.kept]
        for part in self.compute(reader, new, region, label):
            if isinstance(part, Progress):
                yield part
            else:
                self.kept.update(parts_of(part))
        for path in paths:
            yield whole(self.kept[path])


def parts_of(batch: Batch | HoleBatch) -> Iterator[tuple[Path, Any]]:
    for index, path in enumerate(batch.paths):
        one = slice(index, index + 1)
        if isinstance(batch, Batch):
            yield path, Batch((path,), half(batch.features, one))
        else:
            features = half(batch.masked, one), half(batch.whole, one)
            pixels = batch.pixels[one].clone()
            yield path, HoleBatch((path,), pixels, *features, batch.window, batch.windows)


def half(features: dict[str, torch.Tensor], one: slice) -> dict[str, torch.Tensor]:
    return {layer: values[one].half() for layer, values in features.items()}


def whole(part: Any) -> Any:
    def full(features: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        return {layer: values.float() for layer, values in features.items()}

    if isinstance(part, Batch):
        return Batch(part.paths, full(part.features))
    features = full(part.masked), full(part.whole)
    return HoleBatch(part.paths, part.pixels, *features, part.window, part.windows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--photos", type=int, default=30)
    parser.add_argument("--skip", type=int, default=0, help="photos drawn before, for tuning")
    parser.add_argument("--pictures", type=int, default=400)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--backbone", default="vgg16")
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--regions", default="eye,nose,mouth,strokes")
    parser.add_argument("--square", help="left,top,side: one hole, and no landmarks")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--iterations", type=int, default=Solver().iterations)
    parser.add_argument("--k", type=int, default=100)
    parser.add_argument("--alpha", type=float, default=Fill("x").alpha)
    parser.add_argument("--tv", type=float, default=Fill("x").tv)
    parser.add_argument("--start", type=int, default=Fill("x").start)
    parser.add_argument("--scaling", type=Scaling, default=Fill("x").scaling)
    parser.add_argument("--colours", type=Colours, default=Fill("x").colours)
    parser.add_argument("--blend", type=Blend, default=Fill("x").blend)
    arguments = parser.parse_args()
    learn_module.hole_batches = Shared(learn_module.hole_batches)
    learn_module.masked_batches = Shared(learn_module.masked_batches)
    paths = sorted((arguments.data / "images").glob("*"))
    random.Random(arguments.seed).shuffle(paths)
    photos = paths[arguments.skip : arguments.skip + arguments.photos]
    rest = [path for path in paths if path not in photos][-arguments.pictures :]
    print(f"{len(photos)} photos, {len(rest)} pictures, {arguments.size} px, K {arguments.k}")
    measured = Measured(arguments, photos, rest)
    for region, holes in holes_of(arguments, len(photos)).items():
        measured.region(region, holes)
        measured.table()


class Measured:
    """What came out, by region and method."""

    def __init__(self, arguments: argparse.Namespace, photos: list[Path], rest: list[Path]) -> None:
        self.arguments, self.photos = arguments, photos
        self.scores: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
        self.seconds: list[float] = []
        self.nearest = Path()
        learn_module.nearest_masked = self.watched(learn_module.nearest_masked)
        self.workshop = Workshop("cpu")
        listed = self.workshop.folder / "bench-inpaint.txt"
        listed.parent.mkdir(parents=True, exist_ok=True)
        listed.write_text("\n".join(str(path.absolute()) for path in rest))
        self.recipe = Recipe(
            space=FeatureSpace(backbone=arguments.backbone, size=arguments.size),
            solver=Solver(iterations=arguments.iterations),
            fill=Fill(
                str(listed),
                k=arguments.k,
                alpha=arguments.alpha,
                scaling=arguments.scaling,
                start=arguments.start,
                tv=arguments.tv,
                colours=arguments.colours,
                blend=arguments.blend,
            ),
        )

    def watched(self, search: Callable[..., Any]) -> Callable[..., Any]:
        """Take note of the nearest neighbour, which is one of the methods compared with."""

        def watching(*arguments: Any) -> Any:
            found = yield from search(*arguments)
            self.nearest = found[0]
            return found

        return watching

    def region(self, region: str, masks: list[BoolMask]) -> None:
        rows = []
        order = sorted(range(len(self.photos)), key=lambda index: index % len(masks))
        for index in order:
            photo, mask = read_photo(self.photos[index]), masks[index % len(masks)]
            results = self.results(photo, mask)
            for method, image in results.items():
                self.scores[region, method].append(score(image, photo.image, mask))
            rows.append([with_grey(photo.image, mask), photo.image, *results.values()])
        print(f"{region}: done, {len(rows)} photos", flush=True)
        if self.arguments.sheet is not None:
            contact_sheet(self.arguments.sheet / f"{region}.png", rows, list(results), masks)

    def results(self, photo: Photo, mask: BoolMask) -> dict[str, Image]:
        layers = (MaskLayer.of("hole", MaskRole.FILL, mask),)
        finished, start = self.pulled(render(self.workshop, photo, self.recipe, masks=layers))
        grey = np.rint(with_grey(photo.image, mask) * 255).astype(np.uint8)
        hole = mask.astype(np.uint8)
        nearest = open_photo(self.nearest)
        found = {OURS: finished.image, "its start": start}
        for name, flag in (("Telea", cv2.INPAINT_TELEA), ("Navier-Stokes", cv2.INPAINT_NS)):
            found[name] = cv2.inpaint(grey, hole, 3, flag).astype(np.float32) / 255
        found["nearest"] = np.where(mask[..., None], nearest, photo.image)
        return found

    def pulled(self, steps: Any) -> tuple[Render, Image]:
        """Return what was rendered and the first preview."""
        start, began = None, 0.0
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                self.seconds.append(time.perf_counter() - began)
                return end.value, start
            if not isinstance(step, Progress) and hasattr(step, "image") and start is None:
                start, began = step.image, time.perf_counter()

    def table(self) -> None:
        regions = list(dict.fromkeys(region for region, _ in self.scores))
        methods = list(dict.fromkeys(method for _, method in self.scores))
        print(f"\n{'mean SSIM / PSNR':>16}", *(f"{each:>14}" for each in regions), f"{'all':>14}")
        for method in methods:
            cells = [self.scores[region, method] for region in regions]
            cells.append([each for cell in cells for each in cell])
            shown = (f"{ssim:.3f} / {psnr:5.2f}".rjust(14) for ssim, psnr in means(cells))
            print(f"{method:>16}", *shown)
        for method in methods[1:]:
            wins = [self.wins(region, method) for region in regions]
            shown = (f"{ahead} of {of}".rjust(14) for ahead, of in wins)
            print(f"{'> ' + method:>16}", *shown)
        print(f"solver: {np.median(self.seconds):.1f} s a photo (median)", flush=True)

    def wins(self, region: str, method: str) -> tuple[int, int]:
        pairs = zip(self.scores[region, OURS], self.scores[region, method], strict=True)
        ahead = [ours[0] > other[0] for ours, other in pairs]
        return sum(ahead), len(ahead)


def means(cells: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    return [tuple(np.mean(cell, axis=0)) for cell in cells]


def holes_of(arguments: argparse.Namespace, photos: int) -> dict[str, list[BoolMask]]:
    """Return the holes of each region; photo i has the hole i modulo their number."""
    some = next((arguments.data / "images").glob("*"))
    height, width = open_photo(some).shape[:2]
    if arguments.square:
        left, top, side = (int(each) for each in arguments.square.split(","))
        return {"square": [square(left + side / 2, top + side / 2, side, height, width)]}
    points = mean_landmarks(arguments.data / "landmarks68.csv")
    centres = {"eye": points[36:42], "nose": points[27:36], "mouth": points[48:60]}
    wanted = arguments.regions.split(",")
    found = {
        name: [square(*own.mean(axis=0), width // 4, height, width)]
        for name, own in centres.items()
        if name in wanted
    }
    if "strokes" in wanted:
        face = face_mask(FacePart.SKIN, points, height=height, width=width) > 0
        found["strokes"] = [strokes(face, seed) for seed in range(3)]
    return found


def mean_landmarks(path: Path) -> np.ndarray[Any, Any]:
    with path.open(newline="") as stream:
        rows = list(csv.reader(stream))[1:]
    return np.array([row[1:] for row in rows], float).mean(axis=0).reshape(68, 2)


def square(x: float, y: float, side: int, height: int, width: int) -> BoolMask:
    mask = np.zeros((height, width), bool)
    top, left = round(y - side / 2), round(x - side / 2)
    mask[top : top + side, left : left + side] = True
    return mask


def strokes(face: BoolMask, seed: int, *, share: float = 0.15) -> BoolMask:
    """Draw wandering strokes inside a face until they cover a share of it."""
    chance, inside = random.Random(seed), np.argwhere(face)
    canvas = PIL.Image.new("1", face.shape[::-1])
    draw, wide = PIL.ImageDraw.Draw(canvas), max(4, face.shape[1] // 22)
    while (np.asarray(canvas) & face).sum() < share * face.sum():
        y, x = inside[chance.randrange(len(inside))]
        turn = chance.uniform(0, 6.3)
        for _ in range(chance.randint(3, 6)):
            turn += chance.uniform(-0.8, 0.8)
            ahead = x + 2 * wide * np.cos(turn), y + 2 * wide * np.sin(turn)
            draw.line((x, y, *ahead), fill=1, width=wide)
            draw.ellipse((x - wide / 2, y - wide / 2, x + wide / 2, y + wide / 2), fill=1)
            x, y = ahead
    return np.asarray(canvas) & face


def with_grey(image: Image, mask: BoolMask) -> Image:
    return np.where(mask[..., None], np.float32(0.5), image)


def score(image: Image, truth: Image, mask: BoolMask) -> tuple[float, float]:
    """Return SSIM and PSNR over the pixels of a mask."""
    error = float(((image - truth)[mask].astype(np.float64) ** 2).mean())
    return float(ssim_map(image, truth)[mask].mean()), -10 * np.log10(max(error, 1e-10))


def ssim_map(one: Image, other: Image) -> np.ndarray[Any, Any]:
    """SSIM of every pixel, on grey in 0..1; constants as in the paper."""
    grey = np.array([0.299, 0.587, 0.114])
    a, b = one.astype(np.float64) @ grey, other.astype(np.float64) @ grey

    def local(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return cv2.GaussianBlur(values, (11, 11), 1.5)

    mean_a, mean_b = local(a), local(b)
    var_a, var_b = local(a * a) - mean_a**2, local(b * b) - mean_b**2
    both = local(a * b) - mean_a * mean_b
    structure = (2 * both + 0.03**2) / (var_a + var_b + 0.03**2)
    return (2 * mean_a * mean_b + 0.01**2) / (mean_a**2 + mean_b**2 + 0.01**2) * structure


def contact_sheet(
    path: Path, rows: list[list[Image]], methods: list[str], masks: list[BoolMask]
) -> None:
    """Write a sheet of a row a photo, each picture cut to the surroundings of the holes."""
    together = np.any(masks, axis=0)
    ys, xs = np.flatnonzero(together.any(axis=1)), np.flatnonzero(together.any(axis=0))
    height, width = together.shape
    place = np.s_[
        max(ys[0] - 32, 0) : min(ys[-1] + 33, height), max(xs[0] - 32, 0) : min(xs[-1] + 33, width)
    ]
    pictures = np.concatenate([np.concatenate([each[place] for each in row], 1) for row in rows])
    path.parent.mkdir(parents=True, exist_ok=True)
    save_photo(path, pictures.clip(0, 1), mark=None)
    print(f"{path}: hole, truth, {', '.join(methods)}")


if __name__ == "__main__":
    main()
