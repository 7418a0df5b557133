"""What consultations hold about people: who was asked, came, said what, decided."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.purposes import HISTORY, SAFETY, personal

TOGETHER = _("So that it is known who was asked, what each office said and what was decided")
ASKED = _("Who is asked, who reads the office, whoever may see the matter")


def declare_personal() -> None:
    page = "/w/consultations/"
    personal(
        "consultations",
        "consultations.Consultation",
        ("title", "chair", "called_by", "place", "recorder", "missing_note", "told", "minutes"),
        what=_("Who called it, chaired it, wrote it down; the minutes"),
        purpose=TOGETHER,
        basis=SAFETY,
        readers=ASKED,
        kept=HISTORY,
        page=page,
    )
    personal(
        "consultation items",
        "consultations.Item",
        ("reason", "permit", "spares", "plan", "answer", "decided_by"),
        what=_("What was decided, why, by whom"),
        purpose=TOGETHER,
        basis=SAFETY,
        readers=ASKED,
        kept=HISTORY,
        page=page,
    )
    personal(
        "consultation steps",
        "consultations.Step",
        ("text", "owner", "contingency"),
        what=_("Who is to do what by when"),
        purpose=TOGETHER,
        basis=SAFETY,
        readers=ASKED,
        kept=HISTORY,
        page=page,
    )
    personal(
        "invitations",
        "consultations.Invitation",
        ("person", "why", "answer", "reason", "instead", "present"),
        what=_("Who was asked and why, whether they come, who comes instead, who was there"),
        purpose=TOGETHER,
        basis=SAFETY,
        readers=ASKED,
        kept=HISTORY,
        page=page,
    )
    personal(
        "words of the offices",
        "consultations.Word",
        ("person", "entered_by", "text", "dissent"),
        what=_("What each said, and who disagreed"),
        purpose=TOGETHER,
        basis=SAFETY,
        readers=ASKED,
        kept=HISTORY,
        page=page,
    )
