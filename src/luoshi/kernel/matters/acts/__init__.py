"""What a step does to the matter: one small function for each act that a workflow can name."""

from collections.abc import Callable

from luoshi.kernel.matters.acts import answering, effects, involving, joining, nameless, routing, standing_still, working
from luoshi.kernel.matters.acts.move import Effect, Move

__all__ = ["ACTS", "ANSWERING", "HOUSE_ACTS", "TAKING_BACK", "Effect", "Move"]

ACTS: dict[str, Callable[[Move], Effect]] = {
    "take": working.take,
    "assign": working.assign,
    "measure": working.measure,
    "drop": working.drop,
    "reassign": working.reassign,
    "extend": working.extend,
    "do": working.do,
    "pass": working.passed,
    "refuse": working.refuse,
    "answer": answering.answer,
    "inform": answering.inform,
    "decline": answering.decline,
    "reply": answering.reply,
    "plan": answering.plan,
    "sign": answering.sign,
    "sign_plan": answering.sign_plan,
    "rate": answering.rate,
    "confirm": answering.confirm,
    "reopen": answering.reopen,
    "handle_again": answering.handle_again,
    "effect_holds": effects.effect_holds,
    "effect_fails": effects.effect_fails,
    "merge": joining.merge,
    "unmerge": joining.unmerge,
    "again": joining.again,
    "split": joining.split,
    "parts_done": joining.parts_done,
    "not_ours": routing.not_ours,
    "hand_on": routing.hand_on,
    "decide_whose": routing.decide_whose,
    "refile": routing.refile,
    "withdraw": routing.withdraw,
    "ask": standing_still.ask,
    "tell_more": standing_still.tell_more,
    "pause": standing_still.pause,
    "resume": standing_still.resume,
    "consult": standing_still.consult,
    "defer": standing_still.defer,
    "take_up": standing_still.take_up,
    "urge": standing_still.urge,
    "involve": involving.involve,
    "concern": involving.concern,
    "undertake": nameless.undertake,
    "add": nameless.add,
    "escalate": nameless.escalate,
}
ANSWERING = ("answer", "sign", "sign_plan", "decline")
TAKING_BACK = ("reopen", "handle_again", "unmerge", "effect_fails")
HOUSE_ACTS = ("parts_done",)  # what follows by itself from what was done to another matter
