"""What a project says of the film of a document, as JSON values, and back; see `project_values`."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from typing import Any

from dfi_studio.core.sequence import Curve, Easing, Key, Sequence
from dfi_studio.library.json_values import as_flag, as_number, as_text, as_whole

_FILM = "sequence"
_KEPT = 200

Values = dict[str, Any]


@lru_cache(_KEPT)
def film_values(sequence: Sequence) -> Values:
    """Return what is added to the values of a document: nothing where there is no film.

    Many writings of one history share it: leave it as it is.
    """
    return {} if sequence == Sequence() else {_FILM: asdict(sequence)}


def film_of(values: Values) -> Sequence:
    """Return the film of the document that values tell of.

    Raises
    ------
    ValueError, TypeError, KeyError, AttributeError, UsageError
        They tell of none.
    """
    about = values.get(_FILM)
    if about is None:
        return Sequence()
    return Sequence(
        tuple(_curve(each) for each in about["alphas"]),
        _curve(about["tv"]),
        frames=as_whole(about["frames"]),
        fps=as_number(about["fps"]),
        hold_first=as_whole(about["hold_first"]),
        hold_last=as_whole(about["hold_last"]),
        ping_pong=as_flag(about["ping_pong"]),
    )


def _curve(values: Values) -> Curve:
    return Curve(
        tuple(
            Key(as_number(each["at"]), as_number(each["value"]), Easing(as_text(each["easing"])))
            for each in values["keys"]
        )
    )
