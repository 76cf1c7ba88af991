"""A page of the guide as rich text: Markdown, dressed in the colours of the theme.

Qt reads Markdown, but gives headings no anchors, tables no lines and code no ground.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontDatabase,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrame,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from dfi_studio.library.markdown import numbered
from dfi_studio.ui.theme import colours

_SIZES = {1: 1.7, 2: 1.3, 3: 1.1}
"""Of headings by level, in sizes of the text."""
_LINE = 135
"""Height of a line of text, in percent."""
_PICTURE = "\N{OBJECT REPLACEMENT CHARACTER}"


def rich_text(text: str, font: QFont) -> str:
    """Return a page of Markdown as HTML for Qt."""
    document = QTextDocument()
    document.setDefaultFont(font)
    document.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    blocks = list(_blocks(document))
    headings = [each for each in blocks if each.blockFormat().headingLevel()]
    names = numbered(each.text() for each in headings)
    for block, name in zip(headings, names, strict=True):
        _dress_heading(block, name, font)
    for block in blocks:
        if not block.blockFormat().headingLevel():
            _dress_text(block)
        _dress_words(block)
    for frame in document.rootFrame().childFrames():
        _dress_table(frame)
    return document.toHtml()


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _dress_heading(block: QTextBlock, name: str, font: QFont) -> None:
    cursor = QTextCursor(block)
    level = block.blockFormat().headingLevel()
    form = QTextBlockFormat()
    form.setTopMargin(font.pointSizeF() * (1 if level == 1 else 2))
    form.setBottomMargin(font.pointSizeF() * 0.6)
    cursor.mergeBlockFormat(form)
    cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
    words = QTextCharFormat()
    words.setFontPointSize(font.pointSizeF() * _SIZES.get(level, 1))
    words.setFontWeight(QFont.Weight.DemiBold)
    words.clearProperty(QTextFormat.Property.FontSizeAdjustment)
    cursor.mergeCharFormat(words)
    first = QTextCursor(block)
    first.movePosition(QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor)
    anchor = QTextCharFormat()
    anchor.setAnchor(True)
    anchor.setAnchorNames([name])
    first.mergeCharFormat(anchor)


def _dress_text(block: QTextBlock) -> None:
    form = QTextBlockFormat()
    if _is_code(block):
        form.setBackground(QColor(colours().window))
        form.setLeftMargin(12)
        form.setNonBreakableLines(False)
    elif _PICTURE not in block.text():  # whose line would be higher by a third of it
        form.setLineHeight(_LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    QTextCursor(block).mergeBlockFormat(form)


def _dress_words(block: QTextBlock) -> None:
    """Give code its font and links their colour: HTML would lose the palette's."""
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    spots = []
    parts = block.begin()
    while not parts.atEnd():
        part = parts.fragment()
        spots.append((part.position(), part.length(), part.charFormat()))
        parts += 1
    for start, length, form in spots:
        worn = QTextCharFormat()
        if form.isAnchor() and form.anchorHref():
            worn.setForeground(QBrush(QColor(colours().accent)))
        elif form.fontFixedPitch():
            worn.setFontFamilies([fixed.family()])
        else:
            continue
        cursor = QTextCursor(block)
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(worn)


def _is_code(block: QTextBlock) -> bool:
    form = block.blockFormat()
    return form.hasProperty(QTextFormat.Property.BlockCodeFence.value) or form.hasProperty(
        QTextFormat.Property.BlockCodeLanguage.value
    )


def _dress_table(frame: QTextFrame) -> None:
    if not isinstance(frame, QTextTable):
        return
    form = frame.format()
    form.setBorder(1)
    form.setBorderCollapse(True)
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setBorderBrush(QBrush(QColor(colours().edge)))
    form.setCellPadding(5)
    form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    frame.setFormat(form)
