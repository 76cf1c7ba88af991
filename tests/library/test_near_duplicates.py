"""Near-duplicates: found where pictures were saved again, and nowhere else."""

from __future__ import annotations

import time
from itertools import combinations
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st
from portraits import portrait
from pulling import pulled

from dfi_studio.core.image import Image, freeze
from dfi_studio.core.steps import Progress
from dfi_studio.library.catalog.scan import scan
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.near_duplicates import groups, near_duplicates, perceptual_hash


def photo(seed: int, side: int = 128) -> Image:
    """Smooth colours that no other seed has."""
    small = np.random.default_rng(seed).integers(0, 256, (7, 7, 3), np.uint8)
    picture = PIL.Image.fromarray(small).resize((side, side), PIL.Image.Resampling.BICUBIC)
    return freeze(np.asarray(picture, np.float32) / 255)


def bits_between(one: int, other: int) -> int:
    return (one ^ other).bit_count()


class TestHash:
    @pytest.mark.parametrize("seed", range(5))
    def test_changes_that_no_one_sees_leave_it_nearly_alone(self, seed: int) -> None:
        own = perceptual_hash(photo(seed))
        noise = np.random.default_rng(9).normal(0, 0.02, (128, 128, 3)).astype(np.float32)
        changed = [
            photo(seed, 300),
            freeze(photo(seed) * np.float32(0.8)),
            freeze(np.clip(photo(seed) + noise, 0, 1)),
        ]
        assert [bits_between(own, perceptual_hash(each)) <= 4 for each in changed] == [True] * 3

    def test_others_are_far(self) -> None:
        hashes = [perceptual_hash(photo(seed)) for seed in range(20)]
        assert min(bits_between(*pair) for pair in combinations(hashes, 2)) > 10

    def test_a_plain_picture_has_one(self) -> None:
        assert perceptual_hash(freeze(np.full((40, 50, 3), 0.5, np.float32))) >= 0

    def test_portraits_of_two_people_differ(self) -> None:
        pair = [perceptual_hash(portrait(old=False, seed=seed)) for seed in (1, 2)]
        assert bits_between(*pair) > 4


class TestGroups:
    @given(
        st.lists(st.integers(0, 2**64 - 1), max_size=6),
        st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2**64 - 1)), max_size=6),
        st.integers(0, 8),
    )
    def test_agree_with_the_definition(
        self, centres: list[int], near: list[tuple[int, int]], most: int
    ) -> None:
        hashes = centres + [
            centres[place] ^ (mask & (mask >> 17) & (mask << 11) & (2**64 - 1))
            for place, mask in near
            if place < len(centres)
        ]
        found = groups(np.array(hashes, np.uint64), most_bits=most)
        assert {frozenset(each.tolist()) for each in found} == connected(hashes, most)

    def test_largest_first(self) -> None:
        found = groups(np.array([5, 255 << 30, 5, 255 << 30, 5], np.uint64))
        assert [each.tolist() for each in found] == [[0, 2, 4], [1, 3]]

    def test_a_hundred_thousand_in_a_moment(self) -> None:
        hashes = np.random.default_rng(0).integers(0, 2**64, 100_000, dtype=np.uint64)
        hashes[50_000:60_000] = hashes[0]
        hashes[7] = hashes[9] ^ np.uint64(0b1011)
        started = time.process_time()
        found = groups(hashes)
        assert time.process_time() - started < 3
        assert [len(each) for each in found] == [10_001, 2]


def connected(hashes: list[int], most: int) -> set[frozenset[int]]:
    """The definition: whoever is joined by steps."""
    groups = [{place} for place in range(len(hashes))]
    for one, other in combinations(range(len(hashes)), 2):
        if bits_between(hashes[one], hashes[other]) <= most:
            first, second = (next(g for g in groups if place in g) for place in (one, other))
            if first is not second:
                groups.remove(second)
                first |= second
    return {frozenset(group) for group in groups if len(group) > 1}


def test_in_the_catalogue(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    for seed in range(6):
        levels = np.rint(photo(seed) * 255).astype(np.uint8)
        PIL.Image.fromarray(levels).save(folder / f"{seed}.png")
        if seed in (2, 4):
            PIL.Image.fromarray(levels).resize((90, 90)).save(
                folder / f"{seed} again.jpg", quality=70
            )
    with Catalog(tmp_path / "catalog.sqlite") as catalog:
        pulled(scan(catalog, folder))
        version = catalog.version()
        steps, found = pulled(near_duplicates(catalog, catalog.ids()))
        names = [sorted(path.name for path in catalog.paths(each)) for each in found]
        assert sorted(names) == [["2 again.jpg", "2.png"], ["4 again.jpg", "4.png"]]
        assert steps[-1] == Progress("Looking for duplicates", 8, 8)
        assert catalog.version() == version  # what is shown has not changed
        steps, again = pulled(near_duplicates(catalog, catalog.ids()))
        assert steps == [Progress("Looking for duplicates", 0, 0)]
        assert [each.tolist() for each in again] == [each.tolist() for each in found]
        assert pulled(near_duplicates(catalog, []))[1] == []


def test_one_that_cannot_be_read_is_like_none(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        PIL.Image.new("RGB", (40, 40)).save(tmp_path / name)
    with Catalog(tmp_path / "catalog.sqlite") as catalog:
        pulled(scan(catalog, tmp_path))
        (tmp_path / "a.png").unlink()
        assert pulled(near_duplicates(catalog, catalog.ids()))[1] == []
