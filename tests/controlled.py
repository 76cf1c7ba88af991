"""A render loop at work, with everything around it faked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

import numpy as np
from fake_engine import FakeEngine
from PySide6.QtGui import QImage
from waiting import alongside, until

from dfi_studio.core.device import Device
from dfi_studio.core.errors import PictureSetError
from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Photo
from dfi_studio.core.portrait import Portrait
from dfi_studio.session import edits
from dfi_studio.session.result import Result
from dfi_studio.session.session import Session
from dfi_studio.ui.faces.present import Present
from dfi_studio.ui.rendering.controller import Controller
from dfi_studio.ui.rendering.engine_thread import EngineClient, EngineThread
from dfi_studio.ui.rendering.foretelling import Foretelling
from dfi_studio.ui.rendering.instant import Instant
from dfi_studio.ui.rendering.renders import Renders
from dfi_studio.ui.rendering.work import Message, Phase, SetReport, Work
from dfi_studio.ui.window.screen import Screen
from dfi_studio.ui.window.shown_photos import ShownPhotos

PHOTO = Photo.of(freeze(np.full((40, 60, 3), 0.2)))


@dataclass
class FakeView:
    photos: list[Photo | None] = field(default_factory=list)
    results: list[Result | None] = field(default_factory=list)
    pictures: list[QImage | None] = field(default_factory=list)
    grounds: list[QImage | None] = field(default_factory=list)
    works: list[Work] = field(default_factory=list)
    sets: dict[str, SetReport] = field(default_factory=dict)
    engine: list[str] = field(default_factory=list)
    said: list[Message] = field(default_factory=list)
    devices: list[str] = field(default_factory=list)
    device: str = ""

    def show_photo(self, photo: Photo | None, picture: QImage | None) -> None:
        self.photos.append(photo)

    def show_result(
        self, result: Result | None, picture: QImage | None, portrait: Portrait | None = None
    ) -> None:
        assert (result is None) == (picture is None)
        self.results.append(result)
        self.pictures.append(picture)

    def show_ground(self, picture: QImage | None) -> None:
        self.grounds.append(picture)

    def show_work(self, work: Work) -> None:
        self.works.append(work)

    def show_sets(self, reports: Mapping[str, SetReport]) -> None:
        self.sets = dict(reports)

    def show_engine(self, text: str) -> None:
        self.engine.append(text)

    def show_devices(self, devices: Sequence[Device], chosen: str) -> None:
        self.devices = [each.name for each in devices]
        self.device = chosen

    def say(self, message: Message) -> None:
        self.said.append(message)

    @property
    def phase(self) -> Phase | None:
        return self.works[-1].phase if self.works else None


class Studio:
    """A controller at work, with everything around it faked."""

    def __init__(self) -> None:
        self.fake = FakeEngine()
        self.view = FakeView()
        self.session = Session()
        self.sets = {"young": 10, "old": 12}
        self.counted: list[str] = []
        self.thread = EngineThread(self.fake.make_workshop)
        self.thread.start()
        self.client = EngineClient(self.thread)
        self.renders = Renders()
        self.screen = Screen(self.view, ShownPhotos(), self.renders)
        self.present = Present(
            self.session, self.client, self.renders.portraits, cut_out=self.fake.faces.cut_out
        )
        self.instant = Instant(
            self.present, self.client, self.fake.instant, say=self.view.said.append
        )
        self.foretelling = Foretelling(
            self.present, self.screen, known=self.renders.all, instant=self.instant
        )
        self.controller = Controller(
            self.present,
            self.client,
            verbs=self.fake.verbs,
            screen=self.screen,
            renders=self.renders,
            foretelling=self.foretelling,
            instant=self.instant,
            count_pictures=self.count,
        )

    def count(self, text: str) -> int:
        self.counted.append(text)
        if text not in self.sets:
            raise PictureSetError(f"There is no folder {text}.")
        return self.sets[text]

    def begin(self) -> None:
        self.session.do(edits.open_photo(PHOTO))
        self.session.do(edits.set_sets("young", "old"))

    def rendering(self) -> AbstractAsyncContextManager[None]:
        return alongside(self.controller.render_forever())

    until = staticmethod(until)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Render, and show guesses."""
        async with alongside(self.instant.run()), self.rendering():
            yield

    @property
    def done(self) -> bool:
        result = self.screen.result
        finished = self.view.phase is Phase.DONE and result is not None and result.finished
        return finished and result is not None and result.is_of(self.session.document)

    async def until_done(self) -> None:
        await self.until(lambda: self.done)
