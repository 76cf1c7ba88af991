"""Hairstyles as guide curves, from the scalp outwards."""

from collections.abc import Callable

import numpy as np

from painter.anatomy import hairline
from painter.hair import Lock
from painter.sitter import Sitter

Guide = list[tuple[float, float]]


def _root(sitter: Sitter, u: float) -> float:
    return float(hairline(sitter, np.array([u], np.float32))[0]) + 0.04


def _mirror(guides: list[Guide], side: float) -> list[Guide]:
    return [[(side * x, y) for x, y in guide] for guide in guides]


def _sides(sitter: Sitter, low: float, volume: float = 0.0, count: int = 420) -> list[Lock]:
    """Return the short hair over the temples, ending at the ears."""
    wide = sitter.width
    back = 0.25 * sitter.receding
    guides: list[Guide] = [
        [
            ((1.5 + back) * wide, -1.45),
            ((1.7 + back) * wide, -0.95),
            (1.86 * wide, -0.35),
            (1.93 * wide, low - 0.08),
        ],
        [(1.66 * wide, -1.95), (1.88 * wide, -1.2), (2.0 * wide, -0.4), (2.0 * wide, low)],
        [
            ((1.66 + volume) * wide, -2.45),
            ((1.96 + volume) * wide, -1.55),
            ((2.1 + volume) * wide, -0.55),
            (2.05 * wide, low),
        ],
    ]
    return [Lock(_mirror(guides, s), count, 1.5, spread=0.025, span=0.4) for s in (-1, 1)]


def _top(sitter: Sitter, sweep: float, lift: float) -> list[Guide]:
    """Return guides that rise from the hairline and lean over by `sweep`."""
    guides: list[Guide] = []
    for u in np.linspace(-1.62, 1.62, 9):
        root = _root(sitter, float(u))
        guides.append(
            [
                (u, root),
                (1.1 * u + 0.1 * sweep, root - 0.22 - lift),
                (1.2 * u + 0.35 * sweep * (1 - 0.25 * abs(u)), root - 0.6 - lift),
                (1.18 * u + 0.9 * sweep * (1 - 0.4 * abs(u)), root - 1.25 - lift),
            ]
        )
    return guides


def _wreath(sitter: Sitter) -> list[Lock]:
    """Return what baldness leaves: a thin wreath above the ears."""
    guides: list[Guide] = [
        [
            ((x - 0.1) * sitter.width, -1.15 - rise),
            (x * sitter.width, -0.7),
            ((x + 0.04) * sitter.width, -0.25),
            ((x + 0.02) * sitter.width, 0.05 + rise),
        ]
        for x, rise in ((1.83, 0.0), (1.94, 0.2), (2.02, 0.3), (2.1, 0.2))
    ]
    return [Lock(_mirror(guides, side), 420, 1.2, 0.02, 2, 0.07, 0.4, 0.9) for side in (-1, 1)]


def _crop(sitter: Sitter, rng: np.random.Generator) -> list[Lock]:
    thin = 1 - 0.6 * sitter.receding
    sweep = float(rng.uniform(-0.5, 0.5))
    top = Lock(_top(sitter, sweep, 0), int(1150 * thin), 1.7, 0.025, 1.1, 0.1)
    stray = Lock(top.guides, int(90 * thin), 1.0, 0.05, 1.3, 0.2)
    return [*_sides(sitter, 0.12), top, stray]


def _buzz(sitter: Sitter, rng: np.random.Generator) -> list[Lock]:
    top = Lock(
        _top(sitter, 0, 0),
        int(2600 * (1 - 0.5 * sitter.receding)),
        1,
        spread=0.03,
        span=0.1,
        depth=0.9,
    )
    return [*_sides(sitter, 0.05, -0.03, 900), top]


