import json
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dfi_studio.core.errors import AttributeFileError
from dfi_studio.core.recipe import FeatureSpace, Scaling
from dfi_studio.library.attributes import (
    AttributeRecord,
    NearRecord,
    SetRecord,
    load_attribute,
    save_attribute,
)

KEY = "dfi_studio_attribute"

RECORD = AttributeRecord(
    name="older",
    arrays={
        "conv4_1": np.arange(24, dtype=np.float32).reshape(2, 3, 4),
        "conv3_1": np.ones((1, 6, 8), np.float32),
    },
    height=200,
    width=240,
    backbone="vgg16",
    backbone_identity="ab" * 16,
    k=100,
    scaling=Scaling.BETA,
    source=SetRecord("young", ("00" * 16, "01" * 16)),
    target=SetRecord("old", ("02" * 16, "03" * 16, "04" * 16)),
    near=NearRecord("anna.jpg", "ff" * 16),
)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "older.safetensors"
    save_attribute(path, RECORD)
    return path


def described(path: Path, **changes: object) -> None:
    """Rewrite the description in a file."""
    values = json.loads(RECORD.to_json()) | changes
    safetensors.numpy.save_file(dict(RECORD.arrays), path, {KEY: json.dumps(values)})


digests = st.lists(st.text("0123456789abcdef", min_size=32, max_size=32), max_size=3).map(tuple)
sets = st.builds(SetRecord, st.text(), digests)
vectors = hnp.arrays(
    np.float32,
    hnp.array_shapes(min_dims=3, max_dims=3, max_side=4),
    elements=st.floats(width=32, allow_nan=False, allow_infinity=False),
)
records = st.builds(
    AttributeRecord,
    name=st.text(),
    arrays=st.dictionaries(
        st.text(min_size=1).filter(lambda name: name != "__metadata__"), vectors, min_size=1
    ),
    height=st.integers(32, 2048),
    width=st.integers(32, 2048),
    backbone=st.text(),
    backbone_identity=st.text(),
    k=st.integers(0, 10**6),
    scaling=st.sampled_from(Scaling),
    source=sets,
    target=sets,
    near=st.none() | st.builds(NearRecord, st.text(), st.text()),
)


class TestRoundTrip:
    @given(record=records)
    @settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_comes_back_equal_in_equal_bytes(self, tmp_path: Path, record: AttributeRecord) -> None:
        paths = [tmp_path / "one", tmp_path / "two"]
        save_attribute(paths[0], record)
        found = load_attribute(paths[0])
        assert found == record
        assert hash(found) == hash(record)
        assert found.layers == record.layers
        for layer, w in found.arrays.items():
            np.testing.assert_array_equal(w, record.arrays[layer])
            assert not w.flags.writeable
        save_attribute(paths[1], found)
        assert paths[0].read_bytes() == paths[1].read_bytes()

    def test_what_it_knows(self, saved: Path) -> None:
        found = load_attribute(saved)
        assert found.space == FeatureSpace("vgg16", ("conv4_1", "conv3_1"), 200)
        assert (found.source.count, found.target.count) == (2, 3)

    def test_a_difference_anywhere_is_seen(self) -> None:
        other = {**RECORD.arrays, "conv3_1": np.zeros((1, 6, 8), np.float32)}
        assert replace(RECORD, arrays=other) != RECORD
        assert replace(RECORD, k=99) != RECORD
        assert replace(RECORD, near=None) != RECORD
        assert RECORD != "a record"

    def test_later_changes_of_the_array_do_not_reach_it(self) -> None:
        w = np.zeros((1, 2, 2), np.float32)
        record = replace(RECORD, arrays={"conv1_1": w})
        w[:] = 7
        assert record.arrays["conv1_1"].max() == 0


class TestWhatIsNoRecord:
    @pytest.mark.parametrize(
        "w",
        [
            np.zeros((1, 2, 2)),
            np.zeros((2, 2), np.float32),
            np.zeros((0, 2, 2), np.float32),
            np.full((1, 2, 2), np.nan, np.float32),
            np.full((1, 2, 2), np.inf, np.float32),
            np.zeros((1, 2, 300), np.float32),
        ],
    )
    def test_arrays(self, w: np.ndarray) -> None:
        with pytest.raises(ValueError, match="conv1_1 is"):
            replace(RECORD, arrays={"conv1_1": w})

    def test_without_layers(self) -> None:
        with pytest.raises(ValueError, match="layer"):
            replace(RECORD, arrays={})


