"""``dfi-studio catalog``: folders of pictures, what is known of them, and questions about them."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from dfi_studio.cli import catalog_index, flags
from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.errors import UsageError
from dfi_studio.core.recipe import Contrast
from dfi_studio.library.catalog.query import parse
from dfi_studio.library.catalog.scan import ScanReport, scan, scan_all
from dfi_studio.library.catalog.store import Catalog, Key, Order, Picture, default_catalog
from dfi_studio.library.catalog.values import text_of
from dfi_studio.library.photos import read_photo


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(
        dest="action",
        required=True,
        metavar="add|list|query|index|neighbours|label|estimate|fetch|remove",
    )
    add = actions.add_parser("add", help="Read a folder in, or see what has changed in it.")
    add.add_argument(
        "folder", nargs="?", type=Path, metavar="DIR", help="Without it, all that are there."
    )
    add.add_argument("--name", help="What to call it; its own name by default.")
    listing = actions.add_parser("list", help="Say which folders and labels there are.")
    listing.add_argument("--broken", action="store_true", help="The pictures of no use, and why.")
    query = actions.add_parser("query", help="List the pictures that meet a query.")
    query.add_argument("query", metavar="QUERY", help="Such as 'age >= 60 and not glasses'.")
    _add_folder(query)
    query.add_argument("--count", action="store_true", help="Say only how many they are.")
    query.add_argument("--sort", metavar="added|name|date|LABEL", help="Default added.")
    query.add_argument("--descending", action="store_true", help="The last first.")
    indexing = "Let the network look at all pictures now, for neighbours to come at once."
    catalog_index.configure(actions.add_parser("index", help=indexing))
    _configure_neighbours(actions.add_parser("neighbours", help="List those most like a photo."))
    label = actions.add_parser("label", help="Label pictures by hand.")
    label.add_argument("label", metavar="NAME=VALUE", help="NAME= takes the label away again.")
    label.add_argument("pictures", nargs="*", type=Path, metavar="PICTURE")
    label.add_argument("--where", metavar="QUERY", help="All that meet it.")
    _add_folder(label)
    estimate = actions.add_parser(
        "estimate", help="Estimate ages and genders where none are known."
    )
    _add_folder(estimate)
    fetch = actions.add_parser("fetch", help="Fetch a well-known set; without a name, list them.")
    fetch.add_argument("name", nargs="?", metavar="NAME")
    fetch.add_argument("--yes", action="store_true", help="Agree to its size and licence.")
    remove = actions.add_parser("remove", help="Forget a folder; its pictures stay as they are.")
    remove.add_argument("name", metavar="NAME")
    for action in actions.choices.values():  # people write it last as well
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS)


def run(arguments: argparse.Namespace, terminal: Terminal) -> None:
    """Do one thing with the user's catalogue."""
    with default_catalog() as catalog:
        if catalog.notice:
            terminal.say(catalog.notice)
            terminal.follow(scan_all(catalog))
        _ACTIONS[arguments.action](catalog, arguments, terminal)


def _add_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--in", dest="folder", metavar="NAME", help="Only in this folder.")


