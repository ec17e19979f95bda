"""Of a drawing only what draws is kept."""

import pytest
from lxml import etree

from rpp.errors import DomainError
from rpp.files import svg
from tests.support.files import SVG

HEAD = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def drawing(inner: str, attributes: str = "") -> bytes:
    return HEAD + f" {attributes}>{inner}</svg>".encode()


HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "a script of another name": "<SCRIPT>alert(1)</SCRIPT>",
    "a script in XHTML": '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>',
    "an event": '<rect onload="alert(1)" onclick="alert(1)" width="9" height="9"/>',
    "a page within": '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="alert"/>'
    "</foreignObject>",
    "a link": '<a href="javascript:alert(1)"><text>alert</text></a>'.replace(
        "<text>alert", "<text>"
    ),
    "a link of XLink": '<a xlink:href="javascript:alert(1)"><text>words</text></a>',
    "a picture elsewhere": '<image href="https://x.example/alert.png" width="1" height="1"/>',
    "a picture within": '<image xlink:href="data:image/svg+xml;base64,alert" width="1"/>',
    "shapes of another file": '<use href="https://x.example/alert.svg#a"/>',
    "an animation": '<set attributeName="href" to="javascript:alert(1)"/>',
    "another animation": '<animate attributeName="href" values="javascript:alert(1)"/>',
    "an address in a style": '<rect style="fill: url(https://x.example/alert)"/>',
    "an escaped address": r'<rect style="fill: \75rl(https://x.example/alert)"/>',
    "an address in an attribute": '<rect fill="url(https://x.example/alert)"/>',
    "a sheet that imports": "<style>@import url(https://x.example/alert.css);</style>",
    "a sheet with a font": "<style>@font-face{font-family:a;src:url(alert)}</style>",
    "a sheet with a picture": "<style>rect{fill:url(https://x.example/alert)}</style>",
    "a sheet that ends early": "<style>rect{fill:red}<![CDATA[</style><script>alert</script>]]>"
    "</style>",
    "a filter": '<filter id="f"><feImage href="alert"/></filter>',
    "a note of a program": '<metadata>alert</metadata><x:n xmlns:x="urn:alert">alert</x:n>',
    "a handler": '<handler xmlns:ev="http://www.w3.org/2001/xml-events">alert(1)</handler>',
    "a comment": "<!-- alert -->",
    "an instruction": '<?xml-stylesheet href="alert.css"?>',
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_does_something_is_left_out(what: str) -> None:
    made, _gone = svg.cleaned(drawing(f'{HOSTILE[what]}<rect id="kept" width="1"/>'))
    assert b"alert" not in made
    assert b"example" not in made
    assert b'id="kept"' in made
    root = etree.fromstring(made)
    names = {etree.QName(one).localname for one in root.iter()}
    assert names <= svg.ELEMENTS


def test_a_drawing_keeps_its_shapes_words_and_looks() -> None:
    inner = (
        "<style>.a{fill:#0f6460;stroke-width:2px}</style><defs><linearGradient id='g'>"
        "<stop offset='0' stop-color='red'/></linearGradient><path id='p' d='M0 0H9'/></defs>"
        "<g clip-path='url(#c)'><use xlink:href='#p' x='3'/><rect class='a' fill='url(#g)' "
        "style='opacity: 0.5; stroke: rgb(1, 2, 3)'/></g>"
        "<switch><foreignObject/><text x='1'>60<tspan>%</tspan> of riders</text></switch>"
    )
    made, gone = svg.cleaned(drawing(inner, "viewBox='0 0 9 9'"))
    parts = ("#0f6460", "stroke-width", 'fill="url(#g)"', 'href="#p"', 'clip-path="url(#c)"',
             "opacity: 0.5; stroke: rgb(1, 2, 3)", ">60<tspan>%</tspan> of riders<")  # fmt: skip
    for kept in map(str.encode, parts):
        assert kept in made
    assert gone == ["foreignObject"]
    assert svg.cleaned(made) == (made, [])


LAUGHS = "".join(f'<g id="a{n}">{f"""<use href="#a{n + 1}"/>""" * 10}</g>' for n in range(9))
REFUSED = {
    "no SVG": b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
    "no XML": b"\x89PNG\r\n\x1a\n",
    "broken": SVG[:-3],
    "SVG of no namespace": b"<svg><rect/></svg>",
    "entities": b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG,
    "a file as an entity": b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    + drawing("<text>&a;</text>"),
    "a billion shapes": drawing(LAUGHS),
    "shapes that hold themselves": drawing('<g id="a"><use href="#a"/></g>'),
    "a long chain": drawing(
        "".join(f'<g id="b{n}"><use href="#b{n + 1}"/></g>' for n in range(2000))
    ),
    "too much": drawing(f"<desc>{'x' * svg.MOST}</desc>"),
    "nothing": b"",
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_drawing_or_too_much_is_refused(what: str) -> None:
    with pytest.raises(DomainError) as refusal:
        svg.cleaned(REFUSED[what])
    assert refusal.value.field == "file"
