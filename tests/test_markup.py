"""What people write is what is shown: every sign of it, and nothing that runs."""

import html
import re
import unicodedata
from html.parser import HTMLParser

import bleach
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpp import markup
from rpp.markup import reader, render

REL = ' rel="nofollow noopener ugc"'


INLINE = frozenset(("a", "em", "strong", "code", "sup", "sub", "del"))


class Seen(HTMLParser):
    """What a reader sees: words, numbers of lists, and where links lead."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.numbers: list[int | None] = []
        self.link, self.words = "", ""
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.tags.add(tag)
        if tag not in INLINE:
            self.said.append(" ")
        if tag in ("ul", "ol"):
            self.numbers.append(int(given.get("start") or 1) if tag == "ol" else None)
        elif tag == "li" and (number := self.numbers[-1]) is not None:
            number = int(given.get("value") or number)
            self.numbers[-1] = number + 1
            self.said.append(f"{number}. ")
        elif tag == "a":
            self.link, self.words = given["href"] or "", ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self.numbers.pop()
        elif tag == "a" and not self.link.endswith(self.words):
            self.said.append(f" {self.link}")

    def handle_data(self, data: str) -> None:
        self.words += data
        self.said.append(data)


def seen(text: str) -> Seen:
    reader = Seen()
    reader.feed(render(text))
    reader.close()
    return reader


def words(text: str) -> str:
    """The text as it is seen, with single spaces."""
    return " ".join("".join(seen(text).said).split())


def link(address: str, said: str = "") -> str:
    return f'<a href="{address}"{REL}>{said or address}</a>'


# --- words stay words ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "n<m and rate>cut",
        "Dear <parent name>, your child <child's name> was absent.",
        "before <!-- a comment --> after <? and ?> this <![CDATA[too]]>",
        "<script>alert(1)</script> <b>x</b> <div class='y'>",
        "<sup class=x>no tag of ours",
        "</sup> closes nothing <sub> opens nothing",
        "5 < 6 and 7 > 2, p < .05 and n > 30",
        "a_b_c and first_last@district.example",
        "AT&T, R&D, &lt; &amp; &nbsp; &#60; &copy",
        "$5 * 3 * 2 is $30; 5*3*2 is 30",
        "M.Sc., Ed.D., Ph.D. and B.A. in K.12",
        "albertville.k12.al.us",
        "#1 priority",
        "# of students: 412",
        "2026. was a year",
        "1999. That year\nwe began.",
        "007. is no number",
        "1) first\n2) second",
        "We met on the\n12. of May",
        "> 30 percent were absent",
        ">= 5 days",
        "text [1] and [2, 3]",
        "[1]: see the report",
        "[label]: https://district.example/plan",
        "~5 minutes, ~~not struck~~",
        "C:\\Users\\Ola and \\\\server\\share",
        "Name: ____, date: ________.",
        "Name:____, date:____, place:________.",
        "*p < .05. **p < .01.",
        "12.5* and 3.1**",
        "|a|b|",
        "Total\n=====",
        "    four spaces",
        "`open and never closed",
        "**open and never closed",
        "[open and never closed",
        "[a](b c) [a](plan.html) []()",
        "🎉 👩🏽‍🏫 שלום עולם e\u0301 和 ‮",
        "tab\tstop",
        "“quoted” ‘words’ – and — dashes -- as --- typed",
        "=== == = + - * _ ~ ` | ! ? ( ) { } \\",
    ],
)
def test_words_are_shown_as_they_were_typed(text: str) -> None:
    assert words(text) == " ".join(text.split())


def test_what_is_typed_as_an_entity_is_shown_as_it_was_typed() -> None:
    assert render("&lt;b&gt; &amp; AT&T") == "<p>&amp;lt;b&amp;gt; &amp;amp; AT&amp;T</p>"


def test_indented_lines_are_a_paragraph_and_no_code() -> None:
    assert render("    four spaces\n\tand a tab") == "<p>four spaces<br>\nand a tab</p>"


def test_a_line_below_a_line_makes_no_heading_of_it() -> None:
    assert render("Results\n---\nmore") == "<p>Results</p>\n<hr>\n<p>more</p>"
    assert render("Results\n===") == "<p>Results<br>\n===</p>"


def test_lines_end_where_they_were_ended() -> None:
    assert render("Road 1  \nAlbertville\nAL") == "<p>Road 1<br>\nAlbertville<br>\nAL</p>"
    assert render("a\r\nb\rc") == "<p>a<br>\nb<br>\nc</p>"


def test_code_is_escaped_once() -> None:
    assert render("`x<y & z`") == "<p><code>x&lt;y &amp; z</code></p>"
    assert render("`&lt;`") == "<p><code>&amp;lt;</code></p>"
    assert render("`` a`b ``") == "<p><code>a`b</code></p>"
    fenced = "```\nif x<y & z:\n    <b>\n\n# no heading\n```"
    assert render(fenced) == (
        "<pre><code>if x&lt;y &amp; z:\n    &lt;b&gt;\n\n# no heading\n</code></pre>"
    )


def test_emphasis_is_read_around_words_and_not_within_them() -> None:
    assert render("*a* **b** ***c*** _d_ __e__") == (
        "<p><em>a</em> <strong>b</strong> <strong><em>c</em></strong> <em>d</em> "
        "<strong>e</strong></p>"
    )
    assert render("**a *b* c** (*d*) **a *b***") == (
        "<p><strong>a <em>b</em> c</strong> (<em>d</em>) <strong>a <em>b</em></strong></p>"
    )
    assert render("\\*a\\* \\_b\\_ \\`c\\` \\[d\\]") == "<p>*a* _b_ `c` [d]</p>"
    assert render("\\# a\n\\- b\n1\\. c") == "<p># a<br>\n- b<br>\n1. c</p>"


def test_a_few_tags_say_what_markdown_has_no_marks_for() -> None:
    assert render("CO<sub>2</sub>, R<sup>2</sup>, <del>out</del>") == (
        "<p>CO<sub>2</sub>, R<sup>2</sup>, <del>out</del></p>"
    )


# --- lists, headings, quotes, tables -------------------------------------------------------


def test_numbers_of_a_list_are_those_that_were_typed() -> None:
    html = render("1. first\n\nBetween.\n\n2. second\n3. third")
    assert html == (
        "<ol>\n<li>first</li>\n</ol>\n<p>Between.</p>\n"
        '<ol start="2">\n<li>second</li>\n<li>third</li>\n</ol>'
    )
    assert '<li value="4">' in render("1. a\n2. b\n4. d")
    assert words("0. a\n1. b\n7. c\n3. d") == "0. a 1. b 7. c 3. d"


@pytest.mark.parametrize("mark", ["-", "*", "+"])
def test_a_list_directly_under_a_line_is_a_list(mark: str) -> None:
    assert render(f"We need:\n{mark} time\n{mark} money") == (
        "<p>We need:</p>\n<ul>\n<li>time</li>\n<li>money</li>\n</ul>"
    )


def test_a_numbered_list_directly_under_a_line_is_a_list() -> None:
    assert "<ol>\n<li>a</li>\n<li>b</li>\n</ol>" in render("Steps\n1. a\n2. b")
    assert '<ol start="3">\n<li>c</li>\n</ol>' in render("We go on:\n3. c")


@pytest.mark.parametrize("deep", [2, 3, 4])
def test_lists_stand_in_lists_however_far_they_are_indented(deep: int) -> None:
    html = render(f"- a\n{' ' * deep}- b\n{' ' * 2 * deep}- c\n- d")
    assert html.replace("\n", "") == (
        "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"
    )


def test_a_number_that_goes_on_a_sentence_begins_no_list() -> None:
    assert render("We met on the\n12. of May") == "<p>We met on the<br>\n12. of May</p>"


def test_an_item_may_have_paragraphs_and_lines() -> None:
    assert render("1. a\n\n   more\n2. b\ngoes on").replace("\n", "") == (
        "<ol><li><p>a</p><p>more</p></li><li><p>b<br>goes on</p></li></ol>"
    )


def test_a_list_that_goes_too_deep_stays_as_it_was_typed() -> None:
    text = "\n".join("  " * n + f"- {n}" for n in range(9))
    assert render(text).count("<ul>") == 6
    assert "- 8" in words(text)


def test_headings_begin_below_those_of_the_page() -> None:
    assert render("# A\n## B ##\ntext\n###### F") == (
        "<h3>A</h3>\n<h4>B</h4>\n<p>text</p>\n<h6>F</h6>"
    )


def test_a_quote_holds_what_a_text_holds() -> None:
    assert render("> *a*\n> - b\n>> c\n\nd").replace("\n", "") == (
        "<blockquote><p><em>a</em></p><ul><li>b</li></ul><blockquote><p>c</p></blockquote>"
        "</blockquote><p>d</p>"
    )


def test_a_table_keeps_its_sides() -> None:
    html = render("| a | b | c |\n|:--|--:|:-:|\n| 1 | 2<br>3 | x \\| y |")
    assert '<th>a</th>\n<th align="right">b</th>\n<th align="center">c</th>' in html
    assert '<td>1</td>\n<td align="right">2<br>\n3</td>\n<td align="center">x | y</td>' in html


def test_a_table_loses_no_cell() -> None:
    text = "Rates:\n| a | b |\n|---|---|\n| 1 | 2 | 3 |\n| 4 |\nafter"
    assert words(text) == "Rates: a b 1 2 3 4 after"
    assert "<p>after</p>" in render(text)


# --- links ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("[https://ies.ed.gov/ncee/wwc/]", f"[{link('https://ies.ed.gov/ncee/wwc/')}]"),
        (
            "(https://en.example/wiki/Equal_(voting)).",
            f"({link('https://en.example/wiki/Equal_(voting)')}).",
        ),
        ("https://a.example/x?a=1&b_c=2", link("https://a.example/x?a=1&amp;b_c=2")),
        ("see https://a.example/x, or", f"see {link('https://a.example/x')}, or"),
        ("**https://a.example/x**", f"<strong>{link('https://a.example/x')}</strong>"),
        ("<https://a.example/x>", f"&lt;{link('https://a.example/x')}&gt;"),
        ("www.district.example", link("https://www.district.example", "www.district.example")),
        ("[the *plan*](https://a.example/p)", link("https://a.example/p", "the <em>plan</em>")),
        ("[a](https://a.example/x_(y))", link("https://a.example/x_(y)", "a")),
        ("[our brief](/briefs/3)", link("/briefs/3", "our brief")),
        ("[write](mailto:a@b.example)", link("mailto:a@b.example", "write")),
        ("[https://a.example](https://b.example)", link("https://b.example", "https://a.example")),
        ("![Rates](https://a.example/c.png)", link("https://a.example/c.png", "Rates")),
    ],
)  # fmt: skip
def test_links_end_where_their_address_ends(text: str, inner: str) -> None:
    assert render(text) == f"<p>{inner}</p>"


def test_no_link_stands_in_another() -> None:
    inner = link("https://b.example", "b")
    assert render("[a [b](https://b.example) c](https://c.example/)") == (
        f"<p>[a {inner} c]({link('https://c.example/')})</p>"
    )


@pytest.mark.parametrize(
    "address",
    [
        "javascript:1",
        "javascript:alert(1)",
        "JaVaScRiPt:1",
        "java\tscript:1",
        "java\nscript:1",
        "javascript&#58;1",
        "javascript&colon;1",
        "&#106;avascript:1",
        "\x01javascript:1",
        "vbscript:1",
        "data:text/html,1",
        "data:80",
        "file:///etc/passwd",
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "http://[::1",
        "javascript://district.example/%0a1",
    ],
)
@pytest.mark.parametrize("form", ["[a]({})", "![a]({})", "[a](<{}>)", "<{}>", "{}"])
def test_an_address_that_leads_to_no_page_is_no_link(address: str, form: str) -> None:
    for href in re.findall(r'href="([^"]*)"', render(form.format(address))):
        # What stands in it may still be an address by itself.
        assert re.match(r"(https?://\w|mailto:)", html.unescape(href))
        assert "script" not in href.split("://")[0]


@pytest.mark.parametrize("address", ["javascript:1", "data:80", "vbscript:2", "x:1", "//a.example"])
def test_what_cleans_refuses_such_an_address_too(address: str) -> None:
    assert markup._clean(f'<a href="{address}">a</a>') == "<a>a</a>"


def test_only_what_is_allowed_passes_the_last_door() -> None:
    evil = '<a href="https://a.example" onclick="x" rel="x" style="x">a</a><img src=x onerror=y>'
    clean = markup._clean(
        evil + '<td align="justify">b</td><ol start="-1"><li value="x">c</li></ol>'
    )
    assert clean.startswith('<a href="https://a.example">a</a>&lt;img')
    assert not re.search(r"<[^>]*(onclick|style|align|start|value)", clean)


# --- any text ------------------------------------------------------------------------------

ODD = st.sampled_from(
    [*"ab1 \n\t*_`[]()<>#-+.|~!\\&;:/=é", "\n\n", "1. ", "- ", "> ", "**", "```\n", "](", "](https://",
     "https://a.b/", "www.a.b", "<sup>", "</sup>", "<br>", "&lt;", "|-|-|\n", "|a|b|\n", "  - ",
     "javascript:", "![", "<a href=", "\n# ", "2026. ", "👩🏽‍🏫", "e\u0301", "ش"]
)  # fmt: skip
TEXTS = st.lists(ODD | st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60)
# What may be markup, and so may be gone: everything else is shown, in its order.
MARKS = set("*_`#>|-+~\\[]()!:.<") | set("0123456789")


def signs(text: str) -> str:
    """The signs of a text that are no markup wherever they stand."""
    text = re.sub(r"</?(sup|sub|del|strong|em)>|<br ?/?>", "", text, flags=re.IGNORECASE)
    return "".join(c for c in text if c not in MARKS and not c.isspace())


@settings(max_examples=400, deadline=None)
@given(TEXTS.map("".join))
def test_no_sign_of_any_text_is_lost(text: str) -> None:
    shown = "".join(seen(text).said).replace("https://www.", "www.")
    assert signs(shown) == signs(text.replace("https://www.", "www."))


@settings(max_examples=400, deadline=None)
@given(TEXTS.map("".join))
def test_any_text_becomes_clean_html_that_cleaning_leaves_as_it_is(text: str) -> None:
    made = render(text)
    assert seen(text).tags <= markup.TAGS
    assert markup._clean(made) == made
    assert bleach.clean(
        made, tags=markup.TAGS, attributes=markup.allowed, protocols=markup.PROTOCOLS, strip=True
    ) == made  # fmt: skip
    for href in re.findall(r'href="([^"]*)"', made):
        assert markup.address(html.unescape(href))


@settings(max_examples=100, deadline=None)
@given(TEXTS.map("".join))
def test_html_that_is_pasted_as_text_is_shown_as_text(text: str) -> None:
    assert "<script" not in render(render(text) + "<script>")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=200))
def test_letters_of_any_script_are_shown(text: str) -> None:
    letters = [c for c in text if unicodedata.category(c)[0] in "LM"]
    assert [c for c in "".join(seen(text).said) if unicodedata.category(c)[0] in "LM"] == letters


# --- work ----------------------------------------------------------------------------------


def test_work_counts_what_it_costs_to_clean() -> None:
    assert markup.work("<p>a &amp; b</p>") == 3
    assert markup.work("a" * 800) == 10


PADDED = "|a|" + "|a" * 900 + "|\n" + "|-" * 901 + "|\n" + "|\n" * 15_000


@pytest.mark.parametrize("text", [PADDED, "a\n" * 20_000, "*a*\n\n" * 5_000])
def test_reading_ends_before_what_it_makes_is_large(text: str) -> None:
    with pytest.raises(markup.TooMuch):
        reader.read(text)


@pytest.mark.parametrize(
    "text",
    [
        "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 2_400,
        "a\n" * 20_000,
        "*a* " * 10_000,
        "&" * 30_000,
        "- a\n" * 9_000,
        "[a](/b) " * 5_000,
        "a" * (markup.MOST_TEXT + 1),
        PADDED,
    ],
    ids=["table", "lines", "emphasis", "entities", "list", "links", "long", "padded"],
)
def test_a_text_of_too_much_work_is_shown_as_it_was_typed(text: str) -> None:
    made = render(text)
    assert not re.search(r"<(?!/?p>|br>)", made)
    assert "".join(seen(text).said).split() == text.split()
