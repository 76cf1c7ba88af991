"""The window's composition root: what is built, in which order, and how it ends.

What knows no Qt is imported first: Qt for Python reads the source of every module that is imported
after it.
"""

import argparse as argparse

from dfi_studio.session import result as result
from dfi_studio.session import session as session
from dfi_studio.session import trays as trays
