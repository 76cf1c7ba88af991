"""The program's door: ``dfi-studio`` alone opens the window, a command stays in the terminal."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the program with the process's arguments and return its exit code."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] == "open":
        gc.disable()  # nothing that is imported is garbage; `ui.garbage` collects from then on
        from dfi_studio.app.main import main as open_window

        return open_window(arguments[1:])
    from dfi_studio.cli.main import main as run_command

    return run_command(arguments)


if __name__ == "__main__":
    sys.exit(main())
