"""What notices hold about people: who posted, who read, who asked."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.purposes import HISTORY, LABOUR, personal

MEANT = _("Everybody whom the notice is meant for")


def declare_personal() -> None:
    personal(
        "notices",
        "postings.Posting",
        ("confirmed_by", "withdrawn_by", "withdrawn_why", "title", "body", "frozen"),
        what=_("Who made it public or withdrew it, and its text"),
        purpose=_("So that what is made public has somebody who answers for it"),
        basis=LABOUR,
        readers=MEANT,
        kept=HISTORY,
    )
    personal(
        "notices read",
        "postings.PostingRead",
        ("person", "at"),
        what=_("Who opened a notice, and when first"),
        purpose=_("So that it is known whether a notice reached its people"),
        basis=LABOUR,
        readers=_("Who may post to that unit"),
        kept=HISTORY,
        own="person",
        page="/w/postings/",
    )
    personal(
        "questions about notices",
        "postings.PostingVoice",
        ("person", "text", "answer", "answered_by", "told"),
        what=_("Who asked or objected, the words, the answer and who gave it"),
        purpose=_("So that a question in public gets its answer"),
        basis=LABOUR,
        readers=MEANT,
        kept=HISTORY,
        own="person",
        page="/w/postings/",
    )
