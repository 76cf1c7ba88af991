"""Faces in the whole window, with a fake engine: found, chosen, corrected, saved, exported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hands import drag
from journey import Journey
from people import ANNA, BEN
from PySide6.QtCore import QPoint, QPointF, Qt

from dfi_studio.core.face import Face
from dfi_studio.library.photos import open_photo

Run = Callable[[Any], Any]


def on_screen(journey: Journey, point: tuple[float, float]) -> QPoint:
    canvas = journey.window.canvas
    place = canvas._viewport.to_view(QPointF(point[0] + 0.5, point[1] + 0.5))
    return (place / canvas.devicePixelRatioF()).toPoint()


def box_of(face: Face) -> tuple[slice, slice]:
    left, top, right, bottom = (round(each) for each in face.box)
    return slice(max(top, 0), bottom), slice(max(left, 0), right)


async def exported(journey: Journey, name: str) -> np.ndarray:
    path = journey.folder / name
    journey.press("export_result")
    await journey.answer_file(path)
    await journey.until(lambda: f"Saved {path}" in journey.window.status.currentMessage())
    return open_photo(path)


def test_one_face_is_found_edited_and_put_back(run: Run, journey: Journey) -> None:
    journey.fake.people = (ANNA,)

    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.session.document.face == ANNA)
            await journey.solved()
            assert all(each.image.shape[0] < 64 for each, *_ in journey.fake.begun)
            await journey.until(lambda: journey.shown.width() == 96)  # the whole photo
            made, photo = await exported(journey, "a.png"), open_photo(journey.photo)
            rows, columns = box_of(ANNA)
            changed = (made != photo).any(axis=2)
            assert changed[rows, columns].mean() > 0.5
            changed[rows.start - 2 : rows.stop + 2, columns.start - 2 : columns.stop + 2] = False
            assert not changed.any()

            window.session.undo()  # the photo as it was before the last of the typed sets
            assert window.session.document.face == ANNA
            window.session.redo()
            journey.press("edit_whole_photo")
            await journey.until_done()
            journey.press("save_project")
            await journey.answer_file(journey.folder / "a.dfistudio")
            await journey.until((journey.folder / "a.dfistudio").exists)
            await journey.leave()

    run(main())


def test_two_faces_each_with_a_stack_of_its_own(run: Run, journey: Journey) -> None:
    journey.fake.people = (ANNA, BEN)

    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.faces.shown and window.canvas.zoom)
            (row,) = window.messages.offers
            assert "2 faces found" in row.text.text()
            window.canvas.setFocus()
            journey.qtbot.keyClick(window.canvas, Qt.Key.Key_1)
            assert window.session.document.face == ANNA
            assert window.messages.offers == []
            await journey.solved()
            journey.qtbot.mouseClick(
                window.canvas, Qt.MouseButton.LeftButton, pos=on_screen(journey, BEN.centre)
            )
            assert window.session.document.face == BEN
            assert window.edit.stack.rows == []  # nothing was done with it yet
            photo = open_photo(journey.photo)
            await journey.until(lambda: window.canvas._pictures.ground is not None)
            await journey.solved()
            made = await exported(journey, "both.png")
            for face in (ANNA, BEN):
                place = box_of(face)
                assert (made[place] != photo[place]).any(axis=2).mean() > 0.5
            journey.press("next_face")
            assert window.session.document.face == ANNA
            assert len(window.edit.stack.rows) == 1
            await journey.leave()

    run(main())


def test_points_are_corrected_and_come_back_from_a_project(run: Run, journey: Journey) -> None:
    journey.fake.people = (ANNA,)
    path = journey.folder / "a.dfistudio"
    corrected: list[Face | None] = []

    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.session.document.face == ANNA)
            await journey.until(lambda: window.canvas.zoom)
            journey.press("toggle_faces")
            nose = ANNA.landmarks[4]
            begin = on_screen(journey, nose)
            drag(window.canvas, [begin, begin + QPoint(12, 4), begin + QPoint(24, 8)])
            face = window.session.document.face
            assert face is not None
            assert face.landmarks[4][0] > nose[0] + 1
            assert window.session.undo_label == "Points of the face"
            journey.press("undo")
            assert window.session.document.face == ANNA
            journey.press("redo")
            corrected.append(face)
            await journey.solved()
            journey.press("save_project")
            await journey.answer_file(path)
            await journey.until(path.exists)
            await journey.leave()
        async with journey.opened(photo=path) as window:
            await journey.until(lambda: window.session.document.face == corrected[0])
            await journey.until_done()
            assert journey.fake.looked == 1  # what was saved is not looked for again
            assert journey.state == "Done"  # nor solved: no iterations are told
            await journey.until(lambda: journey.shown.width() == 96)
            await journey.leave()

    run(main())


def test_no_face_can_be_placed(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.messages.offers and window.canvas.zoom)
            window.messages.offers[0].act.click()
            assert window.faces.shown
            window.canvas.setFocus()
            journey.qtbot.keyClick(window.canvas, Qt.Key.Key_Return)
            assert window.session.document.face is not None
            assert window.messages.offers == []
            journey.qtbot.keyClick(window.canvas, Qt.Key.Key_Escape)
            assert not window.faces.shown
            await journey.solved()
            await journey.leave()

    run(main())
