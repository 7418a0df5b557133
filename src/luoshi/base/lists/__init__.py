"""Lists to choose from: what a report is about and the like. Shipped with words, kept by the enterprise."""

from luoshi.base.lists.declared import Words, lists, words

__all__ = ["Words", "lists", "words"]
