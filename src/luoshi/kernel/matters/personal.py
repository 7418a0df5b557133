"""What matters hold about people: who raised, holds, did, checked; whom it is about; and every word that was written."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.purposes import HISTORY, SAFETY, SEERS, personal

CARRIED = _("So that what was raised is carried through and answered, by whom it can be asked")


def declare_personal() -> None:
    personal(
        "matters",
        "matters.Matter",
        ("raiser", "entered_by", "claim", "raiser_words", "owner", "holder", "told", "title"),
        what=_("Who raised it, entered it, answers for it, holds it, was told of it late; what it says"),
        purpose=CARRIED,
        basis=SAFETY,
        readers=SEERS,
        kept=HISTORY,
        page="/w/mine",
    )
    personal(
        "measures",
        "matters.Action",
        ("text", "contingency", "owner", "done_by", "done_for", "done_text", "verifier", "verified_by"),
        what=_("Who was to do what, who did it and who checked it"),
        purpose=CARRIED,
        basis=SAFETY,
        readers=SEERS,
        kept=HISTORY,
        page="/w/done",
    )
    personal(
        "involved",
        "matters.Involved",
        ("person", "part", "since"),
        what=_("Who works on it, answers for it too or gets a copy"),
        purpose=CARRIED,
        basis=SAFETY,
        readers=SEERS,
        kept=HISTORY,
        page="/w/copied",
    )
    personal(
        "concerned",
        "matters.Concern",
        ("person",),
        what=_("Whom a matter is about"),
        purpose=_("So that nobody judges what is about themselves"),
        basis=SAFETY,
        readers=_("Whoever may see the matter; whom it is about and their subordinates may not"),
        kept=HISTORY,
    )
    personal(
        "custody",
        "matters.Custody",
        ("person",),
        what=_("In whose hands it was, from when until when"),
        purpose=CARRIED,
        basis=SAFETY,
        readers=SEERS,
        kept=HISTORY,
        page="/w/done",
    )
    personal(
        "steps",
        "matters.Event",
        ("person", "behalf", "text", "detail"),
        what=_("Who took which step when, on whose behalf, with which words"),
        purpose=CARRIED,
        basis=SAFETY,
        readers=SEERS,
        kept=HISTORY,
        page="/w/done",
    )
    personal(
        "photographs of a step",
        "matters.EventPhoto",
        ("file",),
        what=_("Which photograph belongs to which step"),
        purpose=CARRIED,
        basis=SAFETY,
        readers=SEERS,
        kept=HISTORY,
    )
