"""Where results of the queue go: chosen in a form, and remembered from run to run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from dfi_studio.core.conflict import Conflict
from dfi_studio.core.errors import StudioError
from dfi_studio.library.outputs import PICTURE_FORMATS
from dfi_studio.library.result_names import BATCH_NAME, EXAMPLE, ResultName, example
from dfi_studio.ui.language import from_left
from dfi_studio.ui.panels.section import Section, beside, quiet
from dfi_studio.ui.panels.segments import Segment, Segments
from dfi_studio.ui.panels.text_line import TextLine
from dfi_studio.ui.panels.wheel import CalmComboBox
from dfi_studio.ui.theme import put_icon

_OUT, _EXTENSION, _CONFLICT = (f"queue/{name}" for name in ("out", "extension", "conflict"))
_FOLDER = "DFI Studio"
EXTENSIONS = tuple(suffix[1:] for suffix in PICTURE_FORMATS if suffix not in (".jpeg", ".tiff"))
"""What results can be written as, each format once."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where results go.

    Attributes
    ----------
    out : str
        A folder or a template of names; see `library.result_names`.
    extension : str
        The format, as names end in it.
    conflict : Conflict
    """

    out: str
    extension: str = "png"
    conflict: Conflict = Conflict.UNIQUE


def remembered(settings: QSettings) -> Destination:
    """Return what was chosen last; at first a folder among the user's pictures."""
    pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    default = Path(pictures or Path.home()) / _FOLDER / BATCH_NAME
    extension = str(settings.value(_EXTENSION, "png"))
    conflict = str(settings.value(_CONFLICT, Conflict.UNIQUE))
    return Destination(
        str(settings.value(_OUT, str(default))),
        extension if extension in EXTENSIONS else "png",
        Conflict(conflict) if conflict in list(Conflict) else Conflict.UNIQUE,
    )


def remember(settings: QSettings, chosen: Destination) -> None:
    """Keep what was chosen for the next time."""
    settings.setValue(_OUT, chosen.out)
    settings.setValue(_EXTENSION, chosen.extension)
    settings.setValue(_CONFLICT, str(chosen.conflict))


class DestinationForm(QWidget):
    """Lets a `Destination` be chosen, and shows what it makes of a result.

    Parameters
    ----------
    name : ResultName
        The result that serves as an example.
    own_format : bool
        Whether the format is chosen here; else `show_extension` says it.
    """

    changed = Signal()
    folder_wanted = Signal()

    def __init__(
        self, now: Destination, name: ResultName = EXAMPLE, *, own_format: bool = True
    ) -> None:
        super().__init__()
        self._name, self._extension = name, "" if own_format else now.extension
        self.out, self.format = TextLine(), CalmComboBox()
        self.out.setText(now.out)
        self.out.setAccessibleName(self.tr("Names of the results"))
        about = self.tr("A folder, or a name with {stem}, {attribute}, {alpha:+.2f} and {ext}.")
        self.out.setAccessibleDescription(about)
        self.out.setToolTip(about)
        self.browse = QToolButton()
        put_icon(self.browse, "folder")
        self.browse.setToolTip(self.tr("Choose a folder"))
        self.browse.setAccessibleName(self.browse.toolTip())
        self.example = quiet()
        self.example.setAccessibleName(self.tr("Example of a name"))
        self.format.addItems(list(EXTENSIONS))
        self.format.setCurrentText(now.extension)
        self.format.setAccessibleName(self.tr("Format"))
        self._conflict = now.conflict
        self.conflict = Segments(self.tr("Where a name is taken"), self._choices())
        self.conflict.show_value(now.conflict)
        self._lay_out()
        self._connect()
        self._show()

    @property
    def chosen(self) -> Destination:
        """What is chosen."""
        extension = self._extension or self.format.currentText()
        return Destination(self.out.text().strip(), extension, self._conflict)

    @property
    def error(self) -> str:
        """Why it cannot be meant; empty where it can."""
        return self._said()[1]

    def show_folder(self, folder: Path) -> None:
        """Take another folder; the name of the files stays as it is."""
        text = self.out.text()
        named = Path(text).name if "{" in text else BATCH_NAME
        self.out.setText(str(folder / named))

    def show_extension(self, extension: str) -> None:
        """Take the format that was chosen elsewhere."""
        if extension != self._extension:
            self._extension = extension
            self._show()

    def show_name(self, name: ResultName) -> None:
        """Take another result as the example."""
        self._name = name
        self._show()

    def _choices(self) -> list[Segment]:
        return [
            Segment(
                Conflict.UNIQUE, self.tr("New name"), self.tr("The result becomes NAME-2, NAME-3.")
            ),
            Segment(
                Conflict.OVERWRITE,
                self.tr("Overwrite"),
                self.tr("The result takes the file's place once it is whole; never a photo's."),
            ),
            Segment(Conflict.SKIP, self.tr("Skip"), self.tr("The result is not made.")),
        ]

    def _said(self) -> tuple[str, str]:
        """Return the example, and what is wrong; one of them is empty."""
        chosen = self.chosen
        name = ResultName(
            self._name.photo, self._name.alpha, self._name.attribute, chosen.extension
        )
        try:
            return example(chosen.out, name), ""
        except StudioError as error:
            return "", str(error)

    def _show(self) -> None:
        made, wrong = self._said()
        self.example.setText(self.tr("Such as {}").format(from_left(made)) if made else wrong)
        for label, flag in (("wrong", bool(wrong)), ("quiet", not wrong)):
            self.example.setProperty(label, flag)
        self.example.style().unpolish(self.example)
        self.example.style().polish(self.example)
        self.changed.emit()

    def _on_conflict(self, value: object) -> None:
        assert isinstance(value, Conflict)
        self._conflict = value
        self.changed.emit()

    def _connect(self) -> None:
        self.out.textChanged.connect(self._show)
        self.format.currentTextChanged.connect(self._show)
        self.conflict.chosen.connect(self._on_conflict)
        self.browse.clicked.connect(self.folder_wanted)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.out, 1)
        line.addWidget(self.browse)
        where = Section(self.tr("Where the results go"))
        where.body.addLayout(line)
        where.body.addWidget(self.example)
        if not self._extension:
            where.body.addLayout(beside(self.tr("Format"), self.format))
        where.body.addLayout(beside(self.tr("Where a name is taken"), self.conflict))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(where)
