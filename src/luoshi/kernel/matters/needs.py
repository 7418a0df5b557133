"""The typed things that steps ask for, so that the step form draws itself."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.workflow import Choice, Need

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
FILES = Need("files", "files", _("Documents"), _("PDF, Word (.docx) or Excel (.xlsx), without macros or passwords"))
INTO = Need("into", "matter", _("Into which one"), _("Its number"), missing=_("Write the number of the one it is merged into."))
REPLY = Need("reply", "longtext", _("What the raiser will read"), missing=_("Write the answer: the raiser waits for it."))
SIGNER = Need("verifier", "signer", _("Who signs the answer"), _("Not the one who wrote it"), missing=_("Choose who signs it."))
FOLLOW_UP = Need(
    "follow_up", "day", _("Followed up on"), missing=_("A planned answer keeps a day on which it is looked at again: choose it.")
)
RESULT = Need(
    "result",
    "choice",
    _("What came of it"),
    missing=_("Say what came of it."),
    choices=(
        Choice("solved", _("A · solved, or mostly")),
        Choice("explained", _("C · not possible now, explained")),
        Choice("reference", _("D · noted for reference")),
    ),
)
RATING = Need(
    "rating",
    "choice",
    _("How satisfied are you?"),
    missing=_("Choose one of the three."),
    choices=(
        Choice("satisfied", _("Satisfied")),
        Choice("mostly", _("Mostly satisfied")),
        Choice("dissatisfied", _("Not satisfied, but leave it")),
    ),
)
OFFICE = Need("office", "office", _("Which office"), missing=_("Choose the office."))
QUESTION = Need("question", "longtext", _("What you need to know"), missing=_("Write the question: the raiser reads it."))
MORE = Need("told", "longtext", _("Your answer"), missing=_("Write the answer: the office waits for it."))
WORD = Need("word", "longtext", _("What you write"), missing=_("Write a word: nothing is sent without one."))
WORDS_TO_RECIPIENT = Need("told", "longtext", _("What you add"), missing=_("Write a word: nothing is sent without one."))
UNTIL = Need("until", "day", _("Until"), missing=_("A pause has a day on which it ends: choose it."))
NATURE = Need(
    "nature",
    "choice",
    _("What it is for"),
    missing=_("Choose one of these."),
    choices=(
        Choice("containment", _("Keeps it from getting worse")),
        Choice("corrective", _("Puts it right")),
        Choice("preventive", _("Keeps it from coming again")),
    ),
)
MONEY = Need("money", "money", _("What it costs, in yuan"))
CONTINGENCY = Need("contingency", "text", _("What if it does not work"))
KIND = Need("kind", "kind", _("As what"), missing=_("Choose another kind."))
AGAIN = Need("again", "closed", _("Which one it repeats"), missing=_("Write the number of the one that was closed."))
WHO = Need("who", "person", _("Who"), missing=_("Choose somebody."))
PART = Need(
    "part",
    "choice",
    _("As what"),
    missing=_("Choose one of these."),
    choices=(Choice("co_responsible", _("Answers for it too")), Choice("copied", _("Is kept informed"))),
)
CONCERNED = Need(
    "concerned",
    "concern",
    _("Whom it is about"),
    _("A staff number, a name or a unit"),
    missing=_("Name the person or the unit it is about."),
)
PARTS = Need("parts", "parts", _("Areas"), missing=_("Split it into two parts at least."))
