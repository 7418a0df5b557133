"""What the Word templates hold about people."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.purposes import HISTORY, NOBODY, RECORDS, personal


def declare_personal() -> None:
    personal(
        "word templates",
        "documents.WordTemplate",
        ("set_by", "content"),
        what=_("Which administrator set a Word template, and the template"),
        purpose=_("So that it is known who answers for a document's form"),
        basis=RECORDS,
        readers=NOBODY,
        kept=HISTORY,
    )
