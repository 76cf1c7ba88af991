"""What is done to a valid file: bytes and structures changed, as chance and ill will would.

`mutated` is a pure function of the content and of a seeded source of chance.
"""

from __future__ import annotations

import io
import json
import re
import struct
import warnings
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

EXTREMES = (
    0, 1, -1, 2, 7, 255, 256, -256, 32767, 65535, 65536, 2**24, 2**31 - 1, 2**31, -(2**31),
    2**32 - 1, 2**32, 2**53, 2**63 - 1, 2**63,
    2**64 - 1, 2**64, 10**30, -(10**30), 10**400, 10**4000,
)  # fmt: skip
REALS = (0.5, -0.0, 1e-320, 1e300, -1e300, float("nan"), float("inf"), -float("inf"))
TEXTS = (
    "", " ", "\0", "\x1b[2J", "\ud800", "\udcff", "\u202e", "a" * 100_000, "../../etc/passwd",
    "/etc/passwd", "C:\\x", "CON", "nul.png", "..", ".", "~root/x", "%s%n", "{0.__class__}",
    "1e999", "-", "\n", "é" * 300, "catalog:*?a", "x?((((", "\N{ZERO WIDTH NO-BREAK SPACE}",
)  # fmt: skip
NAMES = (
    "../evil.json", "/abs/evil.json", "a/../../b.png", "C:\\evil.png", "..\\evil", "CON",
    "con.json", "aux/x.png", "x" * 300, "é\0x",
    "project.json", "masks/", ".", "a//b", "\x1b[31m.json",
)  # fmt: skip
_NUMBER = re.compile(rb"-?\d+(\.\d+)?")
_BRACE = ord("{")


def mutated(content: bytes, random: Random, *, rounds: int = 3) -> bytes:
    """Return a file that was changed in one to several ways."""
    for _ in range(random.randint(1, rounds)):
        content = _way(content, random)(content, random)
    return content


def _way(content: bytes, random: Random) -> Callable[[bytes, Random], bytes]:
    if random.random() < 0.35:
        return _bytes
    if content.startswith(b"PK\x03\x04"):
        return random.choice((_zip, _zip, _bytes))
    if content[8:9] == b"{" and len(content) > 16:
        return _safetensors
    if content[:1] in (b"{", b"["):
        return _json
    return _text if _is_text(content) else random.choice((_bytes, _binary_number))


def _is_text(content: bytes) -> bool:
    return b"\0" not in content[:2000] and content[:2000].isascii()


# -- bytes ---------------------------------------------------------------------------------------


def _bytes(content: bytes, random: Random) -> bytes:
    return random.choice(
        (_flip, _flip, _cut, _splice, _repeat, _remove, _overwrite, _binary_number)
    )(content, random)


def _place(content: bytes, random: Random) -> int:
    """Return a place, half of them near the start, where headers are."""
    most = len(content)
    return (
        random.randrange(min(most, 200) + 1)
        if random.random() < 0.5
        else random.randrange(most + 1)
    )


def _flip(content: bytes, random: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 8, 64)) if changed else 0):
        changed[min(_place(content, random), len(changed) - 1)] ^= 1 << random.randrange(8)
    return bytes(changed)


def _cut(content: bytes, random: Random) -> bytes:
    return content[: _place(content, random)]


def _splice(content: bytes, random: Random) -> bytes:
    start, at = _place(content, random), _place(content, random)
    return content[:at] + content[start : start + random.choice((1, 4, 16, 200))] + content[at:]


def _repeat(content: bytes, random: Random) -> bytes:
    start = _place(content, random)
    size = random.choice((1, 2, 8, 64, 500))
    return (
        content[:start]
        + content[start : start + size] * random.choice((2, 9, 300))
        + content[start:]
    )


def _remove(content: bytes, random: Random) -> bytes:
    start = _place(content, random)
    return content[:start] + content[start + random.choice((1, 2, 4, 32, 400)) :]


def _overwrite(content: bytes, random: Random) -> bytes:
    start, size = _place(content, random), random.choice((1, 2, 4, 8, 32))
    junk = random.choice((bytes(size), b"\xff" * size, random.randbytes(size)))
    return content[:start] + junk + content[start + size :]


def _binary_number(content: bytes, random: Random) -> bytes:
    """Put an extreme number where one of two, four or eight bytes may stand."""
    start, size = _place(content, random), random.choice((2, 4, 8))
    value = random.choice(EXTREMES[:21]) % 256**size
    order = random.choice(("little", "big"))
    return content[:start] + value.to_bytes(size, order) + content[start + size :]


# -- text ----------------------------------------------------------------------------------------


