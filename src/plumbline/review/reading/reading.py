"""Read a test as it would run: its checks, with helpers and fixtures followed and names replaced."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from .checks import EXACT, PARTIAL, Check, Claim, claims, unittest_claims
from .collect import Definition, Function
from .names import Names
from .symbols import Env, arguments, only_fails, put, swallows
from .words import last_word, text_of

DEPTH = 4  # helpers of helpers
STEPS = 300  # statements; beyond that loops take one turn, and helpers are not followed
TURNS = 30  # of a loop over a written-out list
SKIPS = ("skip", "xfail", "importorskip", "skipTest", "SkipTest")
CALLS = {  # a mock's own checks, from strict to loose
    "assert_called_once_with": EXACT,
    "assert_has_calls": EXACT,
    "assert_called_with": EXACT - 1,
    "assert_any_call": PARTIAL,
    "assert_not_called": EXACT,
    "assert_called_once": PARTIAL,
    "assert_called": PARTIAL - 1,
}


@dataclass
class Reading:
    """What a test does that matters here."""

    checks: list[Check] = field(default_factory=list)
    skips: list[tuple[str, str, int]] = field(default_factory=list)  # text, path, line
    assumed: list[str] = field(default_factory=list)  # hypothesis.assume


class Reader:
    """Reads one test, or one case of it."""

    def __init__(self, names: Names, env: Env | None = None) -> None:
        self.names = names
        self.given = env or {}
        self.found = Reading()
        self.stack: list[Function] = []
        self.steps = 0

    def read(self, one: Definition) -> Reading:
        """Return what a test checks and skips, its fixtures included."""
        for path, fixture in self.names.fixtures_of(one):
            self._enter(path, one, fixture, {}, False)
        self._enter(one.path, one, one.node, self.given, False)
        return self.found

    def _enter(self, path: str, one: Definition, node: Function, env: Env, guarded: bool) -> None:
        if len(self.stack) < DEPTH and node not in self.stack and self.steps < STEPS:
            self.stack.append(node)
            frame = Frame(self, path, one, {**self.names.constants(path), **env})
            for argument in [*node.args.args, *node.args.kwonlyargs]:
                if argument.arg not in env:
                    frame.env.pop(argument.arg, None)
            frame.block(node.body, guarded)
            self.stack.pop()


class Frame:
    """One function on the way."""

    def __init__(self, reader: Reader, path: str, one: Definition, env: Env) -> None:
        self.reader = reader
        self.path = path
        self.one = one
        self.env = env
        self.local: dict[str, Function] = {}

    def block(self, body: list[ast.stmt], guarded: bool) -> bool:
        """Read statements; return whether the rest after them may not run."""
        for node in body:
            self.reader.steps += 1
            if isinstance(node, ast.Return | ast.Raise | ast.Break | ast.Continue):
                if isinstance(node, ast.Return) and node.value:
                    self.calls(node.value, guarded)
                if isinstance(node, ast.Raise) and node.exc and last_word(node.exc) in SKIPS:
                    self.skip(node.exc)
                return True
            guarded = self.statement(node, guarded) or guarded
        return False

    def statement(self, node: ast.stmt, guarded: bool) -> bool:
        """Read one statement; return whether what follows may not run because of it."""
        if isinstance(node, ast.Assert):
            self.calls(node.test, guarded)
            self.claim(claims(put(node.test, self.env)), node, node.test, guarded)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            self.calls(node.value, guarded)
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                self.bind(target, put(node.value, self.env))
        elif isinstance(node, ast.Expr):
            self.calls(node.value, guarded)
        elif isinstance(node, Function):
            self.local[node.name] = node
            if not node.name.startswith("_") and node.decorator_list:
                self.block(node.body, guarded)  # such as hypothesis's inner test
        else:
            return self.compound(node, guarded)
        return False

    def compound(self, node: ast.stmt, guarded: bool) -> bool:
        """Read a statement that holds others; return the same."""
        if isinstance(node, ast.With | ast.AsyncWith):
            return self.with_(node, guarded)
        if isinstance(node, ast.If):
            return self.if_(node, guarded)
        if isinstance(node, ast.For | ast.AsyncFor):
            self.loop(node, guarded)
        elif isinstance(node, ast.While):
            self.block(node.body, True)
        elif isinstance(node, ast.Match):
            for case in node.cases:
                self.block(case.body, True)
        elif isinstance(node, ast.Try | ast.TryStar):
            self.block(node.body, guarded or any(map(swallows, node.handlers)))
            for handler in node.handlers:
                self.block(handler.body, True)
            self.block(node.orelse, guarded)
            self.block(node.finalbody, guarded)
        return False

    def with_(self, node: ast.With | ast.AsyncWith, guarded: bool) -> bool:
        inner = guarded
        for item in node.items:
            self.calls(item.context_expr, guarded)
            inner = inner or last_word(item.context_expr) == "suppress"
            if item.optional_vars:
                word = "raised" if last_word(item.context_expr) == "raises" else "entered"
                value = put(item.context_expr, self.env)
                self.bind(item.optional_vars, ast.Call(ast.Name(word, ast.Load()), [value], []))
        ends = self.block(node.body, inner)
        return ends and not any(last_word(item.context_expr) == "raises" for item in node.items)

    def if_(self, node: ast.If, guarded: bool) -> bool:
        if not node.orelse and only_fails(node.body):
            test = ast.UnaryOp(ast.Not(), put(node.test, self.env))
            self.claim(claims(test), node, node.test, guarded)
            return False
        if isinstance(node.test, ast.Constant):
            return self.block(node.body if node.test.value else node.orelse, guarded)
        ends = self.block(node.body, True)
        other = self.block(node.orelse, True)
        return ends or other

    def loop(self, node: ast.For | ast.AsyncFor, guarded: bool) -> None:
        over = put(node.iter, self.env)
        if isinstance(over, ast.Tuple | ast.List | ast.Set) and 0 < len(over.elts) <= TURNS:
            for number, turn in enumerate(over.elts):
                if number and self.reader.steps >= STEPS:
                    break
                self.bind(node.target, turn)
                self.block(node.body, guarded)
            return
        self.bind(node.target, ast.Call(ast.Name("each", ast.Load()), [over], []))
        sure = last_word(over) in ("range", "product", "zip", "enumerate", "items")
        self.block(node.body, guarded or not (sure and isinstance(over, ast.Call)))

    def bind(self, target: ast.expr, value: ast.expr) -> None:
        """Remember what a name stands for."""
        if isinstance(target, ast.Name):
            self.env[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            same = isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts)
            for number, one in enumerate(target.elts):
                part: ast.expr = ast.Subscript(value, ast.Constant(number), ast.Load())
                if same and isinstance(value, ast.Tuple | ast.List):
                    part = value.elts[number]
                self.bind(one, part)

    def calls(self, node: ast.expr, guarded: bool) -> None:
        """Look at all calls in an expression: checks, skips and helpers."""
        for call in ast.walk(node):
            if isinstance(call, ast.Call):
                self.call(call, guarded)

    def call(self, node: ast.Call, guarded: bool) -> None:
        word, full = last_word(node), text_of(node.func)
        if word in SKIPS and full.split(".")[0] in ("pytest", "self", "unittest", word):
            self.skip(node)
        elif word == "assume":
            self.reader.found.assumed.append(text_of(put(node, self.env)))
        elif word in ("raises", "warns", "assertRaises", "assertRaisesRegex", "RaisesGroup"):
            self.raises(node, guarded)
        elif word in CALLS and isinstance(node.func, ast.Attribute):
            whole = put(node, self.env)
            subject = put(node.func.value, self.env)
            self.claim([Claim(CALLS[word], "calls", subject, whole)], node, node, guarded)
        elif found := unittest_claims(node) if full.startswith("self.assert") else None:
            plain = [
                Claim(
                    c.rank,
                    c.kind,
                    put(c.subject, self.env),
                    c.expected and put(c.expected, self.env),
                )
                for c in found
            ]
            self.claim(plain, node, node, guarded)
        elif helper := self.reader.names.resolve(node.func, self.path, self.one, self.local):
            path, function = helper
            env = arguments(function, node, self.env)
            self.reader._enter(path, self.one, function, env, guarded)
        elif word.startswith(("assert", "check_", "verify_", "expect_")):
            whole = put(node, self.env)
            self.claim([Claim(EXACT, "helper", whole)], node, node, guarded)

    def raises(self, node: ast.Call, guarded: bool) -> None:
        match: ast.expr | None = next((k.value for k in node.keywords if k.arg == "match"), None)
        if last_word(node) == "assertRaisesRegex" and len(node.args) > 1:
            match = node.args[1]
        what = put(node.args[0], self.env) if node.args else ast.Name("Exception", ast.Load())
        rank = EXACT if match else PARTIAL
        claim = Claim(rank, "raises", what, put(match, self.env) if match else None)
        self.claim([claim], node, node, guarded)

    def skip(self, node: ast.expr) -> None:
        line = getattr(node, "lineno", 0)
        self.reader.found.skips.append((text_of(node), self.path, line))

    def claim(
        self, found: Iterator[Claim] | list[Claim], node: ast.AST, written: ast.expr, guarded: bool
    ) -> None:
        """Keep checks."""
        text = text_of(written)
        for one in found:
            self.reader.found.checks.append(
                Check(
                    one.rank,
                    one.kind,
                    text_of(one.subject),
                    text_of(one.expected) if one.expected else "",
                    self.path,
                    getattr(node, "lineno", 0),
                    text,
                    guarded or one.guarded,
                    one.subject,
                    one.expected,
                )
            )
