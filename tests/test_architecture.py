"""The shape of the program: stages side by side on a common ground, one module that knows them all, no hidden paths."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "sitegen"
STAGES = frozenset({"compile", "catalog", "site", "render", "publish"})
PURE = ("compile", "site")
"""What they make depends on nothing but what they are given: they touch no file, no clock, no process."""

# fmt: off
IMPURE_MODULES = frozenset({
    "os", "pathlib", "shutil", "tempfile", "io", "glob", "fcntl", "sqlite3", "subprocess", "socket", "http", "ssl",
    "threading", "multiprocessing", "concurrent", "asyncio", "queue", "signal", "time", "random", "secrets", "uuid",
    "locale", "getpass", "platform", "sys", "logging", "importlib",
})
# fmt: on
IMPURE_CALLS = frozenset({"open", "input", "print", "exec", "eval", "compile", "__import__", "breakpoint", "hash"})
IMPURE_ATTRIBUTES = frozenset({"now", "today", "utcnow", "fromtimestamp"})
"""Of `datetime` and `date`."""

LONGEST = 300
LONG: dict[str, str] = {
    "compile/schema.py": "the data model, field by field: one list, read as documentation",
    "compile/markdown.py": "one parser's rules and the tree walk that all of them share",
}
"""Modules of more than 300 lines, and why each is better whole."""


@cache
def modules() -> dict[str, ast.Module]:
    """Path below sitegen/ → its syntax tree."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if "starter" not in path.parts:
            found[path.relative_to(PACKAGE).as_posix()] = ast.parse(path.read_text("utf-8"), str(path))
    return found


def dotted(path: str) -> str:
    return ".".join(("sitegen", *path.removesuffix(".py").split("/"))).removesuffix(".__init__")


def imports(path: str, tree: ast.AST, at_load: bool = False) -> Iterator[tuple[str, int]]:
    """(module, line) of every import; of names imported from a package, the name's module if it is one.

    `at_load`: only those that run when the module is loaded, and not for type checkers alone.
    """
    known = {dotted(other) for other in modules()}
    package = dotted(path).split(".") if path.endswith("__init__.py") else dotted(path).split(".")[:-1]
    for node in _nodes(tree, at_load):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join((*base, *([node.module] if node.module else [])))
            for alias in node.names:
                full = f"{module}.{alias.name}"
                yield (full if full in known else module), node.lineno


def _nodes(tree: ast.AST, at_load: bool) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if at_load and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if at_load and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        yield node
        yield from _nodes(node, at_load)


