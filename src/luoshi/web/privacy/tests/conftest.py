"""The doors of the house for the tests of this room."""

from luoshi.web.tests.house import calls, clock

__all__ = ["calls", "clock"]