def _configure_neighbours(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("photo", type=Path, metavar="PHOTO")
    parser.add_argument("--where", metavar="QUERY", help="Only among those that meet it.")
    parser.add_argument(
        "--agreeing", action="store_true", help="Those with the fewest differing labels first."
    )
    _add_folder(parser)
    flags.add_parameters(parser, Contrast, "k")
    flags.add_device(parser)


def _add(catalog: Catalog, arguments: argparse.Namespace, terminal: Terminal) -> None:
    if arguments.folder is not None:
        reports = [terminal.follow(scan(catalog, arguments.folder, arguments.name))]
    elif arguments.name:
        raise UsageError("A name needs a folder; write `dfi-studio catalog add DIR --name NAME`.")
    else:
        reports = terminal.follow(scan_all(catalog))
    for report in reports:
        _tell(report, terminal)


def _tell(report: ScanReport, terminal: Terminal) -> None:
    folder = report.folder
    counts = {
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "broken": report.broken,
    }
    told = ", ".join(f"{count} {what}" for what, count in counts.items())
    terminal.report(
        f"{folder.name} holds {folder.pictures} pictures ({told}).",
        {"event": "scanned", "folder": folder.name, "pictures": folder.pictures, **counts},
    )


def _list(catalog: Catalog, arguments: argparse.Namespace, terminal: Terminal) -> None:
    if arguments.broken:
        for picture in catalog.broken():
            terminal.result(
                f"{picture.path}: {picture.problem}",
                {"path": str(picture.path), "problem": picture.problem},
            )
        return
    for folder in catalog.folders():
        broken = f", {folder.broken} broken" if folder.broken else ""
        terminal.result(
            f"{folder.name}  {folder.pictures} pictures{broken}  {folder.path}",
            {
                "folder": folder.name,
                "path": str(folder.path),
                "pictures": folder.pictures,
                "broken": folder.broken,
            },
        )
    for name, known in catalog.label_names().items():
        values = ", ".join(word for word, _ in known.words[:5])
        span = f"{known.low:g} to {known.high:g}" if known.low <= known.high else ""
        terminal.result(
            f"{name}: {', '.join(filter(None, (span, values)))}  ({known.count} pictures)",
            {
                "label": name,
                "pictures": known.count,
                "low": known.low if span else None,
                "high": known.high if span else None,
                "words": dict(known.words),
            },
        )


def _query(catalog: Catalog, arguments: argparse.Namespace, terminal: Terminal) -> None:
    query = parse(arguments.query)
    if arguments.count:
        count = catalog.count(query, folder=arguments.folder)
        terminal.result(str(count), {"count": count})
        return
    order = _order(arguments.sort or Key.ADDED, descending=arguments.descending)
    ids = catalog.ids(query, folder=arguments.folder, order=order)
    if terminal.as_json:
        for picture in catalog.pictures(ids):
            terminal.emit(_values(picture))
    else:
        for path in catalog.paths(ids):
            terminal.result(str(path), {})


def _order(text: str, *, descending: bool) -> Order:
    if text in (Key.ADDED, Key.NAME, Key.DATE):
        return Order(Key(text), descending=descending)
    return Order(Key.LABEL, text, descending=descending)


def _values(picture: Picture) -> dict[str, object]:
    return {
        "path": str(picture.path),
        "folder": picture.folder,
        "width": picture.width,
        "height": picture.height,
        "labels": dict(picture.labels),
    }


def _neighbours(catalog: Catalog, arguments: argparse.Namespace, terminal: Terminal) -> None:
    photo = read_photo(arguments.photo)
    query = parse(arguments.where or "")
    k = Contrast("", "", **flags.given(arguments, "k")).k

    from dfi_studio.pipeline.index import index, neighbours_of
    from dfi_studio.pipeline.workshop import Workshop

    workshop = Workshop(arguments.device)
    terminal.follow(index(workshop, catalog, folder=arguments.folder))
    found = terminal.follow(
        neighbours_of(
            workshop,
            catalog,
            photo,
            k=k or catalog.count(query, folder=arguments.folder),
            agreeing=arguments.agreeing,
            query=query,
            folder=arguments.folder,
        )
    )
    for each in found:
        terminal.result(
            f"{each.differing:3d}  {each.distance:.4f}  {each.path}",
            {"path": str(each.path), "differing": each.differing, "distance": each.distance},
        )


def _label(catalog: Catalog, arguments: argparse.Namespace, terminal: Terminal) -> None:
    name, equals, value = arguments.label.partition("=")
    if not equals:
        raise UsageError(f"{arguments.label} gives no value; write it like glasses=yes.")
    if bool(arguments.pictures) == bool(arguments.where):
        raise UsageError("Say what to label: name pictures, or a query with --where.")
    if arguments.where:
        ids = catalog.ids(parse(arguments.where), folder=arguments.folder).tolist()
    else:
        ids = [_number(catalog, path) for path in arguments.pictures]
    catalog.set_labels(ids, name, value or None)
    said = f"{name} is {text_of(value)}" if value else f"{name} is what the files say"
    terminal.report(
        f"Labelled {len(ids)} pictures: {said}.",
        {"event": "labelled", "label": name, "value": value or None, "pictures": len(ids)},
    )


def _number(catalog: Catalog, path: Path) -> int:
    number = catalog.find(path)
    if number is None:
        raise UsageError(
            f"{path} is not in the catalogue; add its folder with `dfi-studio catalog add DIR`."
        )
    return number


def _estimate(catalog: Catalog, arguments: argparse.Namespace, terminal: Terminal) -> None:
    from dfi_studio.pipeline.estimate import estimate

    report = terminal.follow(estimate(catalog, folder=arguments.folder))
    terminal.report(
        f"Estimated age and gender in {report.estimated} pictures.",
        {
            "event": "estimated",
            "pictures": report.estimated,
            "without_face": report.without_face,
            "broken": report.broken,
        },
    )


def _fetch(catalog: Catalog, arguments: argparse.Namespace, terminal: Terminal) -> None:
    from dfi_studio.pipeline.well_known import WELL_KNOWN, WellKnownSet, fetch_well_known

    def told(known: WellKnownSet) -> str:
        size = f"{known.pictures:,} pictures, about {known.megabytes:,} MB"
        return f"{known.title}: {size}. {known.licence} {known.homepage}"

    if arguments.name is None:
        for known in WELL_KNOWN.values():
            terminal.result(f"{known.name}  {told(known)}", asdict(known))
        return
    if arguments.name in WELL_KNOWN and not arguments.yes:
        raise UsageError(f"{told(WELL_KNOWN[arguments.name])} To fetch it, add --yes.")
    _tell(terminal.follow(fetch_well_known(catalog, arguments.name)), terminal)


def _remove(catalog: Catalog, arguments: argparse.Namespace, terminal: Terminal) -> None:
    folder = catalog.folder(arguments.name)
    catalog.remove_folder(folder.name)
    terminal.report(
        f"Forgot {folder.name}; its pictures are still in {folder.path}.",
        {"event": "removed", "folder": folder.name},
    )


_ACTIONS = {
    "add": _add,
    "list": _list,
    "query": _query,
    "index": catalog_index.run,
    "neighbours": _neighbours,
    "label": _label,
    "estimate": _estimate,
    "fetch": _fetch,
    "remove": _remove,
}
