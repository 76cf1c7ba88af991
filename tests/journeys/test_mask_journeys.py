"""Masks in the whole window, with a fake engine: paint, undo, feather, fill, export, save."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hands import drag
from journey import Journey
from PySide6.QtCore import QPoint, Qt

from dfi_studio.core.mask import MaskRole
from dfi_studio.library.masks import load_mask, save_mask
from dfi_studio.library.photos import open_photo
from dfi_studio.ui.actions.action import Place
from dfi_studio.ui.canvas.painting.brush import Brush
from dfi_studio.ui.canvas.painting.instrument import Instrument
from dfi_studio.ui.window.main_window import MainWindow

Run = Callable[[Any], Any]


def masks(window: MainWindow) -> tuple[Any, ...]:
    return window.session.document.masks


def stroke(window: MainWindow) -> None:
    middle = window.canvas.rect().center()
    drag(window.canvas, [middle, middle + QPoint(40, 0), middle + QPoint(80, 20)])


def test_paint_undo_feather_fill_and_export(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            journey.press("show_inpaint")
            assert window.workspaces.place is Place.INPAINT
            assert window.masks.painting
            window.mask_panel.instrument_chosen.emit(Instrument(brush=Brush(16)))
            stroke(window)
            (layer,) = masks(window)
            assert (layer.role, layer.empty) == (MaskRole.FILL, False)
            await journey.until(lambda: journey.state == "Choose pictures to fill from.")

            journey.press("undo")
            assert masks(window)[0].empty
            journey.press("redo")
            hard = masks(window)[0].mask
            journey.press("feather_mask")
            await journey.until(lambda: not np.array_equal(masks(window)[0].mask, hard))
            soft = masks(window)[0].mask
            assert np.array_equal(soft > 0, hard > 0)

            picker = window.mask_panel.fill.pictures
            picker.path.setText(str(journey.folder / "young"))
            picker.path.editingFinished.emit()
            await journey.until_done()
            assert window.mask_panel.fill.pictures.count.text() == "3 pictures"
            journey.press("fill")
            assert not window.masks.painting  # to look at what it made
            await journey.until_done()

            journey.press("export_result")
            path = journey.folder / "filled.png"
            await journey.answer_file(path)
            await journey.until(path.exists)
            await journey.until(lambda: "Saved" in window.status.currentMessage())
            made, photo = open_photo(path), open_photo(journey.photo)
            assert made.shape == photo.shape
            assert np.array_equal(made[soft == 0], photo[soft == 0])
            assert not np.array_equal(made, photo)

            journey.press("save_project")
            await journey.answer_file(journey.folder / "a.dfistudio")
            await journey.until((journey.folder / "a.dfistudio").exists)
            await journey.leave()

    run(main())


def test_the_mask_beside_a_photo_and_a_project_with_masks(run: Run, journey: Journey) -> None:
    mask = np.zeros((64, 96), np.float32)
    mask[10:30, 20:50] = 1
    save_mask(journey.folder / "anna-mask.png", mask)

    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: masks(window))
            await journey.until(lambda: "came with its mask" in window.status.currentMessage())
            assert np.array_equal(masks(window)[0].mask, mask)
            journey.press("invert_mask")
            await journey.until(lambda: masks(window)[0].mask[0, 0] == 1)
            journey.press("save_mask")
            await journey.answer_file(journey.folder / "saved.png")
            await journey.until((journey.folder / "saved.png").exists)
            window.mask_panel.role_chosen.emit(0, MaskRole.PROTECT)
            window.mask_panel.renamed.emit(0, "around")
            journey.press("save_project")
            await journey.answer_file(journey.folder / "a.dfistudio")
            await journey.until((journey.folder / "a.dfistudio").exists)
            await journey.leave()
        async with journey.opened(photo=journey.folder / "a.dfistudio") as window:
            await journey.until(lambda: masks(window))
            (layer,) = masks(window)
            assert (layer.name, layer.role) == ("around", MaskRole.PROTECT)
            assert window.mask_panel.list.rows[0].name.text() == "around"
            assert np.array_equal(layer.mask, load_mask(journey.folder / "saved.png"))
            await journey.leave()

    run(main())


def test_keys_of_the_brush_belong_to_it_while_it_is_in_hand(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            window.canvas.setFocus()
            journey.qtbot.keyClick(window.canvas, Qt.Key.Key_B)
            assert window.masks.painting
            journey.qtbot.keyClick(window.canvas, Qt.Key.Key_E)
            assert window.canvas.instrument.erases
            journey.qtbot.keyClick(window.canvas, Qt.Key.Key_B)
            assert not window.canvas.instrument.erases
            journey.qtbot.keyClick(window.canvas, Qt.Key.Key_Escape)
            assert not window.masks.painting
            journey.press("show_inpaint")
            journey.press("show_edit")
            assert not window.masks.painting
            await journey.leave()

    run(main())
