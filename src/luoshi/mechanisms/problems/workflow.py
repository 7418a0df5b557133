"""The life of a problem, readable aloud."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from luoshi.base.workflow import State, Workflow, step
from luoshi.kernel.matters.nameless import UNDERTAKEN, nameless_steps
from luoshi.kernel.matters.needs import (
    ACTION,
    AGAIN,
    ANSWER,
    CONCERNED,
    CONTINGENCY,
    DONE_NOTE,
    FILES,
    FOLLOW_UP,
    INTO,
    KIND,
    MONEY,
    MORE,
    NATURE,
    OFFICE,
    OWNER,
    PART,
    PARTS,
    PHOTOS,
    QUESTION,
    REASON,
    REMARK,
    UNTIL,
    VERIFIER,
    WHO,
    WORKDAYS,
)  # fmt: skip

DETAILS = (NATURE, MONEY, CONTINGENCY)
REVIEW = replace(FOLLOW_UP, label=_("Looked at again on"), missing=_("“Not now” keeps a day on which it is looked at again: choose it."))
CHECKERS = "verifier team_leader unit_leader safety_officer"
NEW, OPEN = "reported registered", "reported registered disputed consulted parted deferred assigned done verified"

PROBLEM = Workflow(
    "problem",
    states=(
        State("reported", link="raised", due="problem.reported", label=_("waits to be taken")),
        State("registered", link="raised", due="problem.registered", label=_("waits for an owner")),
        State("disputed", link="raised", due="problem.disputed", label=_("two offices say it is not theirs: the level above decides")),
        State("consulted", link="raised", due="problem.consulted", label=_("waits for the consultation"), asks=_("Decide together")),
        State("deferred", link="raised", label=_("not now, looked at again on its day")),
        State("merged", link="taken", asks=_("See the other one"), label=_("answered together with another")),
        State("parted", link="taken", label=_("split, waits for its parts"), asks=_("See its parts")),
        State("assigned", link="taken", label=_("being done")),
        UNDERTAKEN,
        State("done", link="done", due="problem.done", label=_("waits to be checked")),
        State("verified", link="verified", due="problem.verified", label=_("waits for the answer")),
        State(
            "answered", link="answered", due="problem.answered", label=_("answered, waits for the raiser's word"), asks=_("Fixed or not"),
        ),
        State("closed", link="answered", closed=True, label=_("closed")),
        State("withdrawn", link="raised", closed=True, label=_("withdrawn by the raiser")),
    ),
    steps={
        **nameless_steps(NEW),
        "register": step("reported -> registered", act="take", by="handler recipient", offers=(REMARK,), label=_("Take"), batch=True),
        "assign": step(
            f"{NEW} consulted -> assigned", act="assign", by="handler", needs=(ACTION, OWNER, WORKDAYS), offers=DETAILS, label=_("Assign"), batch=True,
        ),
        "do": step(
            "assigned -> done", act="do", also="assigned", by="owner owners_leader co_responsible", needs=(DONE_NOTE, VERIFIER), offers=(PHOTOS, FILES), label=_("Done"),
        ),
        "verify": step(
            "done -> verified", act="pass", also="closed assigned done", by=CHECKERS, never="owner doer co_responsible", offers=(REMARK, PHOTOS), label=_("Passed"),
        ),
        "refuse": step(
            "done -> assigned", act="refuse", also="done", by=CHECKERS, never="owner doer co_responsible", needs=(REASON,), offers=(PHOTOS,),
            label=_("Not passed"), tone="refuse",
        ),
        "answer": step("verified -> answered", act="answer", by="handler", needs=(ANSWER,), offers=(FILES,), label=_("Answer")),
        "confirm": step("answered -> closed", act="confirm", by="raiser", lapses="not evaluated", label=_("Fixed")),
        "not_fixed": step(
            "answered closed -> assigned", act="reopen", also="registered", by="raiser", needs=(REASON,), offers=(PHOTOS,), label=_("Not fixed"), tone="refuse",
            hint=_("It goes back to the one who did it. Your clock runs on from the day you raised it."),
        ),
        "decide_whose": step(
            "disputed -> registered", act="decide_whose", by="arbiter", needs=(OFFICE, REASON), label=_("Decide whose it is"),
            hint=_("It binds: that office cannot return it."),
        ),
        "take_up": step(
            "deferred -> registered", act="take_up", by="handler", offers=(REMARK,), lapses="its day has come", label=_("Look at it again"),
        ),
        "tell_more": step(
            f"{NEW} assigned -> =", act="tell_more", by="raiser", waits="asked", needs=(MORE,), offers=(PHOTOS,), lapses="no word came",
            label=_("Answer the question"),
        ),
        "resume": step("registered assigned -> =", act="resume", by="handler owner", waits="paused", lapses="its day has come", label=_("Go on now")),
        "parts_done": step("parted -> verified", act="parts_done", by="house", label=_("The last part is done")),
        "measure": step(
            "assigned done -> =", act="measure", by="handler", needs=(ACTION, OWNER, WORKDAYS), offers=DETAILS, aside=True, label=_("One more measure"),
        ),
        "reassign": step(
            "assigned -> assigned", act="reassign", by="handler", needs=(OWNER, WORKDAYS, REASON), label=_("Other owner or date"),
            hint=_("The old date stays in the story, with your reason beside it."),
        ),
        "drop": step("assigned done -> =", act="drop", also="assigned done verified closed", by="handler", needs=(REASON,), aside=True, label=_("Give up this measure"), tone="refuse"),
        "merge": step(f"{NEW} -> merged", act="merge", by="handler", needs=(INTO,), aside=True, label=_("Merge"), hint=_("Every raiser is answered.")),
        "unmerge": step("merged -> registered", act="unmerge", by="handler", needs=(REASON,), label=_("Not the same after all")),
        "split": step(
            "registered consulted -> parted", act="split", by="handler", needs=(PARTS,), aside=True, label=_("Split by area"),
            hint=_("Each area has its own owner, date and check; you answer the whole when the last is done."),
        ),
        "consult": step(
            f"{NEW} assigned -> consulted", act="consult", by="handler", needs=(REASON,), aside=True, label=_("Needs a consultation"),
            hint=_("Several offices look at it together and decide."),
        ),
        "defer": step(
            "registered consulted -> deferred", act="defer", by="handler", needs=(REASON, REVIEW), aside=True, label=_("Not now"),
            hint=_("The raiser reads the reason and the day."),
        ),
        "not_ours": step(
            f"{NEW} -> reported", act="not_ours", also="disputed", by="handler", needs=(OFFICE, REASON), aside=True, label=_("Not ours"), tone="refuse",
            hint=_("It goes to the office you name. The second time the level above decides."),
        ),
        "hand_on": step(f"{NEW} -> reported", act="hand_on", by="handler", needs=(OFFICE, REASON), aside=True, label=_("Hand on")),
        "refile": step(
            f"{NEW} -> reported", act="refile", by="handler", needs=(KIND, REASON), aside=True, label=_("File as another kind"),
            hint=_("Number, raiser, clock and story stay."),
        ),
        "ask": step(f"{NEW} assigned -> =", act="ask", by="handler owner", needs=(QUESTION,), aside=True, label=_("Ask the raiser")),
        "pause": step(
            "registered assigned -> =", act="pause", by="handler", needs=(REASON, UNTIL), aside=True, label=_("Pause"), hint=_("The raiser reads the reason."),
        ),
        "inform": step(f"{OPEN} -> =", act="inform", by="handler", needs=(ANSWER,), aside=True, label=_("An interim word"), hint=_("It closes nothing.")),
        "again": step(f"{OPEN} -> =", act="again", by="handler", needs=(AGAIN,), aside=True, label=_("The same again")),
        "involve": step(f"{OPEN} answered -> =", act="involve", by="handler owner", needs=(WHO, PART), aside=True, label=_("Somebody beside it")),
        "concern": step(
            f"{OPEN} answered -> =", act="concern", by="handler raiser", needs=(CONCERNED,), aside=True, label=_("It is about somebody"), tone="refuse",
            hint=_("They and those below them never read it from then on."),
        ),
        "urge": step(f"{OPEN} -> =", act="urge", by="raiser", offers=(REMARK,), aside=True, label=_("How far is it?")),
        "withdraw": step("reported -> withdrawn", act="withdraw", by="raiser", offers=(REMARK,), aside=True, label=_("Withdraw it"), tone="refuse"),
        "effect_holds": step(
            "closed -> closed", act="effect_holds", by=f"handler raiser {CHECKERS}", never="owner doer co_responsible", offers=(REMARK, PHOTOS),
            label=_("It still holds"),
        ),
        "effect_fails": step(
            "closed -> assigned", act="effect_fails", also="registered", by=f"handler raiser {CHECKERS}", never="owner doer co_responsible", needs=(REASON,),
            offers=(PHOTOS,), label=_("It does not hold"), tone="refuse",
        ),
    },
)  # fmt: skip
