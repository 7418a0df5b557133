"""What the parameters hold about people."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.purposes import HISTORY, NOBODY, RECORDS, personal


def declare_personal() -> None:
    personal(
        "parameters",
        "parameters.ParameterValue",
        ("set_by",),
        what=_("Which administrator set a parameter"),
        purpose=_("So that it is known who answers for a deadline or a rule"),
        basis=RECORDS,
        readers=NOBODY,
        kept=HISTORY,
    )
