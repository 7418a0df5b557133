"""The tables of a house as they are after the steps it has taken, be it of this version or of an earlier one."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from luoshi.site.backups.container import NotWhole
from luoshi.site.backups.tables import Table, tables_of

Step = tuple[str, str]


class Taken(MigrationLoader):
    """All steps that this version knows, laid out as for a house that has taken these; no database is asked."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self.steps: dict[Step, Any] = dict.fromkeys(steps)
        super().__init__(None, ignore_no_migrations=True)

    @property
    def applied_migrations(self) -> dict[Step, Any]:
        return self.steps

    @applied_migrations.setter
    def applied_migrations(self, _asked: dict[Step, Any]) -> None:
        """What a database would say is not asked."""

    def all_taken(self) -> bool:
        return set(self.graph.nodes) <= set(self.steps)

    def last(self) -> list[Step]:
        """The last step of each room."""
        mine = {one for one in self.steps if one in self.graph.nodes}
        return sorted(
            one for one in mine if not any(child.key in mine and child.key[0] == one[0] for child in self.graph.node_map[one].children)
        )

    def are_without_gaps(self) -> bool:
        """Has no step been taken before one that it builds on?"""
        needed = {step for one in self.last() for step in self.graph.forwards_plan(one)}
        return needed == {one for one in self.steps if one in self.graph.nodes}


def taken_by(steps: Iterable[Step], product: str) -> Taken:
    """These steps. NotWhole: this version does not know some of them, or some in between are missing."""
    steps = set(steps)
    taken = Taken(steps)
    strange = sorted(f"{room}.{step}" for room, step in steps - set(taken.disk_migrations))
    if strange:
        raise NotWhole(
            f"These are tables of Luoshi {product}, with steps that this version does not know ({', '.join(strange[:3])}): "
            "install that version or a newer one first."
        )
    if not taken.are_without_gaps():
        raise NotWhole("The tables lack steps in between: finish luoshi upgrade with the version that began it.")
    return taken


def tables_after(taken: Taken) -> dict[str, Table]:
    """The tables as these steps have left them."""
    return tables_of(taken.project_state(taken.last(), at_end=True).apps.get_models(include_auto_created=True))


def take_again(steps: Iterable[Step]) -> None:
    """The same steps in an empty database."""
    layout = Taken(steps)
    last = layout.last()
    layout.steps.clear()
    executor = MigrationExecutor(connection)
    executor.loader = layout
    executor.migrate(last)
