from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock, MagicMock

import numpy as np
import pytest
from waiting import settled

from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import Contrast, FeatureSpace, SavedAttribute, Scaling
from dfi_studio.library.attributes import AttributeRecord, SetRecord, save_attribute
from dfi_studio.session import edits
from dfi_studio.session.session import Session
from dfi_studio.session.trays import Role
from dfi_studio.ui.commands.photo import PhotoCommands
from dfi_studio.ui.commands.stack import StackCommands
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.window.shown_photos import ShownPhotos
from dfi_studio.ui.window.view import Front

Run = Callable[[Any], Any]
PHOTO = Photo.of(freeze(np.full((80, 100, 3), 0.2)))


@pytest.fixture
def session() -> Session:
    session = Session()
    session.do(edits.open_photo(PHOTO))
    return session


@pytest.fixture
def front() -> Any:
    front = MagicMock(spec=Front)
    front.current_attribute = 0
    return front


@pytest.fixture
def photos(session: Session, front: Any, qapp: object) -> PhotoCommands:
    return PhotoCommands(
        session,
        photos=ShownPhotos(),
        front=front,
        dialogs=MagicMock(spec=Dialogs),
        open_project=MagicMock(),
        is_project=lambda path: path.suffix == ".dfistudio",
        add_attribute=MagicMock(),
    )


@pytest.fixture
def stack(session: Session, front: Any, qapp: object) -> StackCommands:
    return StackCommands(session, front=front, dialogs=MagicMock(spec=Dialogs))


def saved(path: Path, size: int) -> Path:
    record = AttributeRecord(
        name="smile",
        arrays={"conv3_1": np.zeros((1, 2, 2), np.float32)},
        height=size,
        width=size,
        backbone="vgg16",
        backbone_identity="fake",
        k=0,
        scaling=Scaling.NONE,
        source=SetRecord("source", ()),
        target=SetRecord("target", ()),
    )
    save_attribute(path, record)
    return path


def test_a_crop_is_kept_within_and_large_enough(
    photos: PhotoCommands, session: Session, front: Any
) -> None:
    photos.crop_chosen(Crop(95, 70, 4, 4))
    assert session.document.crop == Crop(68, 48, 32, 32)
    front.end_crop.assert_called_once()
    photos.crop_chosen(Crop(0, 0, 100, 80))
    assert session.document.crop is None  # the whole is no crop
    session.undo()
    photos.whole_photo()
    assert session.document.crop is None


def test_the_crop_tool_is_given_the_whole_photo(
    run: Run, photos: PhotoCommands, session: Session, front: Any
) -> None:
    session.do(edits.set_crop(Crop(10, 10, 40, 40)))

    async def main() -> None:
        photos.crop()
        await settled(photos)

    run(main())
    picture, size, crop = front.begin_crop.call_args.args
    assert (picture.width(), size.height(), crop) == (100, 80, Crop(10, 10, 40, 40))


def test_a_project_that_is_dropped_is_opened_as_one(photos: PhotoCommands) -> None:
    photos.open_path(Path("anna.dfistudio"))
    photos._open_project.assert_called_once_with(Path("anna.dfistudio"))  # type: ignore[attr-defined]


def test_an_attribute_that_is_dropped_is_added(photos: PhotoCommands) -> None:
    photos.open_path(Path("older.safetensors"))
    photos._add_attribute.assert_called_once_with(Path("older.safetensors"))  # type: ignore[attr-defined]


def test_the_first_attribute_file_decides_the_space_and_a_second_does_not(
    run: Run, stack: StackCommands, session: Session, tmp_path: Path
) -> None:
    one, two = saved(tmp_path / "one.safetensors", 64), saved(tmp_path / "two.safetensors", 96)

    async def main() -> None:
        stack.add_attribute_card(one)
        await settled(stack)
        stack.add_attribute_card(two)
        await settled(stack)

    run(main())
    recipe = session.document.recipe
    assert [each.attribute for each in recipe.directions] == [
        SavedAttribute(str(one)),
        SavedAttribute(str(two)),
    ]
    assert recipe.space == FeatureSpace(layers=("conv3_1",), size=64)


def test_a_file_that_is_none_is_said(
    run: Run, stack: StackCommands, session: Session, front: Any, tmp_path: Path
) -> None:
    async def main() -> None:
        stack.use_attribute_file(0, str(tmp_path / "nothing.safetensors"))
        await settled(stack)

    run(main())
    assert "nothing.safetensors" in front.say.call_args.args[0].text
    assert not session.document.recipe.directions


def test_sets_are_chosen_for_the_row_that_asked(
    run: Run, stack: StackCommands, session: Session, tmp_path: Path
) -> None:
    stack._dialogs.open_folder = AsyncMock(return_value=tmp_path)  # type: ignore[method-assign]
    stack.add_attribute_sets()
    stack.add_attribute_sets()

    async def main() -> None:
        stack.choose_folder(1, Role.TARGET)
        await settled(stack)

    run(main())
    first, second = (each.attribute for each in session.document.recipe.directions)
    assert first == Contrast("", "")
    assert second == Contrast("", str(tmp_path))
    stack._front.current_attribute = 1  # type: ignore[misc]
    stack.swap_sets()
    assert session.document.recipe.directions[1].attribute == Contrast(str(tmp_path), "")
