"""The dialog of a batch: which photos, edited how, and where the results go."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.core.errors import StudioError
from dfi_studio.library.result_names import EXAMPLE, ResultName
from dfi_studio.ui.help.opening import help_by_f1
from dfi_studio.ui.panels.check import Check
from dfi_studio.ui.panels.section import Section, quiet
from dfi_studio.ui.panels.segments import Segment, Segments
from dfi_studio.ui.panels.text_line import TextLine
from dfi_studio.ui.queue.batch_plan import BatchPlan
from dfi_studio.ui.queue.destination import DestinationForm
from dfi_studio.ui.queue.names_dialog import choose_folder
from dfi_studio.ui.queue.photo_names import PhotoNames
from dfi_studio.ui.theme import em, put_icon

_WIDTH, _HEIGHT = 66, 30
"""In em."""
_OWN, _FILE = "own", "file"


class BatchDialog(QDialog):
    """Lets a `BatchPlan` be chosen; what cannot be meant cannot be accepted.

    Parameters
    ----------
    now : BatchPlan
        What it shows at first.
    name : ResultName or None
        What the edit in hand is called; None where it is not complete.
    """

    def __init__(self, parent: QWidget, now: BatchPlan, name: ResultName | None) -> None:
        super().__init__(parent)
        help_by_f1(self, "batch-on-a-cluster.md#here")
        self.setWindowTitle(self.tr("Queue a batch"))
        self._name = name
        self.photos, self.form = PhotoNames(), DestinationForm(now.destination)
        self.edit = Segments(
            self.tr("Edit"),
            [
                Segment(_OWN, self.tr("The edit in hand"), self.tr("As this photo is edited now.")),
                Segment(_FILE, self.tr("A project or recipe"), self.tr("As a file says.")),
            ],
        )
        self._by_file = False
        self.file, self.strengths = TextLine(), TextLine()
        self.browse = QToolButton()
        self.align = Check(self.tr("Edit the largest face of each photo"))
        self.whole = Check(self.tr("Photos without a face at their own size too"))
        self.paired = Check(self.tr("Before and after side by side too"))
        self.told = quiet()
        buttons = QDialogButtonBox.StandardButton
        self.box = QDialogButtonBox(buttons.Cancel)
        self.accept_button = self.box.addButton(
            self.tr("Add to the queue"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._name_parts()
        self._lay_out()
        self._show_plan(now)
        self._connect()
        self._show()

    @property
    def chosen(self) -> BatchPlan:
        """What is chosen."""
        return BatchPlan(
            self.form.chosen,
            self.photos.paths,
            self.file.text().strip() if self._by_file else "",
            self.strengths.text(),
            self.align.isChecked(),
            self.whole.isChecked(),
            self.paired.isChecked(),
        )

    @property
    def error(self) -> str:
        """What is missing or cannot be meant; empty for nothing."""
        plan = self.chosen
        if not plan.photos:
            return self.tr("Add photos or folders.")
        if self._by_file and not plan.file:
            return self.tr("Choose a project or a recipe.")
        try:
            _ = plan.alphas
        except StudioError as error:
            return str(error)
        return self.form.error

    # -- inside ---------------------------------------------------------------------------------

    def _show_plan(self, plan: BatchPlan) -> None:
        self.photos.take(plan.photos)
        self._by_file = bool(plan.file) or self._name is None
        self.edit.show_value(_FILE if self._by_file else _OWN)
        self.edit.buttons[_OWN].setEnabled(self._name is not None)
        self.file.setText(plan.file)
        self.strengths.setText(plan.strengths)
        for check, on in (
            (self.align, plan.align), (self.whole, plan.whole), (self.paired, plan.paired),
        ):  # fmt: skip
            check.setChecked(on)

    def _show(self) -> None:
        """Show what it comes to, or why it cannot be added yet."""
        for part in (self.file, self.browse):
            part.setEnabled(self._by_file)
        wrong = self.error
        self.accept_button.setEnabled(not wrong)
        self.told.setText(wrong or self._summary())

    def _show_example(self) -> None:
        """Name the example after the first photo, and what is done to it."""
        plan, base = self.chosen, self._name or EXAMPLE
        files = [each for each in plan.photos if not each.is_dir()]
        attribute, alpha = base.attribute, base.alpha
        if plan.file:
            attribute = Path(plan.file).stem
        try:
            first = plan.alphas[0]
        except StudioError:
            first = None
        alpha = alpha if first is None else first
        photo = files[0] if files else EXAMPLE.photo
        self.form.show_name(ResultName(photo, alpha, attribute))
        self._show()

    def _summary(self) -> str:
        plan = self.chosen
        folders = sum(each.is_dir() for each in plan.photos)
        files = len(plan.photos) - folders
        parts = []
        if files:
            words = self.tr("1 photo") if files == 1 else self.tr("{:,} photos")
            parts.append(words.format(files))
        if folders:
            words = self.tr("1 folder of photos") if folders == 1 else self.tr("{:,} folders")
            parts.append(words.format(folders))
        each = len(plan.alphas)
        words = self.tr("1 result of each") if each == 1 else self.tr("{} results of each")
        return self.tr(", ").join([*parts, words.format(each)])

    def _on_edit(self, chosen: object) -> None:
        self._by_file = chosen == _FILE
        self._show_example()
        if self._by_file:
            self.file.setFocus()

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a project or a recipe"))
        dialog.setNameFilter(self.tr("Projects and recipes (*.dfistudio *.json)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.file.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _connect(self) -> None:
        self.photos.changed.connect(self._show_example)
        self.file.textChanged.connect(self._show_example)
        self.strengths.textChanged.connect(self._show_example)
        self.edit.chosen.connect(self._on_edit)
        self.form.changed.connect(self._show)
        self.form.folder_wanted.connect(lambda: choose_folder(self, self.form))
        self.browse.clicked.connect(self._ask_file)
        self.box.accepted.connect(self.accept)
        self.box.rejected.connect(self.reject)
        self._show_example()

    def _name_parts(self) -> None:
        if self._name is None:
            self.edit.buttons[_OWN].setToolTip(self.tr("The photo in hand has no complete edit."))
        self.file.setAccessibleName(self.tr("Project or recipe"))
        self.file.setPlaceholderText(self.tr("A project (.dfistudio) or a recipe (.json)"))
        put_icon(self.browse, "folder")
        self.browse.setToolTip(self.tr("Choose a project or a recipe"))
        self.browse.setAccessibleName(self.browse.toolTip())
        self.strengths.setAccessibleName(self.tr("Strengths"))
        self.strengths.setPlaceholderText(self.tr("its own; or such as 0.5, 1, 1.5"))
        self.strengths.setToolTip(
            self.tr("How far to move, one result for each; of all attributes at once.")
        )
        self.align.setToolTip(
            self.tr("Each is put back into its photo; a photo without a face is edited as it is.")
        )
        self.whole.setToolTip(self.tr("Else they come at the size at which they were solved."))
        self.told.setAccessibleName(self.tr("What it comes to"))
        self.accept_button.setDefault(True)

    def _lay_out(self) -> None:
        how = Section(self.tr("How they are edited"))
        how.body.addWidget(self.edit)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.file, 1)
        line.addWidget(self.browse)
        how.body.addLayout(line)
        strengths = QLabel(self.tr("Strengths"))
        strengths.setBuddy(self.strengths)
        row = QHBoxLayout()
        row.addWidget(strengths)
        row.addWidget(self.strengths, 1)
        how.body.addLayout(row)
        for check in (self.align, self.whole, self.paired):
            how.body.addWidget(check)
        right = QVBoxLayout()
        right.setSpacing(em(self, 1.2))
        right.addWidget(how)
        right.addWidget(self.form)
        right.addStretch(1)
        grid = QGridLayout(self)
        margin = em(self, 1.2)
        grid.setContentsMargins(margin, margin, margin, margin)
        grid.setHorizontalSpacing(em(self, 1.6))
        grid.setVerticalSpacing(em(self, 1))
        grid.addWidget(self.photos, 0, 0)
        grid.addLayout(right, 0, 1)
        grid.addWidget(self.told, 1, 0)
        grid.addWidget(self.box, 1, 1)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(1, 6)
        grid.setRowStretch(0, 1)
        self.resize(em(self, _WIDTH), em(self, _HEIGHT))
