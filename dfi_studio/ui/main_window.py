"""The main window: puts canvas, panels and actions in place, and passes on. It decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QImage, QKeyEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QLabel,
    QMainWindow,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.core.photo import Photo
from dfi_studio.session.document import Document
from dfi_studio.session.result import Result
from dfi_studio.session.session import Session
from dfi_studio.ui.action_bar import ActionBar
from dfi_studio.ui.actions import PICTURE_MENU, Place, WindowState
from dfi_studio.ui.browser.workspace import Workspace
from dfi_studio.ui.canvas.picture import PictureCanvas
from dfi_studio.ui.canvas.welcome import Welcome
from dfi_studio.ui.help import KeysDialog, show_about
from dfi_studio.ui.message_bar import MessageBar
from dfi_studio.ui.panels.edit_panel import EditPanel
from dfi_studio.ui.theme import tabular
from dfi_studio.ui.work import Message, Phase, SetReport, Work

_FIRST_SIZE = QSize(1280, 800)
_REMARK_MS = 6000


class MainWindow(QMainWindow):
    """Shows the session. Implements `controller.View` and `commands.Front`.

    Parameters
    ----------
    session : Session
        Edits of the panels go to it; its changes are shown.
    settings : QSettings
        Where the window's place is remembered.
    dataset : Workspace
        The browser, which is shown in place of the photo where it is wanted.
    """

    close_wanted = Signal()
    dropped = Signal(Path)
    folder_dropped = Signal(Path)
    likeness_dropped = Signal(Path)
    """A photo was dropped on the browser."""

    def __init__(self, session: Session, settings: QSettings, *, dataset: Workspace) -> None:
        super().__init__()
        self.dataset = dataset
        self._session = session
        self._settings = settings
        self._state = WindowState()
        self._bar = ActionBar(self)
        self.actions_ = self._bar.made
        self.messages = MessageBar()
        self.welcome = Welcome()
        self.canvas = PictureCanvas()
        self.panel = EditPanel()
        self._middle = QStackedWidget()
        self._places = QStackedWidget()
        self._photo_size, self._zoom = tabular(QLabel()), tabular(QLabel())
        self._working_size, self._engine = tabular(QLabel()), QLabel()
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()
        self._show_place(Place.EDIT)
        session.subscribe(self._on_changed)
        self._show_document(session.document)
        self._restore()

    def bind(self, *commands: object) -> None:
        """Connect every action, button and drop to the method of its name."""

        def command(name: str) -> Callable[..., None]:
            owner = next(each for each in (*commands, self) if hasattr(each, name))
            method: Callable[..., None] = getattr(owner, name)
            return method

        for name, action in self.actions_.items():
            action.triggered.connect(command(name))
        signals = {
            self.welcome.photo_wanted: "open_photo",
            self.welcome.sets_wanted: "choose_sets",
            self.welcome.sample_wanted: "open_sample",
            self.panel.photo.open_wanted: "open_photo",
            self.panel.attribute.file_wanted: "choose_attribute_file",
            self.panel.attribute.file_named: "use_attribute_file",
            self.panel.attribute.source.folder_wanted: "choose_source",
            self.panel.attribute.target.folder_wanted: "choose_target",
            self.panel.attribute.source.list_wanted: "choose_source_list",
            self.panel.attribute.target.list_wanted: "choose_target_list",
            self.panel.solver.stop_wanted: "stop",
            self.panel.solver.render_wanted: "render_again",
            self.close_wanted: "quit",
            self.dropped: "open_path",
            self.folder_dropped: "add_path",
            self.likeness_dropped: "neighbours_of_file",
        }
        for signal, name in signals.items():
            signal.connect(command(name))

    # -- what the controller and the commands show ----------------------------------------------

    def show_photo(self, photo: Photo | None, picture: QImage | None) -> None:
        """Show a photo, and no result; None for no photo."""
        height, width = (0, 0) if photo is None else photo.image.shape[:2]
        self._middle.setCurrentWidget(self.welcome if photo is None else self.canvas)
        self.canvas.show_photo(picture, QSize(width, height))
        self._photo_size.setText(self.tr("{} \u00d7 {} px").format(width, height) if photo else "")

    def show_result(self, result: Result | None, picture: QImage | None) -> None:
        """Show a result in the photo's place; None to show the photo."""
        self.canvas.show_result(picture)
        if result is None:
            self._working_size.setText("")
        else:
            height, width, _ = result.image.shape
            self._working_size.setText(self.tr("solved at {} \u00d7 {}").format(width, height))
        self._update_actions(has_result=result is not None)

    def show_unsaved(self, unsaved: bool) -> None:
        """Mark the title while there is a result that was not saved."""
        self.setWindowModified(unsaved)

    def show_work(self, work: Work) -> None:
        """Show how far the render is."""
        self.panel.solver.show_work(work)
        self._update_actions(phase=work.phase)

    def show_sets(self, reports: Mapping[str, SetReport]) -> None:
        """Show what was found under the names of the sets."""
        self.panel.attribute.show_sets(reports)

    def show_engine(self, text: str) -> None:
        """Show what the engine runs on, or how far its start is."""
        self._engine.setText(text)

    def say(self, message: Message) -> None:
        """Show a message that stays until it is dismissed."""
        self.messages.say(message)

    def tell(self, text: str) -> None:
        """Show a passing remark in the status bar."""
        self.statusBar().showMessage(text, _REMARK_MS)

    def show_edit(self) -> None:
        """Show the photo and its panels."""
        self._show_place(Place.EDIT)

    def show_dataset(self) -> None:
        """Show the browser."""
        self._show_place(Place.DATASET)

    def show_keys(self) -> None:
        """List the keys."""
        KeysDialog(self).show()

    def show_about(self) -> None:
        """Say what the program is."""
        show_about(self)

    # -- inside ---------------------------------------------------------------------------------

    def _on_changed(self, old: Document, new: Document) -> None:
        self._show_document(new)

    def _show_document(self, document: Document) -> None:
        self.panel.show_document(document)
        self.welcome.show_document(document)
        photo = document.photo
        name = "" if photo is None else self.tr(photo.name)
        self.setWindowTitle(f"{name}[*] — DFI Studio" if name else "DFI Studio[*]")
        undo, redo = self._session.undo_label, self._session.redo_label
        self._update_actions(has_photo=photo is not None, undo=undo, redo=redo)

    def _update_actions(self, **changes: bool | int | str | Phase | Place | None) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]
        self._bar.show_state(self._state)

    def _connect(self) -> None:
        self.panel.edited.connect(self._session.do)
        self.panel.settled.connect(self._session.settle)
        self.panel.photo.original_held.connect(self.canvas.reveal_original)
        self.panel.photo.original_released.connect(self.canvas.return_to_result)
        self.canvas.zoom_changed.connect(self._on_zoom)
        self.dataset.selection_changed.connect(self._on_selection)
        self.dataset.desk_changed.connect(self._on_desk)
        self.dataset.edit_wanted.connect(self.show_edit)
        self.dataset.menu_wanted.connect(self._on_menu)

    def _show_place(self, place: Place) -> None:
        dataset = place is Place.DATASET
        self._dock.hide()  # until the page is there: together they are wider than a small screen
        for page, shown in ((self._middle, not dataset), (self.dataset, dataset)):
            policy = QSizePolicy.Policy.Preferred if shown else QSizePolicy.Policy.Ignored
            page.setSizePolicy(policy, policy)  # a hidden page must not hold the window wide
        self._places.setCurrentWidget(self.dataset if dataset else self._middle)
        self._dock.setVisible(not dataset)
        for label in (self._photo_size, self._zoom, self._working_size):
            label.setVisible(not dataset)
        self._update_actions(place=place)

    def _on_selection(self, count: int) -> None:
        self._update_actions(selected=count)

    def _on_desk(self, undo: str | None, redo: str | None, ready: bool) -> None:
        self._update_actions(desk_undo=undo, desk_redo=redo, trays_filled=ready)

    def _on_menu(self, place: QPoint) -> None:
        self._bar.menu_of(PICTURE_MENU, self).popup(place)

    def _on_zoom(self, zoom: float) -> None:
        self._zoom.setText(f"{zoom:.0%}" if zoom else "")

    def _lay_out(self) -> None:
        self._middle.addWidget(self.welcome)
        self._middle.addWidget(self.canvas)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        self._places.addWidget(self._middle)
        self._places.addWidget(self.dataset)
        column.addWidget(self._places, 1)
        self.setCentralWidget(centre)
        dock = self._dock = QDockWidget(self.tr("Edit"))
        dock.setObjectName("edit")
        dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        dock.setTitleBarWidget(QWidget())
        dock.setWidget(self.panel)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        for label in (self._photo_size, self._zoom, self._working_size, self._engine):
            self.statusBar().addPermanentWidget(label)
        self.statusBar().setSizeGripEnabled(False)

    def _restore(self) -> None:
        self.resize(_FIRST_SIZE)
        geometry = self._settings.value("window/geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)

    # -- Qt -------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask whoever owns the window; nothing closes by itself."""
        self._settings.setValue("window/geometry", self.saveGeometry())
        event.ignore()
        self.close_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show the original while the key is held."""
        if event.key() == Qt.Key.Key_Backslash:
            self.canvas.reveal_original()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Show the result again."""
        if event.key() == Qt.Key.Key_Backslash and not event.isAutoRepeat():
            self.canvas.return_to_result()
        else:
            super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Let go of the original when the key's release would go to another window."""
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.canvas.return_to_result()
        super().changeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file from this machine."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a photo, browse a folder, or look for what is like a photo."""
        event.acceptProposedAction()
        path = Path(event.mimeData().urls()[0].toLocalFile())
        if path.is_dir():
            self.show_dataset()
            self.folder_dropped.emit(path)
        elif self._state.place is Place.DATASET:
            self.likeness_dropped.emit(path)
        else:
            self.dropped.emit(path)
