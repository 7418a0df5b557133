"""What drafts hold about people: what was begun and not sent."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.purposes import ONESELF, OWN, personal


def declare_personal() -> None:
    personal(
        "drafts",
        "drafts.Draft",
        ("person", "form", "page", "title", "typed", "at"),
        what=_("What was typed into a form and not sent yet"),
        purpose=_("So that a form begun on one device is finished on another"),
        basis=OWN,
        readers=ONESELF,
        kept=_("Until it is sent or thrown away; thirty days after the last change it is deleted."),
        job="drafts.forget",
        page="/w/",
    )
