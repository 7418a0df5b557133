"""The rows of a form that splits something: two empty ones and two folded to begin with, more once those are filled."""

from dataclasses import dataclass

from django.http import QueryDict

LEAST, EMPTY, MOST = 2, 4, 20


@dataclass(frozen=True)
class PartRow:
    """One row as it was typed."""

    number: int
    area: str = ""
    action: str = ""
    owner: str = ""
    workdays: str = ""
    wrong: bool = False

    @property
    def shown(self) -> bool:
        """Two at least; the others lie folded until something stands in them."""
        return self.number <= LEAST or any((self.area, self.action, self.owner, self.workdays))


def part_rows(typed: QueryDict | None, wrong: str = "") -> list[PartRow]:
    """The rows as typed, and empty ones after them; `wrong` is the number of the one that was refused."""
    if typed is None:
        return [PartRow(number) for number in range(1, EMPTY + 1)]
    many = min(len(typed.getlist("part-area")), MOST)
    columns = [[*typed.getlist(f"part-{name}"), *[""] * many][:many] for name in ("area", "action", "owner", "workdays")]
    rows = [
        PartRow(number, area, action, owner, days, str(number) == wrong)
        for number, (area, action, owner, days) in enumerate(zip(*columns, strict=True), start=1)
    ]
    free = sum(not row.area for row in rows)
    return [*rows, *(PartRow(len(rows) + number) for number in range(1, max(2 - free, 0) + 1))][:MOST]