def _swept(sitter: Sitter, rng: np.random.Generator) -> list[Lock]:
    sweep = float(rng.choice([-1, 1])) * 0.75
    lock = Lock(
        _top(sitter, sweep, 0.08), int(1100 * (1 - 0.5 * sitter.receding)), 1.8, 0.03, 1.2, 0.05
    )
    stray = Lock(lock.guides, 70, 1.0, 0.05, 1.2, 0.16)
    return [*_sides(sitter, 0.15), lock, stray]


def _parted(sitter: Sitter, rng: np.random.Generator) -> list[Lock]:
    side = float(rng.choice([-1, 1]))
    p = 0.85
    root = _root(sitter, p)
    over: list[Guide] = [
        [
            (p, root - 0.1),
            (0.2, min(_root(sitter, 0.0), root) - 0.08),
            (-0.9, _root(sitter, -0.9)),
            (-1.62, -1.12),
            (-1.95, -0.62),
        ],
        [(p, root - 0.35), (0.1, root - 0.5), (-1.0, root - 0.25), (-1.85, -1.4), (-2.12, -0.75)],
        [(p, root - 0.75), (0.0, root - 0.9), (-1.1, root - 0.6), (-1.98, -1.6), (-2.16, -0.85)],
        [(p, root - 1.5), (0.0, root - 1.6), (-1.0, root - 1.2), (-1.8, -2.2), (-2.14, -1.2)],
    ]
    near: list[Guide] = [
        [(p, root - 0.06), (1.3, _root(sitter, 1.25)), (1.68, -0.98), (1.92, -0.5)],
        [(p, root - 0.35), (1.5, root - 0.2), (1.95, -1.2), (2.1, -0.6)],
        [(p, root - 0.75), (1.5, root - 0.6), (2.02, -1.5), (2.14, -0.8)],
        [(p, root - 1.5), (1.4, root - 1.1), (1.8, -2.1), (2.14, -1.2)],
    ]
    thin = 1 - 0.45 * sitter.receding
    return [
        *_sides(sitter, 0.15, 0.04),
        Lock(_mirror(near, side), int(420 * thin), 1.6),
        Lock(_mirror(over, side), int(950 * thin), 1.8),
    ]


def _falling(
    sitter: Sitter, end: float, wave: float, waves: float, full: float, rng: np.random.Generator
) -> list[Lock]:
    """Return long hair falling from a parting on both sides of the face."""
    p = float(rng.choice([-0.6, -0.35, 0.0, 0.35, 0.6]))
    crown = _root(sitter, p) - 0.05
    locks = []
    for side in (-1, 1):
        q, curl = side * p, 0.3 if end < 3 else 0.1
        inner: Guide = [
            (q, crown),
            (0.55 * q + 0.62, _root(sitter, 0.75) - 0.02),
            (1.5, -1.08),
            (1.86, -0.2),
            (1.93, 0.9),
            (1.9, 0.6 * end + 0.4),
            (1.85 - curl, end),
        ]
        middle: Guide = [
            (q, crown - 0.28),
            (0.5 * q + 0.95, -2.0),
            (1.9, -1.3),
            (2.14, -0.2),
            (2.2 + 0.5 * full, 0.9),
            (2.2 + 0.6 * full, 0.6 * end + 0.4),
            (2.12 - curl + 0.4 * full, end),
        ]
        outer: Guide = [
            (q, crown - 0.85),
            (1.3, -2.75),
            (2.15 + 0.3 * full, -1.6),
            (2.4 + 0.7 * full, -0.2),
            (2.5 + full, 0.9),
            (2.52 + full, 0.6 * end + 0.4),
            (2.4 - curl + full, end + 0.05),
        ]
        guides = _mirror([inner, middle, outer], side)
        locks.append(Lock(guides, 330, 3.0, wave, waves, 0.05, depth=0.5))
        locks.append(Lock(guides, 620, 1.8, wave, waves, 0.055))
    return locks


def _long(sitter: Sitter, rng: np.random.Generator) -> list[Lock]:
    return _falling(sitter, 3.7, 0.03, 1.2, 0.0, rng)


