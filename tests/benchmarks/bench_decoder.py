"""The learned decoder's preview beside the converged solve, on portraits that it never saw.

    python tests/benchmarks/bench_decoder.py DATA [--portraits 40] [--minutes 20] [--sheet FILE]

DATA holds `images/` and `labels.csv` with the columns `age` and `smile_prob`. Some portraits, drawn
by a seed, are kept out of everything else. A decoder is trained on the others for so many minutes,
or read from `--decoder`; `--processor` counts minutes of this process on all its cores instead of
those on the clock, for a machine that does other work meanwhile. Ageing and smiling are differences
of the means of 100 pictures each. For each alpha it prints, as mean and worst over the portraits:

- low-pass PSNR: between preview and solve, both smoothed by a Gaussian of 2 pixels (26 dB wanted);
- colour: the distance between their mean colours in CIE Lab (below 3), and beside it the mean
  distance of their smoothed pixels;
- direction: the cosine between phi(z) - phi(x) of both, conv3_1 pooled to 8 x 8 (above 0.7);

and the median time of a frame. `--solves` names a folder where the solves are kept for the next
run; `--sheet` a file for the strips. The pictures of people stay where they are: name places
outside of the project.
"""

from __future__ import annotations

import argparse
import csv
import random
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from dfi_studio.core.image import Image, freeze
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast, Direction, FeatureSpace, Recipe, Solver
from dfi_studio.core.steps import DecoderStep
from dfi_studio.engine.backbone import Backbone
from dfi_studio.library.contact_sheet import contact_sheet
from dfi_studio.library.photos import read_photo, save_photo
from dfi_studio.library.picture_sets import PictureSet
from dfi_studio.pipeline.frames import to_tensor, working_frame
from dfi_studio.pipeline.preview_decoder import InstantPreview, prepare
from dfi_studio.pipeline.render import render
from dfi_studio.pipeline.train_decoder import TrainingPlan, train_decoder
from dfi_studio.pipeline.workshop import Workshop

ALPHAS = (-1.0, 1.0, 2.0)
SET = 100
SIGMA = 2.0
YOUNG, OLD = 30, 55
SEED = 7

Sides = dict[str, tuple[list[Path], list[Path]]]


@dataclass(frozen=True)
class Agreement:
    """How near a preview is to the solve."""

    psnr: float
    colour: float
    pixels: float
    direction: float


def split(data: Path, portraits: int) -> tuple[list[Path], list[Path], Sides]:
    """Return the portraits that are kept out, the others, and the sides of the attributes."""
    with (data / "labels.csv").open(encoding="utf-8", newline="") as stream:
        rows = {data / "images" / row["filename"]: row for row in csv.DictReader(stream)}
    names = sorted(path for path in rows if path.is_file())
    chance = random.Random(SEED)
    held = chance.sample(names, 40)  # always, so that fewer portraits are some of the same
    others = [path for path in names if path not in set(held)]

    def drawn(wanted: Callable[[dict[str, str]], bool]) -> list[Path]:
        return chance.sample([path for path in others if wanted(rows[path])], SET)

    sides = {
        "ageing": (
            drawn(lambda row: float(row["age"]) <= YOUNG),
            drawn(lambda row: float(row["age"]) >= OLD),
        ),
        "smile": (
            drawn(lambda row: float(row["smile_prob"]) <= 0.1),
            drawn(lambda row: float(row["smile_prob"]) >= 0.9),
        ),
    }
    return held[:portraits], others, sides


