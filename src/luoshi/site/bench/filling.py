"""Many matters for measuring: put into the tables straight, as an import would leave them; nothing here is the way of the product."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from luoshi.base.clock import local_date, now
from luoshi.base.search.services import index_many
from luoshi.kernel.matters.models import Action, Custody, Event, Matter
from luoshi.kernel.metrics.folding import fold
from luoshi.kernel.org.models import Person, Place
from luoshi.kernel.org.selectors import office_for
from luoshi.kernel.org.tree import tree

BATCH = 5000
WORD, ONE_IN = "换热器", 1000
WHAT = ("阀门漏水", "阀门漏水，振动")
SAID = (
    "夜班点检时看到，地面有水，先用桶接着，没有影响生产，请安排人来看。",
    "DN300蝶阀手轮打不动，开关不到位，上次也是这里，备件库里有同型号。",
    "轴承温度比上周高，电流正常，听着有异响，已经通知当班的人盯着。",
    "答复：已换新，同型号的一并查过，下月检修时再看一次密封面。",
)
OPENED, ENTRIES, SPREAD = 500, 10, 2654435761


def fill(upto: int) -> None:
    """Matters up to this many: one in twenty open, spread over units, places and two years; one in a thousand has the rare word."""
    have, at = Matter.objects.count(), now()
    today = local_date(at)
    spots, people = _spots(), list(Person.objects.order_by("id").values_list("id", flat=True))

    def rows() -> Iterator[Matter]:
        for n in range(have, upto):
            place, unit = spots[(n * SPREAD >> 16) % len(spots)]
            owner = people[(n + 7) % len(people)]
            raised = at - timedelta(minutes=(upto - n) * 700 * 24 * 60 // upto)
            open_ = n % 20 == 0
            answered = None if open_ else raised + timedelta(days=3)
            closed = None if open_ else raised + timedelta(days=5)
            word = f"，{WORD}" if n % ONE_IN == 0 else ""
            yield Matter(
                kind="problem", number=f"量-{n}", title=f"{place.name}第 {n} 件，{WHAT[n % 97 == 0]}{word}", topic="equipment",
                channel="phone", state="assigned" if open_ else "closed", unit_id=unit, place=place, raiser_id=people[n % len(people)],
                office_id=office_for(unit, today), owner_id=owner, holder_id=owner if open_ else None,
                holder_unit_id=place.unit_id if open_ else None, raised_at=raised, raised_on=local_date(raised), happened_at=raised,
                entered_at=raised, due_at=raised + timedelta(days=10) if open_ else None, answered_at=answered, closed_at=closed,
                answered_on=local_date(answered) if answered else None,
                closed_on=local_date(closed) if closed else None, closing="confirmed" if closed else "",
            )  # fmt: skip

    source = rows()
    while batch := list(islice(source, BATCH)):
        made = Matter.objects.bulk_create(batch)
        Action.objects.bulk_create(
            Action(matter=one, ordinal=1, text=WHAT[0], owner_id=one.owner_id, due_at=one.due_at, workdays=5, assigned_at=one.raised_at)
            for one in made
            if one.closed_at is None and one.due_at and one.owner_id
        )
        Custody.objects.bulk_create(Custody(matter=one, unit_id=one.unit_id, since=one.raised_at, until=one.closed_at) for one in made)
        index_many((one.pk, one.unit_id, f"{one.number} {one.title} {SAID[one.pk % len(SAID)]}") for one in made)
        fold()  # as the jobs process does each second


def _spots() -> list[tuple[Place, int]]:
    """Where something is found: each place with its unit, and with each unit right below that has no place of its own."""
    of, places = tree(local_date(now())), list(Place.objects.order_by("id"))
    first = {place.unit_id: place for place in reversed(places)}
    below = [(place, team) for unit, place in first.items() for team in of.children.get(unit, ()) if team not in first]
    return [*((place, place.unit_id) for place in places), *below]


def tell_stories() -> None:
    """Ten entries each for some of the matters, so that a sheet has a story to show; again changes nothing."""
    chosen = list(Matter.objects.filter(number__startswith="量-", events__isnull=True).order_by("id")[:OPENED])
    have = Matter.objects.filter(number__startswith="量-", events__isnull=False).distinct().count()
    Event.objects.bulk_create(
        Event(
            matter=one,
            act="answer" if one.answered_at and n == ENTRIES - 1 else "inform",
            after=one.state,
            round=1,
            at=one.raised_at + timedelta(hours=n),
            on=local_date(one.raised_at),
            person_id=one.owner_id,
            text=SAID[n % len(SAID)],
        )  # fmt: skip
        for one in chosen[: max(OPENED - have, 0)]
        for n in range(ENTRIES)
    )
