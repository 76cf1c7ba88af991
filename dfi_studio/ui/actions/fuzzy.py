"""How well a few typed letters fit a text: they must come in its order, not side by side."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

_STARTS_A_WORD, _FOLLOWS_ON, _FITS = 12, 8, 1
_GAP_COSTS, _MOST_GAP = 0.5, 10


def score(typed: str, text: str) -> float | None:
    """Return how well `typed` fits `text`, or None where it does not.

    Letters at the start of a word and letters that follow on one another count most, and a short
    text is a better find than a long one.

    Parameters
    ----------
    typed : str
        Words in any order; each must fit, upper and lower case being one.
    text : str
    """
    words = typed.casefold().split()
    folded = text.casefold()
    scores = [_word_score(word, folded) for word in words]
    if any(each is None for each in scores):
        return None
    return sum(each for each in scores if each is not None) - len(folded) / 100


def best(typed: str, texts: Sequence[tuple[str, str]]) -> list[int]:
    """Return the places of the texts that fit, the best first; equal ones stay in order.

    Parameters
    ----------
    texts : sequence of pairs
        What is read, and what is known besides: where only both together fit, they come last.
    """
    ranked = []
    for at, (text, besides) in enumerate(texts):
        alone = score(typed, text)
        fit = score(typed, f"{text} {besides}") if alone is None else alone
        if fit is not None:
            ranked.append((alone is None, -fit, at))
    return [at for _, _, at in sorted(ranked)]


def _word_score(word: str, text: str) -> float | None:
    """Return the best way to find the letters of a word in a text, one after the other."""

    @cache
    def rest(letter: int, place: int) -> float | None:
        """Find the letters from `letter` on at or behind `place`."""
        if letter == len(word):
            return 0.0
        found: float | None = None
        at = text.find(word[letter], place)
        while at >= 0:
            later = rest(letter + 1, at + 1)
            if later is not None:
                here = later + _worth(text, at, gap=at - place if letter else None)
                found = here if found is None else max(found, here)
            at = text.find(word[letter], at + 1)
        return found

    return rest(0, 0)


def _worth(text: str, at: int, *, gap: int | None) -> float:
    """Return what a letter found here is worth; `gap` letters were passed over since the last."""
    if at == 0 or not text[at - 1].isalnum():
        worth = float(_STARTS_A_WORD)
    elif gap == 0:
        worth = float(_FOLLOWS_ON)
    else:
        worth = float(_FITS)
    return worth - (min(gap, _MOST_GAP) * _GAP_COSTS if gap else 0)
