"""The report of a batch as a page: one file that any browser shows, now and in ten years.

It needs no script, no network and no other file: thumbnails lie in it as data. All texts are
escaped, since names of files may say anything.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from itertools import count, groupby
from pathlib import Path
from urllib.parse import quote

from dfi_studio import __version__
from dfi_studio.core.batch import Batch
from dfi_studio.core.batch_steps import BatchReport, Made, Outcome
from dfi_studio.core.errors import PhotoError
from dfi_studio.core.recipe_words import recipe_words
from dfi_studio.library.outputs import atomic
from dfi_studio.library.resources import resource
from dfi_studio.library.thumbnails import thumbnail

_SIDE = 176
_MOST_THUMBNAILS = 2000  # of 8 kB each; a page of more would be slow to open
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_TOLD = {
    Made.DONE: ("Made", "good"),
    Made.KNOWN: ("Made before", "good"),
    Made.SKIPPED: ("Skipped: the name was taken", ""),
    Made.FAILED: ("Failed", "bad"),
}


def page_path(folder: Path, batch: Batch) -> Path:
    """Return where the report of a batch goes: over an earlier one of the same batch alone."""
    for number in count(1):
        path = folder / ("report.html" if number == 1 else f"report-{number}.html")
        if not os.path.lexists(path) or _is_of(path, batch):
            return path
    raise AssertionError("there is always a next number")


def write_page(report: BatchReport, batch: Batch) -> None:
    """Write the page of a report.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    with atomic(report.page) as temporary, temporary.open("w", encoding="utf-8") as stream:
        stream.writelines(f"{line}\n" for line in _page(report, batch))


def _page(report: BatchReport, batch: Batch) -> Iterator[str]:
    """Yield the lines of the page; memory does not grow with the batch."""
    style = resource("report", "page.css").read_text(encoding="utf-8")
    yield "<!DOCTYPE html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield _mark(batch)
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{_title(batch)}</title>"
    yield f"<style>\n{style}</style></head><body>"
    yield f"<header><h1>{_title(batch)}</h1>"
    yield f'<p class="quiet">{escape(_when(report))}</p>'
    yield from _figures(report)
    yield "</header><main>"
    yield from _failures(report.failures)
    yield from _settings(batch)
    yield from _results(report)
    yield f"</main><footer>Written by DFI Studio {escape(__version__)}.</footer></body></html>"


def _title(batch: Batch) -> str:
    edits = f"{len(batch.variants)} edits" if len(batch.variants) > 1 else "one edit"
    photos = f"{len(batch.photos):,} photos" if len(batch.photos) > 1 else "One photo"
    return f"{photos}, {edits}"


def _when(report: BatchReport) -> str:
    left = report.total - len(report.outcomes)
    ended = f"{datetime.now().astimezone():%Y-%m-%d %H:%M %Z}"
    if left:
        return f"Stopped {ended}, with {left:,} results to be made. Run it again to go on."
    return f"Finished {ended}."


def _figures(report: BatchReport) -> Iterator[str]:
    made = report.count(Made.DONE)
    fresh = [each.seconds for each in report.outcomes if each.made is Made.DONE]
    figures = [
        ("Made", f"{made:,}", "good"),
        ("Made before", f"{report.count(Made.KNOWN):,}", ""),
        ("Skipped", f"{report.count(Made.SKIPPED):,}", ""),
        ("Failed", f"{len(report.failures):,}", "bad" if report.failures else ""),
        ("Time", _duration(report.seconds), ""),
        ("Time of one", _duration(sum(fresh) / made) if made else "-", ""),
    ]
    yield '<dl class="figures">'
    for name, value, kind in figures:
        yield f'<div><dt>{name}</dt><dd class="{kind}">{escape(value)}</dd></div>'
    yield "</dl>"


def _failures(failures: Sequence[Outcome]) -> Iterator[str]:
    """Say once of each photo what failed, and why."""
    if not failures:
        return
    yield '<h2>What failed</h2><div class="failures"><table>'
    for photo, of_photo in groupby(failures, key=lambda each: each.photo):
        for reason in dict.fromkeys(each.reason for each in of_photo):
            yield f"<tr><th>{escape(photo.name)}</th><td>{escape(reason)}</td></tr>"
    yield "</table></div>"


def _settings(batch: Batch) -> Iterator[str]:
    yield "<h2>Settings</h2><table>"
    for variant in batch.variants:
        name = escape(f"{variant.name or 'edit'} {variant.alpha:+.2f}")
        yield f"<tr><th>{name}</th><td>{escape(recipe_words(variant.recipe))}</td></tr>"
    treatment = batch.treatment
    faces = f"face {treatment.face}" if treatment.face else "the largest face"
    rows = (
        ("Edited", faces if treatment.align else "the photo as it is"),
        ("Saved", f"{treatment.extent.value}, as {batch.out}"),
        ("Names that are taken", batch.conflict.value),
    )
    for name, value in rows:
        yield f"<tr><th>{name}</th><td>{escape(value)}</td></tr>"
    yield "</table>"


def _results(report: BatchReport) -> Iterator[str]:
    shown = [each for each in report.outcomes if each.path is not None]
    if not shown:
        return
    yield "<h2>Results</h2>"
    left = _MOST_THUMBNAILS
    for photo, of_photo in groupby(shown, key=lambda each: each.photo):
        results = list(of_photo)
        if left < len(results) + 1:
            yield f"<p>The pictures after {escape(photo.name)} are not shown here.</p>"
            return
        left -= len(results) + 1
        yield f'<section class="photo"><h3>{escape(photo.name)}</h3><div class="row">'
        yield f"<figure>{_image(photo, f'{photo.name}, before')}"
        yield '<figcaption class="quiet">Before</figcaption></figure>'
        for result in results:
            yield from _result(result, report.page.parent)
        yield "</div></section>"


def _result(outcome: Outcome, folder: Path) -> Iterator[str]:
    path = outcome.path
    assert path is not None  # else it is not shown
    named = f"{outcome.name} {outcome.alpha:+.2f}"
    told, kind = _TOLD[outcome.made]
    yield f"<figure>{_image(path, f'{outcome.photo.name}, {named}')}<figcaption>"
    yield f'{escape(named)}<br><span class="{kind}">{told}</span>'
    yield f'<span class="quiet"> {escape(_duration(outcome.seconds))}</span><br>'
    yield f'<a href="{escape(_link(path, folder))}">{escape(path.name)}</a></figcaption></figure>'


def _image(path: Path, words: str) -> str:
    try:
        content = base64.b64encode(thumbnail(path, side=_SIDE)).decode()
    except PhotoError:  # it was there when it was made
        return '<div class="none">not there</div>'
    return f'<img src="data:image/jpeg;base64,{content}" alt="{escape(words)}" loading="lazy">'


def _link(path: Path, folder: Path) -> str:
    """Return the way from the page to a file, so that both can be moved together."""
    try:
        return quote(Path(os.path.relpath(path, folder)).as_posix())
    except ValueError:  # on another drive
        return path.absolute().as_uri()


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min {rest:02d} s"


def _mark(batch: Batch) -> str:
    digest = hashlib.blake2b(batch.to_json().encode(), digest_size=16).hexdigest()
    return f'<meta name="dfi-studio-batch" content="{digest}">'


def _is_of(path: Path, batch: Batch) -> bool:
    """Say whether a file is the report of a batch."""
    try:
        with path.open(encoding="utf-8", errors="replace") as stream:
            begin = stream.read(400)
    except OSError:
        return False
    found = re.search(r'<meta name="dfi-studio-batch" content="\w+">', begin)
    return found is not None and found[0] == _mark(batch)
