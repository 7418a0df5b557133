"""Shelves hold what was laid on them at start, once each, and then nothing more."""

from collections.abc import Iterator

import pytest

from luoshi.base.ledger.verbs import verbs
from luoshi.base.parameters import shelf as parameters
from luoshi.base.registry import Locked, Shelf
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.metrics.figures import figures


@pytest.fixture
def shelf() -> Iterator[Shelf[str]]:
    made: Shelf[str] = Shelf("toys")
    yield made
    Shelf._all.remove(made)


def test_things_stand_in_the_order_they_were_laid_down(shelf: Shelf[str]) -> None:
    shelf.put("b", "bear")
    shelf.put("a", "ball")
    assert (list(shelf), shelf.names(), len(shelf)) == (["bear", "ball"], ["b", "a"], 2)
    assert "b" in shelf
    assert shelf["a"] == "ball"


def test_a_name_can_be_taken_once(shelf: Shelf[str]) -> None:
    shelf.put("bear", "brown")
    with pytest.raises(ValueError, match="already holds 'bear'"):
        shelf.put("bear", "white")
    assert shelf["bear"] == "brown"


def test_a_locked_shelf_takes_nothing_more_and_says_where_to_declare(shelf: Shelf[str]) -> None:
    shelf.lock()
    with pytest.raises(Locked, match="AppConfig.ready"):
        shelf.put("bear", "brown")
    assert len(shelf) == 0


def test_what_is_not_there_is_named_with_the_shelf(shelf: Shelf[str]) -> None:
    assert shelf.get("bear") is None
    with pytest.raises(KeyError, match="shelf toys holds no 'bear'"):
        shelf["bear"]


@pytest.mark.parametrize("filled", [kinds, figures, verbs, parameters], ids=lambda filled: filled.name)
def test_every_shelf_of_the_house_is_filled_and_locked_after_start(filled: Shelf[object]) -> None:
    assert len(filled) > 0
    with pytest.raises(Locked):
        filled.put("late", object())


def test_every_verb_of_the_ledger_says_what_in_it_is_personal() -> None:
    assert all(isinstance(verb.personal, tuple) for verb in verbs)


def test_every_parameter_has_a_source_and_a_default_that_reads() -> None:
    for declared in parameters:
        declared.read(declared.default)
        assert str(declared.source).strip(), declared.name
        assert str(declared.label).strip(), declared.name
