"""What the ways for programs hold about people: through which key somebody's step came. What goes out to other systems names nobody."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.purposes import HISTORY, NOBODY, OWN, personal


def declare_personal() -> None:
    personal(
        "steps through keys",
        "api.Origin",
        ("token",),
        what=_("Which step came through which key"),
        purpose=_("So that a system is not told again what it did itself"),
        basis=OWN,
        readers=NOBODY,
        kept=HISTORY,
    )
