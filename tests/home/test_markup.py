"""Stored HTML follows the renderer, wherever it is stored."""

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text

from rpp import clock, markup
from rpp.discussions.models import Comment
from rpp.home import rendering
from rpp.networks.models import Network
from tests.support.rendering import OLD, changed, refreshed
from tests.support.world import World


def comment(world: World) -> Comment:
    return world.make.add(
        Comment(
            subject_kind="problem",
            subject_id=world.problem("open").id,
            author_id=world.author.id,
            body="*new*",
            body_html="<p>old</p>",
            markup_version=OLD,
            status_since=clock.now(),
            written_at=clock.now(),
        )
    )


def test_texts_of_an_older_renderer_are_rendered_anew_by_a_command(world: World) -> None:
    comment(world)
    changed(world, Network, about="`x<y`", about_html="old", markup_version=OLD)
    assert refreshed(world) == 2
    assert world.make.all(Comment)[0].body_html == "<p><em>new</em></p>"
    assert world.make.all(Network)[0].about_html == "<p><code>x&lt;y</code></p>"
    assert refreshed(world) == 0


def test_more_texts_than_are_rendered_at_once_are_all_rendered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "AT_ONCE", 2)
    for _ in range(5):
        comment(world)
    changed(world, Network, markup_version=markup.VERSION)
    assert refreshed(world) == 5
    assert {c.body_html for c in world.make.all(Comment)} == {"<p><em>new</em></p>"}


def test_a_text_that_is_changed_meanwhile_stays_as_it_was_changed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment(world)
    real = rendering._anew

    def meanwhile(kind, row):
        # It also shows that others can write while texts are rendered.
        changed(world, Comment, body="newer", body_html="<p>newer</p>")
        return real(kind, row)

    monkeypatch.setattr(rendering, "_anew", meanwhile)
    changed(world, Network, markup_version=markup.VERSION)
    assert refreshed(world) == 0
    assert world.make.all(Comment)[0].body_html == "<p>newer</p>"


def test_every_column_of_html_is_rendered_anew(world: World) -> None:
    found = {str(kind.html) for kind in rendering.stored()}
    assert found == {
        "brief_one_page.body_html",
        "comment.body_html",
        "network.about_html",
        "passage_comment.body_html",
        "sensemaking.interpretations_html",
        "study_section.body_html",
        "study_update.body_html",
    }, "a column of HTML is new or gone: name it here, so that none comes unseen"


@pytest.mark.parametrize("missing", ["said", "markup_version"])
def test_a_column_of_html_that_nothing_could_render_anew_is_a_mistake(missing: str) -> None:
    named = {"said": Text, "markup_version": Integer, "said_html": Text}
    table = Table("t", MetaData(), *(Column(n, t) for n, t in named.items() if n != missing))
    with pytest.raises(LookupError, match=r"t\.said_html"):
        rendering._stored(table, table.c.said_html)


def test_markdown_is_cleaned_wherever_it_comes_from() -> None:
    html = markup.render(
        '# Big\n<iframe src="x"></iframe><a href="data:text/html,x" onclick="x">a</a>\n\n'
        "<style>p{}</style> http://district.example/plan"
    )
    assert "<h3>Big</h3>" in html
    for evil in ("<iframe", '<a href="data', "<style"):
        assert evil not in html
    assert '&lt;iframe src="x"&gt;' in html  # what is no tag of ours is shown as text
    assert 'rel="nofollow noopener ugc"' in html
