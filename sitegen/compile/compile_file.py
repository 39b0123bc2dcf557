"""One content file's bytes → rows and diagnostics. Pure: the same bytes, options and names give the same rows."""

from __future__ import annotations

from sitegen.compile.article import MAX_BYTES, compile_article, unread_article
from sitegen.compile.compiled import Compiled
from sitegen.compile.front_matter import KnownFrontMatter, recall_front_matter
from sitegen.compile.mentions import AliasTable
from sitegen.compile.read_yaml import read_yaml
from sitegen.compile.report import FileReport
from sitegen.compile.source_text import SourceText, decode, split_front_matter, whole_yaml
from sitegen.core.diagnostics import Diagnostic, Place, diagnose
from sitegen.core.ids import id_of_path, is_id
from sitegen.core.options import SiteOptions

MIB = 1 << 20

MAX_EDITION_BYTES = 16 * MIB
"""A log of some 40,000 corrections."""

WHOLE_YAML = ("sources", "edition")
"""Kinds of files that have no text below their YAML, and no id of the author's choice."""


def compile_file(
    path: str,
    kind: str,
    data: bytes,
    options: SiteOptions,
    aliases: AliasTable,
    known: KnownFrontMatter | None = None,
) -> Compiled:
    """Compile a file. `path` is relative to the project, with `/`; `kind` is article, claim, entity, sources, page or
    edition. `known`: the file's row of `front_matter`, if there is one.

    Never raises for bad input. A file that can't be compiled still gives the row of its id, so that nothing that refers
    to it is reported as well.
    """
    name, folder = id_of_path(path), path.rpartition("/")[0]
    limit = MAX_EDITION_BYTES if kind == "edition" else MAX_BYTES
    if len(data) > limit:
        hint = "split the article, or move long quotations into a file beside it"
        if kind == "edition":
            hint = "restore the file: `sitegen edition` makes none as large"
        message = f"the file has {len(data) / MIB:.1f} MiB; {limit // MIB} MiB is the limit"
        return _failed(kind, name, diagnose("article-too-large", message, Place(path), hints=(hint,)))
    text = decode(path, data)
    if isinstance(text, Diagnostic):
        return _failed(kind, name, text)
    source = whole_yaml(path, text) if kind in WHOLE_YAML else split_front_matter(path, text)
    if isinstance(source, Diagnostic):
        return _failed(kind, name, source)
    return _compile_source(source, kind, name, folder, options, aliases, known)


def _compile_source(
    source: SourceText,
    kind: str,
    name: str,
    folder: str,
    options: SiteOptions,
    aliases: AliasTable,
    known: KnownFrontMatter | None,
) -> Compiled:
    report = FileReport(source)
    front = recall_front_matter(source.yaml, known) if kind == "article" and is_id(name) else None
    if front is not None:
        compiled = compile_article(name, folder, front, report, options, aliases)
    else:
        compiled = _compile_yaml(kind, name, folder, report, options, aliases)
    compiled.diagnostics.extend(report.diagnostics)
    return _as_page(compiled, source.path, kind, options)


def _compile_yaml(
    kind: str, name: str, folder: str, report: FileReport, options: SiteOptions, aliases: AliasTable
) -> Compiled:
    yaml = read_yaml(report.source.yaml)
    for problem in yaml.problems:
        report.add_yaml(problem)
    report.add_cut_values()
    if yaml.value is None and yaml.problems:
        return _placeholder(kind, name)
    if not is_id(name) and kind not in WHOLE_YAML:
        report.add(
            "bad-id",
            f"no id can be made from the file's name `{report.source.path.rpartition('/')[2]}`",
            (),
            hints=("rename the file with letters a-z, digits and hyphens",),
        )
        return _placeholder(kind, name)
    # Loaded where they are called for: mostly it is an article's prose that was edited.
    if kind == "article":
        from sitegen.compile.validate import validate_front_matter

        front = validate_front_matter(name, yaml, report)
        return compile_article(name, folder, front, report, options, aliases)
    if kind == "edition":
        from sitegen.compile.edition import compile_edition

        return compile_edition(name, yaml.value, report)
    from sitegen.compile import definitions

    if kind == "claim":
        return definitions.compile_claim(name, folder, yaml.value, report, options, aliases)
    if kind == "entity":
        return definitions.compile_entity(name, folder, yaml.value, report)
    if kind == "page":
        return definitions.compile_page(name, folder, yaml.value, report)
    return definitions.compile_sources(yaml.value, report)


def _failed(kind: str, name: str, diagnostic: Diagnostic) -> Compiled:
    compiled = _placeholder(kind, name)
    compiled.diagnostics.append(diagnostic)
    return compiled


def _as_page(compiled: Compiled, path: str, kind: str, options: SiteOptions) -> Compiled:
    """The rows of a file that is a page of its own. A draft leaves only one, so that links to it can be told from links
    to nothing; its problems are still shown.
    """
    table = {"page": "plain_page"}.get(kind, kind)
    own = next((row[0] for row in compiled.rows.get(table, ()) if kind != "claim" or row[1] is None), None)
    if own is None:
        return compiled
    if compiled.is_draft and not options.drafts:
        draft = Compiled(diagnostics=compiled.diagnostics)
        draft.add("draft", kind, own)
        return draft
    compiled.add("page_file", path, kind, own)
    return compiled


def _placeholder(kind: str, name: str) -> Compiled:
    """The least row that keeps references to a broken file from being reported, too."""
    if kind == "article":
        return unread_article(name, "en")
    compiled = Compiled()
    if kind == "claim":
        compiled.add("claim", name, None, name, None, None, None, "maintained", "en", 0)
    elif kind == "entity":
        compiled.add("entity", name, "unknown", "Thing", name, None, None, "#", 0)
    elif kind == "page":
        compiled.add("plain_page", name, name, 100, 0, 0)
    elif kind == "edition":
        compiled.add("edition", name, name, "", 0, 0)
    return compiled
