"""Arrangements of a window in the settings, with a checksum.

Qt trusts the bytes that it made of an arrangement: given others, as of a settings file that was
damaged, it ends the process, and would at every start.
"""

from __future__ import annotations

import hashlib

from PySide6.QtCore import QByteArray

_LENGTH = 16


def sealed(state: QByteArray) -> QByteArray:
    """Return what is written down for an arrangement."""
    content = bytes(state.data())
    return QByteArray(_seal(content) + content)


def unsealed(value: object) -> QByteArray | None:
    """Return the arrangement that was written down; None for anything else."""
    if not isinstance(value, QByteArray):
        return None
    content = bytes(value.data())
    seal, state = content[:_LENGTH], content[_LENGTH:]
    return QByteArray(state) if seal == _seal(state) else None


def _seal(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_LENGTH).digest()
