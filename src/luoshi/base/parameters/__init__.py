"""Dated, editable numbers: every deadline, band and weight of the house stands here with its source, never in code."""

from luoshi.base.parameters.declared import Declared, declare, shelf

__all__ = ["Declared", "declare", "shelf"]
