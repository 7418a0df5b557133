"""The life of a problem, readable aloud."""

from django.utils.translation import gettext_lazy as _

from luoshi.base.workflow import State, Workflow, step
from luoshi.kernel.matters.needs import ACTION, ANSWER, DONE_NOTE, OWNER, PHOTOS, REASON, REMARK, VERIFIER, WORKDAYS

PROBLEM = Workflow(
    "problem",
    states=(
        State("reported", link="raised", due="problem.reported", label=_("waits to be taken")),
        State("registered", link="raised", due="problem.registered", label=_("waits for an owner")),
        State("assigned", link="taken", label=_("being done")),
        State("done", link="done", due="problem.done", label=_("waits to be checked")),
        State("verified", link="verified", due="problem.verified", label=_("waits for the answer")),
        State(
            "answered", link="answered", due="problem.answered", label=_("answered, waits for the raiser's word"), asks=_("Fixed or not"),
        ),
        State("closed", link="answered", closed=True, label=_("closed")),
    ),
    steps={
        "register": step("reported -> registered", act="take", by="handler", offers=(REMARK,), label=_("Take"), batch=True),
        "assign": step("reported registered -> assigned", act="assign", by="handler", needs=(ACTION, OWNER, WORKDAYS), label=_("Assign"), batch=True),
        "do": step(
            "assigned -> done", act="do", by="owner owners_leader", needs=(DONE_NOTE, VERIFIER), offers=(PHOTOS,), label=_("Done")
        ),
        "reassign": step(
            "assigned -> assigned", act="reassign", by="handler", needs=(OWNER, WORKDAYS, REASON), label=_("Other owner or date"),
            hint=_("The old date stays in the story, with your reason beside it."),
        ),
        "verify": step(
            "done -> verified", act="pass", by="verifier team_leader unit_leader safety_officer", never="owner doer", offers=(REMARK, PHOTOS),
            label=_("Passed"),
        ),
        "refuse": step(
            "done -> assigned", act="refuse", by="verifier team_leader unit_leader safety_officer", never="owner doer", needs=(REASON,),
            offers=(PHOTOS,), label=_("Not passed"), tone="refuse",
        ),
        "answer": step("verified -> answered", act="answer", by="handler", needs=(ANSWER,), label=_("Answer")),
        "confirm": step("answered -> closed", act="confirm", by="raiser", lapses="not evaluated", label=_("Fixed")),
        "not_fixed": step(
            "answered closed -> assigned", act="reopen", by="raiser", needs=(REASON,), offers=(PHOTOS,), label=_("Not fixed"), tone="refuse",
            hint=_("It goes back to the one who did it. Your clock runs on from the day you raised it."),
        ),
    },
)  # fmt: skip
