"""A statement that is put together once finds what its query finds, and is renewed with what it rests on."""

import subprocess
import sys

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from luoshi.base.copies.compiled import AMONG, KEY, KEYS, MOMENT, WORD, compiled, put_together
from luoshi.base.copies.kept import changed
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.org.models import Person
from tests.cast import Plant, at

pytestmark = pytest.mark.django_db
MORNING, NOON, EVENING = at("2026-11-02 09:00"), at("2026-11-02 12:00"), at("2026-11-02 19:00")


def test_the_moment_a_key_a_word_and_keys_are_put_in_when_it_runs(plant: Plant) -> None:
    first, second = plant.report("qiu", MORNING), plant.report("wang", EVENING)
    before = put_together(Matter.objects.filter(raised_at__lt=MOMENT).order_by("pk").values_list("pk"))
    assert (before.rows(int, at=NOON), before.rows(int, at=at("2026-11-03 00:00"))) == ([first], [first, second])
    above = put_together(Matter.objects.filter(pk__gt=KEY).values_list("pk"))
    assert (above.rows(int, key=first), above.rows(int, key=second)) == ([second], [])
    named = put_together(Person.objects.filter(name=WORD).values_list("pk"))
    assert named.rows(int, word="王海生") == [plant.people["wang"].pk] and named.rows(int, word="100%' OR 1=1 --%s") == []
    among = put_together(Matter.objects.filter(AMONG).order_by("-pk").values_list("pk"))
    assert (among.rows(int, keys=[first, second, 10**9]), among.rows(int, keys=[])) == ([second, first], [])


def test_columns_come_as_the_query_set_gives_them_and_records_with_what_is_joined(plant: Plant) -> None:
    pk = plant.report("qiu", MORNING)
    names = ("pk", "title", "raised_at", "raised_on", "confidential", "due_at", "raiser__name")
    asked = Matter.objects.filter(pk=KEY).values_list(*names)
    assert put_together(asked).tuples(key=pk) == list(Matter.objects.filter(pk=pk).values_list(*names))
    joined = put_together(Matter.objects.select_related("raiser__unit", "place", "told").filter(pk=KEY))
    (record,) = joined.records(key=pk)
    with CaptureQueriesContext(connection) as nothing:
        said = (record, record.raiser.unit.name, record.place.code, record.told, record._state.adding)
    assert said == (Matter.objects.get(pk=pk), said[1], "7F3K9A", None, False)
    assert said[1] and not nothing.captured_queries


def test_what_can_hold_nothing_asks_nothing(plant: Plant) -> None:
    empty = put_together(Matter.objects.filter(pk__in=()).values_list("pk"))
    with CaptureQueriesContext(connection) as nothing:
        assert (empty.rows(int), empty.tuples(), empty.records(), empty.first()) == ([], [], [], None)
    assert not nothing.captured_queries


def test_what_people_send_is_never_taken_for_a_place(plant: Plant) -> None:
    """The signs of the places are drawn anew by each process."""
    assert WORD != KEYS and len(WORD) == len(KEYS) == 32 and 2**62 <= KEY < 2**63
    again = "import django; django.setup(); from luoshi.base.copies import compiled; print(compiled.WORD, compiled.KEYS, compiled.KEY)"
    said = {subprocess.run([sys.executable, "-c", again], capture_output=True, text=True, check=True).stdout for _n in range(2)}
    assert len(said) == 2


def test_columns_are_not_taken_for_records(plant: Plant) -> None:
    with pytest.raises(TypeError, match="columns"):
        put_together(Matter.objects.values_list("pk")).records()


def test_a_sign_of_percent_in_a_value_stays_what_it_is(plant: Plant) -> None:
    plant.report("qiu", MORNING)
    Matter.objects.update(title="负荷 100% 's", topic="equipment")
    for words, found in (("100% 's", 1), ("100%s", 0), ("%", 1), ("%%", 0)):
        assert len(put_together(Matter.objects.filter(title__contains=words).values_list("pk")).rows(int)) == found, words


def test_it_is_put_together_anew_when_what_it_rests_on_has_moved(plant: Plant) -> None:
    made = list[int]()

    def build() -> QuerySet[Person, tuple[int]]:
        made.append(1)
        return Person.objects.filter(name=WORD).values_list("pk")

    for _again in range(3):
        compiled(("a stamp of this test",), "who", build)
    assert len(made) == 1
    changed("a stamp of this test")
    compiled(("a stamp of this test",), "who", build)
    assert len(made) == 2
    compiled(("a stamp of this test",), "another", build)
    assert len(made) == 3


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_postgresql_plans_it_once_with_its_constants_written_in(plant: Plant) -> None:
    statement = put_together(Person.objects.filter(name=WORD, post="a post of nobody's").values_list("pk"))
    for _again in range(3):
        statement.rows(int, word="王海生")
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE %s", ["%a post of nobody''s%"])
        (planned,) = cursor.fetchall()
    assert "$1" in planned[0] and "$2" not in planned[0]
