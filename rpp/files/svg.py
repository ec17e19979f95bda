"""SVG drawings: what draws is kept by name, and everything else is left out."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import tinycss2
from lxml import etree

from rpp.errors import DomainError

MOST = 1024**2
# How many shapes a drawing may have, those that it draws again by `use` included.
MOST_SHAPES = 50_000
DEEPEST = 300
SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"

NOT_AN_SVG = "This is not an SVG drawing. Save the drawing as SVG and choose it again."
TOO_LARGE = "This drawing is larger than 1 MB. Save it as a PNG picture."
TOO_MANY = "This drawing has too many shapes. Save it as a PNG picture."

_ELEMENTS = """
svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan
linearGradient radialGradient stop clipPath marker style
"""
ELEMENTS = frozenset(_ELEMENTS.split())
# Left out, but for what stands within them.
OPENED = frozenset(("a", "switch"))
_ATTRIBUTES = """
id class x y x1 y1 x2 y2 cx cy r rx ry dx dy fx fy width height d points viewBox version
preserveAspectRatio transform gradientTransform gradientUnits spreadMethod offset
clipPathUnits markerWidth markerHeight markerUnits refX refY orient pathLength rotate
textLength lengthAdjust role aria-label aria-labelledby aria-hidden style
"""
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
# Attributes, and properties of `style`, that say how a shape looks.
_LOOKS = """
alignment-baseline baseline-shift clip-path clip-rule color color-interpolation direction display
dominant-baseline fill fill-opacity fill-rule font-family font-size font-stretch font-style
font-variant font-weight letter-spacing marker-end marker-mid marker-start opacity overflow
paint-order shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset
stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor
text-decoration text-rendering unicode-bidi vector-effect visibility white-space word-spacing
writing-mode
"""
LOOKS = frozenset(_LOOKS.split())
# Only a part of the same drawing is ever named.
OWN_PART = re.compile(r"url\(\s*['\"]?#[\w.:-]+['\"]?\s*\)(\s+none)?\Z")
FUNCTIONS = frozenset(("rgb", "rgba", "hsl", "hsla", "calc"))


def cleaned(data: bytes) -> tuple[bytes, list[str]]:
    """The drawing with what draws alone, and the names of what was left out.

    DomainError on "file" with a sentence where it is no drawing or too large.
    """
    if len(data) > MOST:
        raise DomainError(TOO_LARGE, "file")
    root = _parsed(data)
    gone: Counter[str] = Counter()
    _clean(root, gone)
    if _weight(root) > MOST_SHAPES:
        raise DomainError(TOO_MANY, "file")
    made = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made, sorted(gone)


def _parsed(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise DomainError(NOT_AN_SVG, "file") from None
    dtd: Any = root.getroottree().docinfo.internalDTD
    entities = dtd is not None and any(dtd.iterentities())
    if root.tag != f"{{{SVG}}}svg" or entities:
        raise DomainError(NOT_AN_SVG, "file")
    # Without the type of document that some programs name.
    fresh = etree.Element(root.tag, nsmap={None: SVG, "xlink": XLINK})  # type: ignore[dict-item]
    fresh.attrib.update(root.attrib)
    fresh.text = root.text
    fresh.extend(list(root))
    return fresh


def _clean(element: etree._Element, gone: Counter[str]) -> None:
    _clean_attributes(element, gone)
    if etree.QName(element).localname == "style":
        element.text = stylesheet("".join(map(str, element.itertext())), gone)
        for child in list(element):
            element.remove(child)
        return
    for child in list(element):
        name = _name(child)
        if name in ELEMENTS:
            _clean(child, gone)
        elif name in OPENED:
            # A group, which draws nothing itself.
            child.tag = f"{{{SVG}}}g"
            child.attrib.clear()
            _clean(child, gone)
        else:
            if name:
                gone[name] += 1
            _take_out(element, child)


def _name(element: etree._Element) -> str:
    """Its name, "" where it is no element of SVG (a program's own notes) or no element at all."""
    if not isinstance(element.tag, str):
        return ""
    name = etree.QName(element)
    return name.localname if name.namespace == SVG else ""


def _take_out(parent: etree._Element, child: etree._Element) -> None:
    """Remove an element, and keep the words that follow it."""
    if child.tail:
        before = child.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + child.tail
        else:
            parent.text = (parent.text or "") + child.tail
    parent.remove(child)


def _clean_attributes(element: etree._Element, gone: Counter[str]) -> None:
    for name, value in list(element.attrib.items()):
        kept = _kept(str(name), str(value), gone)
        if kept is None:
            del element.attrib[name]
        else:
            element.attrib[name] = kept


def _kept(name: str, value: str, gone: Counter[str]) -> str | None:
    """The value that an attribute may have, None where it may not be there."""
    if name in ("href", f"{{{XLINK}}}href"):
        if value.strip().startswith("#"):
            return value.strip()
        gone["href"] += 1
        return None
    if name == f"{{{XML}}}space":
        return value
    if name == "style":
        return declarations(value, gone)
    if name in LOOKS:
        return value if _harmless(value) or OWN_PART.match(value.strip()) else None
    if name in ATTRIBUTES:
        return value
    if name.lower().startswith("on"):
        gone["script"] += 1
    return None


def _harmless(value: str) -> bool:
    return not re.search(r"url|image|src|expression|@|\\|javascript:", value, re.IGNORECASE)


def declarations(css: str, gone: Counter[str]) -> str:
    """The declarations of a style that say how a shape looks, without any address."""
    kept = []
    for one in tinycss2.parse_declaration_list(css, skip_comments=True, skip_whitespace=True):
        if one.type != "declaration":
            continue
        value = tinycss2.serialize(one.value).strip()
        if one.lower_name in LOOKS and _harmless(value) and _plain(one.value):
            kept.append(f"{one.name}: {value}")
        elif not _harmless(value):
            gone["url"] += 1
    return "; ".join(kept)


def _plain(tokens: list[tinycss2.ast.Node]) -> bool:
    """Whether a value has no function but those of colors and lengths."""
    return all(token.type != "function" or token.lower_name in FUNCTIONS for token in tokens)


def stylesheet(css: str, gone: Counter[str]) -> str:
    """The rules of a style sheet for shapes by name, class and id; no imports, fonts or media."""
    kept = []
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type != "qualified-rule":
            gone["style"] += 1
            continue
        selector = tinycss2.serialize(rule.prelude).strip()
        if re.fullmatch(r"[\w.#*,:>\s-]{1,400}", selector):
            kept.append(f"{selector} {{{declarations(tinycss2.serialize(rule.content), gone)}}}")
    return "\n".join(kept)


def _weight(root: etree._Element) -> int:
    """How many shapes are drawn: each `use` counts for all that it draws again.

    Without bound one drawing of a kilobyte could ask for billions.
    """
    named = {one.get("id"): one for one in root.iter() if one.get("id")}
    known: dict[etree._Element, int] = {}

    def weigh(element: etree._Element, path: frozenset[etree._Element]) -> int:
        if element in path or len(path) > DEEPEST:
            return MOST_SHAPES + 1
        if element not in known:
            inner = sum(weigh(child, path | {element}) for child in _drawn(element, named))
            known[element] = min(1 + inner, MOST_SHAPES + 1)
        return known[element]

    return weigh(root, frozenset())


def _drawn(
    element: etree._Element, named: dict[str | None, etree._Element]
) -> Iterator[etree._Element]:
    """What is drawn within an element: its own, and what it names."""
    yield from element
    values = [str(value) for value in element.attrib.values()]
    for value in values:
        for name in re.findall(r"#([\w.:-]+)", value):
            if (again := named.get(name)) is not None and again is not element:
                yield again
