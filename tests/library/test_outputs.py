import errno
import os
import stat
from pathlib import Path

import pytest

from dfi_studio.core.errors import OutputError
from dfi_studio.library.outputs import atomic


class TestAtomic:
    def test_appears_at_the_end(self, tmp_path: Path) -> None:
        path = tmp_path / "out.png"
        with atomic(path) as temporary:
            temporary.write_bytes(b"new")
            assert temporary.parent == tmp_path
            assert not path.exists()
        assert path.read_bytes() == b"new"
        assert list(tmp_path.iterdir()) == [path]

    @pytest.mark.parametrize("failure", [KeyboardInterrupt, ValueError])
    def test_failure_in_the_block_leaves_the_old_file(
        self, tmp_path: Path, failure: type[BaseException]
    ) -> None:
        path = tmp_path / "out.png"
        path.write_bytes(b"old")
        with pytest.raises(failure), atomic(path) as temporary:
            _begin_and_fail(temporary, failure)
        assert path.read_bytes() == b"old"
        assert list(tmp_path.iterdir()) == [path]

    @pytest.mark.parametrize("step", ["fsync", "replace"])
    def test_failure_at_the_end_leaves_the_old_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
    ) -> None:
        def refuse(*_: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        path = tmp_path / "out.png"
        path.write_bytes(b"old")
        monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), refuse)
        with (
            pytest.raises(OutputError, match=r"out\.png was not written: the disk is full"),
            atomic(path) as temporary,
        ):
            temporary.write_bytes(b"new")
        assert path.read_bytes() == b"old"
        assert list(tmp_path.iterdir()) == [path]

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
    def test_a_disk_that_is_really_full(self, tmp_path: Path) -> None:
        path = tmp_path / "out.png"
        with pytest.raises(OutputError, match="disk is full"), atomic(path):
            Path("/dev/full").write_bytes(b"x" * 100_000)
        assert list(tmp_path.iterdir()) == []

    def test_device_is_not_replaced(self) -> None:
        with pytest.raises(OutputError, match="not a plain file"), atomic(Path(os.devnull)):
            pytest.fail("the block must not be entered")

    def test_folder_is_not_replaced(self, tmp_path: Path) -> None:
        with pytest.raises(OutputError, match="not a plain file"), atomic(tmp_path):
            pytest.fail("the block must not be entered")

    def test_file_in_place_of_the_folder(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with (
            pytest.raises(OutputError, match="there is no folder"),
            atomic(tmp_path / "file/x.png"),
        ):
            pytest.fail("the block must not be entered")

    def test_write_protection_is_respected(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "out.png"
        path.write_bytes(b"old")
        monkeypatch.setattr(os, "access", lambda *_: False)  # root may write to anything
        with pytest.raises(OutputError, match="write-protected"), atomic(path):
            pytest.fail("the block must not be entered")

    @pytest.mark.skipif(os.name == "nt", reason="Windows knows no such permissions")
    def test_permissions(self, tmp_path: Path) -> None:
        old, new = tmp_path / "old", tmp_path / "new"
        old.touch(0o600)
        for path in (old, new):
            with atomic(path) as temporary:
                temporary.write_bytes(b"x")
        (tmp_path / "usual").touch()
        assert stat.S_IMODE(old.stat().st_mode) == 0o600
        assert new.stat().st_mode == (tmp_path / "usual").stat().st_mode

    def test_link_is_written_through(self, tmp_path: Path) -> None:
        (tmp_path / "there").mkdir()
        (tmp_path / "link").symlink_to(tmp_path / "there/file")
        with atomic(tmp_path / "link") as temporary:
            temporary.write_bytes(b"x")
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "there/file").read_bytes() == b"x"


def _begin_and_fail(path: Path, failure: type[BaseException]) -> None:
    path.write_bytes(b"ne")
    raise failure
