"""What was said without a name: how it is told from the rest, and the steps that only its named recipients and its receipt may take."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from luoshi.base.workflow import State, Step, step
from luoshi.kernel.matters.needs import ACTION, ANSWER, REMARK, WORD, WORDS_TO_RECIPIENT, WORKDAYS

if TYPE_CHECKING:
    from luoshi.kernel.matters.models import Matter

CHANNEL = "anonymous"
UNDERTAKEN = State("undertaken", link="taken", label=_("a named recipient sees to it"))
WITHDRAWN = State("withdrawn", link="raised", closed=True, label=_("withdrawn by the raiser"))


def is_nameless(matter: "Matter") -> bool:
    """Did it come without a name? Then it is its named recipients' alone, and whoever holds the receipt has the raiser's word."""
    return matter.conduct and matter.channel == CHANNEL


def nameless_steps(fresh: str) -> dict[str, Step]:
    """The steps of a kind that also comes without a name; `fresh` are its states before anybody works on it."""
    unanswered = f"{fresh} undertaken"
    return {
        "undertake": step(
            f"{fresh} -> undertaken", act="undertake", by="recipient", needs=(ACTION, WORKDAYS), label=_("See to it"),
            hint=_("Whoever sent it reads what you do and until when."),
        ),
        "answer_nameless": step(f"{unanswered} -> answered", act="answer", by="recipient", needs=(ANSWER,), label=_("Answer")),
        "write": step(
            f"{unanswered} answered -> =", act="inform", by="recipient", needs=(WORD,), aside=True, label=_("Write to whoever sent it"),
            hint=_("A question or an interim word. It closes nothing and stops no clock."),
        ),
        "add": step(f"{unanswered} answered -> =", act="add", by="nameless", needs=(WORDS_TO_RECIPIENT,), label=_("Say more")),
        "escalate": step(
            f"{unanswered} -> =", act="escalate", by="nameless", offers=(REMARK,), aside=True,
            label=_("It is late: tell the next recipient"),
        ),
        "take_back": step(f"{fresh} -> withdrawn", act="withdraw", by="nameless", aside=True, label=_("Withdraw it"), tone="refuse"),
    }  # fmt: skip
