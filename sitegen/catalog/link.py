"""What needs the whole archive: dangling ids, duplicates, shared names. Only reads the catalog."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from sitegen.catalog.broken_links import draft_linked, missing_files, missing_places
from sitegen.core.diagnostics import Diagnostic, Place, Related, Severity, diagnose
from sitegen.core.ids import id_of_path
from sitegen.core.suggest import did_you_mean

_AGENTS = (("entity", "kind IN ('person', 'organization', 'unknown')"),)

KNOWN: dict[str, tuple[Sequence[tuple[str, str]], str]] = {
    "agent": (_AGENTS, "a person or an organisation"),
    "byline": (_AGENTS, "a person or an organisation"),
    "publisher": (_AGENTS, "an organisation or a person"),
    "entity": ((("entity", "1"),), "an entity"),
    "claim": ((("claim", "article IS NULL"),), "a shared claim"),
    "claim-or-own": ((("claim", "1"),), "a claim"),
    "source": ((("source", "1"),), "an entry of sources.yaml"),
    "article": ((("article", "1"),), "an article"),
    "page": ((("plain_page", "1"),), "a page"),
    "any": ((("entity", "1"), ("claim", "1"), ("article", "1"), ("plain_page", "1")), "anything in the archive"),
}
"""Kind of reference → the (table, condition) of the ids that satisfy it, and what an author calls such a thing."""


def _known_ids(kind: str) -> str:
    return " UNION ".join(f"SELECT id FROM {table} WHERE {condition}" for table, condition in KNOWN[kind][0])


WORDS = {"article": "article", "entity": "entity", "claim": "claim", "plain_page": "page", "source": "source"}
"""Table of what has an id → what an author calls it."""

_HOMES = {
    "agent": "content/entities/people/{id}.md (or organizations/)",
    "byline": "content/entities/people/{id}.md (or organizations/)",
    "publisher": "content/entities/organizations/{id}.md",
    "entity": "content/entities/people/{id}.md (or organizations/, places/, events/)",
    "claim": "content/claims/{id}.md",
    "source": "`{id}:` to content/sources.yaml",
    "article": "content/articles/{id}.md",
    "page": "content/pages/{id}.md",
}
"""Where what is missing could be added. The folder of an entity gives its type."""


def link_archive(
    database: sqlite3.Connection, site_references: Iterable[tuple[str, str, str]], strict: bool
) -> list[Diagnostic]:
    """Every problem of the archive as a whole. Their places are fields still (`Diagnostic.field`), to be located.

    `site_references` are (field, kind, target) of what site.yaml refers to. With `strict`, what nothing refers to is a
    problem, too.
    """
    found = [*_duplicates(database), *_dangling(database), *_shared_names(database)]
    found += [*missing_files(database), *missing_places(database)]
    for field, kind, target in site_references:
        ids = [row[0] for row in database.execute(_known_ids(kind))]
        if target not in ids:
            found.append(_explain(database, kind, KNOWN[kind][1], ids, "site.yaml", field, target))
    if strict:
        found.extend(_unused(database))
    return found


def _duplicates(database: sqlite3.Connection) -> Iterator[Diagnostic]:
    for table, word in WORDS.items():
        query = (
            f"SELECT t.id, file.path FROM {table} t JOIN file ON file.id = t.file WHERE t.id IN "
            f"(SELECT id FROM {table} GROUP BY id HAVING count(*) > 1) ORDER BY t.id, file.path"
        )
        owners: dict[str, list[str]] = {}
        for name, path in database.execute(query):
            owners.setdefault(name, []).append(path)
        for name, paths in owners.items():
            for path in dict.fromkeys(paths):
                others = [other for other in paths if other != path] or [path]
                field = _own_claim_field(database, path, name) if table == "claim" else "id"
                hint = "give one of them another `id:`"
                if field == "id" and id_of_path(path) == name:
                    hint = "this id comes from the file's name: rename the file, or give it an `id:` of its own"
                yield diagnose(
                    "duplicate-id",
                    f"the {word} id `{name}` is used more than once: {', '.join(dict.fromkeys(paths))}",
                    Place(path),
                    field=field,
                    hints=(hint,),
                    related=[Related("also here", Place(other)) for other in dict.fromkeys(others)],
                )


def _own_claim_field(database: sqlite3.Connection, path: str, claim: str) -> str:
    query = (
        "SELECT field FROM reference JOIN file ON file.id = reference.file "
        "WHERE reference.kind = 'own-claim' AND target = ? AND file.path = ? ORDER BY field"
    )
    row = database.execute(query, (claim, path)).fetchone()
    return f"{row[0]}.id" if row else "id"


def _dangling(database: sqlite3.Connection) -> Iterator[Diagnostic]:
    for kind, (_, words) in KNOWN.items():
        known = _known_ids(kind)
        query = (
            "SELECT file.path, field, target FROM reference JOIN file ON file.id = reference.file "
            f"WHERE reference.kind = ? AND target NOT IN ({known}) ORDER BY file.path, field, target"
        )
        rows = database.execute(query, (kind,)).fetchall()
        if not rows:
            continue
        ids = [row[0] for row in database.execute(known)]
        for path, field, target in rows:
            yield _explain(database, kind, words, ids, path, field, target)


def _explain(
    database: sqlite3.Connection, kind: str, words: str, ids: Sequence[str], path: str, field: str, target: str
) -> Diagnostic:
    place = Place(path)
    where = f"{field}#{target}" if kind == "any" else field
    if database.execute("SELECT 1 FROM draft WHERE id = ?", (target,)).fetchone():
        return draft_linked(target, place, where)
    name = field.rpartition(".")[2].partition("[")[0]
    found = database.execute(
        "SELECT 'a ' || kind FROM entity WHERE id = :id AND kind NOT IN ('organization', 'event') "
        "UNION ALL SELECT 'an ' || kind FROM entity WHERE id = :id AND kind IN ('organization', 'event') "
        "UNION ALL SELECT coalesce('a claim of the article ' || article, 'a shared claim') "
        "FROM claim WHERE id = :id UNION ALL SELECT 'an article' FROM article WHERE id = :id "
        "UNION ALL SELECT 'a page' FROM plain_page WHERE id = :id "
        "UNION ALL SELECT 'a source' FROM source WHERE id = :id",
        {"id": target},
    ).fetchone()
    if found:
        what = found[0].replace("organization", "organisation")
        if kind == "any":
            return diagnose(
                "wrong-kind", f"`{target}` is {what}, and has no page", place, field=where, hints=("name it in words",)
            )
        hints = did_you_mean(target, ids) or (f"write the id of {words}",)
        if what.startswith("a claim of"):
            hints = (f"move it to content/claims/{target}.md to share it", *hints)
        return diagnose(
            "wrong-kind", f"`{name}` must be {words}; `{target}` is {what}", place, field=field, hints=hints
        )
    hints = did_you_mean(target, ids)
    if kind in _HOMES:
        hints += (("or " if hints else "") + "add " + _HOMES[kind].format(id=target),)
    if kind in ("agent", "byline", "publisher"):
        hints += ("a name that isn't an id is written with capitals or spaces",)
    hints = hints or ("write an id that exists: the name of a file without .md",)
    message = f"nothing has the id `{target}`" if kind == "any" else f"`{target}` isn't the id of {words}"
    # Who wrote or asked for something is shown by name as well: nothing is lost but the link.
    severity: Severity = "warning" if kind == "byline" else "error"
    return diagnose("unknown-id", message, place, field=where, hints=hints, severity=severity)


def _shared_names(database: sqlite3.Connection) -> Iterator[Diagnostic]:
    query = (
        "SELECT words, alias.entity, file.path FROM alias JOIN file ON file.id = alias.file WHERE words IN "
        "(SELECT words FROM alias GROUP BY words HAVING count(DISTINCT entity) > 1) ORDER BY words, file.path"
    )
    owners: dict[str, list[tuple[str, str]]] = {}
    for words, entity, path in database.execute(query):
        owners.setdefault(words, []).append((entity, path))
    for words, found in owners.items():
        names = " and ".join(f"`{entity}`" for entity, _ in found)
        yield diagnose(
            "alias-shared",
            f"“{words}” is a name of {names}; it is linked to neither",
            Place(found[0][1]),
            field=f"aliases#{words}",
            hints=("remove it from the aliases of all but one, or set `mentions: name` or `mentions: none`",),
            related=[Related("also here", Place(path)) for _, path in found[1:]],
        )


def _unused(database: sqlite3.Connection) -> Iterator[Diagnostic]:
    queries = {
        "entity": "t.id NOT IN (SELECT entity FROM article_entity) AND t.id NOT IN (SELECT entity FROM claim_entity) "
        "AND t.id NOT IN (SELECT entity FROM correction_entity)",
        "claim": "t.article IS NULL AND t.id NOT IN (SELECT claim FROM annotation WHERE claim IS NOT NULL)",
        "source": "1",
    }
    for table, condition in queries.items():
        query = (
            f"SELECT t.id, file.path FROM {table} t JOIN file ON file.id = t.file WHERE {condition} "
            "AND t.id NOT IN (SELECT target FROM reference WHERE kind <> 'own-claim') ORDER BY t.id"
        )
        for name, path in database.execute(query):
            field = name if table == "source" else ""
            hint = ("refer to it, or remove it",)
            yield diagnose("unused", f"nothing refers to the {table} `{name}`", Place(path), field=field, hints=hint)


def rated_without_policy(database: sqlite3.Connection, policy: str | None) -> list[Diagnostic]:
    """Ratings are published, but no page says how errors in them are corrected (an IFCN principle)."""
    if policy is not None or not database.execute("SELECT 1 FROM claim WHERE rating IS NOT NULL").fetchone():
        return []
    hint = "write content/pages/corrections-policy.md and add `corrections_policy: corrections-policy`"
    message = "ratings are published without a `corrections_policy`"
    return [diagnose("corrections-policy", message, Place("site.yaml"), field="", hints=(hint,))]
