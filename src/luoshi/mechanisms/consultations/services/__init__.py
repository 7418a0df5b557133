"""What is done with a consultation: called, answered, moved, held, spoken at, decided, concluded."""

from luoshi.mechanisms.consultations.services.calling import Asked, call, invite, postpone
from luoshi.mechanisms.consultations.services.concluding import conclude
from luoshi.mechanisms.consultations.services.deciding import decide, note_overtaken
from luoshi.mechanisms.consultations.services.meeting import hold, say
from luoshi.mechanisms.consultations.services.replying import reply

__all__ = ["Asked", "call", "conclude", "decide", "hold", "invite", "note_overtaken", "postpone", "reply", "say"]
