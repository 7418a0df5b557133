"""Rules taken out one by one: a function without a condition, a guard, a filter. tools/mutants.py looks whether a test notices."""

import ast
import copy
import importlib
from collections.abc import Iterator
from dataclasses import dataclass

OPPOSITE: dict[type, type] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip
DJANGO = "__import__('django.db.models', fromlist=['Q']).Q"
UNITS = "__import__('luoshi.kernel.org.models', fromlist=['Unit']).Unit"
OPENED = {  # what a rule answers when it keeps nothing from anybody
    "covers": "True", "may_see": "True", "knows_raiser": "True", "holds": "True", "runs": "True", "registers": "True", "in_charge": "True",
    "meant": "True", "speaks_for": "True", "recused": "False", "hidden": f"{DJANGO}(pk__in=())", "within": f"{DJANGO}(pk__isnull=False)",
    "seen_by": f"{DJANGO}(pk__isnull=False)", "scope": f"set({UNITS}.objects.values_list('pk', flat=True))",
}  # fmt: skip
LET_THROUGH = {"not_recused": 1, "seen": 0}  # which argument comes back as it is
MUST = ("must_administer", "must_secure", "must_look", "must_audit", "_must_hold")
CALLED = {
    *OPENED,
    *LET_THROUGH,
    *MUST,
    "addressed",
    "in_hands",
    "desk",
    "hidden_from",
    "not_read_by",
    "kept_from",
    "answerable",
    "open_to_all",
}
NAMED = {"Unseen", "stands_for", "selves", "confidential", "reserved", "conduct", "readable", "GUEST", "NAMELESS", "OPEN"}


@dataclass(frozen=True)
class Mutant:
    """One function with one rule less. `owner` is the class it belongs to, or nothing."""

    module: str
    owner: str
    name: str
    line: int
    was: str
    now: str
    function: ast.FunctionDef

    @property
    def place(self) -> tuple[str, str, str]:
        return self.module, self.owner, self.name

    def words(self) -> str:
        where = f"{self.module.removeprefix('luoshi.')}.{self.owner + '.' if self.owner else ''}{self.name}"
        return f"{where}: {self.was} -> {self.now}"


