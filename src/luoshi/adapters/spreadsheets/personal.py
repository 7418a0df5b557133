"""What taking in lists holds about people: who brought which file."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.purposes import LABOUR, ONESELF, personal


def declare_personal() -> None:
    personal(
        "lists brought",
        "spreadsheets.SheetImport",
        ("person", "file_name", "trouble"),
        what=_("Who brought which file, and the file until it is taken"),
        purpose=_("So that a list is looked at before it is taken in"),
        basis=LABOUR,
        readers=ONESELF,
        kept=_("A file that nobody takes is deleted after seven days; that a list was taken in stays."),
        job="spreadsheets.tidy",
        own="person",
        page="/w/import/",
    )
