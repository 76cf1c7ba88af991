"""The XMP packet that a photograph brought along, made fit for an edited picture.

What is carried is what people and cameras wrote: title, author, rights, keywords. What describes
the old pixels is left out. The packet is not trusted: one that is very long, declares a document
type (which is where entities are defined) or does not parse is not carried.
"""

from __future__ import annotations

import logging
from xml.etree import ElementTree

logger = logging.getLogger(__name__)

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
META = "adobe:ns:meta/"
LONGEST_PACKET = 1_000_000
_DEEPEST = 50
_EXIF = "http://ns.adobe.com/exif/1.0/"
_OF_PIXELS = frozenset(
    {
        "{http://ns.adobe.com/tiff/1.0/}Orientation",
        "{http://ns.adobe.com/tiff/1.0/}ImageWidth",
        "{http://ns.adobe.com/tiff/1.0/}ImageLength",
        f"{{{_EXIF}}}PixelXDimension",
        f"{{{_EXIF}}}PixelYDimension",
        "{http://ns.adobe.com/xap/1.0/}Thumbnails",
    }
)
_PREFIXES = {
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "exif": _EXIF,
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "aux": "http://ns.adobe.com/exif/1.0/aux/",
    "crs": "http://ns.adobe.com/camera-raw-settings/1.0/",
}

for _prefix, _uri in _PREFIXES.items():
    ElementTree.register_namespace(_prefix, _uri)


def parsed_packet(content: bytes) -> ElementTree.Element | None:
    """Return the root of a packet; None for one that is not trusted."""
    if len(content) > LONGEST_PACKET:
        return None
    try:
        text = content.decode().rstrip("\x00 \n")
        if "<!DOCTYPE" in text:
            return None
        root = ElementTree.fromstring(text)  # decoded above, so in no other encoding than it says
    except (ValueError, ElementTree.ParseError):
        return None
    return root if _is_shallow(root) else None


def carried(content: bytes | None, *, drop_place: bool = False) -> list[ElementTree.Element]:
    """Return the descriptions of a photograph's packet that an edited picture keeps.

    Parameters
    ----------
    content : bytes or None
        The packet as the file has it.
    drop_place : bool
        Whether to leave out where it was taken.
    """
    if content is None:
        return []
    root = parsed_packet(content)
    if root is None:
        logger.warning("The photo's XMP is left out: it cannot be read.")
        return []
    kept = []
    for description in _tops(root):
        for name in [each for each in description.attrib if _goes(each, drop_place)]:
            del description.attrib[name]
        for each in [each for each in description if _goes(each.tag, drop_place)]:
            description.remove(each)
        if len(description) or set(description.attrib) - {f"{{{RDF}}}about"}:
            kept.append(description)
    return kept


def without(
    descriptions: list[ElementTree.Element], names: frozenset[str]
) -> list[ElementTree.Element]:
    """Return descriptions without some properties, which are said anew."""
    for description in descriptions:
        for name in names & set(description.attrib):
            del description.attrib[name]
        for each in [each for each in description if each.tag in names]:
            description.remove(each)
    return descriptions


def packet_of(descriptions: list[ElementTree.Element]) -> bytes:
    """Return a packet, UTF-8, of some descriptions of a picture."""
    root = ElementTree.Element(f"{{{META}}}xmpmeta")
    ElementTree.SubElement(root, f"{{{RDF}}}RDF").extend(descriptions)
    body = ElementTree.tostring(root, encoding="unicode")
    head = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    return f'{head}\n{body}\n<?xpacket end="w"?>'.encode()


def _is_shallow(root: ElementTree.Element) -> bool:
    """Say whether a packet is nested no deeper than packets are: it is written by recursion."""
    level, depth = [root], 0
    while level and depth <= _DEEPEST:
        level, depth = [each for parent in level for each in parent], depth + 1
    return not level


def _tops(root: ElementTree.Element) -> list[ElementTree.Element]:
    """Return the descriptions that are not a part of another one."""
    rdf = root if root.tag == f"{{{RDF}}}RDF" else root.find(f"{{{RDF}}}RDF")
    return [] if rdf is None else list(rdf)


def _goes(name: str, drop_place: bool) -> bool:
    return name in _OF_PIXELS or (drop_place and name.startswith(f"{{{_EXIF}}}GPS"))
