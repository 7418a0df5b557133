"""On the sheet of what came without a name: who has read it, the proof's numbers, and what recipients raised because of it."""

import uuid
from datetime import datetime

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.org.selectors import all_units
from luoshi.mechanisms.voice.reach import nameless_kinds
from luoshi.mechanisms.voice.selectors import passed_on, readings, receipt_of
from luoshi.mechanisms.voice.services import note_reading
from luoshi.web.times import short_moment


def draw(actor: Actor, matter: int, at: datetime) -> tuple[str, dict[str, object]] | None:
    """Nothing on other sheets. To be shown this is to read it, and that is written down."""
    if not note_reading(actor=actor, at=at, matter=matter):
        return None
    receipt = receipt_of(matter)
    context: dict[str, object] = {
        "voice_matter": matter,
        "voice_readings": [(name, short_moment(when)) for name, when in readings(matter)],
        "voice_receipt": receipt,
        "voice_onward": [
            (f"/w/matters/{one.pk}", one.number, one.title, str(kinds[one.kind].workflow.state(one.state).label))
            for one in passed_on(actor, matter)
        ],
        "voice_units": [(unit.code, "　" * depth + unit.name) for unit, depth in all_units(local_date(at))],
        "voice_kinds": [(kind.name, str(kind.label)) for kind in nameless_kinds()],
        "voice_command": uuid.uuid4(),
    }
    return "voice/part.html", context
