"""Who is painted: every choice about a fictional person, drawn before any pixel is touched."""

from dataclasses import dataclass
from functools import partial

import numpy as np

Colour = tuple[float, float, float]

SKINS = (
    "e9c7b2",
    "e4bda5",
    "deb297",
    "d5a588",
    "c99778",
    "b98767",
    "a37457",
    "8a6148",
    "724f3b",
    "5c4033",
)
HAIRS = (
    "17120f",
    "251a14",
    "38261b",
    "4f3522",
    "6b4a2e",
    "8c6239",
    "b48a54",
    "d3b07a",
    "8a4424",
    "a65a2c",
)
IRISES = ("3a2415", "4a2e1a", "58391f", "7a6a3a", "5b6144", "536770", "566c80", "6d7880")
WOMEN_STYLES = ("long", "long", "wavy", "bob", "fringe", "tied", "curly", "crop")
MEN_STYLES = ("crop", "crop", "parted", "parted", "swept", "curly", "buzz")
CLOTHS = (
    "22313f",
    "3b4a5a",
    "5b6770",
    "7a3b3b",
    "8c5a44",
    "b7a58c",
    "d8d2c6",
    "40513f",
    "5d6f58",
    "2a2a2e",
    "6d5a72",
    "c9b8a8",
    "4a6076",
    "97684a",
)
BACKDROP_HUES = (0.05, 0.09, 0.12, 0.22, 0.4, 0.48, 0.54, 0.58, 0.62, 0.7, 0.95)
BACKDROPS = ("studio", "studio", "gradient", "gradient", "bokeh", "bokeh")


def linear(colour: str) -> Colour:
    """Turn an sRGB hex colour into linear light."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r, g, b = (c / 12.92 if c < 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return r, g, b


@dataclass(frozen=True)
class Traits:
    """What a picture is labelled with."""

    age: int
    female: bool
    smile: bool
    glasses: bool
    beard: bool


@dataclass(frozen=True)
class Sitter:
    """One fictional person: the labels and the shapes, colours and light that go with them."""

    traits: Traits
    seed: int
    skin: Colour
    hair: Colour
    iris: Colour
    style: str
    width: float
    length: float
    jaw: float
    chin: float
    nose_width: float
    nose_length: float
    lips: float
    brow: float
    forehead: float
    eye: float
    tilt: float
    freckles: float
    teeth: bool
    hair_loss: float
    greying: float
    lining: float
    light_side: float
    light_height: float
    warmth: float
    contrast: float
    backdrop: str
    backdrop_hue: float
    cloth: Colour
    hair_end: float
    beard_length: float
    collar: str

    @property
    def child(self) -> float:
        """How much of a child's build is left: 1 at eight, 0 from seventeen."""
        return float(np.clip((17 - self.traits.age) / 9, 0, 1))

    @property
    def wear(self) -> float:
        """How far age has marked the face: 0 until thirty, 1 from seventy-five."""
        return float(np.clip((self.traits.age - 30) / 45, 0, 1))

    @property
    def male(self) -> float:
        """How male the build is; boys have little of it."""
        return 0.0 if self.traits.female else 1 - 0.8 * self.child

    @property
    def grey(self) -> float:
        """Share of the hair that has gone white."""
        return float(np.clip((self.traits.age - 36 - 10 * self.greying) / 32, 0, 1))

    @property
    def receding(self) -> float:
        """How far a man's hairline has gone back; above 0.75 the crown is bare."""
        if self.traits.female:
            return 0.12 * self.wear
        return float(np.clip(self.hair_loss * (self.traits.age - 22) / 38, 0, 1))

    @property
    def smiling(self) -> float:
        """Return the smile as a number to shape with."""
        return float(self.traits.smile)


def _around(rng: np.random.Generator, spread: float) -> float:
    """Draw near zero, and never further than two spreads."""
    return float(np.clip(rng.normal(0, spread), -2 * spread, 2 * spread))


def _draw_colours(rng: np.random.Generator) -> tuple[int, int, int]:
    """Draw skin, hair and iris; dark skin rarely goes with fair hair or light eyes."""
    tone = int(rng.integers(len(SKINS)))
    hairs = len(HAIRS) if tone < 4 else 4 if tone < 6 else 2
    irises = len(IRISES) if tone < 4 else 3
    return tone, int(rng.integers(hairs)), int(rng.integers(irises))


def draw_sitter(traits: Traits, seed: int) -> Sitter:
    """Draw a person with the given traits; the same seed always gives the same person."""
    rng = np.random.default_rng(seed)
    around = partial(_around, rng)
    tone, hair, iris = _draw_colours(rng)
    return Sitter(
        traits=traits,
        seed=seed,
        skin=linear(SKINS[tone]),
        hair=linear(HAIRS[hair]),
        iris=linear(IRISES[iris]),
        style=str(rng.choice(WOMEN_STYLES if traits.female else MEN_STYLES)),
        width=1 + around(0.035),
        length=1 + around(0.025),
        jaw=1 + around(0.03),
        chin=1 + around(0.15),
        nose_width=1 + around(0.13),
        nose_length=1 + around(0.05),
        lips=1 + around(0.2),
        brow=1 + around(0.15),
        forehead=around(0.07),
        eye=1 + around(0.05),
        tilt=0.05 + around(0.04),
        freckles=float(rng.random() ** 4 if tone < 4 else 0),
        teeth=bool(rng.random() < 0.65),
        hair_loss=float(rng.random()),
        greying=around(0.5),
        lining=1 + around(0.15),
        light_side=float(rng.choice([-1, 1]) * rng.uniform(0.4, 0.95)),
        light_height=float(rng.uniform(0.45, 0.8)),
        warmth=around(0.5),
        contrast=float(rng.uniform(0.6, 1)),
        backdrop=str(rng.choice(BACKDROPS)),
        backdrop_hue=float(rng.choice(BACKDROP_HUES) + rng.normal(0, 0.015)),
        cloth=linear(str(rng.choice(CLOTHS))),
        hair_end=float(rng.choice([2.0, 2.4, 3.8, 3.8])),
        beard_length=float(rng.uniform(0.6, 1.5)),
        collar=str(rng.choice(["crew", "shirt", "roll"])),
    )
