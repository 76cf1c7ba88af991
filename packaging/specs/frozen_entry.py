"""The door of the built program: that of ``dfi_studio``, ready for processes that it may start."""

import multiprocessing
import sys

from dfi_studio.__main__ import main

if __name__ == "__main__":
    multiprocessing.freeze_support()  # such a process begins here too, and must not open a window
    sys.exit(main())
