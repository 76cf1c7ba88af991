"""Paint the sample set: fictional portraits with known age, smile, glasses and beard.

Run ``python packaging/paint_samples.py resources/samples`` (NumPy and Pillow are all it needs).
The folder receives the pictures, ``labels.csv``, one list of names for each side of the two
attributes one first wants to change (``younger.txt`` and ``older.txt``, ``serious.txt`` and
``smiling.txt``) and ``LICENSE.txt``. Nothing is photographed, traced or learnt: the pictures
depict nobody, and the same script always paints the same ones.
"""

import argparse
import csv
from pathlib import Path

import numpy as np

from painter.portrait import paint
from painter.sitter import Traits, draw_sitter

COUNT = 280
SEED = 20170
QUALITY = 90
YOUNG, OLD = 30, 60
LICENCE = """\
The portraits in this folder were painted by the script packaging/paint_samples.py.
They depict nobody: no photograph, scan or trained model went into them.

They are dedicated to the public domain under CC0 1.0 Universal:
https://creativecommons.org/publicdomain/zero/1.0/
"""


def draw_traits(count: int, rng: np.random.Generator) -> list[Traits]:
    """Return the labels of the set in random order.

    Gender, smile and glasses take turns within each band of ages instead of being left to
    chance, so that none of them can stand in for age (or for one another) in so small a set.
    """
    share = count * 9 // 25
    bands = ((8, YOUNG, share), (OLD, 85, share), (YOUNG + 1, OLD - 1, count - 2 * share))
    traits = []
    for low, high, size in bands:
        for i in range(size):
            age = int(rng.integers(low, high + 1))
            female, smile = i % 4 < 2, i % 2 == 0
            bearded = not female and age >= 18 and rng.random() < 0.3
            traits.append(Traits(age, female, smile, i // 4 % 8 == 3, bool(bearded)))
    return [traits[i] for i in rng.permutation(count)]


def write_lists(folder: Path, names: list[str], traits: list[Traits]) -> None:
    """Write the label table and the four lists of picture names."""
    with (folder / "labels.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["filename", "age", "gender", "smile", "glasses", "beard"])
        for name, t in zip(names, traits, strict=True):
            gender = "female" if t.female else "male"
            table.writerow([name, t.age, gender, int(t.smile), int(t.glasses), int(t.beard)])
    pairs = list(zip(names, traits, strict=True))
    lists = {
        "younger": [n for n, t in pairs if t.age <= YOUNG],
        "older": [n for n, t in pairs if t.age >= OLD],
        "serious": [n for n, t in pairs if not t.smile],
        "smiling": [n for n, t in pairs if t.smile],
    }
    for title, chosen in lists.items():
        (folder / f"{title}.txt").write_text("\n".join(chosen) + "\n", encoding="utf-8")
    (folder / "LICENSE.txt").write_text(LICENCE, encoding="utf-8")


def main() -> None:
    """Paint the set into the folder named on the command line."""
    parser = argparse.ArgumentParser(description="Paint the sample portraits.")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--count", type=int, default=COUNT, help="how many to paint")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    traits = draw_traits(arguments.count, np.random.default_rng(SEED))
    names = [f"portrait_{i:03d}.jpg" for i in range(1, len(traits) + 1)]
    for i, (name, trait) in enumerate(zip(names, traits, strict=True)):
        picture = paint(draw_sitter(trait, SEED + i))
        picture.save(folder / name, quality=QUALITY, subsampling=0, optimize=True)
        print(f"\r{i + 1} of {len(names)}", end="", flush=True)
    write_lists(folder, names, traits)
    print()


if __name__ == "__main__":
    main()
