"""What the picture of a document is called, and which file it becomes."""

from __future__ import annotations

from pathlib import Path

from dfi_studio.core.batch import attribute_name
from dfi_studio.core.conflict import Conflict
from dfi_studio.core.errors import OutputError
from dfi_studio.library.outputs import check_folder, picture_format
from dfi_studio.library.result_names import ResultName, Template, free_name
from dfi_studio.session.document import Document
from dfi_studio.session.orders import Still
from dfi_studio.session.queue import Claim
from dfi_studio.session.queue_store import stamp

_PASTED = Path("pasted")


def result_name(document: Document, extension: str = "png") -> ResultName:
    """Return what tells the picture of a document from others."""
    recipe, photo = document.recipe, document.photo
    path = _PASTED if photo is None or photo.path is None else photo.path
    if recipe.moving:
        first = recipe.moving[0]
        return ResultName(path, first.alpha, attribute_name(first.attribute), extension)
    if document.filling and recipe.fill is not None:
        return ResultName(path, recipe.fill.alpha, "filled", extension)
    return ResultName(path, 0.0, "", extension)


def named(still: Still, document: Document) -> Path:
    """Return the path that is asked for, whether or not a file has it; looks at no file.

    Raises
    ------
    UsageError
        Its template is none.
    OutputError
        Its suffix is not one of a picture.
    """
    path = Template.of(still.out).path(result_name(document, still.extension)).absolute()
    picture_format(path)
    return path


def claimed(still: Still, document: Document) -> Claim | None:
    """Return the file that is to be written now, its folder made; None where it is to be skipped.

    Raises
    ------
    UsageError, OutputError
        See `named`; or nothing can be written there, or it is the photo itself.
    """
    path = named(still, document)
    check_folder(path.parent, make=True)
    if still.conflict is Conflict.SKIP and path.exists():
        return None
    if still.conflict is Conflict.UNIQUE:
        path = free_name(path)
    photo = document.photo
    own = photo is not None and photo.path is not None and photo.path.resolve() == path.resolve()
    if own:
        raise OutputError(f"{path} is the photo itself; give the result another name.")
    return Claim(path, stamp(path))


def written_before(claim: Claim | None) -> bool:
    """Say whether what was claimed in an earlier run was written in it: files come whole."""
    return claim is not None and stamp(claim.path) not in ("", claim.before)
