"""PNG pictures: written anew, so that nothing but the picture is kept."""

from rpp.errors import DomainError
from rpp.files import png_rewrite
from rpp.files.apart import answered

MOST = 5 * 1024**2
SIGN = b"\x89PNG\r\n\x1a\n"
NOT_A_PNG = "This is not a PNG picture. Save the picture as PNG and choose it again."
REFUSED = {
    b"large": "This picture has too many pixels. Make it at most 6,000 by 4,000.",
    b"broken": "We cannot open this picture. Save it as PNG again and choose that.",
}
TOO_LARGE = "This picture is larger than 5 MB. Save it smaller."


def cleaned(data: bytes) -> bytes:
    """The picture without places, cameras and comments; DomainError on "file" with a sentence.

    It takes time: call it before a transaction begins.
    """
    if len(data) > MOST:
        raise DomainError(TOO_LARGE, "file")
    if not data.startswith(SIGN):
        raise DomainError(NOT_A_PNG, "file")
    word, _, made = answered(png_rewrite, data, png_rewrite.SECONDS).partition(b"\n")
    if word != b"fine" or not made:
        raise DomainError(REFUSED.get(word, REFUSED[b"broken"]), "file")
    if len(made) > 2 * MOST:
        raise DomainError(TOO_LARGE, "file")
    return made