class TestDamage:
    def test_missing(self, tmp_path: Path) -> None:
        with pytest.raises(AttributeFileError, match=r"older\.safetensors cannot be read"):
            load_attribute(tmp_path / "older.safetensors")

    @pytest.mark.parametrize(
        "content", [b"", b"1234567", b"a picture, perhaps", bytes(100), b"\xff" * 100]
    )
    def test_something_else(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "x").write_bytes(content)
        with pytest.raises(AttributeFileError, match="is not an attribute file"):
            load_attribute(tmp_path / "x")

    @pytest.mark.parametrize("metadata", [None, {"format": "pt"}])
    def test_safetensors_of_another_kind(
        self, tmp_path: Path, metadata: dict[str, str] | None
    ) -> None:
        safetensors.numpy.save_file({"a": np.zeros(3)}, tmp_path / "x", metadata)
        with pytest.raises(AttributeFileError, match="safetensors file of another kind"):
            load_attribute(tmp_path / "x")

    @given(where=st.floats(0, 1, exclude_max=True))
    @settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_cut_anywhere(self, saved: Path, where: float) -> None:
        whole = saved.read_bytes()
        cut = saved.with_name("cut")
        cut.write_bytes(whole[: int(where * len(whole))])
        with pytest.raises(AttributeFileError, match=r"is damaged|is not an attribute file"):
            load_attribute(cut)

    @given(where=st.floats(0, 1, exclude_max=True), junk=st.binary(min_size=1, max_size=9))
    @settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_junk_anywhere_is_read_or_told(self, saved: Path, where: float, junk: bytes) -> None:
        content = bytearray(saved.read_bytes())
        start = int(where * len(content))
        content[start : start + len(junk)] = junk
        damaged = saved.with_name("damaged")
        damaged.write_bytes(content)
        try:
            found = load_attribute(damaged)
        except AttributeFileError:
            return
        assert all(np.isfinite(w).all() for w in found.arrays.values())

    def test_newer(self, saved: Path) -> None:
        described(saved, format=2, unknown="field")
        with pytest.raises(AttributeFileError, match=r"newer DFI Studio \(format 2.*update"):
            load_attribute(saved)

    @pytest.mark.parametrize(
        "changes",
        [
            {"format": "one"},
            {"format": 0},
            {"name": 3},
            {"layers": {"conv4_1": [2, 3, 4]}},
            {"layers": {"conv4_1": [2, 3, 4], "conv3_1": [1, 8, 6]}},
            {"layers": 7},
            {"height": 200.5},
            {"height": True},
            {"width": 0},
            {"k": -1},
            {"scaling": "gamma"},
            {"source": {"name": "young"}},
            {"target": None},
            {"near": 0},
            {"near": {}},
        ],
    )
    def test_description_that_cannot_be(self, saved: Path, changes: dict[str, object]) -> None:
        described(saved, **changes)
        with pytest.raises(AttributeFileError, match=r"older\.safetensors is damaged"):
            load_attribute(saved)

    @pytest.mark.parametrize("text", ["", "[]", "3", "[" * 100_000])
    def test_description_that_is_none(self, saved: Path, text: str) -> None:
        safetensors.numpy.save_file(dict(RECORD.arrays), saved, {KEY: text})
        with pytest.raises(AttributeFileError, match="is damaged"):
            load_attribute(saved)

    def test_values_that_are_not_finite(self, saved: Path) -> None:
        arrays = {**RECORD.arrays, "conv3_1": np.full((1, 6, 8), np.nan, np.float32)}
        safetensors.numpy.save_file(arrays, saved, {KEY: RECORD.to_json()})
        with pytest.raises(AttributeFileError, match="conv3_1 is not finite"):
            load_attribute(saved)

    def test_array_of_a_type_that_numpy_lacks(self, saved: Path) -> None:
        header = {"__metadata__": {KEY: RECORD.to_json()}}
        header["a"] = {"dtype": "BF16", "shape": [1], "data_offsets": [0, 2]}
        text = json.dumps(header).encode()
        saved.write_bytes(struct.pack("<Q", len(text)) + text + b"\0\0")
        with pytest.raises(AttributeFileError, match="is damaged"):
            load_attribute(saved)
