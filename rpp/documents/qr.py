"""QR codes, as SVG that a document holds."""

from io import BytesIO

import segno


def qr_code(address: str) -> bytes:
    """The code of an address; a quarter of it may be covered (level M), the same each time."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue()
