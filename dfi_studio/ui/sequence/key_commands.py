"""The actions on keys, and on the film as a whole: each is an edit of the document."""

from __future__ import annotations

from dfi_studio.session import sequence_edits as edits
from dfi_studio.session.edits import Edit
from dfi_studio.session.session import Session
from dfi_studio.ui.sequence.panel import SequencePanel


class KeyCommands:
    """Answers the actions; which lane and which key are meant, the panel knows."""

    def __init__(self, session: Session, panel: SequencePanel) -> None:
        self._session, self._panel = session, panel

    def previous_key(self) -> None:
        """Go to the key before, in whichever lane."""
        self._panel.go_to_key(-1)

    def next_key(self) -> None:
        """Go to the next key, in whichever lane."""
        self._panel.go_to_key(1)

    def add_key(self) -> None:
        """Put a key where the film stands."""
        self._panel.add_key()

    def remove_key(self) -> None:
        """Remove the key that the hand is at."""
        self._panel.remove_key()

    def clear_lane(self) -> None:
        """Let the lane that the hand is at stand still."""
        self._panel.clear_lane()

    def begin_film(self) -> None:
        """Let every attribute go from nothing to its strength."""
        self._do(edits.begin_film())

    def turn_ping_pong(self) -> None:
        """Let the film go back the same way, or not."""
        self._do(edits.set_ping_pong(not self._session.document.sequence.ping_pong))

    def _do(self, edit: Edit) -> None:
        self._session.settle()
        self._session.do(edit)
