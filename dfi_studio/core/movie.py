"""How a film is saved, as plain values: size, quality, how often it repeats, what is laid over it.

What a film shows is a `Sequence`; this is what any format may be asked for besides.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dfi_studio.core.errors import UsageError
from dfi_studio.core.parameters import check_parameters, parameter


class Codec(StrEnum):
    """What MP4 and WebM are compressed with."""

    AUTO = "auto"
    """AV1, or VP9 where this machine lacks it."""
    AV1 = "av1"
    VP9 = "vp9"
    H264 = "h264"
    """Plays on the oldest devices. Patents are claimed on it in some countries."""


@dataclass(frozen=True, slots=True)
class MovieOptions:
    """What is done with the frames of a film when it is saved.

    Attributes
    ----------
    codec : Codec
        For MP4 and WebM.
    caption : str
        Burnt into every frame: text with ``{alpha}``, ``{attribute}``, ``{stem}``, ``{frame}``,
        ``{seconds}``; empty for none.
    split : bool
        Whether the photo is shown left of a divider that moves from side to side and back.
    marked : bool
        Whether the film says that it was edited, and how.
    """

    side: int = parameter(
        1080,
        "Film size",
        "The longest side at the most; frames are reduced to it, and never enlarged.",
        hard=(16, 8192),
        soft=(128, 2160),
        unit="px",
        decimals=0,
    )
    quality: int = parameter(
        85,
        "Quality",
        "More looks better and takes more room; 100 is without loss where the format can.",
        hard=(1, 100),
        soft=(30, 100),
        decimals=0,
    )
    loop: int = parameter(
        0,
        "Loop",
        "How often GIF, WebP and APNG play; 0 is for ever. Players of MP4 and WebM decide alone.",
        hard=(0, 65_535),
        soft=(0, 10),
        decimals=0,
    )
    codec: Codec = Codec.AUTO
    caption: str = ""
    split: bool = False
    marked: bool = True

    def __post_init__(self) -> None:
        """Refuse numbers outside their limits."""
        check_parameters(self)
        if not all(isinstance(each, int) for each in (self.side, self.quality, self.loop)):
            raise UsageError("Size, quality and loop of a film must be whole numbers.")
