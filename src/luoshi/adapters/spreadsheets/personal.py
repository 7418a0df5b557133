"""What taking in lists holds about people: who brought which file."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.purposes import ADMINISTRATORS, LABOUR, ONESELF, personal


def declare_personal() -> None:
    personal(
        "lists brought",
        "spreadsheets.SheetImport",
        ("person", "confirmed_by", "file_name", "trouble"),
        what=_("Who brought or confirmed which file, and the file until it is taken"),
        purpose=_("So that a list is looked at before it is taken in"),
        basis=LABOUR,
        readers=ONESELF,
        kept=_(
            "A file that nobody takes is deleted after seven days, a nightly list when it is confirmed, put away or replaced by a newer "
            "one; that a list was taken in stays."
        ),
        job="spreadsheets.tidy",
        own="person",
        page="/w/import/",
    )
    personal(
        "staying",
        "spreadsheets.Staying",
        ("person", "decided_by"),
        what=_("Who is in no nightly list and stays all the same, and who decided it"),
        purpose=_("So that nobody is asked about again each night"),
        basis=LABOUR,
        readers=ADMINISTRATORS,
        kept=_("Until the person stands in the list again or has left."),
        own="person",
    )
