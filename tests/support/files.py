"""Pictures and tables, honest ones and others, made for tests."""

from io import BytesIO
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40" width="120" height="40">'
    b'<rect x="0" y="5" width="90" height="10" fill="#0f6460"/>'
    b'<rect x="0" y="25" width="60" height="10" fill="#5d5d52"/></svg>'
)
CSV = b"month,riders present,note\r\n2026-01,89.3,\r\n2026-02,86.2,snow day\r\n"


def png(width: int = 60, height: int = 40, mode: str = "RGB", **saved: Any) -> bytes:
    """A picture of one color."""
    out = BytesIO()
    Image.new(mode, (width, height)).save(out, "PNG", **saved)
    return out.getvalue()


def telling_png() -> bytes:
    """A picture that says where it was taken, and by whom, and that another file follows."""
    about = PngInfo()
    about.add_text("Author", "Walt Jessup")
    exif = Image.Exif()
    exif[0x010F] = "Camera of Walt"
    return png(pnginfo=about, exif=exif) + b"PK\x03\x04 something else"
