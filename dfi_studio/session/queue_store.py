"""The queue on disk: a list of its items, and for each a folder with all that it computes.

One window at a time holds it. An item's folder is written before the list names it, and removed
after the list does not: whenever the power fails, the list and the folders agree.
"""

from __future__ import annotations

import logging
import secrets
import shutil
from contextlib import ExitStack
from pathlib import Path

from dfi_studio.core.errors import OutputError, ProjectError
from dfi_studio.library.bounded import read_bounded
from dfi_studio.library.exclusive import exclusive
from dfi_studio.library.folders import data
from dfi_studio.library.json_values import parsed, written
from dfi_studio.library.outputs import atomic
from dfi_studio.library.parts import FolderParts, write_folder
from dfi_studio.session.orders import Order, order_of, order_parts
from dfi_studio.session.queue import Queue
from dfi_studio.session.queue_values import queue_of, queue_values

logger = logging.getLogger(__name__)

_LONGEST = 32_000_000
_LIST, _LOCK, _ASIDE = "queue.json", "lock", "queue.damaged.json"


def queue_folder() -> Path:
    """Return the folder of the queue; made if missing.

    Raises
    ------
    OutputError
        It cannot be made.
    """
    folder = data() / "queue"
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder {folder} cannot be made: {error.strerror}.") from error
    return folder


def new_key() -> str:
    """Return a key that no other item has."""
    return secrets.token_hex(8)


def stamp(path: Path) -> str:
    """Return what tells a file from another under the same name; empty where there is none."""
    try:
        found = path.stat()
    except OSError:
        return ""
    return f"{found.st_ino}:{found.st_size}:{found.st_mtime_ns}"


class QueueStore:
    """The queue's folder, held by this process until it is released.

    Raises
    ------
    OutputError
        Another window holds it, or it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held = ExitStack()
        self._known: set[str] = set()
        self._held.enter_context(exclusive(folder / _LOCK, what="Working through the jobs"))

    def load(self, when: float) -> Queue:
        """Return the queue as it was left; what ran then waits again.

        A list that is damaged is set aside. Items whose folder is gone are left out, and folders
        that no item has are removed.

        Parameters
        ----------
        when : float
            Now, in seconds since 1970.

        Raises
        ------
        ProjectError
            The list is damaged; it lies beside the new one, which is empty.
        OutputError
            The list cannot be read, or not be put aside.
        """
        path, aside = self.folder / _LIST, self.folder / _ASIDE
        try:
            queue = queue_of(parsed(read_bounded(path, most=_LONGEST)))
        except FileNotFoundError:
            return Queue()
        except OSError as error:  # it may be readable the next time
            raise OutputError(f"{path} cannot be read: {error.strerror or error}.") from error
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            self._put_aside(path, aside)
            raise ProjectError(
                f"The list of jobs is damaged ({error}); it was put aside as {aside}, and the "
                "queue begins empty."
            ) from error
        for item in queue.items:
            if not (self.folder / item.key).is_dir():
                logger.warning("The folder of the job %s is gone.", item.title)
                queue = queue.interrupted(when).remove(item.key)
        self._tidy({each.name for each in self.folder.iterdir() if each.is_dir()}, queue)
        return queue.interrupted(when)

    def save(self, queue: Queue) -> None:
        """Write the list, whole or not at all, and remove the folders of items that are gone.

        Raises
        ------
        OutputError
            The disk is full, or the folder cannot be written.
        """
        with atomic(self.folder / _LIST) as temporary:
            temporary.write_bytes(written(queue_values(queue)))
        self._tidy(self._known, queue)

    def put(self, key: str, order: Order) -> None:
        """Write down what an item computes.

        Raises
        ------
        OutputError
            The disk is full, or the folder cannot be written.
        """
        write_folder(self.folder / key, order_parts(order))

    def get(self, key: str) -> Order:
        """Return what an item computes, with its photo read.

        Raises
        ------
        ProjectError
            It is damaged, or its photo is gone or another by now.
        """
        return order_of(FolderParts(self.folder / key))

    def release(self) -> None:
        """Leave it to the next window."""
        self._held.close()

    def _put_aside(self, path: Path, aside: Path) -> None:
        try:
            path.replace(aside)
        except OSError as error:
            raise OutputError(
                f"The list of jobs {path} is damaged and cannot be put aside: "
                f"{error.strerror or error}."
            ) from error

    def _tidy(self, folders: set[str], queue: Queue) -> None:
        """Remove folders that no item of the queue has; one that was just put is not among them."""
        self._known = {each.key for each in queue.items}
        for name in folders - self._known:
            shutil.rmtree(self.folder / name, ignore_errors=True)