def functions(source: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function and method at the top of a module, with its class."""
    for top in ast.parse(source).body:
        for one in top.body if isinstance(top, ast.ClassDef) else [top]:
            if isinstance(one, ast.FunctionDef):
                yield (top.name if isinstance(top, ast.ClassDef) else ""), one


def mutants(module: str, source: str, *, whole: bool) -> Iterator[Mutant]:
    """Every rule of a module taken out once; of a module that is no policy only the lines that keep something from somebody."""
    for owner, function in functions(source):
        seen, spoken = {ast.dump(function)}, set(map(id, _annotations(function)))
        for node in ast.walk(function):
            for other in others(node) if id(node) not in spoken else ():
                if not whole and not _keeps(node, other):
                    continue
                made = put(function, node, other)
                if (dump := ast.dump(made)) in seen:
                    continue
                seen.add(dump)
                line = min((one.lineno for one in ast.walk(node) if hasattr(one, "lineno")), default=function.lineno)
                yield Mutant(module, owner, function.name, line, said(node), said(other) if other else "(nothing)", made)


def _annotations(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """What only says of which type something is."""
    named = [one.annotation for one in ast.walk(function) if isinstance(one, ast.arg | ast.AnnAssign)]
    for one in filter(None, [*named, function.returns]):
        yield from ast.walk(one)


def said(node: ast.AST) -> str:
    """A node on one line."""
    return " ".join(ast.unparse(node).split())


def others(node: ast.AST) -> Iterator[ast.AST | None]:
    """What may stand in the place of this node; None takes a statement away."""
    if isinstance(node, ast.BoolOp):
        if any(isinstance(one, ast.Constant) for one in node.values):
            return
        for left in _but_one(node.values):
            yield left[0] if len(left) == 1 else ast.BoolOp(node.op, left)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield node.operand
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr | ast.BitAnd | ast.Sub):
        yield node.left
        if not isinstance(node.op, ast.Sub):
            yield node.right
    elif isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in OPPOSITE:
        yield ast.Compare(node.left, [OPPOSITE[type(node.ops[0])]()], node.comparators)
    elif isinstance(node, ast.Set | ast.Tuple) and len(node.elts) > 1 and all(map(_a_role, node.elts)):
        yield from (type(node)(left) if isinstance(node, ast.Set) else ast.Tuple(left, ast.Load()) for left in _but_one(node.elts))
    elif isinstance(node, ast.If):
        yield from _other_ifs(node)
    elif isinstance(node, ast.IfExp) and not isinstance(node.test, ast.Compare | ast.UnaryOp):
        yield ast.IfExp(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield from (ast.comprehension(node.target, node.iter, left, node.is_async) for left in _but_one(node.ifs))
    elif isinstance(node, ast.Call):
        yield from _other_calls(node)
    elif isinstance(node, ast.AugAssign) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        yield None
    elif isinstance(node, ast.Return) and isinstance(node.value, ast.Compare | ast.BoolOp):
        yield from (ast.Return(ast.Constant(value)) for value in (True, False))


def _other_ifs(node: ast.If) -> Iterator[ast.AST | None]:
    if not isinstance(node.test, ast.Compare | ast.UnaryOp | ast.BoolOp):
        yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    if not node.orelse and isinstance(node.body[-1], ast.Raise | ast.Return | ast.Continue):
        yield None


def _other_calls(node: ast.Call) -> Iterator[ast.AST]:
    called = _called(node)
    if called in ("filter", "exclude", "Q"):
        if len(node.args) + len(node.keywords) == 1 and isinstance(node.func, ast.Attribute):
            yield ast.Call(ast.Attribute(node.func.value, "all", ast.Load()), [], []) if _a_manager(node.func.value) else node.func.value
        elif len(node.args) + len(node.keywords) > 1:
            yield from (ast.Call(node.func, left, node.keywords) for left in _but_one(node.args))
            yield from (ast.Call(node.func, node.args, left) for left in _but_one(node.keywords))
    elif called in OPENED:
        yield ast.parse(OPENED[called], mode="eval").body
    elif called in LET_THROUGH and isinstance(node.func, ast.Name):
        yield node.args[LET_THROUGH[called]]
    if called in ("units", "holds", "_must_hold", "must_hold") and len(node.args) > 1:
        roles = [one for one in node.args if not (isinstance(one, ast.Name) and one.id == "actor")]
        kept = [one for one in node.args if one not in roles]
        yield from (ast.Call(node.func, [*kept, *left], node.keywords) for left in _but_one(roles) if left)


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _a_manager(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager")


def _a_role(node: ast.AST) -> bool:
    return (isinstance(node, ast.Constant) and isinstance(node.value, str)) or isinstance(node, ast.Starred)


def _but_one(of: list) -> Iterator[list]:
    yield from ([one for m, one in enumerate(of) if m != n] for n in range(len(of)))


def _keeps(node: ast.AST, other: ast.AST | None) -> bool:
    """Is what this mutant takes out or turns a line that keeps something from somebody?"""
    if isinstance(node, ast.If):
        return bool(_names(node.test)) or _raises_unseen(node)
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Call) and _called(node.value) in MUST
    return bool(_names(node) if other is None or isinstance(node, ast.Compare | ast.UnaryOp) else _more(node, other))


def _more(node: ast.AST, other: ast.AST) -> set[str]:
    """The names that are gone; where none is gone, those that stand there."""
    left = [ast.dump(one) for one in ast.walk(other)]
    gone: set[str] = set()
    for one in ast.walk(node):
        if (dump := ast.dump(one)) in left:
            left.remove(dump)
        else:
            gone |= _own_name(one)
    return gone


def _raises_unseen(node: ast.If) -> bool:
    return any(isinstance(one, ast.Raise) and one.exc is not None and "Unseen" in _names(one.exc) for one in node.body)


def _names(node: ast.AST) -> set[str]:
    return set().union(*(_own_name(one) for one in ast.walk(node)))


def _own_name(one: ast.AST) -> set[str]:
    if isinstance(one, ast.Call):
        return {_called(one)} & CALLED
    if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "actor" and one.attr in ("person", "units"):
        return {"selves"}
    name = (
        one.id
        if isinstance(one, ast.Name)
        else one.attr
        if isinstance(one, ast.Attribute)
        else one.arg
        if isinstance(one, ast.keyword)
        else ""
    )
    return {str(name).split("__")[0]} & NAMED


def put(function: ast.FunctionDef, old: ast.AST, new: ast.AST | None) -> ast.FunctionDef:
    """A copy of the function with the one node exchanged."""
    at = next(n for n, one in enumerate(ast.walk(function)) if one is old)
    made = copy.deepcopy(function)
    place = next(one for n, one in enumerate(ast.walk(made)) if n == at)
    replacement = copy.deepcopy(new) if new is not None else ast.Pass()

    class Putting(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return replacement if node is place else self.generic_visit(node)

    made = Putting().visit(made)
    made.decorator_list = []
    return ast.fix_missing_locations(made)


def of_tuples(module: str, source: str) -> Iterator[Mutant]:
    """Each constant that lists roles, without one of them."""
    from luoshi.kernel.org.roles import RECEIVING, ROLES

    held, nothing = {*ROLES, RECEIVING}, ast.parse("def nothing(): pass").body[0]
    assert isinstance(nothing, ast.FunctionDef)
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name, value = node.targets[0].id, getattr(importlib.import_module(module), node.targets[0].id)
            if isinstance(value, tuple) and len(value) > 1 and all(isinstance(one, str) and one in held for one in value):
                for one in value:
                    yield Mutant(module, "=", name, node.lineno, one, "(nothing)", nothing)


def of_steps() -> Iterator[Mutant]:
    """Each step of each kind, without one of those who take it or one of those who never do."""
    from luoshi.kernel.matters.kinds import kinds

    nothing = ast.parse("def nothing(): pass").body[0]
    assert isinstance(nothing, ast.FunctionDef)
    for kind in kinds:
        for name, step in kind.workflow.steps.items():
            for side in ("by", "never"):
                yield from (Mutant(kind.name, side, name, 0, who, "(nothing)", nothing) for who in sorted(getattr(step, side)))
