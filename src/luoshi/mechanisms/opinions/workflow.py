"""The life of an opinion by the proposal procedure, readable aloud."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from luoshi.base.workflow import State, Workflow, step
from luoshi.kernel.matters.nameless import UNDERTAKEN, WITHDRAWN, nameless_steps
from luoshi.kernel.matters.needs import (
    ANSWER,
    FILES,
    FOLLOW_UP,
    INTO,
    OWNER,
    PHOTOS,
    RATING,
    REASON,
    REMARK,
    REPLY,
    RESULT,
    SIGNER,
    WORKDAYS,
)

TERM = replace(WORKDAYS, default="opinion.assigned")
MORE = replace(WORKDAYS, default="opinion.extended")

OPINION = Workflow(
    "opinion",
    states=(
        State("raised", link="raised", due="opinion.raised", label=_("waits to be registered")),
        State("registered", link="raised", due="opinion.registered", label=_("waits for an owner")),
        State("merged", link="taken", label=_("answered together with another")),
        State("assigned", link="taken", label=_("being handled")),
        UNDERTAKEN,
        State("replied", link="done", due="opinion.replied", label=_("the answer waits to be signed")),
        State("planned", link="done", due="opinion.replied", label=_("the plan waits to be signed")),
        State("promised", link="taken", label=_("planned, looked at again on its day")),
        State("answered", link="answered", due="opinion.answered", label=_("answered, waits for the raiser's word"), asks=_("Satisfied or not")),
        State("closed", link="answered", closed=True, label=_("closed")),
        WITHDRAWN,
    ),
    steps={
        **nameless_steps("raised registered"),
        "register": step("raised -> registered", act="take", by="handler recipient", offers=(REMARK,), label=_("Register it"), batch=True),
        "assign": step("raised registered -> assigned", act="assign", by="handler", needs=(OWNER, TERM), label=_("Assign"), batch=True),
        "merge": step("raised registered -> merged", act="merge", by="handler", needs=(INTO,), label=_("Merge")),
        "decline": step(
            "raised registered -> answered", act="decline", by="handler", needs=(ANSWER,), label=_("Not taken up"), tone="refuse",
            hint=_("The raiser reads the reason and can ask for it to be taken up after all."),
        ),
        "unmerge": step("merged -> registered", act="unmerge", by="handler", needs=(REASON,), label=_("Not the same after all")),
        "reply": step("assigned promised -> replied", act="reply", by="owner owners_leader", needs=(REPLY, RESULT, SIGNER), offers=(PHOTOS, FILES),
            label=_("Write the answer")),
        "plan": step("assigned promised -> planned", act="plan", by="owner owners_leader", needs=(REPLY, FOLLOW_UP, SIGNER), label=_("Answer with a plan"),
            hint=_("B · being solved or planned. It stays open until it is done: a promise closes nothing."),
        ),
        "reassign": step(
            "assigned promised -> assigned", act="reassign", by="handler", needs=(OWNER, TERM, REASON), label=_("Other owner or date"),
            hint=_("The old date stays in the story, with your reason beside it."),
        ),
        "extend": step(
            "assigned -> assigned", act="extend", by="handler owners_leader", needs=(MORE, REASON), label=_("More time"),
            hint=_("Once only, counted from the day it is due; the raiser reads the reason."),
        ),
        "sign": step("replied -> answered", act="sign", by="verifier unit_leader", never="owner doer", label=_("Sign")),
        "sign_plan": step("planned -> promised", act="sign_plan", by="verifier unit_leader", never="owner doer", label=_("Sign the plan")),
        "refuse": step(
            "replied planned -> assigned", act="refuse", by="verifier unit_leader", never="owner doer", needs=(REASON,), label=_("Write it again"),
            tone="refuse",
        ),
        "rate": step("answered -> closed", act="rate", by="raiser", needs=(RATING,), offers=(REMARK,), lapses="not evaluated", label=_("Say how satisfied")),
        "not_satisfied": step(
            "answered promised closed -> assigned", act="handle_again", also="registered", by="raiser", needs=(REASON,), label=_("Not satisfied, handle it again"),
            tone="refuse", hint=_("It goes back to the one who handled it. From the second time on a leader is told at once."),
        ),
    },
)  # fmt: skip
