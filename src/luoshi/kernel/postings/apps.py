"""The room of what is made public."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PostingsConfig(AppConfig):
    name = "luoshi.kernel.postings"
    label = "postings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.base.jobs.schedule import schedule
        from luoshi.base.ledger.verbs import verb
        from luoshi.base.parameters import declare
        from luoshi.kernel.postings.kinds import PostingKind, posting_kind
        from luoshi.kernel.postings.services.by_the_clock import tell_unanswered

        posting_kind(PostingKind("notice", _("Notice")))
        declare(
            "posting.answer",
            "5",
            measure=_("working days"),
            label=_("A question about a posting is answered within"),
            source=_("Default; change it to your own rule."),
        )
        verb("posting.posted", _("Something was made public."), personal=())
        verb("posting.withdrawn", _("A posting was withdrawn."), personal=("why",))
        verb("posting.read", _("A posting was read."), personal=())
        verb("posting.asked", _("Somebody asked about a posting or objected to it."), personal=("text",))
        verb("posting.answered", _("A question or objection was answered."), personal=("answer",))
        verb("posting.told", _("An unanswered question was told to a leader."), personal=("leader",))
        schedule("postings.tell", every=timedelta(minutes=5), run=tell_unanswered)
