"""What org holds about people: who they are, what they may, who stands in, what they know."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.purposes import ADMINISTRATORS, HISTORY, LABOUR, personal


def declare_personal() -> None:
    personal(
        "people",
        "org.Person",
        ("staff_no", "name", "unit", "post", "party", "since", "until"),
        what=_("Name, staff number, unit, post, outside party, days of coming and leaving"),
        purpose=_("So that a report has a raiser, a task an owner, and rights follow the post"),
        basis=LABOUR,
        readers=_("Name, unit and post: everybody signed in, where the person acts; the whole: system and security administrator"),
        kept=HISTORY,
        own="pk",
        page="/w/me",
    )
    personal(
        "roles",
        "org.Holding",
        ("person", "role", "unit", "since", "until"),
        what=_("Which role on which unit, from when until when"),
        purpose=_("So that everybody sees and does what the post asks for, and no more"),
        basis=LABOUR,
        readers=ADMINISTRATORS,
        kept=HISTORY,
        own="person",
        page="/w/me",
    )
    personal(
        "deputies",
        "org.Deputy",
        ("person", "deputy", "why", "since", "until"),
        what=_("Days away, who stands in, and why if it was said"),
        purpose=_("So that nothing lies while somebody is away"),
        basis=LABOUR,
        readers=_("Both of them, their leaders (the deputy without the reason), system and security administrator"),
        kept=HISTORY,
        own="person",
        page="/w/away",
    )
    personal(
        "skills",
        "org.Skill",
        ("person", "name", "since", "until"),
        what=_("What somebody knows well enough to be asked for"),
        purpose=_("So that the right people are asked to a consultation"),
        basis=LABOUR,
        readers=_("Leaders, who calls a consultation, system and security administrator"),
        kept=HISTORY,
        own="person",
        page="/w/me",
    )
