"""The mark of an edited picture: an XMP packet that says what was done, and with what.

Other programs read from it that a neural network took part (the IPTC's digital source type); this
one reads the recipe back. Knows XML and the recipe; how a format stores the packet is Pillow's.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Sequence as Several
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

from dfi_studio import __version__
from dfi_studio.core.errors import UsageError
from dfi_studio.core.recipe import Attribute, ClassDirection, Contrast, Recipe
from dfi_studio.core.sequence import Sequence
from dfi_studio.library.picture_files import opened
from dfi_studio.library.xmp import META, RDF, packet_of, parsed_packet, without

logger = logging.getLogger(__name__)

SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
"""IPTC NewsCodes: a photograph of which parts were made by a trained algorithm."""

_SPACES = {
    "x": META,
    "rdf": RDF,
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "dfi": "urn:dfi-studio:mark:1.0/",
}
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# What XML 1.0 cannot hold, or would give back changed.
_NOT_IN_XML = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

for _prefix, _uri in _SPACES.items():
    ElementTree.register_namespace(_prefix, _uri)


@dataclass(frozen=True, slots=True)
class EditMark:
    """What is written into an edited picture.

    Only names are kept: of every path, in the recipe and of the original, the folders are cut
    off. A picture is passed on to others, and whose folders it came from is none of their
    business. Hence a recipe that is read back names its sets, but does not find them.

    Attributes
    ----------
    recipe : Recipe
    original : str
        Name of the photograph's file.
    sequence : Sequence or None
        How the recipe moves, of a film.
    """

    recipe: Recipe
    original: str
    sequence: Sequence | None = None

    def __post_init__(self) -> None:
        """Cut off the folders, and replace characters that XML cannot hold."""
        named = tuple(
            replace(direction, attribute=_without_folders(direction.attribute))
            for direction in self.recipe.directions
        )
        fill = self.recipe.fill
        fill = None if fill is None else replace(fill, pictures=_last(fill.pictures))
        object.__setattr__(self, "recipe", replace(self.recipe, directions=named, fill=fill))
        object.__setattr__(self, "original", _NOT_IN_XML.sub("\ufffd", _last(self.original)))


def sentence(mark: EditMark) -> str:
    """Return what people are told of an edited picture."""
    return f"Made from {mark.original} with a neural network, by DFI Studio."


def packet(mark: EditMark, beside: Several[ElementTree.Element] = ()) -> bytes:
    """Return the XMP packet, UTF-8, that `read_mark` understands; equal for equal marks.

    Parameters
    ----------
    beside : sequence of Element
        What else is said of the picture; see `xmp.carried`.
    """
    about = ElementTree.Element(_tag("rdf:Description"), {_tag("rdf:about"): ""})
    recipe = json.dumps(asdict(mark.recipe), separators=(",", ":"))  # ASCII, whatever the names
    said = [
        ("Iptc4xmpExt:DigitalSourceType", SOURCE_TYPE),
        ("xmp:CreatorTool", f"DFI Studio {__version__}"),
        ("dfi:Original", mark.original),
        ("dfi:Recipe", recipe),
    ]
    if mark.sequence is not None:
        said.append(("dfi:Sequence", json.dumps(asdict(mark.sequence), separators=(",", ":"))))
    for name, text in said:
        ElementTree.SubElement(about, _tag(name)).text = text
    described = ElementTree.SubElement(about, _tag("dc:description"))
    languages = ElementTree.SubElement(described, _tag("rdf:Alt"))
    told_in = ElementTree.SubElement(languages, _tag("rdf:li"), {_XML_LANGUAGE: "x-default"})
    told_in.text = sentence(mark)
    told = {_tag("dc:description")}
    if any(each.find(_tag("dc:description")) is not None for each in beside):
        about.remove(described)  # whoever wrote about the photo has the word
    names = frozenset(each.tag for each in about) - told
    return packet_of([about, *without(list(beside), names)])


def read_mark(path: Path) -> EditMark | None:
    """Return the mark of a picture that this program edited; None where there is none.

    The packet is not trusted: one that is very long, declares a document type (which is where
    entities are defined) or does not parse counts as none.

    Raises
    ------
    PhotoError
        The file is missing, is not a picture, or cannot be read.
    """
    with opened(path) as picture:
        found = picture.info.get("xmp")
    return mark_in(found, path) if isinstance(found, bytes) else None


def mark_in(content: bytes, path: Path) -> EditMark | None:
    """Return the mark that a packet holds; None where there is none.

    Parameters
    ----------
    path : Path
        Whose packet it is, for the log.
    """
    root = parsed_packet(content)
    return None if root is None else _read(root, path)


def _read(root: ElementTree.Element, path: Path) -> EditMark | None:
    recipe = root.findtext(f".//{_tag('dfi:Recipe')}")
    original = root.findtext(f".//{_tag('dfi:Original')}")
    if recipe is None or original is None:
        return None
    try:
        moves = root.findtext(f".//{_tag('dfi:Sequence')}")
        sequence = None if moves is None else Sequence.from_json(moves)
        return EditMark(Recipe.from_json(recipe), original, sequence)
    except (UsageError, RecursionError) as error:
        logger.warning("%s: its recipe cannot be read (%s)", path, error)
        return None


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"


def _without_folders(attribute: Attribute) -> Attribute:
    if isinstance(attribute, Contrast):
        source, target = _last(attribute.source), _last(attribute.target)
        return replace(attribute, source=source, target=target)
    if isinstance(attribute, ClassDirection):
        return replace(attribute, pictures=_last(attribute.pictures))
    return replace(attribute, path=_last(attribute.path))


def _last(path: str) -> str:
    """Return the last component of a path of any system, on any system."""
    return re.split(r"[\\/]", path.rstrip("\\/"))[-1]
