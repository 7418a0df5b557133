"""The typed things that steps ask for, so that the step form draws itself."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.workflow import Need

ACTION = Need("action", "longtext", _("What is to be done"), missing=_("Write what is to be done."))
OWNER = Need("owner", "person", _("Who does it"), missing=_("Choose who does it."))
WORKDAYS = Need(
    "workdays",
    "workdays",
    _("Within how many working days"),
    missing=_("Say within how many working days, at least 0."),
)
DONE_NOTE = Need("note", "longtext", _("What was done"), missing=_("Say in a sentence what was done: the checker reads it."))
VERIFIER = Need("verifier", "verifier", _("Who checks it"), _("Not the doer"), missing=_("Choose who checks it."))
REASON = Need("reason", "longtext", _("Why"), missing=_("Write the reason: the other side reads it."))
REMARK = Need("remark", "longtext", _("Remark"))
ANSWER = Need("answer", "longtext", _("Answer to the raiser"), missing=_("Write the answer: the raiser waits for it."))
PHOTOS = Need("photos", "photos", _("Photographs"))
