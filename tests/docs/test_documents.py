"""What holds for all of the documentation: its links lead somewhere, its commands exist, its examples were tried."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest
from documents import BLOCKS, DOCS, DOCUMENTS, anchors_of, blocks_of, read, without_blocks
from harness import ROOT, Site

from sitegen.cli import FORMATS, cli
from sitegen.cli.scaffold import create_site

NAMES = [path.name for path in DOCUMENTS]


@pytest.mark.parametrize("name", NAMES)
def test_links(name: str) -> None:
    text = re.sub(r"`[^`\n]*`", "", without_blocks(read(name)))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        assert not path or (DOCS / path).exists(), target
        if anchor:
            assert anchor in anchors_of(read(path or name)), target


def test_every_document_is_in_the_index() -> None:
    index = read("README.md")
    assert [name for name in NAMES if name != "README.md" and f"({name})" not in index] == []


def test_nothing_of_this_machine() -> None:
    for name in NAMES:
        assert str(ROOT) not in read(name)
        assert "/tmp/" not in read(name)


class TestCommands:
    def test_every_command_and_option_is_there(self) -> None:
        sections = dict(re.findall(r"^## sitegen (\w+)\n(.*?)(?=^## )", read("commands.md"), re.MULTILINE | re.DOTALL))
        assert sections.keys() == cli.commands.keys()
        for name, command in cli.commands.items():
            options = [item for item in command.params if isinstance(item, click.Option)]
            known = {option for item in options for option in (*item.opts, *item.secondary_opts)}
            shown = set(re.findall(r"`(--?[a-zA-Z-]+)", sections[name]))
            if name == "check":  # it names only what it shares with `build`, by the short forms
                known = {option for item in command.params for option in item.opts[:1]}
            assert shown == known, name

    def test_formats(self) -> None:
        for style in FORMATS:
            assert f"| `{style}`" in read("commands.md")

    def test_commands_that_are_shown_exist(self) -> None:
        for name in NAMES:
            code = re.findall(r"`sitegen ([a-z]+)|^\$ sitegen ([a-z]+)|run: sitegen ([a-z]+)", read(name), re.MULTILINE)
            for command in map("".join, code):
                assert command in cli.commands, f"{name}: sitegen {command}"

    def test_json(self, tmp_path: Path) -> None:
        """The example has the keys and types that a build really gives."""
        create_site(tmp_path / "site")
        site = Site(tmp_path / "site")
        site.write("content/articles/a.md", "---\ntitle: A\npublished: 2024\npublisher: Some Body\n---\nText.\n")
        real = json.loads(site.run("build", "--format", "json").out)
        shown = json.loads(next(block.text for block in blocks_of("commands.md") if block.language == "json"))
        shown_kinds = shown.pop("kinds")
        assert shown_kinds.keys() <= real.pop("kinds").keys()
        assert shape(shown) == shape(real)


def shape(value: Any) -> Any:
    if isinstance(value, dict):
        numbers = all(isinstance(item, int) for item in value.values())
        return "numbers" if numbers and "total" not in value else {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value[:1]]
    return type(value).__name__


def test_theme_example(tmp_path: Path) -> None:
    """The theme of themes.md, as it stands there, added to a new site."""
    create_site(tmp_path / "site")
    site = Site(tmp_path / "site")
    text = (site.folder / "site.yaml").read_text(encoding="utf-8")
    for block in blocks_of("themes.md"):
        if block.language == "yaml" and not block.about.startswith("themes/"):
            site.write("site.yaml", text + block.text)
        elif block.about:
            site.write(block.about, block.text)
    site.build()
    assert "Questions about this page? desk@media-watch.example" in site.page("articles/talks-end/").html
    assert "Who and where" in site.page("about/").words()
    (folder,) = (site.output / "assets").iterdir()
    assert f'href="../assets/{folder.name}/press.css"' in site.page("about/").html
    assert (folder / "press.css").exists()
    assert (folder / "style.css").read_text(encoding="utf-8").startswith(":root{--page:#ffffff;")
    assert f'src="../assets/{folder.name}/press.svg"' in site.page("about/").html


def test_templates_that_are_named_exist() -> None:
    named = set(re.findall(r"`([\w-]+\.(?:html|xml|json|txt))`", read("themes.md")))
    real = {path.name for path in (ROOT / "themes/default/templates").iterdir()}
    assert named - {"index.html"} == real


def test_hosting_has_one_policy() -> None:
    policies = set(re.findall(r"default-src 'none';[^\"\n]*'self'(?=[\"\n])", read("hosting.md")))
    assert len(policies) == 1


def test_there_are_examples() -> None:
    assert len(BLOCKS) > 60
