"""The doors of the house for the tests of its ways in."""

from luoshi.web.tests.house import calls, clock

__all__ = ["calls", "clock"]
