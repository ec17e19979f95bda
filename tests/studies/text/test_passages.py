"""Paragraphs keep their numbers while others change."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rpp import markup
from rpp.studies.text import passages

TEXT = """## A heading

A paragraph with **bold** words
and a second line.

- one

- two

    still two

1. first
2. second

| a | b |
|---|---|
| 1 | 2 |

> quoted
>
> twice

---

    code

    more code

<div>bare</div>

The end. <script>x</script>
"""

SENTENCES = st.lists(
    st.sampled_from(
        [
            "Schools take part for one semester.",
            "The study pays aides by the hour.",
            "- a list\n- of two",
            "## A heading",
            "> Someone said so.",
            "TBD",
            "| a |\n|---|\n| 1 |",
            "    code that is set apart",
        ]
    ),
    min_size=1,
    max_size=8,
)


def blocks(sources: list[str]) -> list[str]:
    # A rule across the page keeps two lists apart; it is no paragraph of its own.
    return passages.texts(markup.render("\n\n***\n\n".join(sources)))


def test_the_pieces_of_a_text_are_the_text() -> None:
    html = markup.render(TEXT)
    found = passages.pieces(html)
    assert "".join(found).replace("\n", "") == html.replace("\n", "")
    said = passages.texts(html)
    assert said[0] == "A heading"
    assert said[1] == "A paragraph with bold words and a second line."
    assert "one two still two" in said
    assert "first second" in said
    assert "a b 1 2" in said
    assert "quoted twice" in said


@settings(deadline=None)
@given(st.text(alphabet="ab *_`#->|1.\n[]()<&\"'", max_size=120))
def test_no_text_loses_anything_when_it_is_taken_apart(source: str) -> None:
    html = markup.render(source)
    assert "".join("".join(passages.pieces(html)).split()) == "".join(html.split())


@settings(deadline=None, max_examples=150)
@given(SENTENCES, st.data())
def test_numbers_of_untouched_paragraphs_never_change(sources: list[str], data) -> None:
    at = data.draw(st.integers(0, len(sources)))
    kind = data.draw(st.sampled_from(["insert", "remove", "rewrite"]))
    after = list(sources)
    words = "Elephants of an altogether different kind were counted today"
    if kind == "insert" or at == len(sources):
        after.insert(at, words)
        untouched = {i: i + (i >= at) for i in range(len(sources))}
    elif kind == "remove":
        # Of two equal ones nobody can say which was removed.
        if sources.count(sources[at]) > 1:
            return
        del after[at]
        untouched = {i: i - (i > at) for i in range(len(sources)) if i != at}
    else:
        after[at] = words
        untouched = {i: i for i in range(len(sources)) if i != at}
    old, new = blocks(sources), blocks(after)
    anchors = [number * 3 + 1 for number in range(len(old))]
    kept, following = passages.carried(old, anchors, new, 2)
    assert len(kept) == len(set(kept)) == len(new)
    assert following > max(kept, default=0)
    # Among equal paragraphs only their numbers together are kept: they read the same.
    for i, j in untouched.items():
        assert kept[j] in {anchors[k] for k in range(len(old)) if old[k] == old[i]}
    if len(set(sources)) == len(sources):
        assert all(kept[j] == anchors[i] for i, j in untouched.items())


def test_a_rewritten_and_a_moved_paragraph_keep_their_numbers() -> None:
    old = ["The study pays aides by the hour.", "Schools take part.", "Nobody is tested."]
    new = ["Nobody is tested.", "The study pays all aides by the hour, at once.", "Elephants."]
    assert passages.carried(old, [4, 5, 9], new, 10) == ([9, 4, 10], 11)


def test_a_number_is_never_given_twice() -> None:
    numbers, following = passages.carried(["a"], [1], [], 2)
    assert (numbers, following) == ([], 2)
    assert passages.carried([], [], ["b"], following) == ([2], 3)
    # What was written before numbers were kept counts from one.
    assert passages.numbered([], 3) == [1, 2, 3]
