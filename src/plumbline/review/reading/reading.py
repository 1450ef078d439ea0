"""Read a test as it would run: its checks, with helpers and fixtures followed and names replaced."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from .cases import listed
from .checks import EXACT, PARTIAL, RANKED, Check, Claim, claims
from .collect import Definition
from .modules import Function
from .names import Names
from .words import Env, arguments, calls_in, last_word, only_fails, put, swallows, text_of

DEPTH = 4  # helpers of helpers
STEPS = 300  # statements; beyond that loops take one turn, and helpers are not followed
TURNS = 30  # of a loop over a written-out list
RAISES = ("raises", "warns", "assertRaises", "assertRaisesRegex", "RaisesGroup")
SURE = ("range", "product", "zip", "enumerate", "items")  # a loop over it turns


class Reader:
    """Reads one test, or one case of it."""

    def __init__(self, names: Names, env: Env | None = None) -> None:
        self.names = names
        self.given = env or {}
        self.checks: list[Check] = []
        self.stack: list[Function] = []
        self.entered: set[int] = set()  # what it used, by the identity of the functions
        self.steps = 0

    def read(self, one: Definition) -> list[Check]:
        """Return what a test checks, its fixtures included; they stand for what they give."""
        env = dict(self.given)
        for path, fixture in self.names.fixtures_of(one):
            value = self.enter(path, one, fixture, env, guarded=False)
            if value is not None:
                env.setdefault(fixture.name, value)
        self.enter(one.path, one, one.node, env, guarded=False)
        return self.checks

    def enter(
        self, path: str, one: Definition, node: Function, env: Env, *, guarded: bool
    ) -> ast.expr | None:
        """Read a function; return what it gives, if that is known."""
        if len(self.stack) >= DEPTH or node in self.stack or self.steps >= STEPS:
            return None
        self.stack.append(node)
        self.entered.add(id(node))
        own = {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)}
        constants = {k: v for k, v in self.names.module(path).constants.items() if k not in own}
        frame = Frame(self, path, one, constants | {k: v for k, v in env.items() if k in own})
        frame.block(node.body, guarded)
        self.stack.pop()
        return frame.given


class Frame:
    """One function on the way."""

    def __init__(self, reader: Reader, path: str, one: Definition, env: Env) -> None:
        self.reader = reader
        self.path = path
        self.one = one
        self.env = env
        self.local: dict[str, Function] = {}
        self.given: ast.expr | None = None  # what it returns or yields

    def block(self, body: Iterable[ast.stmt], guarded: bool) -> bool:
        """Read statements; return whether the rest after them may not run."""
        for node in body:
            self.reader.steps += 1
            guarded = self.statement(node, guarded) or guarded
            if isinstance(node, ast.Return | ast.Raise | ast.Break | ast.Continue):
                return True
        return False

    def blocks(self, bodies: Iterable[Iterable[ast.stmt]], guarded: bool) -> bool:
        """Read all of several blocks; return whether what follows them may not run."""
        ends = [self.block(body, guarded) for body in bodies]
        return any(ends)

    def statement(self, node: ast.stmt, guarded: bool) -> bool:
        """Read one statement; return whether what follows may not run because of it."""
        match node:
            case ast.With() | ast.AsyncWith():
                return self.with_(node, guarded)
            case ast.If():
                return self.if_(node, guarded)
            case ast.For() | ast.AsyncFor():
                self.loop(node, guarded)
            case ast.While():
                self.block(node.body, True)
            case ast.Match():
                self.blocks((one.body for one in node.cases), True)
            case ast.Try() | ast.TryStar():
                self.block(node.body, guarded or any(map(swallows, node.handlers)))
                self.blocks((handler.body for handler in node.handlers), True)
                self.block([*node.orelse, *node.finalbody], guarded)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.local[node.name] = node
            case _:
                self.simple(node, guarded)
        return False

    def simple(self, node: ast.stmt, guarded: bool) -> None:
        """Read a statement that holds no other."""
        self.calls(node, guarded)
        match node:
            case ast.Assert(test=test):
                self.claim(claims(put(test, self.env)), test, guarded)
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self.bind(target, put(value, self.env))
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self.bind(target, put(value, self.env))
            case ast.Return(value=ast.expr() as value):
                self.given = put(value, self.env)
            case ast.Expr(value=ast.Yield(value=ast.expr() as value)):
                self.given = put(value, self.env)

    def with_(self, node: ast.With | ast.AsyncWith, guarded: bool) -> bool:
        """Read a block of `with`; what raises on purpose ends nothing."""
        words = [last_word(item.context_expr) for item in node.items]
        for item, word in zip(node.items, words, strict=True):
            self.calls(item.context_expr, guarded)
            if item.optional_vars:
                name = ast.Name("raised" if word == "raises" else "entered", ast.Load())
                value = put(item.context_expr, self.env)
                self.bind(item.optional_vars, ast.Call(name, [value], []))
        ends = self.block(node.body, guarded or "suppress" in words)
        return ends and "raises" not in words

    def if_(self, node: ast.If, guarded: bool) -> bool:
        """Read both branches; one that only fails is an assertion in other words."""
        if not node.orelse and only_fails(node.body):
            test = ast.UnaryOp(ast.Not(), put(node.test, self.env))
            self.claim(claims(test), node.test, guarded)
            return False
        if isinstance(node.test, ast.Constant):
            return self.block(node.body if node.test.value else node.orelse, guarded)
        return self.blocks((node.body, node.orelse), True)

    def loop(self, node: ast.For | ast.AsyncFor, guarded: bool) -> None:
        """Read a loop, over a written-out list turn by turn."""
        over = put(node.iter, self.env)
        is_own = isinstance(over, ast.Name)  # a parameter, maybe with the name of a constant
        turns = None if is_own else listed(over, self.path, self.reader.names)
        if turns and len(turns) <= TURNS:
            for number, turn in enumerate(turns):
                if not number or self.reader.steps < STEPS:
                    self.bind(node.target, turn)
                    self.block(node.body, guarded)
            return
        self.bind(node.target, ast.Call(ast.Name("each", ast.Load()), [over], []))
        sure = isinstance(over, ast.Call) and last_word(over) in SURE
        self.block(node.body, guarded or not sure)

    def bind(self, target: ast.expr, value: ast.expr) -> None:
        """Remember what a name stands for."""
        if isinstance(target, ast.Name):
            self.env[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            parts = value.elts if isinstance(value, ast.Tuple | ast.List) else []
            for number, one in enumerate(target.elts):
                same = len(parts) == len(target.elts)
                part = ast.Subscript(value, ast.Constant(number), ast.Load())
                self.bind(one, parts[number] if same else part)

    def calls(self, node: ast.AST, guarded: bool) -> None:
        """Look at all calls in a piece of code: checks and helpers."""
        for call in calls_in(node):
            self.call(call, guarded)

    def call(self, node: ast.Call, guarded: bool) -> None:
        """Read a call: what it claims, or what the helper claims that it calls."""
        word = last_word(node)
        if word in RAISES:
            match: list[ast.expr] = [key.value for key in node.keywords if key.arg == "match"]
            match += node.args[1:] if word == "assertRaisesRegex" else []
            what = node.args[0] if node.args else ast.Name("Exception", ast.Load())
            expected = put(match[0], self.env) if match else None
            rank = EXACT if match else PARTIAL
            self.claim([Claim(rank, "raises", put(what, self.env), expected)], node, guarded)
        elif word in RANKED and isinstance(node.func, ast.Attribute):
            self.claim(claims(put(node, self.env)), node, guarded)
        elif helper := self.reader.names.resolve(node.func, self.path, self.one, self.local):
            path, function = helper
            env = arguments(function, node, self.env)
            self.reader.enter(path, self.one, function, env, guarded=guarded)
        elif word.startswith(("assert", "check_", "verify_", "expect_")):
            self.claim([Claim(EXACT, "helper", put(node, self.env))], node, guarded)

    def claim(self, found: Iterable[Claim], written: ast.expr, guarded: bool) -> None:
        """Keep what is claimed as checks of this place."""
        place = (self.path, written.lineno, text_of(written))
        for one in found:
            whole = (one.rank, one.kind, one.left, one.right, guarded or one.guarded)
            self.reader.checks.append(Check(*whole, *place))
