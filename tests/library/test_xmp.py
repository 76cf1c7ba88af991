"""What a photograph's own XMP carries into an edited picture."""

import PIL.Image
import pytest

from dfi_studio.core.recipe import Recipe
from dfi_studio.library.edit_mark import SOURCE_TYPE, EditMark, packet, read_mark
from dfi_studio.library.exports import ExportOptions, save_original
from dfi_studio.library.originals import open_original
from dfi_studio.library.xmp import carried, parsed_packet

MARK = EditMark(Recipe(), "anna.jpg")
RIGHTS = "{http://purl.org/dc/elements/1.1/}rights"
PLACE = "{http://ns.adobe.com/exif/1.0/}GPSLatitude"
TURN = "{http://ns.adobe.com/tiff/1.0/}Orientation"
OWN = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<rdf:Description rdf:about="" tiff:Orientation="6" xmp:CreatorTool="Camera">
<dc:rights>Anna</dc:rights><dc:description>By the sea</dc:description>
<exif:GPSLatitude>52,30N</exif:GPSLatitude></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def saved(tmp_path, name, **options):
    photo = tmp_path / "photo.jpg"
    PIL.Image.new("RGB", (64, 48), "red").save(photo, xmp=OWN)
    path = tmp_path / name
    save_original(path, open_original(photo), mark=MARK, options=ExportOptions(**options))
    with PIL.Image.open(path) as picture:
        return path, picture.info.get("xmp")


def texts(content):
    root = parsed_packet(content)
    assert root is not None
    return {each.tag: each.text for each in root.iter()}


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif", "a.webp"])
def test_what_people_wrote_goes_along_with_the_mark(tmp_path, name):
    path, content = saved(tmp_path, name)
    told = texts(content)
    assert (told[RIGHTS], told[PLACE]) == ("Anna", "52,30N")
    assert content.count(b"description>") == 2  # theirs alone
    assert content.count(b"CreatorTool") == 2  # ours alone
    assert TURN.partition("}")[2].encode() not in content
    assert SOURCE_TYPE.encode() in content
    assert read_mark(path) == MARK


def test_without_the_mark_it_goes_along_all_the_same(tmp_path):
    path, content = saved(tmp_path, "a.png", marked=False)
    assert texts(content)[RIGHTS] == "Anna"
    assert read_mark(path) is None


def test_the_place_is_dropped_by_choice(tmp_path):
    _, content = saved(tmp_path, "a.png", drop_place=True)
    assert PLACE not in texts(content)
    assert RIGHTS in texts(content)


def test_an_edit_of_an_edit_says_what_was_done_last(tmp_path):
    first = packet(EditMark(Recipe(), "first.jpg"), carried(OWN))
    again = packet(MARK, carried(first))
    root = parsed_packet(again)
    assert again.count(b"dfi:Original>") == 2
    assert b"anna.jpg" in again
    assert root is not None


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"<x>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b"<a/>",
        b"<a>" + b" " * 1_000_000 + b"</a>",
    ],
)
def test_what_is_not_trusted_is_not_carried(content):
    assert carried(content) == []
    assert parsed_packet(packet(MARK, carried(content))) is not None
