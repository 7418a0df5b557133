"""What can go wrong on the way out. The sentences go to an administrator's page: they never hold an address, a token or a text."""


class Trouble(Exception):
    """It did not go this time; it is tried again."""


class Hopeless(Trouble):
    """It will never go like this: nobody there of this name, nothing set up that fits. Given up at once."""


class Busy(Trouble):
    """The other side says: too many. Waits a minute without counting as a try."""


class Stale(Trouble):
    """The other side does not know our token any more: a new one is fetched, once."""
