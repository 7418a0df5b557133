"""What a process keeps in memory is never older, and never newer, than what the database says."""

import pytest
from django.db import transaction

from luoshi.base.copies.kept import asked_once, changed, kept
from luoshi.base.copies.models import Stamp

pytestmark = pytest.mark.django_db


def loads(*answers: str) -> object:
    """A load that answers one thing after another."""
    return iter(answers).__next__


def test_a_copy_is_loaded_once_until_somebody_says_it_is_old() -> None:
    load = loads("old", "new")
    assert [kept("toys", "a", load) for _time in range(3)] == ["old"] * 3  # type: ignore[arg-type]
    changed("toys")
    assert [kept("toys", "a", load) for _time in range(3)] == ["new"] * 3  # type: ignore[arg-type]


def test_a_change_in_another_process_is_seen_by_its_stamp() -> None:
    changed("toys")
    load = loads("old", "new")
    assert kept("toys", "b", load) == "old"  # type: ignore[arg-type]
    Stamp.objects.filter(name="toys").update(version="by another process")
    assert kept("toys", "b", load) == "new"  # type: ignore[arg-type]


def test_within_a_request_the_stamps_are_read_in_one_statement(django_assert_num_queries: object) -> None:
    kept("toys", "c", lambda: 1)
    kept("games", "c", lambda: 2)
    with asked_once(), django_assert_num_queries(1):  # type: ignore[operator]
        assert [kept("toys", "c", lambda: 9), kept("games", "c", lambda: 9)] * 3 == [1, 2] * 3


def test_a_copy_from_a_change_that_was_rolled_back_is_never_shown() -> None:
    """This process changes and reads, then fails; another commits a change of its own."""
    changed("toys")
    with transaction.atomic():
        changed("toys")
        assert kept("toys", "d", lambda: "never happened") == "never happened"
        transaction.set_rollback(True)
    Stamp.objects.filter(name="toys").update(version="by another process")
    assert kept("toys", "d", lambda: "what the other committed") == "what the other committed"
