"""What was read, before anything is taken: counts, how headings were understood, rows with their wrong cells and the sentence for each."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from luoshi.adapters.spreadsheets.folder import Folder
from luoshi.base.sheets.register import COMPLETED, PRESENT, Column, Entry, Fault, Register

if TYPE_CHECKING:
    from luoshi.adapters.spreadsheets.models import SheetImport

PAGE = 50
NEAR = 2
SHOWN_HEADINGS = 3
SHOWN_SIGNS = 40
VIEWS = ("all", "around", "wrong", "changes")


class Preview:
    """Reads the report of one ledger and the rows of one page of it."""

    def __init__(self, brought: "SheetImport", register: Register, query: QueryDict) -> None:
        self.folder, self.register, self.brought = Folder.of(brought.key), register, brought
        self.report = self.folder.report()
        usual = "changes" if brought.nightly else "around" if self.report["wrong_places"] else "all"
        self.view = query.get("view", usual) if query.get("view") in VIEWS else usual
        begin = str(query.get("from", ""))
        self.first = int(begin) if begin.isdecimal() and len(begin) < 9 else 0
        read = [name for _written, name in self.report["headings"] if name]
        self.columns = [register.column(name) for name in read]

    def context(self) -> dict[str, Any]:
        report = self.report
        wrong = len(report["wrong_places"])
        return {
            "counts": self._counts(),
            "headings": report["headings"],
            "read_headings": [(written, str(self.register.column(name).label)) for written, name in report["headings"] if name],
            "shown_headings": SHOWN_HEADINGS,
            "columns": [(column.name, str(column.label)) for column in self.register.columns],
            "heads": [str(column.label) for column in self.columns],
            "tabs": self._tabs(wrong),
            "rows": self._rows(),
            "missing": [_said(fault) for fault in report["errors"] if report["headless"] and fault["row"] == report["head"]["last"]],
            "headless": report["headless"],
            "wrong": report["rejected"],
            "good": report["good"],
            "marked": self.folder.marked.exists(),
            **self._pages(),
        }

    def _counts(self) -> list[tuple[str, str, str, str]]:
        """Label, number, words below, tone."""
        report, skipped = self.report, self.report["skipped"]
        names = {"blank": _("blank"), "head": _("heads"), "total": _("totals"), "note": _("notes"), "signature": _("signatures")}
        left = _(", ").join(f"{names[kind]} {count}" for kind, count in skipped.items())
        made = _("new %(new)s, changed %(changed)s") % {"new": report["new"], "changed": report["completed"]}
        out = _("these rows stay out, the others can be taken") if report["rejected"] else ""
        return [
            (_("In the file"), _("%(n)s rows") % {"n": report["rows"]}, _("without: %(what)s") % {"what": left} if left else "", ""),
            (_("Can be taken"), str(report["good"]), made, ""),
            (_("There already"), str(report["already_present"]), str(self.register.key), ""),
            (_("Wrong"), str(report["rejected"]), out, "late" if report["rejected"] else ""),
        ]

    def _tabs(self, wrong: int) -> list[tuple[str, int | None, str, bool]]:
        tabs: list[tuple[str, int | None, str, bool]] = [(_("All"), self.report["rows"], "?view=all", self.view == "all")]
        if self.brought.nightly:
            tabs.insert(0, (_("Changes"), len(self._changed()), "?view=changes", self.view == "changes"))
        if wrong:
            tabs.append((_("Around the errors"), None, "?view=around", self.view == "around"))
            tabs.append((_("Errors only"), wrong, "?view=wrong", self.view == "wrong"))
        return tabs

    def _places(self) -> list[int]:
        wrong = self.report["wrong_places"]
        if self.view == "wrong":
            return list(wrong)
        if self.view == "changes":
            return self._changed()
        if self.view == "around":
            near = {near for place in wrong for near in range(place - NEAR, place + NEAR + 1)}
            return sorted(place for place in near if 0 <= place < self.report["rows"])
        return list(range(self.report["rows"]))

    def _changed(self) -> list[int]:
        """The rows that are not there already as they stand."""
        return list(self.report.get("changed_places", self.report["wrong_places"]))

    def _pages(self) -> dict[str, str]:
        many = len(self._places())
        newer = max(self.first - PAGE, 0)
        return {
            "newer_url": f"?{urlencode({'view': self.view, 'from': newer})}" if self.first else "",
            "older_url": f"?{urlencode({'view': self.view, 'from': self.first + PAGE})}" if self.first + PAGE < many else "",
        }

    def _rows(self) -> list[tuple[int, list[tuple[str, bool]], list[tuple[str, str]]]]:
        """Row number, cells with whether each is wrong, and the sentences with their tone."""
        entries = self.folder.some(self._places()[self.first : self.first + PAGE])
        return [(entry.row, [self._cell(entry, column) for column in self.columns], _result(entry)) for entry in entries]

    def _cell(self, entry: Entry, column: Column) -> tuple[str, bool]:
        wrong = any(fault.name == column.name for fault in entry.errors)
        text = entry.written.get(column.name, "")
        if len(text) > SHOWN_SIGNS:
            text = text[: SHOWN_SIGNS - 1] + "…"
        return text or (_("empty") if wrong else ""), wrong


def _result(entry: Entry) -> list[tuple[str, str]]:
    if not entry.good:
        return [(_said(fault.__dict__), "late") for fault in entry.errors]
    if entry.fate == PRESENT:
        first = (_("there already"), "faint")
    elif entry.fate == COMPLETED:
        first = (_("changed: %(what)s") % {"what": entry.note}, "accent")
    else:
        first = (_("new"), "accent")
    return [first, *((_told(fault), "soon") for fault in entry.warnings)]


def _told(fault: Fault) -> str:
    return _("%(column)s: %(problem)s") % {"column": fault.column, "problem": fault.problem}


def _said(fault: dict[str, Any]) -> str:
    if fault["remedy"]:
        return _("%(problem)s: %(remedy)s") % {"problem": fault["problem"], "remedy": fault["remedy"]}
    return str(fault["problem"])
