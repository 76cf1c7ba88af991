"""What is found under the names of the picture sets in use: counts, or why one cannot serve."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dfi_studio.core.errors import StudioError
from dfi_studio.ui.flows import elsewhere
from dfi_studio.ui.rendering.work import SetReport


class SetReports:
    """Looks at sets outside the window's thread, and remembers what served.

    Parameters
    ----------
    count_pictures : callable
        How many pictures a set holds; raises `StudioError` where it cannot serve.
    """

    def __init__(self, count_pictures: Callable[[str], int]) -> None:
        self._count_pictures = count_pictures
        self._known: dict[str, SetReport] = {}

    async def of(self, sets: tuple[str, ...], *, again: bool) -> Mapping[str, SetReport]:
        """Return a report for each set, looking again at all or only at what did not serve."""
        for text in sets:
            if again or text not in self._known or self._known[text].error:
                self._known[text] = await elsewhere(self._report, text)
        return {text: self._known[text] for text in sets}

    def _report(self, text: str) -> SetReport:
        try:
            return SetReport(count=self._count_pictures(text))
        except StudioError as error:
            return SetReport(error=str(error))
