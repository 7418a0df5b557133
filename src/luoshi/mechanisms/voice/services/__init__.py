"""What is done with a voice without a name."""

from luoshi.mechanisms.voice.services.onward import pass_on
from luoshi.mechanisms.voice.services.reading import note_reading
from luoshi.mechanisms.voice.services.releasing import release
from luoshi.mechanisms.voice.services.sending import say_more, send, take_back
from luoshi.mechanisms.voice.services.shredding import shred_old

__all__ = ["note_reading", "pass_on", "release", "say_more", "send", "shred_old", "take_back"]
