"""The dialog that says what a film is written as, and where."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.core.errors import StudioError
from dfi_studio.core.film_order import FilmKind, FilmOrder
from dfi_studio.core.movie import Codec, MovieOptions
from dfi_studio.core.parameters import parameters
from dfi_studio.library.movies.dressing import check_caption
from dfi_studio.library.result_names import ResultName
from dfi_studio.ui.help.opening import help_by_f1
from dfi_studio.ui.panels.check import Check
from dfi_studio.ui.panels.number_box import NumberBox
from dfi_studio.ui.panels.scale import Scale
from dfi_studio.ui.panels.section import line, quiet
from dfi_studio.ui.panels.text_line import TextLine
from dfi_studio.ui.panels.wheel import CalmComboBox
from dfi_studio.ui.queue.destination import Destination, DestinationForm
from dfi_studio.ui.queue.names_dialog import choose_folder
from dfi_studio.ui.theme import em

_WIDTH = 38
"""In em."""
_NUMBERS = ("side", "quality", "loop")


class FilmExportDialog(QDialog):
    """Lets an `FilmOrder` be chosen; what cannot be meant cannot be accepted.

    Parameters
    ----------
    name : ResultName
        What the film is of, for the example of a name.
    about : str
        How long the film is, and how long it will take.
    queues : bool
        Whether there is a queue that it can be put into.

    Attributes
    ----------
    queued : bool
        Whether it is to be put into the queue, and not made at once.
    """

    def __init__(
        self, parent: QWidget, now: FilmOrder, name: ResultName, about: str, *, queues: bool
    ) -> None:
        super().__init__(parent)
        help_by_f1(self, "make-a-film.md#formats")
        self.setWindowTitle(self.tr("Export film"))
        self.queued = False
        self.kind, self.codec = CalmComboBox(), CalmComboBox()
        for kind in FilmKind:
            self.kind.addItem(self._kind_name(kind), kind)
        for codec in Codec:
            self.codec.addItem(self._codec_name(codec), codec)
        self.boxes = {each: self._box(each) for each in _NUMBERS}
        self.split = Check(self.tr("Before and after, with a divider that moves"))
        self.marked = Check(self.tr("Say in the film that it was edited, and how"))
        self.caption, self.wrong = TextLine(), quiet()
        self.about = quiet(about)
        self.form = DestinationForm(
            Destination(now.out, now.kind.extension, now.conflict), name, own_format=False
        )
        buttons = QDialogButtonBox.StandardButton
        self.box = QDialogButtonBox(buttons.Cancel)
        self.export = QPushButton(self.tr("Export"))
        self.queue = QPushButton(self.tr("Add to queue"))
        self.queue.setVisible(queues)
        self._lay_out()
        self._show(now)
        self._connect()
        self._look()

    @property
    def chosen(self) -> FilmOrder:
        """What is chosen."""
        side, quality, loop = (round(self.boxes[each].value()) for each in _NUMBERS)
        options = MovieOptions(
            side=side,
            quality=quality,
            loop=loop,
            codec=Codec(self.codec.currentData()),
            caption=self.caption.text().strip(),
            split=self.split.isChecked(),
            marked=self.marked.isChecked(),
        )
        where = self.form.chosen
        return FilmOrder(where.out, FilmKind(self.kind.currentData()), where.conflict, options)

    def _show(self, now: FilmOrder) -> None:
        self.kind.setCurrentIndex(self.kind.findData(now.kind))
        self.codec.setCurrentIndex(self.codec.findData(now.options.codec))
        for name, box in self.boxes.items():
            box.setValue(getattr(now.options, name))
        self.split.setChecked(now.options.split)
        self.marked.setChecked(now.options.marked)
        self.caption.setText(now.options.caption)

    def _look(self) -> None:
        """Show what the kind takes, and whether all can be meant."""
        kind = FilmKind(self.kind.currentData())
        self.form.show_extension(kind.extension)
        self.codec.setEnabled(kind.is_video)
        self.boxes["quality"].setEnabled(kind.lossy)
        self.boxes["loop"].setEnabled(kind.loops)
        wrong = ""
        try:
            check_caption(self.caption.text())
        except StudioError as error:
            wrong = str(error)
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        for button in (self.export, self.queue):
            button.setEnabled(not wrong and not self.form.error)

    def _put_off(self) -> None:
        self.queued = True
        self.accept()

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self._look)
        self.caption.textChanged.connect(self._look)
        self.form.changed.connect(self._look)
        self.form.folder_wanted.connect(lambda: choose_folder(self, self.form))
        self.export.clicked.connect(self.accept)
        self.queue.clicked.connect(self._put_off)
        self.box.rejected.connect(self.reject)

    # -- the parts ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        margin = em(self, 1.2)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(em(self, 0.7))
        column.addLayout(self._grid())
        column.addWidget(self.split)
        column.addWidget(self.marked)
        column.addWidget(line())
        column.addWidget(self.form)
        column.addWidget(line())
        column.addWidget(self.about)
        column.addStretch(1)
        self.wrong.setProperty("wrong", True)
        self.box.addButton(self.export, QDialogButtonBox.ButtonRole.ActionRole)
        self.box.addButton(self.queue, QDialogButtonBox.ButtonRole.ActionRole)
        self.export.setDefault(True)
        column.addWidget(self.box)
        self.resize(em(self, _WIDTH), 0)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(em(self, 0.8))
        grid.setVerticalSpacing(em(self, 0.5))
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        side, quality, loop = (self.boxes[each] for each in _NUMBERS)
        rows = (
            ((self.tr("Format"), self.kind), (self.tr("Codec"), self.codec)),
            ((self.tr("Longest side"), side), (self.tr("Quality"), quality)),
            ((self.tr("Plays, 0 for ever"), loop),),
        )
        for at, row in enumerate(rows):
            for place, (text, widget) in enumerate(row):
                label = QLabel(text)
                label.setBuddy(widget)
                widget.setAccessibleName(text)
                grid.addWidget(label, at, 2 * place)
                grid.addWidget(widget, at, 2 * place + 1)
        caption = QLabel(self.tr("Caption"))
        caption.setBuddy(self.caption)
        self.caption.setPlaceholderText("{attribute} {alpha:+.2f}")
        self.caption.setAccessibleName(self.tr("Caption"))
        self.caption.setToolTip(
            self.tr(
                "Written on every frame; it knows {stem}, {attribute}, {alpha:+.2f}, {frame} and "
                "{seconds:.1f}. Empty for none."
            )
        )
        grid.addWidget(caption, len(rows), 0)
        grid.addWidget(self.caption, len(rows), 1, 1, 3)
        grid.addWidget(self.wrong, len(rows) + 1, 1, 1, 3)
        return grid

    def _box(self, name: str) -> NumberBox:
        parameter = parameters(MovieOptions)[name]
        box = NumberBox(Scale(parameter))
        box.setToolTip(self.tr(parameter.help))
        box.setAccessibleDescription(self.tr(parameter.help))
        return box

    def _kind_name(self, kind: FilmKind) -> str:
        return {
            FilmKind.MP4: self.tr("MP4 film"),
            FilmKind.WEBM: self.tr("WebM film"),
            FilmKind.WEBP: self.tr("Animated WebP"),
            FilmKind.GIF: self.tr("Animated GIF"),
            FilmKind.APNG: self.tr("Animated PNG"),
            FilmKind.PNGS: self.tr("Numbered PNG pictures"),
            FilmKind.JPEGS: self.tr("Numbered JPEG pictures"),
            FilmKind.SHEET: self.tr("Contact sheet"),
        }[kind]

    def _codec_name(self, codec: Codec) -> str:
        return {
            Codec.AUTO: self.tr("Automatic: AV1, else VP9"),
            Codec.AV1: "AV1",
            Codec.VP9: "VP9",
            Codec.H264: self.tr("H.264, for old devices"),
        }[codec]
