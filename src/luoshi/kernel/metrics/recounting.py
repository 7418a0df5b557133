"""Once a day the kept sums are held against the records; where they differ, all is counted anew and said in the log."""

import logging

from luoshi.kernel.metrics.folding import differences, recount

log = logging.getLogger("luoshi.sums")


def recount_where_wrong() -> int:
    """How many differences there were; none, as it should be, changes nothing."""
    found = differences()
    if found:
        one = found[0]
        log.error("%s kept sums differed, first %s %s of unit %s in %s; counted anew", len(found), one.kind, one.what, one.unit, one.year)
        recount()
    return len(found)
