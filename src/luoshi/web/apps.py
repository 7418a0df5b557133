"""The room of the screens that every mechanism shares."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "luoshi.web"
    label = "web"

    def ready(self) -> None:
        from luoshi.base.parameters import declare
        from luoshi.web.shelves import MenuLine, demos, own_lines

        demos.put("house", "luoshi.web.house_demo")
        own_lines.put("away", MenuLine("away", _("I am away"), "/w/away", "people", lambda who: who.person is not None))
        habit = _("Default; change it to your own rule.")
        declare(
            "site.demo",
            "no",
            kind="flag",
            measure="",
            label=_("Demonstration: invented people, one-click sign-in, silent jobs"),
            source=_("Set once by luoshi init --demo."),
        )
        declare(
            "site.no_secrets_line",
            "yes",
            kind="flag",
            measure="",
            label=_("The footer says that no state secrets belong here"),
            source=habit,
        )
