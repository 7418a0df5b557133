"""The demonstration plant: its units and people, then what each mechanism's own `demo.py` does there, as the person who would do it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from importlib import import_module

from luoshi.base.actor import HOUSE
from luoshi.base.clock import at_local, local_date
from luoshi.base.copies.kept import asked_once
from luoshi.base.jobs.schedule import shelf
from luoshi.base.parameters.services import set_parameter
from luoshi.kernel.org import services
from luoshi.kernel.org.calendar import office_calendar
from luoshi.kernel.org.models import Person, Unit
from luoshi.kernel.org.selectors import actor_of
from luoshi.site.cast import CAST, CYCLE, OTHERS, PLACES, ROTAS, UNITS
from luoshi.web.plant import Plan, Plant
from luoshi.web.shelves import demos

MONTHS_BACK = 6
EVENING = (18, 30)


def founding_day(at: datetime) -> date:
    """The plant has used Luoshi since the first of a month half a year before the end of last month."""
    first = local_date(at).replace(day=1)
    for _month in range(MONTHS_BACK):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def build(*, at: datetime, admin: Person, root: Unit) -> None:
    """Found the plant on its first day and let the months pass until the end of last month."""
    since = founding_day(at)
    founded = at_local(since, 8, 30)
    plant = Plant(local_date(at).replace(day=1), office_calendar(local_date(at)), {"ROOT": root})
    key = plant.command
    set_parameter(actor=HOUSE, at=founded, command=key(), name="site.demo", value="yes", since=since, source="luoshi init --demo")
    who = actor_of(admin, since)
    for code, name, short, parent, serves in UNITS:
        plant.units[code] = services.add_unit(
            actor=who, at=founded, command=key(), code=code, name=name, parent=plant.units[parent], since=since, short_name=short,
            receives_for=plant.units[serves] if serves else None,
        )  # fmt: skip
    for one in (*CAST, *OTHERS):
        unit = plant.units[one.unit]
        person = services.add_person(
            actor=who,
            at=founded,
            command=key(),
            staff_no=one.staff_no,
            name=one.name,
            unit=unit,
            since=since,
            post=one.post,
        )
        plant.people[one.staff_no] = person
        for role, held_on in one.roles:
            services.give_holding(actor=who, at=founded, command=key(), person=person, role=role, unit=plant.units[held_on], since=since)
    for code, name, unit_code, no_phone in PLACES:
        unit = plant.units[unit_code]
        plant.places[code] = services.add_place(
            actor=who, at=founded, command=key(), code=code, name=name, unit=unit, since=since, no_phone=no_phone
        )
    for unit_code, lead in ROTAS:
        services.set_rota(
            actor=who,
            at=founded,
            command=key(),
            unit=plant.units[unit_code],
            cycle=CYCLE,
            anchor=since,
            lead=lead,
            since=since,
        )
    plans: list[Plan] = [plan for module in demos for plan in import_module(module).plans(plant)]
    _let_pass(plant, sorted(plans, key=lambda plan: plan[0]))


def _let_pass(plant: Plant, plans: Sequence[Plan]) -> None:
    """Everything in the order of the clock; each evening the house does what it does when nobody acts."""
    evening = at_local(local_date(plans[0][0]), *EVENING)
    for at, happen in [*plans, (plant.at(1, "23:59"), lambda: None)]:
        with asked_once():
            while evening < at:
                for job in shelf:
                    if job.speaks:
                        job.run(evening)
                evening += timedelta(days=1)
            happen()
