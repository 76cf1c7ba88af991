"""What the user does in the Sequence workspace: the film is edited, looked at and played."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QSize

from dfi_studio.core.sequence import Sequence
from dfi_studio.core.steps import FrameStep
from dfi_studio.library.film_folder import Film
from dfi_studio.session import sequence_edits as edits
from dfi_studio.session.document import Document
from dfi_studio.session.session import Session
from dfi_studio.ui.flows import Flows
from dfi_studio.ui.rendering.work import Message
from dfi_studio.ui.sequence.estimate import SolveClock, told
from dfi_studio.ui.sequence.filming import Filming
from dfi_studio.ui.sequence.footage import Footage, Shown
from dfi_studio.ui.sequence.panel import SequencePanel
from dfi_studio.ui.sequence.player import Player
from dfi_studio.ui.sequence.transport import Onion
from dfi_studio.ui.sequence.viewing import Viewing

_ONIONS = tuple(Onion)


class SequenceFront(Protocol):
    """What the film needs of the window."""

    def say(self, message: Message) -> None:
        """Show a message that stays until it is dismissed."""

    def tell(self, text: str) -> None:
        """Show a passing remark."""

    def show_film(self, *, lanes: bool, keys: bool, playing: bool, filming: bool) -> None:
        """Show on the actions what there is of a film, and what is done with it."""


class SequenceCommands(Flows):
    """Answers the panel and the actions, and keeps the panel in step with the document.

    Parameters
    ----------
    names : callable
        Names of the attribute files that are known, by their paths.
    """

    def __init__(
        self,
        session: Session,
        *,
        panel: SequencePanel,
        footage: Footage,
        viewing: Viewing,
        filming: Filming,
        clock: SolveClock,
        front: SequenceFront,
        names: Callable[[], Mapping[str, str]],
    ) -> None:
        super().__init__(front)
        self._session, self._panel, self._names = session, panel, names
        self._footage, self._viewing, self._filming = footage, viewing, filming
        self._clock, self._desk = clock, front
        self._step = 0
        self._shot: Shown | None = None
        self.player = Player(panel)
        self._connect()
        self._show_document(Document(), session.document)

    # -- the actions ----------------------------------------------------------------------------

    def play_film(self) -> None:
        """Play, or halt."""
        self.player.turn()

    def previous_frame(self) -> None:
        """Go one frame back."""
        self._look(self._step - 1)

    def next_frame(self) -> None:
        """Go one frame on."""
        self._look(self._step + 1)

    def first_frame(self) -> None:
        """Go to the first frame."""
        self._look(0)

    def last_frame(self) -> None:
        """Go to the last frame."""
        self._look(self._film.frames - 1)

    def next_onion(self) -> None:
        """Lay something else over the frames."""
        at = _ONIONS.index(self._viewing.onion)
        self._choose_onion(_ONIONS[(at + 1) % len(_ONIONS)])

    def render_film(self) -> None:
        """Solve the frames that are missing, or stop doing so."""
        if self._filming.shooting is not None:
            self._filming.stop()
        else:
            self._session.settle()
            self.start(self._render())

    # -- the document ---------------------------------------------------------------------------

    @property
    def _film(self) -> Sequence:
        return edits.film_of(self._session.document)

    def _show_document(self, old: Document, new: Document) -> None:
        """Show the film of another document."""
        film, was = edits.film_of(new), self._footage.film
        self._panel.show_document(new, self._names())
        self.player.show_film(film)
        if self._footage.show_film(new):
            self._panel.strip.forget()
        if was.key != self._footage.film.key and self._shot is not None:
            self._leave()
        subject = new.subject
        if subject is not None and subject != old.subject:
            height, width = subject.image.shape[:2]
            self._panel.strip.show_shape(QSize(width, height))
        self._step = min(self._step, film.frames - 1)
        self._show_step()
        self._show_solved()
        self._show_actions()
        if film != edits.film_of(old):
            self._viewing.look_again(self._step)

    def _leave(self) -> None:
        """Stop solving a film that is not the one in hand any more."""
        if self._shot is not None and self._shot.key != self._footage.film.key:
            self._filming.stop()
            self._desk.tell(_tr("The film has changed: render it again. Its frames are kept."))

    def _show_actions(self) -> None:
        film = self._film
        moving = any(each.keys for each in (*film.alphas, film.tv))
        self._desk.show_film(
            lanes=bool(self._session.document.recipe.directions),
            keys=moving,
            playing=self.player.playing,
            filming=self._filming.shooting is not None,
        )

    # -- looking --------------------------------------------------------------------------------

    def _look(self, step: int) -> None:
        """Go to a step by hand; a film that plays goes on from there."""
        step = min(max(step, 0), self._film.frames - 1)
        self.player.go_to(step)
        self._go_to(step)

    def _go_to(self, step: int) -> None:
        self._step = step
        self._show_step()
        self._viewing.look(step)

    def _show_step(self) -> None:
        film, place = self._film, self.player.place
        self._panel.show_step(self._step)
        seconds = float(place / film.rate)
        self._panel.transport.show_time(self._step, film.frames, seconds, float(film.duration))

    def _show_solved(self) -> None:
        """Show which frames are solved, how far the others are, and how long they take."""
        shooting, footage = self._filming.shooting, self._footage
        recipe = None if shooting is None else shooting.working
        along = footage.along
        working = along.index(recipe) if recipe is not None and recipe in along else None
        self._panel.strip.show_solved(footage.solved, working)
        self._panel.transport.show_running(
            running=shooting is not None, share=None if shooting is None else shooting.share
        )
        self._panel.transport.show_told(self.told())

    def told(self) -> str:
        """Return in words how long the film is, and how long it takes to solve."""
        footage, pace = self._footage, self._filming.pace
        _, recipes = footage.film.key
        solved = len({footage.along[step] for step in footage.solved})
        seconds = None if pace is None else pace * (len(recipes) - solved)
        if seconds is None:
            seconds = self._clock.film(len(recipes) - solved)
        shooting = self._filming.shooting
        return told(self._film, len(recipes), solved, shooting=shooting, seconds=seconds)

    # -- solving --------------------------------------------------------------------------------

    async def _render(self) -> None:
        """Solve the film of the document as it is now."""
        document = self._session.document
        if document.missing is not None:
            self._desk.tell(_tr("Complete the edit first: choose its pictures in Edit."))
            return
        await self.solved(document)
        self._desk.tell(_tr("The film is solved: {} frames.").format(self._film.length))

    async def solved(self, document: Document) -> Film:
        """Return the film of a document, with the frames solved that were missing.

        Raises
        ------
        JobStoppedError
            It was stopped.
        JobError
            It failed.
        """
        self._shot = Shown(document)
        try:
            film = await self._filming.solve(document)
            for number, recipe in enumerate(film.recipes):
                self._footage.put(self._shot, recipe, film.folder.picture(number))
            return film
        finally:
            self._shot = None
            self._show_solved()
            self._show_actions()

    def _on_filming(self, frame: FrameStep | None) -> None:
        """Take note that the film is farther; a frame that is looked at is shown."""
        if frame is not None and self._shot is not None:
            self._footage.put(self._shot, frame.recipe, frame.path)
            along = self._footage.along
            if self._step < len(along) and along[self._step] == frame.recipe:
                self._viewing.look_again()
        self._show_solved()
        self._show_actions()

    def _choose_onion(self, onion: Onion) -> None:
        self._viewing.onion = onion
        self._panel.transport.onion.show_value(onion)
        self._viewing.look_again()

    def _on_playing(self, playing: bool) -> None:
        self._panel.transport.show_playing(playing=playing)
        self._show_actions()

    def _on_sight(self, in_sight: bool) -> None:
        """Show the result of the document again where the film is put away."""
        if not in_sight:
            self.player.halt()
            self._viewing.look(None)

    def _load_small(self) -> None:
        self.start(self._small())

    async def _small(self) -> None:
        """Show small pictures of the solved frames that there is room for."""
        strip = self._panel.strip
        for step in strip.lacking():
            picture = await self._footage.small(step, strip.small)
            if picture is not None:
                strip.show_picture(step, picture)

    def _repeat(self, repeats: bool) -> None:
        self.player.repeats = repeats

    def _connect(self) -> None:
        panel, transport, player = self._panel, self._panel.transport, self.player
        panel.edited.connect(self._session.do)
        panel.settled.connect(self._session.settle)
        panel.scrubbed.connect(self._look)
        panel.play_wanted.connect(player.turn)
        panel.in_sight_changed.connect(self._on_sight)
        panel.strip.wanted.connect(self._load_small)
        transport.repeat_wanted.connect(self._repeat)
        transport.onion_wanted.connect(self._choose_onion)
        player.stepped.connect(self._go_to)
        player.changed.connect(self._on_playing)
        transport.render_wanted.connect(self.render_film)
        self._filming.watch(self._on_filming)
        self._session.subscribe(self._show_document)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sequence", text)
