"""What a public text of a matter must not say, and which matters never have one."""

import re
from collections.abc import Iterable, Sequence

from django.db.models import Q

from luoshi.kernel.matters.models import Concern, Matter

NEVER = Q(conduct=True) | Q(reserved=True) | Q(findable=False)
OPEN_TO_ALL = Q(matter__conduct=False, matter__reserved=False)
NAMING = ("raiser__name", "raiser__staff_no", "raiser_words", "claim")
PIECES = re.compile(r"[\s,，、/;；()（）:：]+")


def forbidden_of(matters: Sequence[int]) -> list[str]:
    """The names and staff numbers that must not be made public with these matters: of their raisers, of those whose matters were
    merged into them, and of whom they concern."""
    raised = Matter.objects.filter(Q(pk__in=matters) | Q(parent__in=matters)).values_list(*NAMING)
    concerned = Concern.objects.filter(Q(matter__in=matters) | Q(matter__parent__in=matters), person__isnull=False).values_list(
        "person__name", "person__staff_no"
    )
    return sorted({word for row in (*raised, *concerned) for word in _words(row)})


def _words(row: Iterable[str | None]) -> Iterable[str]:
    for value in row:
        if value:
            yield value
            yield from (piece for piece in PIECES.split(value) if len(piece) >= 2)
