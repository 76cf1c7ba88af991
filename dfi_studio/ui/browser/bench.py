"""What the commands of the browser work with, under one name."""

from __future__ import annotations

from dataclasses import dataclass

from dfi_studio.session.session import Session
from dfi_studio.ui.browser.contrasts import Contrasts
from dfi_studio.ui.browser.curator import Curator
from dfi_studio.ui.browser.shelf import Shelf
from dfi_studio.ui.browser.verbs import DatasetVerbs
from dfi_studio.ui.browser.workspace import Workspace
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.window.view import Front


@dataclass(frozen=True, eq=False, slots=True)
class Bench:
    """Everything within reach of a command.

    Attributes
    ----------
    engine : EngineClient
        The thread that computes.
    lane : EngineClient
        The thread that reads folders.
    """

    session: Session
    shelf: Shelf
    contrasts: Contrasts
    curator: Curator
    engine: EngineClient
    lane: EngineClient
    verbs: DatasetVerbs
    view: Workspace
    front: Front
    dialogs: Dialogs
