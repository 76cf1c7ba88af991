"""What solving a region costs beside solving the whole picture, in one run.

    python tests/benchmarks/bench_region.py PHOTO [--sizes 192,256,384] [--evaluations 6]

The region is the middle ninth of the picture. Evaluations of both objectives (value and gradient)
are timed by turns, since other work on the machine slows both, and the fastest of each compared:
the ratio is to be below 1/3. Also prints how far the region's gradient is from the whole
picture's at the same pixels, relative to its length: it is the same gradient, to rounding (where a
pooling's largest cell is decided by rounding, 1e-4 can be seen).
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import torch

from dfi_studio.core.recipe import FeatureSpace, Solver
from dfi_studio.engine.free_pixels import Region, WholePicture
from dfi_studio.engine.reverse_mapping import Objective
from dfi_studio.library.photos import open_photo
from dfi_studio.pipeline.frames import to_tensor, working_frame
from dfi_studio.pipeline.workshop import Workshop


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photo", type=Path)
    parser.add_argument("--sizes", default="192,256,384")
    parser.add_argument("--evaluations", type=int, default=6)
    parser.add_argument("--backbone", default="vgg16")
    arguments = parser.parse_args()
    print(f"{'pixels':>11} {'whole s':>9} {'region s':>9} {'ratio':>7} {'gradient':>9}")
    for size in (int(each) for each in arguments.sizes.split(",")):
        measure(arguments.photo, size, arguments.evaluations, arguments.backbone)


def measure(path: Path, size: int, evaluations: int, name: str) -> None:
    space, workshop = FeatureSpace(backbone=name, size=size), Workshop("cpu")
    image = open_photo(path)
    frame = working_frame(image, size)
    photo = to_tensor(image, frame, device=workshop.device)
    backbone = workshop.backbone(space)
    region = torch.zeros(frame, dtype=torch.bool)
    height, width = frame[0] // 3, frame[1] // 3
    region[height : 2 * height, width : 2 * width] = True
    with torch.no_grad():
        target = backbone(photo.flip(-1), space.layers)
    whole = WholePicture(backbone, photo, space.layers)
    part = Region(backbone, photo, space.layers, region)
    objectives = [Objective(each, target, Solver()) for each in (whole, part)]
    points = [each.free(photo * 0.9) for each in (whole, part)]
    points[0] = whole.free(part.picture(points[1]))  # the same picture in both
    seconds: list[list[float]] = [[], []]
    gradients = [torch.empty(0), torch.empty(0)]
    for _ in range(evaluations + 1):  # the first warms up
        for index, (objective, point) in enumerate(zip(objectives, points, strict=True)):
            began = time.perf_counter()
            _, gradients[index] = objective(point)
            seconds[index].append(time.perf_counter() - began)
    inside = gradients[0].view(photo.shape)[region.expand_as(photo)]
    off = float((inside - gradients[1]).norm() / inside.norm())
    times = [min(each[1:]) for each in seconds]
    ratio = f"{times[1] / times[0]:7.3f}"
    print(f"{frame[1]:5d} x {frame[0]:3d} {times[0]:9.3f} {times[1]:9.3f} {ratio} {off:9.1e}")


if __name__ == "__main__":
    main()
