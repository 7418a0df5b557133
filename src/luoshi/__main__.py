"""`python -m luoshi` is the command `luoshi`."""

from luoshi.site.commands import console

console()
