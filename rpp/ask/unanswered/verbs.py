"""What happens to questions that the repository could not answer."""

from rpp.verbs import Verbs, titled, verb

UNANSWERED = Verbs(
    {
        # Nobody stands in its event: what people ask is kept without them.
        "listed": verb("listed a question that somebody asked"),
        "answered": titled("named what answers the question", "source"),
        "reopened": verb("opened the question again"),
        "hidden": verb("hid the question"),
        "shown": verb("showed the question again"),
    }
)
