"""The program's door: ``dfi-studio`` alone opens the window, a command stays in the terminal.

So does ``dfi-studio FILE``, with the file open, as desktops start what is clicked twice.
"""

from __future__ import annotations

import gc
import sys
from pathlib import PurePath


def main() -> int:
    """Run the program with the process's arguments and return its exit code."""
    arguments = sys.argv[1:]
    if arguments and _names_file(arguments[0]):
        arguments = ["open", *arguments]
    if not arguments or arguments[0] == "open":
        gc.disable()  # nothing that is imported is garbage; `ui.garbage` collects from then on
        from dfi_studio.app.main import main as open_window

        return open_window(arguments[1:])
    from dfi_studio.cli.main import main as run_command

    return run_command(arguments)


def _names_file(word: str) -> bool:
    """Return whether a first argument names a file; commands have no suffix, and lie nowhere."""
    return not word.startswith("-") and (
        PurePath(word).suffix != "" or PurePath(word).is_absolute()
    )


if __name__ == "__main__":
    sys.exit(main())