def recipes(sides: Sides, folder: Path, options: argparse.Namespace) -> dict[str, Recipe]:
    """Write the sides as lists, and return a recipe of each attribute at alpha 1."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for name, lists in sides.items():
        paths = [folder / f"{name}_{end}.txt" for end in ("source", "target")]
        for path, pictures in zip(paths, lists, strict=True):
            path.write_text("\n".join(map(str, pictures)) + "\n", encoding="utf-8")
        found[name] = Recipe(
            (Direction(Contrast(str(paths[0]), str(paths[1]), k=0)),),
            FeatureSpace(size=options.size),
            Solver(iterations=options.iterations),
        )
    return found


def run(steps: Generator[Any, None, Any], told: Callable[[Any], None] = lambda _: None) -> Any:
    while True:
        try:
            told(next(steps))
        except StopIteration as end:
            return end.value


def solved(
    workshop: Workshop, photo: Photo, recipe: Recipe, attribute: str, kept: Path | None
) -> Image:
    """Return the converged solve, from the folder where it may be kept."""
    alpha = recipe.directions[0].alpha
    name = f"{Path(photo.name).stem}_{attribute}_{alpha:+g}_{recipe.space.size}.npy"
    if kept is not None and (kept / name).exists():
        return freeze(np.load(kept / name))
    image: Image = run(render(workshop, photo, recipe)).image
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        np.save(kept / name, image)
    return image


def smoothed(image: Image) -> Tensor:
    """Return a picture (1, 3, H, W) under a Gaussian of `SIGMA` pixels."""
    reach = round(4 * SIGMA)
    offsets = torch.arange(-reach, reach + 1).float()
    kernel = torch.exp(-offsets.square() / (2 * SIGMA**2))
    kernel = (kernel / kernel.sum()).expand(3, 1, -1)
    pixels = functional.pad(as_tensor(image), (reach,) * 4, mode="reflect")
    across = functional.conv2d(pixels, kernel[:, :, None], groups=3)
    return functional.conv2d(across, kernel[..., None], groups=3)


def as_tensor(image: Image) -> Tensor:
    return to_tensor(image, image.shape[:2], device=torch.device("cpu"))


def lab(pixels: Tensor) -> Tensor:
    """Return sRGB (1, 3, H, W) in CIE Lab, D65 (IEC 61966-2-1; CIE 15:2004)."""
    linear = torch.where(pixels <= 0.04045, pixels / 12.92, ((pixels + 0.055) / 1.055) ** 2.4)
    to_xyz = torch.tensor(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    white = torch.tensor([0.9505, 1.0, 1.089])
    xyz = torch.einsum("ij,njhw->nihw", to_xyz / white[:, None], linear)
    f = torch.where(xyz > 216 / 24389, xyz.clamp_min(1e-9) ** (1 / 3), xyz * 841 / 108 + 4 / 29)
    x, y, z = f.unbind(1)
    return torch.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], dim=1)


def agreement(backbone: Backbone, photo: Image, preview: Image, solve: Image) -> Agreement:
    one, other = smoothed(preview), smoothed(solve)
    psnr = -10 * float(torch.log10((one - other).square().mean().clamp_min(1e-12)))
    colours = lab(one.clamp(0, 1)) - lab(other.clamp(0, 1))
    shift = (lab(as_tensor(preview)) - lab(as_tensor(solve))).mean(dim=(0, 2, 3))
    with torch.inference_mode():
        stacked = torch.cat([as_tensor(each) for each in (photo, preview, solve)])
        seen = backbone(stacked, ["conv3_1"])["conv3_1"]
    pooled = functional.adaptive_avg_pool2d(seen, 8).flatten(1).double()
    moved = pooled[1:] - pooled[:1]
    cosine = float(functional.cosine_similarity(moved[0], moved[1], dim=0))
    return Agreement(psnr, float(shift.norm()), float(colours.norm(dim=1).mean()), cosine)


def frame_time(preview: InstantPreview, recipe: Recipe, frames: int = 60) -> float:
    """Return the median time of a frame, in seconds, at alphas that change."""
    times = []
    for number in range(frames):
        moved = recipe.at(0.1 + 2 * number / frames)
        began = time.perf_counter()
        preview.frame(moved)
        times.append(time.perf_counter() - began)
    return float(np.median(times))


def trained(workshop: Workshop, others: list[Path], options: argparse.Namespace) -> Path:
    """Train a decoder on the pictures that are left, telling of its quality."""
    path: Path = options.folder / "decoder.safetensors"
    plan = TrainingPlan(minutes=options.minutes)
    if options.processor:
        cores = torch.get_num_threads()
        plan = replace(plan, clock=lambda: time.process_time() / cores)
    pictures = PictureSet(options.data.name, tuple(others))

    def told(step: Any) -> None:
        if isinstance(step, DecoderStep) and step.strip is not None:
            print(
                f"  {step.seconds / 60:5.1f} min {step.steps:6} steps  quality {step.quality:.3f}"
            )

    space = FeatureSpace(size=options.size)
    run(train_decoder(workshop, pictures, space, path, plan=plan), told)
    return path


def report(found: dict[tuple[str, float], list[Agreement]]) -> None:
    print(
        f"{'':18}{'low-pass PSNR':>18}{'colour':>14}{'pixels':>14}{'direction':>18}\n"
        f"{'':18}{'mean   worst':>18}{'mean   worst':>14}{'mean   worst':>14}{'mean   worst':>18}"
    )
    for (attribute, alpha), every in found.items():
        columns = [
            (np.mean(values), bad(values))
            for values, bad in (
                ([each.psnr for each in every], min),
                ([each.colour for each in every], max),
                ([each.pixels for each in every], max),
                ([each.direction for each in every], min),
            )
        ]
        cells = "".join(f"{mean:10.2f}{worst:7.2f}" for mean, worst in columns)
        print(f"{attribute:10}{alpha:+6.1f}{cells}   ({len(every)} portraits)")


def compared(
    workshop: Workshop, held: list[Path], choices: dict[str, Recipe], options: argparse.Namespace
) -> None:
    found: dict[tuple[str, float], list[Agreement]] = {}
    rows, times = [], []
    for path in held:
        photo = read_photo(path)
        for attribute, recipe in choices.items():
            preview = run(prepare(workshop, photo, recipe, options.decoder))
            assert np.array_equal(preview.frame(recipe.at(0.0)), preview.photo)
            times.append(frame_time(preview, recipe))
            row = [preview.photo]
            for alpha in ALPHAS:
                shown = preview.frame(recipe.at(alpha))
                solve = solved(workshop, photo, recipe.at(alpha), attribute, options.solves)
                backbone = workshop.backbone(recipe.space)
                judged = agreement(backbone, preview.photo, shown, solve)
                found.setdefault((attribute, alpha), []).append(judged)
                row += [shown, solve]
            rows.append(row)
    report(found)
    print(f"a frame at {options.size} px: median {1000 * np.median(times):.1f} ms")
    if options.sheet is not None:
        captions = [f"{what} {alpha:+g}" for alpha in ALPHAS for what in ("preview", "solve")]
        sheet = contact_sheet(
            rows,
            row_captions=list(choices) * len(held),
            column_captions=["photo", *captions],
        )
        save_photo(options.sheet, sheet, mark=None)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--portraits", type=int, default=40, choices=range(1, 41), metavar="1..40")
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--processor", action="store_true")
    parser.add_argument("--decoder", type=Path)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--iterations", type=int, default=100)
    parser.add_argument("--folder", type=Path, default=Path("decoder-benchmark"))
    parser.add_argument("--solves", type=Path)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--only-solve", action="store_true", help="fill the folder of solves")
    options = parser.parse_args()
    options.data = options.data.absolute()
    held, others, sides = split(options.data, options.portraits)
    workshop = Workshop("cpu")
    choices = recipes(sides, options.folder.absolute(), options)
    frame = working_frame(read_photo(held[0]).image, options.size)
    print(f"{len(held)} portraits beside {len(others)} others, {frame[1]} x {frame[0]} pixels")
    if options.only_solve:
        for path in held:
            for attribute, recipe in choices.items():
                for alpha in ALPHAS:
                    photo = read_photo(path)
                    solved(workshop, photo, recipe.at(alpha), attribute, options.solves)
        return
    options.decoder = options.decoder or trained(workshop, others, options)
    compared(workshop, held, choices, options)


if __name__ == "__main__":
    main()
