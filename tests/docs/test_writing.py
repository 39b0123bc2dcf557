"""`docs/writing.md` says what the schema says, and every example in the documentation is one that works."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from documents import BLOCKS, Block, field_tables, read
from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from sitegen.compile import schema
from sitegen.compile.compile_file import compile_file
from sitegen.compile.definitions import FOLDER_TYPES
from sitegen.compile.fields import Record
from sitegen.compile.mentions import AliasTable
from sitegen.compile.read_yaml import read_yaml
from sitegen.compile.report import FileReport
from sitegen.compile.site_file import read_site
from sitegen.compile.source_text import whole_yaml
from sitegen.compile.validate import validate
from sitegen.core.diagnostics import is_error
from sitegen.core.ids import RESERVED_PAGES
from sitegen.core.options import Ratings, SiteOptions
from sitegen.scan import kind_of

TABLES = list(field_tables(read("writing.md")))

SAME_AS_ANOTHER = {"SourceRecord": "Evidence", "_Provenance": "_Anchored"}
"""Records whose fields stand in another one's table."""


def record_named(name: str) -> type[Record]:
    return getattr(schema, f"_{name}", None) or getattr(schema, name)


def fields_of(record: type[Record]) -> dict[str, FieldInfo]:
    fields = {field.alias or name: field for name, field in record.model_fields.items()}
    del fields["x-"]
    return fields


def words_allowed(field: FieldInfo) -> list[str]:
    """The words of a field that takes only some."""
    found = []
    for item in field.metadata:
        function = getattr(item, "func", None)
        if inspect.isfunction(function):
            found += list(inspect.getclosurevars(function).nonlocals.get("words", ()))
    return found


@pytest.mark.parametrize(("names", "rows"), TABLES, ids=["+".join(names) for names, _ in TABLES])
class TestTables:
    def test_fields(self, names: list[str], rows: dict[str, list[str]]) -> None:
        elsewhere: set[str] = set()
        for name in names[1:]:
            elsewhere |= fields_of(record_named(name)).keys()
        known = fields_of(record_named(names[0])).keys()
        assert rows.keys() <= known, "documented, but not there"
        assert known - rows.keys() - elsewhere == set(), "there, but not documented"

    def test_required(self, names: list[str], rows: dict[str, list[str]]) -> None:
        required = {name for name, field in fields_of(record_named(names[0])).items() if field.is_required()}
        assert {name for name, cells in rows.items() if "**required**" in cells[1]} == required

    def test_words_and_defaults(self, names: list[str], rows: dict[str, list[str]]) -> None:
        for name, field in fields_of(record_named(names[0])).items():
            if name not in rows:
                continue
            shown = rows[name][1]
            for word in words_allowed(field):
                assert f"`{word}`" in shown, f"{name}: {word} isn't documented"
            default: Any = field.default
            if isinstance(default, bool):
                default = str(default).lower()
            if isinstance(default, int | str) and default != "":
                assert f"`{default}` (default)" in shown, f"{name}: its default is {default}"


def test_every_record_has_a_table() -> None:
    documented = {record_named(names[0]) for names, _ in TABLES}
    records = {
        value
        for value in vars(schema).values()
        if isinstance(value, type) and issubclass(value, Record) and value is not Record
    }
    assert {record.__name__ for record in records - documented} == set(SAME_AS_ANOTHER)


def test_folder_types() -> None:
    text = read("writing.md")
    for folder, kind in FOLDER_TYPES.items():
        assert any(f"`{folder}`" in line and line.endswith(f"| `{kind}` |") for line in text.splitlines()), folder


def test_reserved_names() -> None:
    for name in RESERVED_PAGES:
        assert f"`{name}`" in read("writing.md")


def test_default_ratings() -> None:
    text = read("writing.md")
    assert f"[{', '.join(Ratings().scale)}]" in text
    assert f"[{', '.join(Ratings().other)}]" in text


def problems_of(block: Block) -> list[str]:
    """What is wrong with an example: a whole file is compiled, a fragment is validated, anything else is parsed."""
    data = block.text.encode("utf-8")
    path = block.about
    if path == "site.yaml":
        diagnostics = read_site(data, drafts=False)[1]
    elif path.startswith("content/"):
        kind = kind_of(path)
        assert kind is not None
        compiled = compile_file(path, kind, data, SiteOptions("Docs"), AliasTable.of([]))
        diagnostics = compiled.diagnostics
    else:
        yaml = read_yaml(block.text)
        report = FileReport(whole_yaml(block.document, block.text))
        for problem in yaml.problems:
            report.add_yaml(problem)
        if path and not path.endswith((".yml", ".yaml")):
            record = getattr(schema, path)
            needed = {"title": "T", "published": "2024", "name": "N", "claim": "C"}
            known = TypeAdapter(record).json_schema(by_alias=True)
            required = {name: needed[name] for name in _required(known)}
            validate(record, {**required, **yaml.value}, report, required)
        diagnostics = report.diagnostics
    return [f"{item.place.line}: {item.code}: {item.message}" for item in diagnostics if is_error(item)]


def _required(known: dict[str, Any]) -> list[str]:
    return list(known.get("required", ()))


EXAMPLES = [block for block in BLOCKS if block.language in ("yaml", "markdown")]


@pytest.mark.parametrize("block", EXAMPLES, ids=str)
def test_examples(block: Block) -> None:
    assert bool(problems_of(block)) == block.is_wrong, problems_of(block)


def test_every_markdown_example_is_a_whole_file() -> None:
    assert [str(block) for block in EXAMPLES if block.language == "markdown" and not block.about] == []
