"""Stored HTML follows the renderer."""

from rpp import clock, markup
from rpp.discussions.models import Comment
from tests.support.world import World


def test_texts_of_an_older_renderer_are_rendered_anew_by_a_command(world: World) -> None:
    problem = world.problem("open")
    world.make.add(
        Comment(
            subject_kind="problem",
            subject_id=problem.id,
            author_id=world.author.id,
            body="*new*",
            body_html="<p>old</p>",
            markup_version=markup.VERSION - 1,
            status_since=clock.now(),
            written_at=clock.now(),
        )
    )
    run = world.make.app.test_cli_runner().invoke(args=["markup", "refresh"])
    assert run.exit_code == 0, run.output
    assert world.make.all(Comment)[0].body_html == "<p><em>new</em></p>"
    again = world.make.app.test_cli_runner().invoke(args=["markup", "refresh"])
    assert "0 texts" in again.output


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