def package_of(module: str) -> str:
    """The stage, or other part, that a module of ours belongs to: "compile", "core", "" for the top."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and (PACKAGE / parts[1]).is_dir() else ""


def is_ours(module: str) -> bool:
    return module.partition(".")[0] == "sitegen"


def test_a_stage_knows_only_itself_and_core() -> None:
    found = [
        f"sitegen/{path}:{line}: {stage} imports {module}"
        for path, tree in modules().items()
        if (stage := path.partition("/")[0]) in STAGES
        for module, line in imports(path, tree)
        if is_ours(module) and package_of(module) not in (stage, "core")
    ]
    assert found == []


def test_core_stands_on_nothing_of_ours() -> None:
    found = [
        f"sitegen/{path}:{line}: core imports {module}"
        for path, tree in modules().items()
        if path.startswith("core/")
        for module, line in imports(path, tree)
        if is_ours(module) and package_of(module) != "core"
    ]
    assert found == []


@pytest.mark.parametrize(("part", "who"), [("cli", ("cli/", "__main__.py")), ("preview", ("cli/", "preview/"))])
def test_what_stands_on_the_build_is_known_to_the_command_line_alone(part: str, who: tuple[str, ...]) -> None:
    found = [
        f"sitegen/{path}:{line}: {module}"
        for path, tree in modules().items()
        if not path.startswith(who)
        for module, line in imports(path, tree)
        if module.startswith(f"sitegen.{part}")
    ]
    assert found == []


def test_every_folder_is_a_known_part() -> None:
    """A new package must be a stage here, or be said to be something else."""
    folders = {path.partition("/")[0] for path in modules() if "/" in path}
    assert folders <= STAGES | {"core", "cli", "preview"}


def test_no_import_cycles() -> None:
    """Not even through imports inside functions: two modules that need each other are one.

    But for the command line, whose commands import late what they run, and take their exit codes from it.
    """
    graph = {}
    for path, tree in modules().items():
        found = imports(path, tree, at_load=path.startswith("cli/"))
        graph[dotted(path)] = sorted({module for module, _ in found if is_ours(module)} - {dotted(path)})
    assert _cycle(graph) is None


def _cycle(graph: dict[str, list[str]]) -> list[str] | None:
    done: set[str] = set()
    way: list[str] = []

    def visit(module: str) -> list[str] | None:
        if module in way:
            return [*way[way.index(module) :], module]
        if module in done:
            return None
        way.append(module)
        for other in graph.get(module, ()):
            if found := visit(other):
                return found
        way.pop()
        done.add(module)
        return None

    return next((found for module in graph if (found := visit(module))), None)


@pytest.mark.parametrize("stage", PURE)
def test_pure_stages_do_no_input_or_output(stage: str) -> None:
    found = []
    for path, tree in modules().items():
        if not path.startswith(f"{stage}/"):
            continue
        for module, line in imports(path, tree):
            if module.partition(".")[0] in IMPURE_MODULES:
                found.append(f"sitegen/{path}:{line}: imports {module}")
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_CALLS:
                found.append(f"sitegen/{path}:{node.lineno}: calls {node.func.id}()")
            if isinstance(node, ast.Attribute) and node.attr in IMPURE_ATTRIBUTES and _is_calendar(node.value):
                found.append(f"sitegen/{path}:{node.lineno}: uses .{node.attr}")
    assert found == []


def _is_calendar(node: ast.expr) -> bool:
    return getattr(node, "attr", getattr(node, "id", None)) in ("datetime", "date")


@pytest.mark.parametrize("stage", [*PURE, "render"])
def test_stages_in_keys_keep_no_state(stage: str) -> None:
    """No `global`: what a call gives can't depend on the calls before it."""
    found = [
        f"sitegen/{path}:{node.lineno}"
        for path, tree in modules().items()
        if path.startswith(f"{stage}/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Global)
    ]
    assert found == []


def test_views_read_by_traced_lookups_alone() -> None:
    """A view is handed its lookups; SQL is the catalog's, and the few modules' beside it that write or link."""
    found = [
        f"sitegen/{path}:{line}: {module}"
        for path, tree in modules().items()
        if path.partition("/")[0] not in ("catalog",)
        for module, line in imports(path, tree)
        if module == "sqlite3"
    ]
    assert found == []


def test_no_pickles() -> None:
    found = [
        f"sitegen/{path}:{line}: {module}"
        for path, tree in modules().items()
        for module, line in imports(path, tree)
        if module.partition(".")[0] in ("pickle", "shelve", "dill", "cloudpickle", "dbm")
    ]
    assert found == []


def test_long_modules_have_a_reason() -> None:
    lengths = {path: len((PACKAGE / path).read_text("utf-8").splitlines()) for path in modules()}
    assert {path: length for path, length in lengths.items() if length > LONGEST and path not in LONG} == {}


def test_the_list_of_long_modules_is_true() -> None:
    lengths = {path: len((PACKAGE / path).read_text("utf-8").splitlines()) for path in LONG if path in modules()}
    assert {path for path in LONG if lengths.get(path, 0) <= LONGEST} == set()


def test_the_rules_would_notice() -> None:
    """The checks on sources that break them."""
    stage = ast.parse("def f():\n    from sitegen.catalog.store import Catalog\n    from ..render import theme\n")
    assert [module for module, _ in imports("site/x.py", stage)] == ["sitegen.catalog.store", "sitegen.render.theme"]
    assert _cycle({"a": ["b"], "b": ["c"], "c": ["b"]}) == ["b", "c", "b"]
    assert _cycle({"a": ["b", "c"], "b": ["c"], "c": []}) is None
