"""Opening, pasting and cropping photographs.

Flows wait for dialogs and files without holding the window up. They know the session, and of the
window only what `Front` says.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData, QSize
from PySide6.QtGui import QGuiApplication, QImage

from dfi_studio.core.errors import MaskError
from dfi_studio.core.photo import MIN_SIDE, Crop, Photo
from dfi_studio.library.attribute_card import FILE
from dfi_studio.library.photos import read_photo
from dfi_studio.library.picture_files import is_picture, picture_suffixes
from dfi_studio.library.sample_project import sample_project
from dfi_studio.session import edits, mask_edits
from dfi_studio.session.session import Session
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.flows import Flows, elsewhere
from dfi_studio.ui.masks.files import MaskFiles
from dfi_studio.ui.picture_files import photo_of
from dfi_studio.ui.rendering.work import Message, Severity
from dfi_studio.ui.window.shown_photos import ShownPhotos
from dfi_studio.ui.window.view import Front


class PhotoCommands(Flows):
    """Actions on the photograph.

    Parameters
    ----------
    open_project : callable
        What is done with the path of a project; anything else is opened as a photo.
    is_project : callable
        Tells the one from the other.
    add_attribute : callable
        What is done with the path of an attribute file.
    opened : callable
        Told of each photo that was opened or pasted.
    """

    def __init__(
        self,
        session: Session,
        *,
        photos: ShownPhotos,
        front: Front,
        dialogs: Dialogs,
        open_project: Callable[[Path], None],
        is_project: Callable[[Path], bool],
        add_attribute: Callable[[Path], None],
        opened: Callable[[Photo], None] = lambda photo: None,
    ) -> None:
        super().__init__(front)
        self._session = session
        self._photos = photos
        self._front: Front = front
        self._dialogs = dialogs
        self._masks = MaskFiles(dialogs)
        self._open_project = open_project
        self._is_project, self._opened = is_project, opened
        self._add_attribute = add_attribute

    def open_photo(self) -> None:
        """Ask for a photo, or a project, and open it."""
        self.start(self._choose())

    def open_path(self, path: Path) -> None:
        """Open a photo or a project that was named or dropped; add an attribute."""
        if self._is_project(path):
            self._open_project(path)
        elif path.suffix.lower() == FILE:
            self._add_attribute(path)
        else:
            self.start(self._open(path))

    def open_sample(self) -> None:
        """Open the project that comes with the program."""
        self.start(self._open_sample())

    def paste(self) -> None:
        """Open the picture on the clipboard."""
        content: QMimeData | None = QGuiApplication.clipboard().mimeData()
        urls = content.urls() if content else []
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        if len(paths) == 1 and is_picture(paths[0]):
            self.start(self._open(paths[0]))
        elif content and content.hasImage():
            self.start(self._take(QImage(content.imageData())))
        else:
            self._front.tell(_tr("There is no picture on the clipboard."))

    def crop(self) -> None:
        """Let the hand choose the part of the photo that is edited."""
        self.start(self._crop())

    def whole_photo(self) -> None:
        """Edit the whole photo again."""
        self._session.do(edits.set_crop(None))

    def crop_chosen(self, crop: Crop | None) -> None:
        """Edit the part that was chosen."""
        self._front.end_crop()
        photo = self._session.document.photo
        if photo is None:
            return
        height, width = photo.image.shape[:2]
        if crop is not None:
            crop = crop.within(width, height, least=MIN_SIDE)
        whole = Crop(0, 0, width, height)
        self._session.do(edits.set_crop(None if crop == whole else crop))

    def crop_left(self) -> None:
        """Leave the crop as it was."""
        self._front.end_crop()

    # -- flows ----------------------------------------------------------------------------------

    async def _choose(self) -> None:
        suffixes = " ".join(f"*{suffix}" for suffix in sorted(picture_suffixes()))
        filters = _tr("Pictures and projects ({} *.dfistudio);;All files (*)").format(suffixes)
        path = await self._dialogs.open_file(_tr("Open a photo"), kind="photo", filters=filters)
        if path is not None:
            self.open_path(path)

    async def _open(self, path: Path) -> None:
        photo = await elsewhere(read_photo, path)
        try:
            mask = await self._masks.beside(photo)
        except MaskError as error:  # no reason not to open the photo
            self._front.say(Message(str(error), Severity.ERROR))
            mask = None
        if mask is None:
            self._session.do(edits.open_photo(photo))
        else:
            self._session.do(mask_edits.open_photo_with(photo, (mask,)))
            self._front.tell(_tr("{} came with its mask, {}.").format(photo.name, mask.name))
        self._opened(photo)

    async def _open_sample(self) -> None:
        path, recipe = await elsewhere(sample_project)
        self._session.do(edits.open_sample(await elsewhere(read_photo, path), recipe))

    async def _take(self, picture: QImage) -> None:
        photo = await elsewhere(photo_of, picture)
        self._session.do(edits.open_photo(photo))
        self._opened(photo)

    async def _crop(self) -> None:
        document = self._session.document
        if document.photo is not None:
            height, width = document.photo.image.shape[:2]
            picture = await self._photos.of(document.photo)
            self._front.begin_crop(picture, QSize(width, height), document.crop)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Commands", text)
