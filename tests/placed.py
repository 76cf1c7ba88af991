"""What puts results into a photo, with a fake engine."""

from __future__ import annotations

from unittest.mock import MagicMock

from fake_engine import FakeEngine

from dfi_studio.session.session import Session
from dfi_studio.ui.faces.in_photo import InPhoto
from dfi_studio.ui.faces.present import Present
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.renders import Renders
from dfi_studio.ui.window.screen import Screen
from dfi_studio.ui.window.shown_photos import ShownPhotos
from dfi_studio.ui.window.view import View


def in_photo(
    session: Session,
    engine: EngineClient,
    fake: FakeEngine,
    *,
    renders: Renders,
    screen: Screen | None = None,
) -> InPhoto:
    """Return it, with a screen of its own where none is given."""
    return InPhoto(
        engine,
        Present(session, engine, renders.portraits, cut_out=fake.faces.cut_out),
        screen or Screen(MagicMock(spec=View), ShownPhotos(), renders),
        render=fake.verbs.render,
        verbs=fake.faces,
    )
