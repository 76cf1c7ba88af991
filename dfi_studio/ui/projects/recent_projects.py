"""The projects that were open lately, remembered from run to run."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

_KEY = "recent/projects"
_MOST = 10


class RecentProjects:
    """A list of paths in the settings, the latest first, each once."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def paths(self) -> tuple[Path, ...]:
        """The projects; some may no longer be there."""
        kept = self._settings.value(_KEY) or []
        texts = [kept] if isinstance(kept, str) else kept  # a list of one comes back as its one
        return tuple(Path(str(text)) for text in texts)

    def add(self, path: Path) -> None:
        """Make a project the latest."""
        latest = dict.fromkeys((path, *self.paths))
        self._settings.setValue(_KEY, [str(each) for each in latest][:_MOST])
