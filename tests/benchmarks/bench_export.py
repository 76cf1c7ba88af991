"""How long a 24-megapixel photograph takes to find a face in, and to export beyond the solve.

    python tests/benchmarks/bench_export.py [FOLDER]

The photo is made: a drawn face of 1,300 pixels, leaning, with a camera's grain. Time is the wall
clock's and the process's own, which differ where the machine is busy with something else.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from drawn_faces import drawn_face
from pasted import pasted, placed_at
from profiles import matrix_profile

from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import FeatureSpace, Recipe
from dfi_studio.core.steps import Render
from dfi_studio.library.deep_files import deep_png
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.exports import save_original
from dfi_studio.library.originals import open_original
from dfi_studio.pipeline.align import portrait_of
from dfi_studio.pipeline.face_landmarks import all_faces
from dfi_studio.pipeline.put_back import put_back, touched_part
from dfi_studio.pipeline.set_faces import _PORTRAIT, SetFraming

HEIGHT, WIDTH = 4000, 6000


def timed(label: str, work: Callable[[], Any]) -> Any:
    """Run something and print how long it took."""
    wall, own = time.perf_counter(), time.process_time()
    result = work()
    wall, own = time.perf_counter() - wall, time.process_time() - own
    print(f"{label:<42}{wall:6.2f} s  (own {own:5.2f} s)", flush=True)
    return result


def ended(steps: Any) -> Any:
    """Pull a verb to its end."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def made(folder: Path) -> Path:
    """Write the photograph: 16 bits, Adobe's primaries."""
    image = pasted(
        [(drawn_face(512), placed_at(2300, 700, turn=14, scale=4.5))], height=HEIGHT, width=WIDTH
    )
    grain = np.random.default_rng(0).normal(0, 0.012, image.shape).astype(np.float32)
    values = np.rint(np.clip(image + grain, 0, 1) * 65535).astype(np.uint16)
    path = folder / "photo.png"
    path.write_bytes(deep_png(values, icc=matrix_profile(), exif=None, xmp=None))
    return path


def main() -> None:
    """Measure each step once."""
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as name:
        folder = Path(name)
        path = made(folder)
        original = timed("reading 16 bits of Adobe RGB", lambda: open_original(path))
        photo = Photo.of(freeze(original.values[..., :3].astype(np.float32) / 65535), path)
        faces = timed("finding faces", lambda: all_faces(photo.image))
        how = SetFraming(_PORTRAIT, alike=True)
        portrait = timed("cutting the portrait out", lambda: portrait_of(photo, faces[0], how, 512))
        before = portrait.photo.image
        waves = 0.1 * np.sin(np.arange(512) / 9.0)[:, None, None]
        after = freeze(np.clip(before + waves, 0, 1).astype(np.float32))
        recipe = Recipe(space=FeatureSpace(size=512))
        done = Render(recipe, 1, 0.0, before, after, None, after)
        crop = touched_part(original.size, photo, portrait)
        print(f"  of {WIDTH} x {HEIGHT}, {crop.width} x {crop.height} pixels are touched")
        mark = EditMark(recipe, path.name)
        for depth, colours in ((16, "Adobe RGB"), (8, "Adobe RGB"), (8, "sRGB")):
            source = original.with_depth(depth)
            if colours == "sRGB":
                source = type(source).of(photo.image)
            label = f"putting back, {depth} bits, {colours}"
            result = timed(
                label,
                lambda source=source: ended(put_back(source, photo, portrait, done)),
            )
            names = ("a.png", "a.tif") if depth == 16 else ("a.jpg", "a.png", "a.tif", "a.webp")
            for each in names if colours != "sRGB" else ("a.avif",):
                timed(
                    f"  saving {each}",
                    lambda each=each, result=result: save_original(
                        folder / each, result, mark=mark
                    ),
                )


if __name__ == "__main__":
    main()
