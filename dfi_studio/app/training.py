"""The training of decoders in one run: its flow, its dialog and its line in the status bar."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.instant import Instant
from dfi_studio.ui.rendering.instant_verbs import InstantVerbs
from dfi_studio.ui.training.dialog import TrainingDialog
from dfi_studio.ui.training.training import Training
from dfi_studio.ui.window.main_window import MainWindow


def training_of(
    window: MainWindow,
    client: EngineClient,
    verbs: InstantVerbs,
    *,
    instant: Instant,
    dialogs: Dialogs,
    settings: QSettings,
) -> Training:
    """Return what trains decoders, shown in a window."""
    dialog = TrainingDialog(window)
    training = Training(
        window.session,
        client,
        verbs,
        instant=instant,
        views=(dialog, window.status),
        open_view=dialog.bring,
        front=window,
        dialogs=dialogs,
        settings=settings,
    )
    dialog.pause_wanted.connect(training.turn_training)
    dialog.cancel_wanted.connect(training.cancel_training)
    return training
