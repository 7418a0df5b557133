"""The forms of a page as a program reads them, filled as a person would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = {"text": "试一试", "search": "试", "tel": "13900000000", "number": "1", "date": "2026-11-03", "time": "09:30", "datetime-local": "2026-11-02T08:00",
         "month": "2026-11", "email": "a@example.com", "url": "https://example.com", "password": "Qingjing-Beng-27"}  # fmt: skip
OURS = {"csrfmiddlewaretoken", "command"}


@dataclass
class Field:
    """One field of a form: its kind, and what it holds when it is sent as it stands."""

    name: str
    kind: str
    value: str
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """One form that changes something: where it goes and its fields."""

    action: str
    fields: dict[str, Field] = field(default_factory=dict)
    steps: list[tuple[str, str]] = field(default_factory=list)  # buttons with a name

    def filled(self) -> dict[str, str]:
        """As somebody sends it who fills every field and chooses the first of what is offered."""
        out = {one.name: one.value for one in self.fields.values() if one.kind != "file"}
        return {**out, **dict(self.steps[:1])}


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.forms = address, list[Form]()
        self.here: Form | None = None
        self.choosing: Field | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag == "form" and said.get("method", "").lower() == "post":
            self.here = Form(said.get("action") or self.address)
            self.forms.append(self.here)
        elif self.here is None:
            return
        elif tag in ("input", "button") and said.get("name"):
            self._input(tag, said)
        elif tag == "select" and said.get("name"):
            self.choosing = self.here.fields.setdefault(said["name"], Field(said["name"], "select", ""))
        elif tag == "option" and self.choosing is not None and said.get("value"):
            self.choosing.options.append(said["value"])
            if not self.choosing.value or "selected" in said:
                self.choosing.value = said["value"]
        elif tag == "textarea" and said.get("name"):
            self.here.fields.setdefault(said["name"], Field(said["name"], "textarea", "试一试，写几个字。"))

    def _input(self, tag: str, said: dict[str, str]) -> None:
        assert self.here is not None
        kind = said.get("type", "text" if tag == "input" else "submit")
        if tag == "button" or kind == "submit":
            self.here.steps.append((said["name"], said.get("value", "")))
        elif kind in ("radio", "checkbox"):
            known = self.here.fields.setdefault(said["name"], Field(said["name"], kind, said.get("value", "on")))
            known.options.append(said.get("value", "on"))
        else:
            value = said.get("value") or ("" if kind == "hidden" else TYPED.get(kind, ""))
            self.here.fields.setdefault(said["name"], Field(said["name"], kind, value))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.here = None
        elif tag == "select":
            self.choosing = None


def forms_of(page: str, address: str) -> list[Form]:
    reader = _Reader(address)
    reader.feed(page)
    return reader.forms
