"""The room in which people read what is held about them, why, and who opened it."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "luoshi.web.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.base.jobs.schedule import schedule
        from luoshi.base.ledger.verbs import verb
        from luoshi.base.parameters import declare
        from luoshi.web.privacy.correcting import tell_late
        from luoshi.web.privacy.openings import forget_old
        from luoshi.web.privacy.waiting import count, queries, todos
        from luoshi.web.shelves import MenuLine, TodoSource, own_lines, todo_sources

        habit = _("Default; change it to your own rule.")
        declare("privacy.openings_days", "1096", measure=_("days"), label=_("Who opened a personal file is kept for"), source=habit)
        declare(
            "privacy.answer",
            "15",
            measure=_("working days"),
            label=_("A request to correct personal data is answered within"),
            source=habit,
        )
        verb("person.opened", _("Somebody opened what is kept about a person."), personal=("people",))
        verb("person.copied", _("Somebody took along what is held about them."), personal=())
        verb("privacy.rule_set", _("It was entered which company rule the keeping of personal data rests on."), personal=())
        verb("correction.asked", _("Somebody asked for personal data to be corrected."), personal=("text",))
        verb("correction.answered", _("A request to correct personal data was answered."), personal=("answer",))
        verb("correction.told", _("A late request to correct personal data was told to a leader."), personal=("leader",))
        schedule("privacy.forget", every=timedelta(days=1), run=forget_old, speaks=False)
        schedule("privacy.tell", every=timedelta(hours=1), run=tell_late)
        todo_sources.put("corrections", TodoSource("corrections", _("Personal data to be corrected"), todos, count, queries))
        own_lines.put("me", MenuLine("me", _("What is held about me"), "/w/me", "me", lambda who: who.person is not None))
