"""Themes: ordered folders of templates and assets, where a site's own files come before the default's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, TemplateNotFound, meta, nodes

from sitegen.core.digest import digest, digest_value, digest_view
from sitegen.render.blocks import stray_block, stray_text
from sitegen.render.code_cache import CodeCache, CodeFolder
from sitegen.render.environment import ThemeEnvironment
from sitegen.render.failed import PIECES, TemplateFailed, failures
from sitegen.render.theme_files import asset_files, file_inside, files_below
from sitegen.render.theme_options import NAME
from sitegen.render.theme_words import read_words
from sitegen.render.words import ENGLISH, FileFailed

DEFAULT_PREFIX = "default/"
"""`{% extends "default/article.html" %}`: the default theme's template, from one that replaces it."""


WORDS = re.compile(r"""\b(?:t|theme)\b|(?:\||\bfilter\b)\s*(?:date|count)\b|["'](?:date|count)["']""")
"""What a template has that shows words or options of the theme, or might."""

PLAIN_ASSET = re.compile(r"\bassets/([\w./-]+)")
"""A file of the theme by the name it has there, which isn't its address."""


class Theme:
    """The templates and assets of an ordered list of theme folders: the site's own first, the default last. `codes`:
    where compiled templates and words are kept for the next build."""

    def __init__(self, folders: Sequence[Path], language: str = ENGLISH, codes: CodeFolder | None = None) -> None:
        self.folders = tuple(Path(folder).resolve() for folder in folders)
        self._sources: dict[str, tuple[str, str]] = {}
        self._digests: dict[str, str] = {}
        self._references: dict[str, Sequence[str]] = {}
        self._checked: set[str] = set()
        self._shown: dict[str, frozenset[str] | None] = {}
        try:
            strings, options = read_words(self.folders, language, codes)
        except FileFailed as failed:
            name = failed.path.name if failed.path.name == NAME else f"strings/{failed.path.name}"
            self._sources[name] = "", str(failed.path)
            raise TemplateFailed(name, failed.line, failed.cause) from failed
        self._words = digest_view([strings, options, language])  # the order of keys can be shown
        cache = CodeCache(codes, self._words) if codes else None
        self._environment = ThemeEnvironment(_Loader(self.source), strings, language, options, cache)
        self._trusting = self._environment.trusting()
        self.distrusted: set[str] = set()
        """Templates of which a page had something else than what its code took for granted."""

    def source(self, name: str) -> tuple[str, str]:
        """(text, path) of a template; the first folder that has it wins. Never a file outside of the folder."""
        if name not in self._sources:
            folders = self.folders[-1:] if name.startswith(DEFAULT_PREFIX) else self.folders
            for folder in folders:
                path = file_inside(folder / "templates", name.removeprefix(DEFAULT_PREFIX))
                if path is not None:
                    self._sources[name] = (path.read_text("utf-8"), str(path))
                    break
            else:
                raise TemplateNotFound(name)
        return self._sources[name]

    def path_of(self, name: str) -> str:
        """The file of a template; its name, if there is none."""
        folders = self.folders[-1:] if name.startswith(DEFAULT_PREFIX) else self.folders
        found = (file_inside(folder / "templates", name.removeprefix(DEFAULT_PREFIX)) for folder in folders)
        return next((str(path) for path in found if path is not None), name)

    def template_digest(self, name: str) -> str:
        """Digest of a template with all it includes, imports and extends, and of the words, if it may show any; and
        after a space, which parts of the site it can show: "menu,title", "*" if that can't be known.
        """
        if name not in self._digests:
            with failures(name, self._sources):
                texts = {part: self.source(part)[0] for part in sorted(self.parts(name))}
                for part in [part for part in texts if part not in self._checked]:
                    self._check_addresses(part)
                    self._check_blocks(part)
                    self._checked.add(part)
            words = self._words if any(map(WORDS.search, texts.values())) else ""
            sources = {part: digest(text.encode("utf-8")) for part, text in texts.items()}
            shown = [self._site_parts(part) for part in texts]
            parts = {"*"} if None in shown else {part for found in shown for part in found or ()}
            self._digests[name] = f"{digest_value([words, sources])} {','.join(sorted(parts))}"
        return self._digests[name]

    def _check_addresses(self, name: str) -> None:
        """No template may name a file of the theme by where it lies: it is published elsewhere. Raises
        `TemplateFailed`."""
        if not PLAIN_ASSET.search(self.source(name)[0]):
            return
        known = {asset for asset, _ in asset_files(self.folders)}
        for node in self._environment.parse(self.source(name)[0], name).find_all((nodes.TemplateData, nodes.Const)):
            text = str(getattr(node, "data", "") or getattr(node, "value", ""))
            for found in PLAIN_ASSET.finditer(text):
                if found[1] in known:
                    line = node.lineno + text.count("\n", 0, found.start())
                    cause = f"{found[0]} has another address on the site: write {{{{ site.assets }}}}{found[1]}"
                    raise TemplateFailed(name, line, cause)

    def _check_blocks(self, name: str) -> None:
        """Every block of a template must have its place in what it extends, and all that it shows be in one. Raises
        `TemplateFailed`."""
        if "extends" not in self.source(name)[0]:
            return
        stray = stray_block(name, lambda part: self._environment.parse(self.source(part)[0], part))
        if stray is not None:
            raise TemplateFailed(name, *stray, PIECES)
        line = stray_text(self._environment.parse(self.source(name)[0], name))
        if line is not None:
            cause = "this stands in no block, so it has no place in what the template extends: put it into one"
            raise TemplateFailed(name, line, cause, PIECES)

    def parts(self, name: str) -> set[str]:
        """A template with all it includes, imports and extends."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            part = waiting.pop()
            if part not in found:
                found.add(part)
                waiting.extend(self._referenced(part))
        return found

    def _referenced(self, name: str) -> Sequence[str]:
        """The templates that one template names. A name that is only known while rendering could be any template.

        Raises `TemplateFailed` if there is none of those that one of its lines needs.
        """
        if name not in self._references:
            tree = self._environment.parse(self.source(name)[0], name)
            found: list[str] = []
            kinds = (nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include)
            for node in sorted(tree.find_all(kinds), key=lambda node: node.lineno):
                named = list(meta.find_referenced_templates(nodes.Template([node])))
                if None in named:
                    found += self.template_names()
                    continue
                there = [other for other in named if other and self._has(other)]
                if not there and not getattr(node, "ignore_missing", False):
                    cause = f"there is no template {' or '.join(map(str, named))}"
                    raise TemplateFailed(name, node.lineno, cause, PIECES)
                if isinstance(node, nodes.Extends) and name in there:
                    cause = f'it extends itself; the default theme\'s is "{DEFAULT_PREFIX}{name}"'
                    raise TemplateFailed(name, node.lineno, cause)
                found += there
            self._references[name] = found
        return self._references[name]

    def _has(self, name: str) -> bool:
        try:
            self.source(name)
        except TemplateNotFound:
            return False
        return True

    def _site_parts(self, name: str) -> frozenset[str] | None:
        """The parts of `site` that one template names; None if it does something else with it than name a part."""
        if name not in self._shown:
            uses: set[int] = set()
            parts: dict[int, str] = {}
            tree = self._environment.parse(self.source(name)[0], name)
            kinds: Any = (nodes.Name, nodes.Getattr, nodes.Getitem)  # one walk: it is dear
            for found in tree.find_all(kinds):
                if isinstance(found, nodes.Name):
                    if found.name == "site":
                        uses.add(id(found))
                    continue
                part = found.attr if isinstance(found, nodes.Getattr) else str(getattr(found.arg, "value", ""))
                if part and isinstance(found.node, nodes.Name) and found.node.name == "site":
                    parts[id(found.node)] = part
            # `site["items"]` is what a dict can do, and shows all of it.
            is_known = uses <= parts.keys() and not any(hasattr(dict, part) for part in parts.values())
            self._shown[name] = frozenset(parts.values()) if is_known else None
        return self._shown[name]

    def template_names(self) -> list[str]:
        """Every template of every folder, by each name that it can be included by."""
        names = {name for folder in self.folders for name, _ in files_below(folder / "templates")}
        return sorted(names | {f"{DEFAULT_PREFIX}{name}" for name, _ in files_below(self.folders[-1] / "templates")})

    def render_page(self, template: str, view: Mapping[str, Any]) -> bytes:
        """The page's bytes. A view's `site` must not change afterwards: what shows nothing else is kept for the next
        page with the same one. Raises `TemplateFailed`."""
        if template not in self.distrusted:
            try:
                return self._trusting.render(template, view).encode("utf-8", "replace")
            except Exception:  # noqa: BLE001  if something is wrong, it is said below
                self.distrusted.add(template)
        with failures(template, self._sources):
            text = self._environment.render(template, view)
        return text.encode("utf-8", "replace")


class _Loader(BaseLoader):
    def __init__(self, source: Callable[[str], tuple[str, str]]) -> None:
        self._source = source

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, None]:
        del environment
        text, path = self._source(template)
        return text, path, None
