"""The edits of the film: its keys, how long it is and how fast; see `edits`.

Keys are named by the lane that they lie in and their place on the timeline. A drag of one is a
step of undo, however many lanes it is compared with; `Session.settle` ends it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dfi_studio.core.sequence import Curve, Easing, Key, Sequence
from dfi_studio.session.curves import Lane, curve_of, fitting, with_curve
from dfi_studio.session.document import Document
from dfi_studio.session.edits import Edit


def add_key(lane: Lane, key: Key) -> Edit:
    """Put a key on the timeline, in the stead of one at its place."""
    return _on_curve("Add key", lane, lambda curve: curve.with_key(key), detail=f"{key.value:.3g}")


def change_key(lane: Lane, at: float, key: Key) -> Edit:
    """Give the key at a place another place, value or easing.

    One that is not there any more is put there.
    """

    def change(curve: Curve) -> Curve:
        return curve.without(at).with_key(key)

    merge = f"key {'tv' if lane is None else lane}"
    return replace(_on_curve("Move key", lane, change, detail=f"{key.value:.3g}"), merge=merge)


def ease_key(lane: Lane, key: Key, easing: Easing) -> Edit:
    """Let the value go on from a key in another way."""
    eased = replace(key, easing=easing)
    return _on_curve("Easing", lane, lambda curve: curve.with_key(eased), detail=easing.value)


def remove_key(lane: Lane, at: float) -> Edit:
    """Take a key away."""
    return _on_curve("Remove key", lane, lambda curve: curve.without(at))


def clear_lane(lane: Lane) -> Edit:
    """Take all keys of a lane away: it stands still."""
    return _on_curve("Remove keys", lane, lambda curve: Curve())


def begin_film() -> Edit:
    """Let every attribute that takes part go from nothing to its strength, from rest to rest.

    One that has no strength goes to 1.
    """

    def apply(document: Document) -> Document:
        curves = tuple(
            Curve.through(0.0, each.alpha or 1.0, easing=Easing.BOTH) if each.on else Curve()
            for each in document.recipe.directions
        )
        return replace(document, sequence=replace(document.sequence, alphas=curves))

    return Edit("Keys from 0 to the strength", apply)


def set_frames(frames: float) -> Edit:
    """Make the film of so many pictures; keys keep their share of the way."""
    return _set("Frames", f"{frames:g}", frames=int(frames))


def set_fps(fps: float) -> Edit:
    """Show so many frames in a second."""
    return _set("Frames per second", f"{fps:g}", fps=fps)


def set_hold_first(frames: float) -> Edit:
    """Show the first frame so many frames longer."""
    return _set("Hold the first", f"{frames:g}", hold_first=int(frames))


def set_hold_last(frames: float) -> Edit:
    """Show the last frame so many frames longer."""
    return _set("Hold the last", f"{frames:g}", hold_last=int(frames))


def set_ping_pong(on: bool) -> Edit:
    """Let the film go back the same way, or not."""
    return replace(_set("Ping-pong", "on" if on else "off", ping_pong=on), merge=None)


def film_of(document: Document) -> Sequence:
    """Return the film of a document: of the attributes that its stack has."""
    return fitting(document.sequence, len(document.recipe.directions))


def _on_curve(label: str, lane: Lane, change: Callable[[Curve], Curve], detail: str = "") -> Edit:
    def apply(document: Document) -> Document:
        film = film_of(document)
        changed = with_curve(film, lane, change(curve_of(film, lane)))
        return replace(document, sequence=changed)

    return Edit(label, apply, detail=detail)


def _set(label: str, detail: str, **changes: float) -> Edit:
    """Return the edit of numbers; a drag along one of them is one step."""

    def apply(document: Document) -> Document:
        changed = replace(document.sequence, **changes)  # type: ignore[arg-type]
        return replace(document, sequence=changed)

    return Edit(label, apply, f"film {label}", detail)
