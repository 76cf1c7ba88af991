"""What the lanes show of a document: the strength of each attribute, then the smoothness."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from dfi_studio.session.curves import curve_of
from dfi_studio.session.document import Document
from dfi_studio.session.sequence_edits import film_of
from dfi_studio.ui.panels.attribute_names import attribute_in_full, attribute_name
from dfi_studio.ui.sequence.key_panel import ALPHA, TV
from dfi_studio.ui.sequence.lanes import LaneState


def lane_states(document: Document, names: Mapping[str, str]) -> list[LaneState]:
    """Return the lanes of a document; none where its stack is empty.

    Parameters
    ----------
    names : mapping of str to str
        Of the attribute files that are known, by their paths.
    """
    film, recipe = film_of(document), document.recipe
    if not recipe.directions:
        return []
    strengths = [
        LaneState(
            at,
            attribute_name(each.attribute, names),
            attribute_in_full(each.attribute),
            ALPHA,
            curve_of(film, at),
            each.alpha,
            each.on,
        )
        for at, each in enumerate(recipe.directions)
    ]
    words = QCoreApplication.translate("Sequence", "Smoothness")
    return [*strengths, LaneState(None, words, "", TV, curve_of(film, None), recipe.solver.tv)]