def _text(content: bytes, random: Random) -> bytes:
    chance = random.random()
    if chance < 0.5 and (found := list(_NUMBER.finditer(content[:20_000]))):
        one = random.choice(found)
        return content[: one.start()] + _number_text(random) + content[one.end() :]
    if chance < 0.75:
        lines = content.split(b"\n")
        at = random.randrange(len(lines))
        lines[at : at + 1] = random.choice(
            (
                [],
                [lines[at]] * 2,
                [lines[at] + b"," + lines[at]],
                [lines[at][::-1]],
                [b'"' + lines[at]],
            )
        )
        return b"\n".join(lines)
    at = _place(content, random)
    return content[:at] + random.choice(TEXTS).encode(errors="surrogatepass") + content[at:]


def _number_text(random: Random) -> bytes:
    return str(random.choice((*EXTREMES, *REALS)) if random.random() < 0.8 else "1e9999").encode()


# -- JSON ----------------------------------------------------------------------------------------


def _json(content: bytes, random: Random) -> bytes:
    try:
        values = json.loads(content)
    except (ValueError, RecursionError):
        return _text(content, random)
    return json.dumps(changed_values(values, random)).encode()


def changed_values(values: Any, random: Random) -> Any:
    """Return JSON values of which one is another, of another type, gone or there twice."""
    places = list(_places(values))
    if not places or random.random() < 0.03:
        return _any_value(random)
    for holder, key in random.sample(places, min(len(places), random.choice((1, 1, 1, 2, 5)))):
        try:
            _change(holder, key, random)
        except LookupError:  # an earlier change took it away
            continue
    return values


def _places(values: Any) -> Any:
    pairs = values.items() if isinstance(values, dict) else enumerate(values)
    if not isinstance(values, dict | list):
        return
    for key, value in pairs:
        yield values, key
        if isinstance(value, dict | list):
            yield from _places(value)


def _change(holder: Any, key: Any, random: Random) -> None:
    chance, value = random.random(), holder[key]
    if chance < 0.15:
        del holder[key]
    elif chance < 0.22 and isinstance(holder, list):
        holder.extend([value] * random.choice((1, 3, 100)))
    elif chance < 0.3 and isinstance(holder, dict):
        holder[random.choice(TEXTS)] = value
    elif chance < 0.45 and isinstance(value, str) and value[:1] == "{":  # JSON in JSON
        holder[key] = _json(value.encode(errors="surrogatepass"), random).decode(errors="replace")
    elif chance < 0.6 and isinstance(value, int | float):
        holder[key] = random.choice((*EXTREMES, *REALS))
    elif chance < 0.7 and isinstance(value, str):
        holder[key] = random.choice((*TEXTS, *NAMES))
    else:
        holder[key] = _any_value(random)


def _any_value(random: Random) -> Any:
    return random.choice(
        (
            None, True, False, [], {}, [[]], [None], {"": None}, "x", random.choice(TEXTS),
            random.choice(EXTREMES), random.choice(REALS), _nested(60), _nested(3000), [1] * 3000,
        )
    )  # fmt: skip


def _nested(depth: int) -> Any:
    values: Any = 1
    for _ in range(min(depth, 400)):  # more cannot be written; `bombs` has the deeper ones
        values = [values]
    return values


# -- containers ----------------------------------------------------------------------------------


def _safetensors(content: bytes, random: Random) -> bytes:
    """Change the header, and now and then its length."""
    length = struct.unpack_from("<Q", content)[0]
    header, rest = content[8 : 8 + length], content[8 + length :]
    header = _json(header.rstrip(), random) if header[:1] == b"{" else header
    told = random.choice(EXTREMES) % 2**64 if random.random() < 0.05 else len(header)
    return struct.pack("<Q", told) + header + rest


def _zip(content: bytes, random: Random) -> bytes:
    """Pack a zip again with one member changed, renamed, doubled or gone."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [[each, archive.read(each)] for each in archive.infolist()]
    except Exception:  # noqa: BLE001  changed before, so anything may be wrong with it
        return _bytes(content, random)
    if not members:
        return _bytes(content, random)
    one = random.choice(members[:1] * 2 + members)
    chance = random.random()
    if chance < 0.6:
        one[1] = mutated(one[1], random, rounds=1)
    elif chance < 0.75:
        members.append([_info(random.choice(NAMES), one[0]), one[1]])
    elif chance < 0.85:
        one[0] = _info(random.choice(NAMES), one[0])
    elif chance < 0.9:
        members.append([_info(one[0].filename, one[0]), one[1]])
    elif chance < 0.95:
        one[0].external_attr = 0o120777 << 16  # a symbolic link
    else:
        members.remove(one)
    return _packed(members)


def _info(name: str, like: zipfile.ZipInfo) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name.replace("\0", ""))
    made.compress_type = like.compress_type
    return made


def _packed(members: list[Any]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as archive:
        warnings.simplefilter("ignore")  # of two members of one name
        for info, value in members:
            archive.writestr(info, value)
    return out.getvalue()
