"""What happens to messages to the operator."""

from rpp.verbs import Verbs, verb

MESSAGE = Verbs(
    {
        "sent": verb("sent a message"),
        "answered": verb("marked the message as answered"),
        "open": verb("opened the message again"),
    }
)
