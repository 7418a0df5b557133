"""The public list of a unit and a time as it is frozen into a posting, and what its words would be today."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.org.scope import ranges, within
from luoshi.kernel.org.tree import tree
from luoshi.kernel.postings.reach import POSTING
from luoshi.kernel.postings.sealing import Frozen, Record, Value
from luoshi.mechanisms.public_list.discreet import OPEN_TO_ALL
from luoshi.mechanisms.public_list.models import PublicText
from luoshi.mechanisms.public_list.selectors import PublicRow, on_the_list, rows_of

MOST_FROZEN = 500


def heads() -> tuple[str, ...]:
    """The columns of a frozen list."""
    return (_("What was raised"), _("Raised on"), _("Who has it"), _("How far it is"), _("What was answered"))


def words_of(row: PublicRow) -> tuple[str, ...]:
    """A row as it is frozen: nobody in it, and of a confidential matter neither place nor day."""
    state = str(kinds[row.kind].workflow.state(row.state).label)
    told = row.title if row.text == row.title else f"{row.title}：{row.text}"
    return (told, "—" if row.confidential else row.raised_on.isoformat(), row.who, state, row.said)


def _in_house_words(rows: Sequence[PublicRow]) -> list[Record]:
    """Rows as they are frozen, in the language of the house, whoever looks: else a state would differ from itself in another language."""
    with translation.override(settings.LANGUAGE_CODE):
        return [Record(row.matter, row.number, f"/w/public/{row.matter}", words_of(row)) for row in rows]


def freeze(actor: Actor, on: date, unit: int, since: date, until: date) -> Frozen:
    """The public list of a unit and all below it, over `[since, until)`: what was raised or answered then, as it stands now."""
    raised = Q(matter__raised_on__gte=since, matter__raised_on__lt=until)
    answered = Q(matter__answered_on__gte=since, matter__answered_on__lt=until)
    units = tree(on).below([unit]) & tree(on).below(actor.units(*POSTING))
    found = PublicText.objects.filter(OPEN_TO_ALL, within(ranges(units), "unit_id"), raised | answered, last=True, shown=True)
    rows = rows_of(found.order_by("matter_id"), MOST_FROZEN + 1)
    done, all_ = tuple(row.matter for row in rows if row.answered_at), tuple(row.matter for row in rows)
    still = tuple(row.matter for row in rows if not row.answered_at and not row.taken_back)
    back = tuple(row.matter for row in rows if row.taken_back)
    with translation.override(settings.LANGUAGE_CODE):
        named = heads()
        values = (
            Value(_("Raised or answered in this time"), str(len(all_)), all_),
            Value(_("Answered already"), str(len(done)), done),
            Value(_("Not answered yet"), str(len(still)), still),
            *([Value(_("Withdrawn by the raiser"), str(len(back)), back)] if back else []),
        )
    return Frozen(named, _in_house_words(rows), values)


def words_now(actor: Actor, ids: Sequence[int], at: datetime) -> dict[int, tuple[str, ...]]:
    """What the words of these records would be today, as far as this person may read them."""
    found = rows_of(on_the_list(actor, local_date(at)).filter(matter__in=ids), len(ids))
    return {record.id: record.words for record in _in_house_words(found)}
