"""What happens to uses: the facts hold no word of what the district says."""

from rpp.verbs import Verbs, titled, verb

USE = Verbs(
    {
        "asked": verb(
            "asked {organization} what it did with the brief",
            *("title", "organization", "month"),
            told="asks what {organization} did with “{title}”.",
        ),
        "recorded": titled(
            "said what {organization} did with the brief",
            "organization",
            told="said what {organization} did with “{title}”.",
        ),
        "corrected": titled(
            "corrected what {organization} said",
            "organization",
            told="corrected what {organization} did with “{title}”.",
        ),
        "confirmed": titled(
            "confirmed it for {organization}",
            "organization",
            told="confirmed what {organization} did with “{title}”.",
        ),
        "disputed": titled(
            "said for {organization} that it is not so",
            "organization",
            told="said that what {organization} did with “{title}” is not so: {reason}",
        ),
        "taken_back": titled(
            "took it back for {organization}",
            "organization",
            told="took back what {organization} did with “{title}”.",
        ),
    }
)
