"""Days as Chinese documents write them."""

from datetime import date


def day_words(on: date) -> str:
    """2026年11月21日, without leading zeros, as GB/T 9704 asks."""
    return f"{on.year}年{on.month}月{on.day}日"
