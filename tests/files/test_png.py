"""Of a picture only the picture is kept."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from rpp.errors import DomainError
from rpp.files import png
from tests.support import files


def test_places_cameras_and_names_are_left_out() -> None:
    telling = files.telling_png()
    assert b"Walt" in telling
    made = png.cleaned(telling)
    assert b"Walt" not in made
    assert b"PK" not in made
    with Image.open(BytesIO(made)) as picture:
        assert (picture.size, picture.mode, dict(picture.info)) == ((60, 40), "RGB", {})


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "I;16"])
def test_pictures_of_each_kind_are_kept(mode: str) -> None:
    with Image.open(BytesIO(png.cleaned(files.png(mode=mode)))) as picture:
        assert picture.size == (60, 40)


def test_what_shines_through_stays_so() -> None:
    out = BytesIO()
    palette = Image.new("P", (9, 9))
    palette.save(out, "PNG", transparency=0)
    with Image.open(BytesIO(png.cleaned(out.getvalue()))) as picture:
        assert picture.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]


def bomb(side: int) -> bytes:
    """A few kilobytes that claim to be a picture of so many pixels a side."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    data = zlib.compress(b"\0" * 100_000, 9)
    return png.SIGN + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


REFUSED = {
    "a bomb": bomb(60_000),
    "a large one": bomb(6_000),
    "cut off": files.png(300, 300)[:200],
    "a JPEG": b"\xff\xd8\xff\xe0" + files.png(),
    "a page": b"<html>",
    "nothing": b"",
    "too many bytes": files.png() + b"x" * png.MOST,
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_picture_or_too_much_is_refused(what: str) -> None:
    with pytest.raises(DomainError) as refusal:
        png.cleaned(REFUSED[what])
    assert refusal.value.field == "file"
