"""What is asked for in the dialog of a batch: a plan, and the batch that it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from dfi_studio.core.batch import Batch, Variant
from dfi_studio.core.comparison import listed_numbers
from dfi_studio.core.errors import UsageError
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.treatment import ExportOptions, Extent, Treatment
from dfi_studio.library.batch_ledger import results_in
from dfi_studio.library.named_photos import named_photos
from dfi_studio.library.result_names import Template
from dfi_studio.session.recipe_files import is_complete, read_recipe
from dfi_studio.ui.queue.destination import Destination


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """A batch as it was asked for; files and folders were not looked at yet.

    Attributes
    ----------
    destination : Destination
    photos : tuple of Path
        Files, and folders with all below them.
    file : str
        A project or a recipe; empty for the edit in hand.
    strengths : str
        As typed; empty for the recipe's own.
    align : bool
        Whether the largest face of each photo is looked for.
    whole : bool
        Whether photos without a face come at their own size too.
    paired : bool
        Whether before and after are saved side by side too.
    """

    destination: Destination
    photos: tuple[Path, ...] = ()
    file: str = ""
    strengths: str = ""
    align: bool = True
    whole: bool = False
    paired: bool = False

    @property
    def alphas(self) -> tuple[float | None, ...]:
        """The strengths, each once; None for the recipe's own.

        Raises
        ------
        UsageError
            They are no numbers.
        """
        text = self.strengths.strip().rstrip(",")
        if not text:
            return (None,)
        return tuple(dict.fromkeys(listed_numbers(text, _tr("For the strengths,"))))

    def batch(self, recipe: Recipe, options: ExportOptions) -> Batch:
        """Return the batch that it comes to; reads files and walks through folders.

        Parameters
        ----------
        recipe : Recipe
            The edit in hand.
        options : ExportOptions
            What goes out beside the pixels.

        Raises
        ------
        StudioError
            A file or a folder cannot be read, or the batch makes nothing.
        """
        used = read_recipe(Path(self.file)) if self.file else recipe
        if not is_complete(used):
            raise UsageError(_tr("The edit in hand has no attribute, or one without pictures."))
        made = results_in(Template.of(self.destination.out).root)
        photos = tuple(dict.fromkeys(named_photos(self.photos, made)))
        if not photos:
            raise UsageError(_tr("There are no photos in what was named."))
        extent = Extent.WHOLE if self.whole else Extent.USUAL
        return Batch(
            photos,
            tuple(dict.fromkeys(Variant.of(used, alpha=alpha) for alpha in self.alphas)),
            self.destination.out,
            self.destination.extension,
            self.destination.conflict,
            Treatment(align=self.align, extent=extent, paired=self.paired, export=options),
        )


def _tr(text: str) -> str:
    return QCoreApplication.translate("Queue", text)
