"""Files fetched from a URL, going on where an earlier try ended; and the checksum of a file.

Knows HTTP and the disk; knows neither what the files are for nor which checksum they should have.

While a file arrives it is called NAME.part; NAME.part.version beside it holds the server's word
for the version it belongs to. A later try asks for the rest of that very version (`If-Range`), and
a server that has another one by then, or cannot send parts, sends the whole file again.
"""

from __future__ import annotations

import errno
import hashlib
import http.client
import re
import shutil
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Generator
from email.message import Message
from http import HTTPStatus
from pathlib import Path

from dfi_studio.core.errors import WeightsError
from dfi_studio.core.steps import Progress

CHUNK = 1 << 18
"""Bytes between two steps, at most."""
TIMEOUT = 30.0
"""Seconds without a byte after which the server counts as silent."""


def download(
    url: str, target: Path, *, what: str, otherwise: str
) -> Generator[Progress, None, None]:
    """Fetch a file; stop pulling to stop, and what has arrived is kept for the next try.

    Parameters
    ----------
    url : str
        ``https:`` or ``http:``; the proxies of the environment serve.
    target : Path
        Where the file is to lie. One that lies there already is taken as it is.
    what : str
        What the file is, as the user names it.
    otherwise : str
        What the user can do instead: the end of the sentence of every error.

    Yields
    ------
    Progress
        In bytes; the total is 0 where the server does not tell.

    Raises
    ------
    WeightsError
        No connection, no answer, no room, or less arrived than the server announced.
    """
    if target.exists():
        return
    part = _Part(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield from _receive(url, part, label=f"downloading {what}")
        part.finish()
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = _reason(error, url=url, folder=target.parent)
        raise WeightsError(f"{what} was not downloaded, because {why}; {otherwise}.") from error


def sha256(path: Path, *, label: str) -> Generator[Progress, None, str]:
    """Return a file's SHA-256 in hexadecimal digits, yielding progress in bytes.

    Raises
    ------
    WeightsError
        The file is missing or cannot be read.
    """
    found = hashlib.sha256()
    try:
        total = path.stat().st_size
        with path.open("rb") as file:
            while chunk := file.read(1 << 24):
                found.update(chunk)
                yield Progress(label, file.tell(), total)
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror or error}.") from error
    return found.hexdigest()


class _Part:
    """A file that is still arriving, and the version of it that the server sends."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target.with_name(target.name + ".part")
        self._version = target.with_name(target.name + ".part.version")

    def request(self, url: str) -> urllib.request.Request:
        """Ask for the rest of the version begun, or for the whole file."""
        request = urllib.request.Request(url, headers={"Accept-Encoding": "identity"})
        if self.path.exists() and self._version.exists():
            request.add_header("Range", f"bytes={self.path.stat().st_size}-")
            request.add_header("If-Range", self._version.read_text(encoding="latin-1"))
        return request

    def begin(self, headers: Message) -> None:
        """Start anew, with the version these headers tell of, if they do."""
        self.discard()
        version = headers.get("ETag") or headers.get("Last-Modified")
        if version and not version.startswith("W/"):  # a weak tag does not vouch for every byte
            self._version.write_text(version, encoding="latin-1")

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)
        self._version.unlink(missing_ok=True)

    def finish(self) -> None:
        self.path.replace(self.target)
        self._version.unlink(missing_ok=True)


def _receive(url: str, part: _Part, *, label: str) -> Generator[Progress, None, None]:
    with _open(url, part) as response:
        done = _start(response)
        if done == 0:
            part.begin(response.headers)
        total = done + int(response.headers.get("Content-Length") or 0)
        _check_room(part.path.parent, total - done)
        with part.path.open("ab") as file:
            yield Progress(label, done, total)
            while chunk := response.read1(CHUNK):
                file.write(chunk)
                done += len(chunk)
                yield Progress(label, done, total)
    if done < total:
        raise http.client.IncompleteRead(b"", total - done)


def _open(url: str, part: _Part) -> http.client.HTTPResponse:
    try:
        response = urllib.request.urlopen(part.request(url), timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        if error.code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise
        error.close()
        part.discard()  # it holds more than there is: not a beginning of this file
        response = urllib.request.urlopen(part.request(url), timeout=TIMEOUT)
    if not isinstance(response, http.client.HTTPResponse):
        raise ValueError(f"{url} is not a web address")
    return response


def _start(response: http.client.HTTPResponse) -> int:
    """Return where in the file the answer begins."""
    if response.status != HTTPStatus.PARTIAL_CONTENT:
        return 0
    found = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    if not found:
        raise http.client.HTTPException("a part without its place in the file")
    return int(found[1])


def _check_room(folder: Path, wanted: int) -> None:
    if shutil.disk_usage(folder).free < wanted:
        raise OSError(errno.ENOSPC, "no room")


def _reason(error: Exception, *, url: str, folder: Path) -> str:
    host = urllib.parse.urlsplit(url).hostname
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        return f"{host} answered {error.code} {error.reason}"
    if isinstance(error, urllib.error.URLError) and not isinstance(error.reason, TimeoutError):
        return f"{host} cannot be reached ({getattr(error.reason, 'strerror', error.reason)})"
    if isinstance(error, TimeoutError | urllib.error.URLError):
        return f"{host} sent nothing for {TIMEOUT:.0f} seconds"
    if isinstance(error, http.client.IncompleteRead | ConnectionError | ssl.SSLError):
        return f"the connection to {host} broke off (what has arrived is kept)"
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return f"there is not enough room in {folder}"
        return f"{folder} cannot be written to ({error.strerror or error})"
    return f"{host} gave an answer that makes no sense ({error})"
