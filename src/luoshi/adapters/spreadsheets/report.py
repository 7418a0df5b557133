"""What came of reading a ledger, as counts and lists: the document that `luoshi import --json` prints and the preview shows."""

from typing import Any

from luoshi.base.sheets.reading import Reading
from luoshi.base.sheets.register import COMPLETED, NEW, PRESENT, Fault

WORDED = ("rows", "accepted", "already_present", "rejected", "warnings", "errors")


def report_of(reading: Reading) -> dict[str, Any]:
    """Counts and faults of a ledger. Where a required column is missing, no row is good."""
    entries, head = reading.entries, reading.head
    headless = bool(head.faults)
    good = [entry for entry in entries if entry.good and not headless]
    errors = [*head.faults, *(fault for entry in entries for fault in entry.errors)]
    return {
        "rows": len(entries),
        "good": sum(entry.fate in (NEW, COMPLETED) for entry in good),
        "new": sum(entry.fate == NEW for entry in good),
        "completed": sum(entry.fate == COMPLETED for entry in good),
        "already_present": sum(entry.fate == PRESENT for entry in good),
        "rejected": len(entries) - len(good),
        "warnings": [_warning(fault) for entry in entries for fault in entry.warnings],
        "errors": [_error(fault) for fault in errors],
        "headless": headless,
        "skipped": reading.skipped,
        "head": {"first": head.first, "last": head.last},
        "headings": [[one.written, one.name] for one in head.headings if one.place != head.serial],
        "wrong_places": [place for place, entry in enumerate(entries) if not entry.good],
        "changed_places": [place for place, entry in enumerate(entries) if not entry.good or entry.fate != PRESENT],
    }


def printed(report: dict[str, Any], *, partial: bool, dry_run: bool) -> dict[str, Any]:
    """The report as a command prints it: with errors and not partial, nothing is accepted."""
    refused = report["headless"] or (bool(report["errors"]) and not partial)
    document = {**report, "accepted": 0 if refused else report["good"]}
    return {**{name: document[name] for name in WORDED}, "partial": partial, "dry_run": dry_run, "skipped": report["skipped"]}


def nothing_read(sentence: str) -> dict[str, Any]:
    """The report of a file that could not be read at all."""
    fault = {"row": 0, "column": "", "problem": sentence, "remedy": ""}
    return {"rows": 0, "accepted": 0, "already_present": 0, "rejected": 0, "warnings": [], "errors": [fault], "error": sentence}


def _warning(fault: Fault) -> dict[str, object]:
    return {"row": fault.row, "column": fault.column, "problem": fault.problem}


def _error(fault: Fault) -> dict[str, object]:
    return {**_warning(fault), "remedy": fault.remedy}