def _wavy(sitter: Sitter, rng: np.random.Generator) -> list[Lock]:
    return _falling(sitter, 3.7, 0.1, 3.2, 0.1, rng)


def _bob(sitter: Sitter, rng: np.random.Generator) -> list[Lock]:
    return _falling(sitter, min(sitter.hair_end, 2.4), 0.02, 1.0, 0.05, rng)


def _fringe(sitter: Sitter, rng: np.random.Generator) -> list[Lock]:
    guides: list[Guide] = []
    for u in np.linspace(-1.7, 1.7, 9):
        tip = -0.96 + 0.14 * u * u
        guides.append([(0.6 * u, -3.0), (0.85 * u, -2.3), (1.0 * u, -1.6), (1.03 * u, tip)])
    locks = _falling(sitter, sitter.hair_end, 0.03, 1.2, 0.0, rng)
    return [
        *locks,
        Lock(guides, 260, 2.6, 0.01, 1.0, 0.05, depth=0.55),
        Lock(guides, 560, 1.7, 0.015, 1.0, 0.05),
    ]


def _tied(sitter: Sitter, rng: np.random.Generator) -> list[Lock]:
    temple: list[Guide] = []
    for y in (-0.7, -0.35, 0.05):
        x = 1.93 - 0.28 * (0.05 - y)
        temple.append([(x, y), (x + 0.1, y - 0.2), (2.06, y - 0.5), (2.08, y - 0.85)])
    guides = [*_mirror(temple[::-1], -1), *_top(sitter, 0, 0), *temple]
    return [Lock(guides, 500, 2.6, 0, 1, 0.03, depth=0.5), Lock(guides, 1200, 1.6, 0, 1, 0.03)]


def _curly(sitter: Sitter, rng: np.random.Generator) -> list[Lock]:
    if not sitter.traits.female:
        top = _top(sitter, 0, 0.05)
        thin = 1 - 0.6 * sitter.receding
        return [
            *_sides(sitter, 0.15, 0.1),
            Lock(top, int(500 * thin), 2.4, 0.06, 2.2, 0.1),
            Lock(top, int(700 * thin), 1.7, 0.09, 2.8, 0.1),
        ]
    return _falling(sitter, sitter.hair_end, 0.13, 6.0, 0.28, rng)


STYLES: dict[str, Callable[[Sitter, np.random.Generator], list[Lock]]] = {
    "crop": _crop,
    "buzz": _buzz,
    "swept": _swept,
    "parted": _parted,
    "long": _long,
    "wavy": _wavy,
    "bob": _bob,
    "fringe": _fringe,
    "tied": _tied,
    "curly": _curly,
}
FALLING = ("long", "wavy", "bob", "fringe", "curly")


def front(sitter: Sitter, rng: np.random.Generator) -> list[Lock]:
    """Return the hair in front of the head; a bald man keeps a fringe over the ears."""
    if sitter.receding > 0.75:
        return _wreath(sitter)
    return STYLES[sitter.style](sitter, rng)


def back(sitter: Sitter) -> list[Lock]:
    """Return the dark mass that long hair forms behind the neck."""
    if not sitter.traits.female or sitter.style not in FALLING:
        return []
    short = sitter.style == "bob" or (sitter.style in ("fringe", "curly") and sitter.hair_end < 3)
    end = min(sitter.hair_end, 2.4) - 0.1 if short else 3.8
    guides: list[Guide] = [
        [(0.55 * u, -1.9), (0.93 * u, -0.4), (u, 0.55 * end), (0.95 * u, end)]
        for u in np.linspace(-2.35, 2.35, 7)
    ]
    return [
        Lock(guides, 520, 5.0, 0.03, 1.5, 0.05, depth=0.32),
        Lock(guides, 420, 1.8, 0.03, 1.5, 0.05, depth=0.42),
    ]
