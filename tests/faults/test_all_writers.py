"""Whatever in the program writes files is among the writers that are tried, or it is said why not.

A new call that writes fails this test until its function has a line in `TRIED` or `EXEMPT`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from faults.native_writers import SEEN, UNSEEN
from faults.writers import WRITERS

ROOT = Path(__file__).parents[2] / "dfi_studio"
CALLS = frozenset(
    (
        "write_text", "write_bytes", "save_file", "atomic", "put_in_place", "copyfile", "copytree",
        "copy2", "extract", "extractall", "truncate", "memmap", "open_memmap", "mkstemp", "mkdtemp",
        "NamedTemporaryFile", "TemporaryFile", "TemporaryDirectory", "imwrite", "savez", "tofile",
        "QSettings", "QSaveFile", "QFile", "RotatingFileHandler", "FileHandler", "urlretrieve",
        "symlink_to", "hardlink_to",
    )
)  # fmt: skip
"""Calls that write wherever they stand; `open`, ``sqlite3.connect``, ``touch`` and ``save`` are
looked at more closely."""

TRIED = {
    "library/archives.py:_unpack": "archive",
    "library/attribute_library.py:AttributeLibrary.add": "card added",
    "library/attribute_library.py:AttributeLibrary.duplicate": "card copied",
    "library/attributes.py:save_attribute": "attribute",
    "library/augmented_set.py:AugmentedSet.save": "augmented set",
    "library/batch_ledger.py:Ledger.made": "batch",
    "library/batch_ledger.py:Ledger.put_in_place": "batch",
    "library/batch_ledger.py:Ledger.write": "batch",
    "library/batch_page.py:write_page": "report of a batch",
    "library/catalog/schema.py:_opened": "catalogue scan",
    "library/catalog/schema.py:remember_folders": "catalogue scan",
    "library/comparisons.py:_save": "tables of a comparison",
    "library/decoders.py:save_decoder": "decoder",
    "library/downloads.py:_Part.begin": "download",
    "library/downloads.py:_receive": "download",
    "library/embedding_store.py:EmbeddingStore._cut": "embeddings compacted",
    "library/embedding_store.py:_appending": "embeddings",
    "library/exclusive.py:exclusive": "journal",
    "library/exports.py:save_original": "picture as png",
    "library/film_folder.py:FilmFolder.made": "frames of a film",
    "library/film_folder.py:_write": "frames of a film",
    "library/landmarks.py:LandmarkStore.save": "faces found",
    "library/masks.py:save_mask": "mask",
    "library/movies/apng.py:write_apng": "film as png",
    "library/movies/gif.py:write_gif": "film as gif",
    "library/movies/numbered.py:write_numbered": "film as numbered pictures",
    "library/movies/saving.py:save_movie": "film as mp4",
    "library/movies/video.py:_append_xmp": "film as mp4",
    "library/movies/video.py:write_video": "film as webm",
    "library/movies/webp.py:write_webp": "film as webp",
    "library/outputs.py:_to_disk": "mask",
    "library/outputs.py:atomic": "mask",
    "library/parts.py:write_folder": "journal",
    "library/parts.py:write_zip": "project",
    "library/photos.py:save_photo": "frames of a film",
    "library/thumbnails.py:Thumbnails._keep": "thumbnail",
    "library/weights.py:WeightStore.write": "network",
    "pipeline/classifier_files.py:write_classifier": "classifier",
    "pipeline/training_state.py:write_state": "training state",
    "pipeline/well_known.py:_labelled": "labels of a fetched set",
    "session/queue_store.py:QueueStore.save": "queue",
    "session/trays.py:write_set": "tray",
    "app/loop.py:_run": "settings",
    "app/main.py:main": "settings",
}
"""Function -> the writer by which it is tried."""

IN_MEMORY = "writes to memory, for one of the others to put on the disk"
HANDED = "hands what it made to one of the others"
DAMAGED = "tests/library/test_catalog_damage.py cuts the power at each of its steps"
EXEMPT = {
    "cli/edit.py:saved": HANDED,
    "cli/isda_figure.py:_rendered": HANDED,
    "cli/isda_figure.py:save_figure": "one table, by `atomic`, beside the pictures of a set",
    "cli/isda_pictures.py:Sampler._make": HANDED,
    "cli/main.py:main": "opens the null device, for a program without a terminal",
    "cli/previewing.py:guessed": HANDED,
    "library/catalog/aside.py:put_aside": DAMAGED,
    "library/catalog/salvage.py:_opened": DAMAGED,
    "library/catalog/schema.py:told": DAMAGED,
    "library/catalog/trust.py:_made_by": "a database in memory",
    "library/crash_notes.py:crash_noted": "a note of no consequence, told in the log if it fails",
    "library/deep_files.py:deep_tiff": IN_MEMORY,
    "library/embedding_store.py:EmbeddingStore.vectors": "only reads",
    "library/encoding.py:encoded": IN_MEMORY,
    "library/exact_images.py:to_png": IN_MEMORY,
    "library/movies/apng.py:_data": IN_MEMORY,
    "library/movies/webp.py:_picture": IN_MEMORY,
    "library/outputs.py:check_folder": "tries a folder out, and leaves nothing",
    "library/thumbnails.py:thumbnail": IN_MEMORY,
    "library/wheels.py:_download": "pip writes; tests/library/test_wheels.py lets it fail",
    "library/wheels.py:_start_pip": "pip writes; tests/library/test_wheels.py lets it fail",
    "pipeline/batch.py:_Run._end": HANDED,
    "pipeline/batch_photo.py:_Bench.made": HANDED,
    "pipeline/class_directions.py:_Class._kept": HANDED,
    "pipeline/cluster_features.py:pictures_seen": HANDED,
    "pipeline/cluster_sums.py:pictures_summed": HANDED,
    "pipeline/deliver.py:deliver": HANDED,
    "pipeline/learn.py:learn": HANDED,
    "pipeline/learned_files.py:LearnedFiles.load": "notes a look, and reads where it cannot",
    "ui/commands/export.py:ExportCommands._path": "a dialog that asks for a name",
    "ui/commands/mask.py:MaskCommands._save": "a dialog that asks for a name",
}
"""Function -> why it is none that can lose something by itself."""


def writes(call: ast.Call) -> bool:
    """Say whether a call writes a file, by its name and what it is given."""
    named = call.func
    name = named.attr if isinstance(named, ast.Attribute) else getattr(named, "id", "")
    owner = getattr(getattr(named, "value", None), "id", "")
    if name in ("open", "fdopen"):
        given = [*call.args, *(each.value for each in call.keywords)]
        texts = [each.value for each in given if isinstance(each, ast.Constant)]
        modes = [each for each in texts if isinstance(each, str) and set(each) <= set("rwaxbt+")]
        return owner == "os" or any(set(each) & set("wax+") for each in modes)
    if name == "connect":
        return owner == "sqlite3"
    if name == "touch":
        return not call.args
    if name == "save":
        return bool(call.args) and isinstance(named, ast.Attribute)
    return name in CALLS


def found(node: ast.AST, place: str, within: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the function of each call that writes."""
    for child in ast.iter_child_nodes(node):
        inside = within
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inside = (*within, child.name)
        if isinstance(child, ast.Call) and writes(child):
            yield f"{place}:{'.'.join(inside)}"
        yield from found(child, place, inside)


def test_every_call_that_writes_is_tried_or_it_is_said_why_not() -> None:
    there = {
        each
        for path in sorted(ROOT.rglob("*.py"))
        for each in found(ast.parse(path.read_text()), path.relative_to(ROOT).as_posix())
    }
    assert not there - TRIED.keys() - EXEMPT.keys(), "these write, and nothing tries them"
    assert not (TRIED.keys() | EXEMPT.keys()) - there, "these write no longer"


def test_what_is_said_to_be_tried_is() -> None:
    names = {each.name for each in (*WRITERS, *SEEN, *UNSEEN)}
    assert len(names) == len((*WRITERS, *SEEN, *UNSEEN))
    assert set(TRIED.values()) <= names


def test_a_new_writer_is_found() -> None:
    source = "class A:\n  def b(self, at):\n    at.open('wb')\n    open(at, mode='a')\n    open(at)"
    assert list(found(ast.parse(source), "new.py")) == ["new.py:A.b"] * 2
