"""A life that cannot be lived is refused at import, and named."""

from collections.abc import Iterable

import pytest

from luoshi.base.workflow import LINKS, Need, State, Step, Workflow, WorkflowError, step
from luoshi.mechanisms.problems.workflow import PROBLEM

OPEN, DONE = State("open", link="raised"), State("done", link="answered", closed=True)
FINISH = step("open -> done", act="finish", by="owner")
WHY = Need("reason", "longtext", "Why")


def life(*states: State, **steps: Step) -> Workflow:
    return Workflow("toy", states or (OPEN, DONE), steps or {"finish": FINISH})


def test_a_life_that_begins_and_closes_is_accepted() -> None:
    toy = life()
    assert toy.first is OPEN
    assert toy.open_states() == ["open"]
    assert toy.closed_states() == ["done"]
    assert [one.name for one in toy.steps_from("open")] == ["finish"]
    assert toy.steps_from("done") == []
    assert toy.step("unheard of") is None


@pytest.mark.parametrize("path", ["open -> elsewhere", "elsewhere -> done", "open elsewhere -> done"])
def test_a_step_that_names_an_unknown_state_is_refused(path: str) -> None:
    with pytest.raises(WorkflowError, match="step go names an unknown state elsewhere"):
        life(OPEN, DONE, finish=FINISH, go=step(path, act="go", by="owner"))


def test_a_state_to_which_nothing_leads_is_refused() -> None:
    lost = State("lost", link="taken")
    with pytest.raises(WorkflowError, match="nothing leads to lost"):
        life(OPEN, lost, DONE, finish=FINISH, leave=step("lost -> done", act="go", by="owner"))


def test_states_that_only_lead_to_each_other_are_refused() -> None:
    ring = (State("left", link="taken"), State("right", link="taken"))
    with pytest.raises(WorkflowError, match="nothing leads to left, right"):
        life(
            OPEN,
            *ring,
            DONE,
            finish=FINISH,
            go=step("left -> right", act="go", by="owner"),
            back=step("right -> left", act="go", by="owner"),
        )


def test_an_open_state_out_of_which_nothing_leads_is_refused() -> None:
    with pytest.raises(WorkflowError, match="stuck is a dead end"):
        life(OPEN, State("stuck", link="taken"), DONE, finish=FINISH, stick=step("open -> stuck", act="go", by="owner"))


def test_a_closed_state_may_be_an_end() -> None:
    assert life().state("done").closed


def test_a_life_that_never_closes_is_refused() -> None:
    with pytest.raises(WorkflowError, match="nothing ever closes"):
        life(
            OPEN,
            State("other", link="done"),
            go=step("open -> other", act="go", by="owner"),
            back=step("other -> open", act="go", by="owner"),
        )


@pytest.mark.parametrize("link", ["", "finished", "Raised"])
def test_a_state_that_stands_on_no_link_is_refused(link: str) -> None:
    with pytest.raises(WorkflowError, match="state open stands on no link"):
        life(State("open", link=link), DONE, finish=FINISH)


def test_a_step_nobody_may_take_is_refused() -> None:
    with pytest.raises(WorkflowError, match="nobody may take step finish"):
        life(OPEN, DONE, finish=step("open -> done", act="finish", by=""))


@pytest.mark.parametrize("needs, offers", [((WHY, WHY), ()), ((WHY,), (WHY,)), ((), (WHY, WHY))])
def test_a_step_that_asks_for_the_same_thing_twice_is_refused(needs: Iterable[Need], offers: Iterable[Need]) -> None:
    with pytest.raises(WorkflowError, match="asks for the same thing twice"):
        life(OPEN, DONE, finish=step("open -> done", act="finish", by="owner", needs=needs, offers=offers))


def test_a_state_named_twice_is_refused() -> None:
    with pytest.raises(WorkflowError, match="named twice"):
        life(OPEN, OPEN, DONE, finish=FINISH)


@pytest.mark.parametrize("path", ["open", "-> done", "open ->", "open -> done closed", "open done"])
def test_a_step_that_does_not_read_as_a_way_is_refused(path: str) -> None:
    with pytest.raises(WorkflowError, match="a step reads"):
        step(path, act="go", by="owner")


def test_a_step_knows_its_name_and_who_may_never_take_it() -> None:
    toy = life(OPEN, DONE, finish=step("open -> done", act="finish", by="owner safety_officer", never="doer"))
    finish = toy.steps["finish"]
    assert (finish.name, finish.by, finish.never) == ("finish", {"owner", "safety_officer"}, {"doer"})


def test_the_life_of_a_problem_stands_on_all_five_links_and_can_always_come_back() -> None:
    assert [link for link in LINKS if link in {state.link for state in PROBLEM.states}] == list(LINKS)
    assert PROBLEM.closed_states() == ["closed", "withdrawn"]
    assert [one.name for one in PROBLEM.steps_from("closed")] == ["not_fixed", "effect_holds", "effect_fails"]
    assert {"owner", "doer"} <= PROBLEM.steps["verify"].never & PROBLEM.steps["refuse"].never
