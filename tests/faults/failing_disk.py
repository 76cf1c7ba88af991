"""A disk that fails at the n-th call that would change it, in one of the ways in which disks fail.

`FailingDisk` stands, for the length of a ``with`` block, before every call by which Python code
changes files below a folder: opening to write, writing, flushing to the disk, cutting, moving,
deleting, making folders, setting times and permissions. It counts these calls, and lets the n-th
fail. What libraries write by themselves (SQLite, FFmpeg, Qt, safetensors) passes by it; for these
there is `no_larger_than`.
"""

from __future__ import annotations

import builtins
import ctypes
import errno
import io
import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class Fault(Enum):
    """How the disk fails."""

    FULL = "disk full"
    """From the n-th call on nothing grows any more: half of what was to be written is there."""
    BROKEN = "disk fault"
    """The n-th call fails, and those after it do not."""
    DENIED = "read-only"
    """From the n-th call on nothing can be opened to write, moved, made or deleted."""
    UNPLUGGED = "unplugged"
    """At the n-th call the folder is gone."""
    KILLED = "killed"
    """At the n-th call the process dies; half of what was to be written is there."""


_GROWS = frozenset(("create", "write", "fsync", "mkdir"))
_NEEDS_RIGHTS = frozenset(("create", "open", "mkdir", "replace", "unlink", "utime", "chmod"))
_ERRNO = {Fault.FULL: errno.ENOSPC, Fault.BROKEN: errno.EIO, Fault.DENIED: errno.EACCES}
_PLAIN = ("replace", "rename", "mkdir", "unlink", "remove", "rmdir", "utime", "chmod", "truncate")
_KINDS = {"rename": "replace", "remove": "unlink", "rmdir": "unlink", "truncate": "write"}


class FailingDisk:
    """Lets the n-th call below a folder fail; None counts the calls and lets all of them pass.

    Attributes
    ----------
    calls : list of str
        What was called: the kind, and the name of the file.
    """

    def __init__(self, folder: Path, fault: Fault = Fault.FULL, *, at: int | None = None) -> None:
        self.folder = folder.resolve()
        self.calls: list[str] = []
        self._fault, self._at = fault, at
        self._paths: dict[int, Path] = {}
        self._real: dict[str, Callable[..., Any]] = {}

    @property
    def aside(self) -> Path:
        """Where the folder is while it is gone."""
        return self.folder.with_name(f"{self.folder.name} unplugged")

    @property
    def struck(self) -> bool:
        """Whether the call that was to fail has come."""
        return self._at is not None and len(self.calls) > self._at

    def __enter__(self) -> Self:
        self._real = {name: getattr(os, name) for name in (*_PLAIN, "open", "fsync")}
        self._real["io.open"] = io.open
        for name in _PLAIN:
            setattr(os, name, self._plain(name))
        os.open, os.fsync = self._os_open, self._fsync  # type: ignore[assignment]
        io.open = builtins.open = self._open  # type: ignore[assignment]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for name in (*_PLAIN, "open", "fsync"):
            setattr(os, name, self._real[name])
        io.open = builtins.open = self._real["io.open"]  # type: ignore[assignment]
        if self.aside.exists():
            if self.folder.exists():  # made anew meanwhile, as on the bare mount point
                import shutil

                shutil.rmtree(self.folder)
            self.aside.rename(self.folder)

    def met(self, kind: str, path: Path, half: Callable[[], None] = lambda: None) -> None:
        """Count a call; raise, or end the process, where it is the one."""
        self.calls.append(f"{kind} {path.name}")
        if self._at is None or len(self.calls) <= self._at:
            return
        first = len(self.calls) == self._at + 1
        if self._fault is Fault.UNPLUGGED:
            if first:
                self._real["rename"](self.folder, self.aside)
            return
        if self._fault is Fault.KILLED:
            half()
            os.kill(os.getpid(), signal.SIGKILL)
        if (
            (self._fault is Fault.FULL and kind not in _GROWS)
            or (self._fault is Fault.DENIED and kind not in _NEEDS_RIGHTS)
            or (self._fault is Fault.BROKEN and not first)
        ):
            return
        if self._fault is Fault.FULL:
            half()
        number = _ERRNO[self._fault]
        raise OSError(number, os.strerror(number), str(path))

    def place(self, path: Any) -> Path | None:
        """Return a path below the folder; None for all others, and for handles."""
        if not isinstance(path, str | os.PathLike):
            return None
        whole = Path(os.path.abspath(os.fspath(path)))  # noqa: PTH100 - it follows no links
        return whole if whole.is_relative_to(self.folder) else None

    def _plain(self, name: str) -> Callable[..., Any]:
        real = self._real[name]

        def called(path: Any, *rest: Any, **options: Any) -> Any:
            place = self.place(path)
            if place is not None and not options.get("dir_fd"):
                self.met(_KINDS.get(name, name), place)
            return real(path, *rest, **options)

        return called

    def _os_open(self, path: Any, flags: int, *rest: Any, **options: Any) -> int:
        place = self.place(path)
        if place is not None and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            self.met("open" if place.exists() else "create", place)
        handle: int = self._real["open"](path, flags, *rest, **options)
        if place is not None:
            self._paths[handle] = place
        return handle

    def _fsync(self, handle: int) -> None:
        place = self._paths.get(handle)
        if place is not None and place.is_file():
            self.met("fsync", place)
        self._real["fsync"](handle)

    def _open(self, path: Any, mode: str = "r", *rest: Any, **options: Any) -> Any:
        place = self.place(path)
        if place is None or not set(mode) & set("wax+"):
            return self._real["io.open"](path, mode, *rest, **options)
        self.met("open" if place.exists() else "create", place)
        stream = self._real["io.open"](path, mode, *rest, **options)
        self._paths[stream.fileno()] = place
        return _Stream(stream, place, self)


class _Stream:
    """A file that asks the disk before it is written."""

    def __init__(self, stream: Any, place: Path, disk: FailingDisk) -> None:
        self._stream, self._place, self._disk = stream, place, disk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._stream)

    def write(self, content: Any) -> Any:
        def half() -> None:
            self._stream.write(content[: len(content) // 2])
            self._stream.flush()

        self._disk.met("write", self._place, half)
        return self._stream.write(content)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def truncate(self, *size: int) -> Any:
        self._disk.met("write", self._place)
        return self._stream.truncate(*size)


@contextmanager
def no_larger_than(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes, whoever writes it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


_RIGHTS = 0b1110  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH and CAP_FOWNER
_CAPABILITIES_VERSION = 0x20080522


@contextmanager
def without_rights() -> Iterator[None]:
    """Let this thread write where permissions allow it and nowhere else, even for root."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
    before = (ctypes.c_uint32 * 6)()  # effective, permitted and inheritable, of two words
    if libc.capget(header, before):
        raise OSError(ctypes.get_errno(), "capabilities cannot be read")
    without = (ctypes.c_uint32 * 6)(*before)
    without[0] &= ~_RIGHTS
    libc.capset(header, without)
    try:
        yield
    finally:
        libc.capset(header, before)
