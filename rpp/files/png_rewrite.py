"""Writes a PNG anew in a process of its own: its picture alone, without what else it holds.

Reads the file from standard input and writes "fine", a line end and the new file; or why not.
"""

import io
import sys

SECONDS = 10
MEMORY = 1024**3
# Of width times height: a page of paper at 300 dots an inch has 8.4 million.
PIXELS = 24_000_000
SIDE = 12_000
# Ways to keep a pixel that PNG knows and every program shows.
MODES = frozenset(("1", "L", "LA", "RGB", "RGBA"))


def rewritten(data: bytes) -> bytes:
    """One word, and after "fine" the picture as a new PNG."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = PIXELS
    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as picture:
            # Known from its head, before anything of it is unpacked.
            if picture.width * picture.height > PIXELS or max(picture.size) > SIDE:
                return b"large"
            picture.load()
            kept = picture if picture.mode in MODES else picture.convert(_mode(picture.mode))
            out = io.BytesIO()
            plain = Image.new(kept.mode, kept.size)
            plain.paste(kept)
            plain.save(out, "PNG")
    except Exception as error:
        large = isinstance(error, Image.DecompressionBombError)
        return b"large" if large else b"broken"
    except MemoryError:
        return b"large"
    return b"fine\n" + out.getvalue()


def _mode(mode: str) -> str:
    # Of what other modes hold nothing is lost, save depth that no screen shows.
    return "RGBA" if mode in ("P", "PA", "RGBa", "La") else "L" if mode.startswith("I") else "RGB"


def _bound() -> None:
    """Let the system end this process when it takes more than it may."""
    try:
        import resource
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY)):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):
            continue


def main() -> None:
    """Answer for the file on standard input."""
    import warnings

    _bound()
    warnings.simplefilter("error")
    sys.stdout.buffer.write(rewritten(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
