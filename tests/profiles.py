"""Colour profiles made for tests: three primaries and one gamma, as cameras' profiles are."""

from __future__ import annotations

import struct

# Adobe RGB (1998), adapted to D50.
ADOBE = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))


def matrix_profile(gamma: float = 2.2, primaries: tuple[tuple[float, ...], ...] = ADOBE) -> bytes:
    """Return an ICC profile of version 2."""
    curve = struct.pack(">4sII H2x", b"curv", 0, 1, round(gamma * 256))
    tags = [(b"wtpt", _xyz((0.9642, 1.0, 0.8249)))]
    tags += [
        (name + b"XYZ", _xyz(each))
        for name, each in zip((b"r", b"g", b"b"), primaries, strict=True)
    ]
    tags += [(name + b"TRC", curve) for name in (b"r", b"g", b"b")]
    text = b"made for a test\0"
    described = struct.pack(">4sII", b"desc", 0, len(text)) + text + bytes(78)
    tags += [(b"desc", described + bytes(-len(described) % 4)), (b"cprt", _text(text))]
    table, body = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for name, content in tags:
        table += struct.pack(">4sII", name, start + len(body), len(content))
        body += content
    size = start + len(body)
    header = struct.pack(">I4sI4s4s4s", size, b"lcms", 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H4s", 2020, 1, 1, 0, 0, 0, b"acsp") + bytes(28)
    header += struct.pack(">iii", 63190, 65536, 54061)
    return header + bytes(128 - len(header)) + struct.pack(">I", len(tags)) + table + body


def _xyz(values: tuple[float, ...]) -> bytes:
    return struct.pack(">4sI3i", b"XYZ ", 0, *(round(each * 65536) for each in values))


def _text(text: bytes) -> bytes:
    return struct.pack(">4sI", b"text", 0) + text
