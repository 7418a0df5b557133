"""The fields of a Word template: every one that it names must exist, and those a document cannot do without must be there."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from luoshi.base.refusal import Refusal

FIELD = "template"
FILTERS = ("join", "length")
LOOP = {"index": "1", "first": "1", "last": "1", "length": "1"}
LOGIC = (nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or, nodes.Const)


class Reading:
    """One walk through a template: which fields it used, refusing by name what is not known or not allowed."""

    def __init__(self, example: Mapping[str, Any]) -> None:
        self.example = example
        self.used: set[str] = set()

    def walk(self, node: nodes.Node, known: Mapping[str, tuple[Any, str]]) -> None:
        if isinstance(node, nodes.For):
            self._repeat(node, known)
        elif isinstance(node, nodes.Output):
            for shown in node.nodes:
                if not isinstance(shown, nodes.TemplateData):
                    self._shown(shown, known)
        elif isinstance(node, (nodes.Template, nodes.If)):
            for child in node.iter_child_nodes():
                self.walk(child, known)
        else:
            self._value(node, known)

    def _repeat(self, node: nodes.For, known: Mapping[str, tuple[Any, str]]) -> None:
        piece, path = self._value(node.iter, known)
        if not isinstance(node.target, nodes.Name) or node.test is not None or node.recursive:
            raise _not_allowed("for")
        if not isinstance(piece, list):
            raise Refusal(_("%(field)s is no list: it cannot be repeated.") % {"field": path}, field=FIELD)
        inside = {**known, node.target.name: (piece[0], path), "loop": (LOOP, "loop")}
        for child in (*node.body, *node.else_):
            self.walk(child, inside)

    def _shown(self, node: nodes.Node, known: Mapping[str, tuple[Any, str]]) -> None:
        piece, path = self._value(node, known)
        if isinstance(piece, (list, dict)):
            raise Refusal(_("%(field)s holds several: repeat it with “for … in %(field)s”.") % {"field": path}, field=FIELD)

    def _value(self, node: nodes.Node, known: Mapping[str, tuple[Any, str]]) -> tuple[Any, str]:
        if isinstance(node, nodes.Name):
            return self._named(node.name, known)
        if isinstance(node, nodes.Getattr):
            return self._below(*self._value(node.node, known), node.attr)
        if isinstance(node, nodes.Filter) and node.name in FILTERS and node.node is not None:
            self._value(node.node, known)
            return "", node.name
        if isinstance(node, LOGIC):
            for child in node.iter_child_nodes():
                self._value(child, known)
            return "", ""
        raise _not_allowed(type(node).__name__.lower())

    def _named(self, name: str, known: Mapping[str, tuple[Any, str]]) -> tuple[Any, str]:
        if name in known:
            return known[name]
        if name not in self.example:
            raise self._unknown(name)
        self.used.add(name)
        return self.example[name], name

    def _below(self, piece: Any, path: str, name: str) -> tuple[Any, str]:
        whole = f"{path}.{name}"
        if not isinstance(piece, dict) or name not in piece:
            raise self._unknown(whole)
        self.used.add(whole)
        return piece[name], whole

    def _unknown(self, name: str) -> Refusal:
        known = "、".join(names(self.example))
        return Refusal(_("There is no field %(field)s. There are: %(known)s.") % {"field": name, "known": known}, field=FIELD)


def _not_allowed(what: str) -> Refusal:
    return Refusal(
        _("A template may only name fields, repeat lists and ask whether a field is empty, not “%(what)s”.") % {"what": what}, field=FIELD
    )


def names(example: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Every field, dotted."""
    for name, piece in example.items():
        yield f"{path}{name}"
        if isinstance(piece, list) and isinstance(piece[0], dict):
            yield from names(piece[0], f"{path}{name}.")


def check_fields(sources: list[str], example: Mapping[str, Any], must: tuple[str, ...]) -> None:
    """Refused by name: an unknown field, a construct that does more than name and repeat, a field that must be there and is not."""
    environment, reading = ImmutableSandboxedEnvironment(), Reading(example)
    for source in sources:
        try:
            parsed = environment.parse(source)
        except TemplateSyntaxError as error:
            raise Refusal(
                _("A field of the template is not written to its end or a list is not closed: %(message)s") % {"message": error.message},
                field=FIELD,
            ) from None
        reading.walk(parsed, {})
    missing = [name for name in must if name not in reading.used]
    if missing:
        raise Refusal(_("These fields must be in the template: %(missing)s.") % {"missing": "、".join(missing)}, field=FIELD)
