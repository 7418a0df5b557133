"""What the tests of this room ask for."""

from luoshi.web.tests.house import calls, clock

__all__ = ["calls", "clock"]
