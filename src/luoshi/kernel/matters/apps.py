"""The room of what must be carried through."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MattersConfig(AppConfig):
    name = "luoshi.kernel.matters"
    label = "matters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.base.jobs.schedule import schedule
        from luoshi.base.ledger.verbs import verb
        from luoshi.base.parameters import declare
        from luoshi.kernel.matters.absence import tell_deputy
        from luoshi.kernel.matters.hanging import open_matters
        from luoshi.kernel.matters.services.by_the_clock import ask_for_effects, lapse_unanswered, remind_holders, tell_leaders
        from luoshi.kernel.matters.services.history import make_history_findable, sweep_unseen
        from luoshi.kernel.matters.services.passing_on import pass_on
        from luoshi.kernel.matters.services.recalculating import move_deadlines
        from luoshi.kernel.matters.summing import matters_summed
        from luoshi.kernel.metrics.folding import sources
        from luoshi.kernel.org.calendar_year import when_calendar_changes
        from luoshi.kernel.org.deputies import when_named
        from luoshi.kernel.org.hanging import hangs
        from luoshi.kernel.org.leaving import when_left

        verb("matter.raised", _("A matter was raised."), personal=("title", "text"))
        verb("matter.claimed", _("A staff number was left with a report."), personal=("staff_no",))
        verb("matter.proved", _("The raiser signed in."), personal=())
        verb("matter.stepped", _("A step was taken."), personal=("text", "owner", "old_owner", "verifier", "who", "leader"))
        verb("matters.imported", _("Matters were taken in from an old ledger."), personal=())
        verb("matter.due_moved", _("A deadline moved with the calendar."), personal=())
        verb("matter.passed_on", _("What somebody held who has left went to the head of the unit."), personal=("to",))
        verb("matter.reminded", _("Whose turn it is was reminded."), personal=())
        verb("phrases.set", _("Stock phrases were set."), personal=())
        verb("matter.told", _("An overdue matter was told to a leader."), personal=("leader",))
        when_calendar_changes.put("matters", move_deadlines)
        hangs.put("matters", open_matters)
        when_named.put("matters", tell_deputy)
        when_left.put("matters", pass_on)
        sources.put("matter", matters_summed())
        schedule("matters.findable", every=timedelta(seconds=5), run=lambda at: make_history_findable(limit=2000), speaks=False)
        schedule("matters.unseen", every=timedelta(days=1), run=sweep_unseen, speaks=False)
        schedule("matters.lapse", every=timedelta(minutes=5), run=lapse_unanswered)
        habit, days = _("Default; change it to your own rule."), _("working days")
        declare("matters.reminded", "1", measure=days, label=_("Whoever holds something is reminded before it is due"), source=habit)
        declare("matters.escalate", "3", measure=days, label=_("The next leader up is told when it is still overdue after"), source=habit)
        declare("matters.effect_within", "5", measure=days, label=_("Whether it still holds is looked at within"), source=habit)
        schedule("matters.remind", every=timedelta(minutes=5), run=remind_holders)
        schedule("matters.effects", every=timedelta(minutes=30), run=ask_for_effects)
        schedule("matters.tell", every=timedelta(minutes=5), run=tell_leaders)
