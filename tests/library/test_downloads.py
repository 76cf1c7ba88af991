"""Downloads against a small server of our own: progress, going on, and everything that fails."""

import errno
import http.server
import shutil
import socket
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from dfi_studio.core.errors import WeightsError
from dfi_studio.core.steps import Progress
from dfi_studio.library import downloads
from dfi_studio.library.downloads import download, sha256

CONTENT = bytes(range(256)) * 12_000  # 3 MB: many steps
OTHERWISE = "or run `dfi-studio weights add vgg19 FILE`"


class Server(http.server.ThreadingHTTPServer):
    """Serves one file, as well or as badly as its attributes say."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = CONTENT
        self.tag = '"one"'
        self.ranges = True
        self.status = 200
        self.breaks_after: int | None = None
        self.silent = False
        self.asked: list[str | None] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/vgg19.pth"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""

    def do_GET(self) -> None:
        server = self.server
        wanted = self.headers.get("Range")
        server.asked.append(wanted)
        if server.silent:
            self.rfile.read(1)  # until the client hangs up
            return
        if server.status != 200:
            self.send_error(server.status)
            return
        begin = 0
        if server.ranges and wanted and self.headers.get("If-Range") == server.tag:
            begin = int(wanted.removeprefix("bytes=").removesuffix("-"))
        if begin > len(server.content):
            self.send_error(416)
            return
        self.send_response(206 if begin else 200)
        if begin:
            last = len(server.content)
            self.send_header("Content-Range", f"bytes {begin}-{last - 1}/{last}")
        self.send_header("ETag", server.tag)
        self.send_header("Content-Length", str(len(server.content) - begin))
        self.end_headers()
        self.wfile.write(server.content[begin : server.breaks_after])


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with Server() as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def started(server: Server, target: Path) -> Generator[Progress, None, None]:
    return download(server.url, target, what="vgg19", otherwise=OTHERWISE)


def begun(server: Server, target: Path) -> int:
    """Pull a third of the download, then stop; return what was kept."""
    steps = started(server, target)
    for step in steps:
        if step.done > len(CONTENT) // 3:
            break
    steps.close()
    return target.with_name("vgg19.pth.part").stat().st_size


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_fetches_the_file_with_progress(server: Server, tmp_path: Path) -> None:
    target = tmp_path / "new" / "vgg19.pth"
    steps = list(started(server, target))
    assert target.read_bytes() == CONTENT
    assert left(target.parent) == ["vgg19.pth"]
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert done[0] == 0
    assert done[-1] == steps[-1].total == len(CONTENT)
    assert len(steps) > 5
    assert {step.label for step in steps} == {"downloading vgg19"}


def test_a_file_that_is_there_is_not_fetched_again(server: Server, tmp_path: Path) -> None:
    target = tmp_path / "vgg19.pth"
    target.write_bytes(b"here")
    assert list(started(server, target)) == []
    assert server.asked == []


def test_goes_on_where_it_was_stopped(server: Server, tmp_path: Path) -> None:
    target = tmp_path / "vgg19.pth"
    kept = begun(server, target)
    assert 0 < kept < len(CONTENT)
    assert not target.exists()
    steps = list(started(server, target))
    assert server.asked == [None, f"bytes={kept}-"]
    assert steps[0] == Progress("downloading vgg19", kept, len(CONTENT))
    assert target.read_bytes() == CONTENT


def test_starts_over_where_the_server_knows_no_parts(server: Server, tmp_path: Path) -> None:
    target = tmp_path / "vgg19.pth"
    begun(server, target)
    server.ranges = False
    steps = list(started(server, target))
    assert steps[0].done == 0
    assert target.read_bytes() == CONTENT


def test_a_file_that_changed_meanwhile_is_not_spliced(server: Server, tmp_path: Path) -> None:
    target = tmp_path / "vgg19.pth"
    begun(server, target)
    server.content, server.tag = CONTENT[::-1], '"two"'
    list(started(server, target))
    assert target.read_bytes() == CONTENT[::-1]


def test_without_a_version_it_starts_over(server: Server, tmp_path: Path) -> None:
    target = tmp_path / "vgg19.pth"
    server.tag = 'W/"weak"'
    begun(server, target)
    list(started(server, target))
    assert server.asked == [None, None]
    assert target.read_bytes() == CONTENT


def test_a_part_longer_than_the_file_is_thrown_away(server: Server, tmp_path: Path) -> None:
    target = tmp_path / "vgg19.pth"
    begun(server, target)
    target.with_name("vgg19.pth.part").write_bytes(CONTENT * 2)
    list(started(server, target))
    assert target.read_bytes() == CONTENT


def test_a_connection_that_breaks_off_keeps_what_came(server: Server, tmp_path: Path) -> None:
    target = tmp_path / "vgg19.pth"
    server.breaks_after = 1_000_000
    with pytest.raises(WeightsError, match=r"broke off .* is kept.*weights add vgg19 FILE`\.$"):
        list(started(server, target))
    server.breaks_after = None
    list(started(server, target))
    assert server.asked[-1] == "bytes=1000000-"
    assert target.read_bytes() == CONTENT


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_an_http_error_is_a_sentence(server: Server, tmp_path: Path, status: int) -> None:
    server.status = status
    with pytest.raises(WeightsError, match=rf"127.0.0.1 answered {status} .*; or run `dfi-studio"):
        list(started(server, tmp_path / "vgg19.pth"))


def test_a_silent_server_is_given_up(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.silent = True
    monkeypatch.setattr(downloads, "TIMEOUT", 0.2)
    with pytest.raises(WeightsError, match="sent nothing for 0 seconds"):
        list(started(server, tmp_path / "vgg19.pth"))


def test_no_connection_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # bound and not listening: every connection is refused
        url = f"http://127.0.0.1:{free.getsockname()[1]}/vgg19.pth"
        with pytest.raises(WeightsError, match=r"127.0.0.1 cannot be reached \(Connection refused"):
            list(download(url, tmp_path / "vgg19.pth", what="vgg19", otherwise=OTHERWISE))


def test_a_full_disk_is_seen_before_anything_is_written(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(WeightsError, match=f"not enough room in {tmp_path}"):
        list(started(server, tmp_path / "vgg19.pth"))


def test_a_disk_that_fills_up_is_a_sentence(tmp_path: Path) -> None:
    error = OSError(errno.ENOSPC, "No space left on device")
    why = downloads._reason(error, url="https://example.org/f", folder=tmp_path)
    assert why == f"there is not enough room in {tmp_path}"


def test_a_folder_that_cannot_be_made_is_a_sentence(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(WeightsError, match="cannot be written to"):
        list(started(server, tmp_path / "file" / "vgg19.pth"))


def test_an_address_of_another_kind_is_a_sentence(tmp_path: Path) -> None:
    steps = download("nonsense", tmp_path / "f", what="vgg19", otherwise=OTHERWISE)
    with pytest.raises(WeightsError, match="makes no sense"):
        list(steps)


def test_checksum(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"abc")
    steps = sha256(path, label="checking")
    assert next(steps) == Progress("checking", 3, 3)
    with pytest.raises(StopIteration) as end:
        next(steps)
    assert end.value.value == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_checksum_of_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"gone cannot be read: No such file or directory\."):
        list(sha256(tmp_path / "gone", label="checking"))
