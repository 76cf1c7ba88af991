import numpy as np
import pytest

from dfi_studio.core.image import Image, freeze
from dfi_studio.library.contact_sheet import GAP, contact_sheet


def grey(level: float, height: int = 60, width: int = 50) -> Image:
    return freeze(np.full((height, width, 3), level, np.float32))


def test_pictures_lie_where_they_should_unchanged(picture: Image) -> None:
    sheet = contact_sheet([[picture, picture], [picture]])
    height, width, _ = picture.shape
    assert sheet.shape == (2 * height + 3 * GAP, 2 * width + 3 * GAP, 3)
    for row, column in ((0, 0), (0, 1), (1, 0)):
        y, x = GAP + row * (height + GAP), GAP + column * (width + GAP)
        np.testing.assert_allclose(sheet[y : y + height, x : x + width], picture, atol=1e-6)
    empty = sheet[2 * GAP + height :, 2 * GAP + width :]
    assert (empty == empty[0, 0]).all()


def test_captions_take_room_of_their_own_and_are_seen() -> None:
    rows = [[grey(0.5)] * 2] * 2
    bare = contact_sheet(rows)
    sheet = contact_sheet(rows, row_captions=["anna", "bob"], column_captions=["0", "+1.00"])
    above, beside = sheet.shape[0] - bare.shape[0], sheet.shape[1] - bare.shape[1]
    np.testing.assert_array_equal(sheet[above:, beside:], bare)
    assert sheet[:above].min() < 0.4
    assert sheet[:, :beside].min() < 0.4


def test_captions_below_pictures_push_the_rows_apart() -> None:
    rows = [[grey(0.5)] * 2] * 2
    bare = contact_sheet(rows)
    sheet = contact_sheet(rows, picture_captions=[["a", "b\nc"], []])
    lower = (sheet.shape[0] - bare.shape[0]) // 2
    assert lower > 0
    assert sheet.shape[1] == bare.shape[1]
    np.testing.assert_array_equal(sheet[: GAP + 60], bare[: GAP + 60])
    assert sheet[GAP + 60 : GAP + 60 + lower].min() < 0.4
    assert sheet[-lower:].min() > 0.4


def test_long_caption_stays_in_its_column() -> None:
    rows = [[grey(0.5)] * 2]
    short = contact_sheet(rows, row_captions=["a"], column_captions=["a", "b"])
    sheet = contact_sheet(rows, row_captions=["a"], column_captions=["word " * 50, "b"])
    assert sheet.shape == short.shape
    right = sheet.shape[1] - 50 - GAP
    np.testing.assert_array_equal(sheet[:, right:], short[:, right:])
    wide = contact_sheet(rows, row_captions=["word\n" * 50])
    assert wide.shape[1] <= 3 * 50 + 4 * GAP + 1


def test_letters_that_the_font_lacks() -> None:
    rows = [[grey(0.5)]]
    for text, shown in (("\u00e9t\u00e9", "ete"), ("\u22121", "-1"), ("\u4e2d", "?")):
        sheet = contact_sheet(rows, column_captions=[text])
        np.testing.assert_array_equal(sheet, contact_sheet(rows, column_captions=[shown]))


def test_other_sizes_are_fitted_whole() -> None:
    sheet = contact_sheet([[grey(0.5, 60, 60), grey(0, 300, 100)]])
    assert sheet.shape == (60 + 2 * GAP, 120 + 3 * GAP, 3)
    cell = sheet[GAP : GAP + 60, 60 + 2 * GAP : 120 + 2 * GAP]
    dark = (cell < 0.1).all(axis=2)
    assert dark.sum() == 60 * 20
    assert dark[:, 20:40].all()


@pytest.mark.parametrize(
    ("rows", "captions"),
    [
        ([], {}),
        ([[]], {}),
        ([[grey(0)]], {"row_captions": ["a", "b"]}),
        ([[grey(0)]], {"column_captions": ["a", "b"]}),
    ],
)
def test_no_sheet(rows: list[list[Image]], captions: dict[str, list[str]]) -> None:
    with pytest.raises(ValueError, match="do not make this sheet"):
        contact_sheet(rows, **captions)
