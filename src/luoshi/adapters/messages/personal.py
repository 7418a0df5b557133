"""What messages hold about people: where they are reached, of what they were told."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.purposes import ONESELF, OWN, SAFETY, personal


def declare_personal() -> None:
    page, taken_back = "/w/messages/mine", _("Until the person takes it away.")
    personal(
        "messages",
        "messages.Message",
        ("person", "key", "what", "title", "url", "trouble"),
        what=_("Of which matter somebody was told, by which way"),
        purpose=_("So that whoever is to act learns of it in time"),
        basis=SAFETY,
        readers=_("The person; system and security administrator when it failed"),
        kept=_("After it was sent, dropped or given up it is deleted."),
        job="messages.sweep",
        days="messages.kept_days",
    )
    personal(
        "addresses",
        "messages.Address",
        ("person", "channel", "address", "nonce", "confirmed_at"),
        what=_("Where messages reach somebody"),
        purpose=_("So that messages arrive"),
        basis=OWN,
        readers=ONESELF,
        kept=_("Until the person takes it away; one that was never confirmed is deleted a day after its code."),
        job="messages.sweep",
        own="person",
        page=page,
    )
    personal(
        "kinds not wanted",
        "messages.Unwanted",
        ("person", "what"),
        what=_("Which messages somebody does not want"),
        purpose=_("So that nobody is told what they do not want"),
        basis=OWN,
        readers=ONESELF,
        kept=taken_back,
        own="person",
        page=page,
    )
    personal(
        "calendar",
        "messages.Feed",
        ("person", "token_digest", "since"),
        what=_("That there is a calendar to subscribe to, since when"),
        purpose=_("So that what is due stands in the own calendar"),
        basis=OWN,
        readers=ONESELF,
        kept=taken_back,
        own="person",
        page=page,
    )
