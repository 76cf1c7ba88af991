"""Pictures that are nearly the same: saved again, scaled, made a little lighter.

A perceptual hash holds the signs of the 64 lowest frequencies of a picture; two of one picture
differ in few of its bits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import PIL.Image

from dfi_studio.core.errors import PhotoError
from dfi_studio.core.image import Image
from dfi_studio.core.steps import Progress, Step
from dfi_studio.library.catalog.file import Ids, as_json
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.photos import open_photo

MOST_BITS = 4
"""In how many of 64 bits near-duplicates differ at the most."""

Hashes = npt.NDArray[np.uint64]
IntArray = npt.NDArray[np.int64]

_SIDE, _KEPT, _BITS = 32, 8, 64
_BATCH = 100
_BITS_SET = np.array([each.bit_count() for each in range(1 << 16)], np.uint8)


def _cosines() -> npt.NDArray[np.float64]:
    """Return the rows of a discrete cosine transform that are kept, without the mean."""
    frequency, place = np.mgrid[1 : _KEPT + 1, 0:_SIDE]
    return np.asarray(np.cos(np.pi * frequency * (place + 0.5) / _SIDE))


_COSINES = _cosines()


def perceptual_hash(image: Image) -> int:
    """Return the hash of a picture, of 64 bits: of 8 x 8 frequencies, which are above their median.

    Parameters
    ----------
    image : Image, (height, width, 3)
    """
    grey = image @ np.array([0.299, 0.587, 0.114], np.float32)
    small = PIL.Image.fromarray(grey).resize((_SIDE, _SIDE), PIL.Image.Resampling.BOX)
    spectrum = _COSINES @ np.asarray(small, np.float64) @ _COSINES.T
    bits = spectrum.ravel() > np.median(spectrum)
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def near_duplicates(
    catalog: Catalog, ids: Ids, *, most_bits: int = MOST_BITS
) -> Generator[Step, None, list[IntArray]]:
    """Find the groups of pictures that are nearly the same; hashes are kept for the next time.

    Returns
    -------
    list of IntArray
        The ids of each group, in their order; two or more, the largest group first.
    """
    kept = dict(
        catalog.rows(
            "SELECT id, phash FROM picture WHERE id IN (SELECT value FROM json_each(?))"
            " AND problem IS NULL",
            [as_json(ids)],
        )
    )
    missing = [number for number, known in kept.items() if known is None]
    for start in range(0, len(missing), _BATCH):
        yield Progress("Looking for duplicates", start, len(missing))
        kept.update(_hashed(catalog, missing[start : start + _BATCH]))
    yield Progress("Looking for duplicates", len(missing), len(missing))
    found = np.array([number for number, known in kept.items() if known is not None], np.int64)
    signed = np.array([known for known in kept.values() if known is not None], np.int64)
    return [found[each] for each in groups(signed.view(np.uint64), most_bits=most_bits)]


def groups(hashes: Hashes, *, most_bits: int = MOST_BITS) -> list[IntArray]:
    """Return the groups whose members are joined by steps of at most so many bits.

    Two hashes that differ in d bits agree in one at least of d + 1 bands, so that only those which
    share a band are compared.

    Parameters
    ----------
    hashes : Hashes, (N,)

    Returns
    -------
    list of IntArray
        Places in `hashes`, ascending; two or more a group, the largest group first.
    """
    different, places = np.unique(hashes, return_inverse=True)
    leader = np.arange(len(different))
    for left, right in _near_pairs(different, most_bits):
        for one, other in zip(left.tolist(), right.tolist(), strict=True):
            first, second = _root(leader, one), _root(leader, other)
            leader[max(first, second)] = min(first, second)
    members: dict[int, list[int]] = defaultdict(list)
    for place, known in enumerate(places.tolist()):
        members[_root(leader, known)].append(place)
    found = [np.array(each, np.int64) for each in members.values() if len(each) > 1]
    return sorted(found, key=lambda each: (-len(each), each[0]))


def _hashed(catalog: Catalog, batch: list[int]) -> dict[int, int]:
    """Hash pictures and keep the hashes; one that cannot be read has none."""
    made = {}
    for number, path in zip(batch, catalog.paths(batch), strict=True):
        try:
            unsigned = perceptual_hash(open_photo(path, at_least=2 * _SIDE))
        except PhotoError:
            continue
        made[number] = int(np.uint64(unsigned).astype(np.int64))  # SQLite's numbers have a sign
    with catalog.writing_unseen() as connection:
        connection.executemany(
            "UPDATE picture SET phash = ? WHERE id = ?",
            [(known, number) for number, known in made.items()],
        )
    return made


def _near_pairs(hashes: Hashes, most_bits: int) -> Iterator[tuple[IntArray, IntArray]]:
    """Yield pairs of places that are near; sorted by a band, those that share it lie together."""
    edges = np.linspace(0, _BITS, most_bits + 2).astype(int)
    for low, high in pairwise(edges.tolist()):
        band = (hashes >> np.uint64(low)) & np.uint64((1 << (high - low)) - 1)
        order = np.argsort(band, kind="stable")
        band = band[order]
        apart = 1
        while (same := band[apart:] == band[:-apart]).any():
            left, right = order[:-apart][same], order[apart:][same]
            differing = (hashes[left] ^ hashes[right]).view(np.uint16).reshape(-1, 4)
            near = _BITS_SET[differing].sum(axis=1) <= most_bits
            yield left[near], right[near]
            apart += 1


def _root(leader: IntArray, place: int) -> int:
    while leader[place] != place:
        leader[place] = leader[leader[place]]  # the next way is half as long
        place = int(leader[place])
    return place
