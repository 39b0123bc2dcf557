"""Who said the claims: a list of speakers, and one of claims for each speaker whose own page doesn't hold them all;
the same of the claims about an entity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sitegen.core.lookup import Lookup
from sitegen.core.options import SiteOptions
from sitegen.site import urls
from sitegen.site.claim_lists import claim_list
from sitegen.site.entity import CLAIMS, claims_of
from sitegen.site.frame import frame
from sitegen.site.page_kind import PageKind, View
from sitegen.site.paging import PAGE_SIZE, cut, key_and_number, paged, pager
from sitegen.site.scope import Scope


def speaker_folder(ref: str) -> str:
    return f"speakers/{urls.ref_slug(ref)}/"


def has_list(known: bool, count: int) -> bool:
    """Whether a speaker has a list here: a plain name has no page of its own, an entity's shows the newest only."""
    return not known or count > CLAIMS


def speaker_counts(lookup: Lookup) -> list[tuple[str, int]]:
    """(REF, claims) of every speaker, by REF."""
    return sorted((ref, count) for ref, count in lookup.counts("claim", "speaker").items() if ref)


def index_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    return paged("speakers/", "", len(speaker_counts(lookup)))


def index_view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    """`list`: {"entries": [{party, "count"}], "pager"}, by name."""
    scope = Scope(lookup, options, output)
    _, number = key_and_number(subject)
    names: dict[str, str] = dict(lookup.values("entity", "id", "name"))
    counts = sorted(speaker_counts(lookup), key=lambda found: (names.get(found[0], found[0]).casefold(), found[0]))
    entries = []
    for ref, count in cut(counts, number):
        party = scope.party(ref) or {"name": ref, "href": "", "lang": ""}
        href = f"{party['href']}#sg-by" if party["href"] else ""
        if has_list(bool(href), count):
            href = scope.href(urls.paged_output(speaker_folder(ref), 1))
        entries.append({**party, "href": href, "count": count})
    return frame(scope, "speakers", "", section="claims") | {
        "overview": scope.href(urls.CLAIMS),
        "list": {"entries": entries, "pager": pager(scope, "speakers/", number, len(counts))},
    }


def speaker_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    known = {id for (id,) in lookup.values("entity", "id")}
    for ref, count in speaker_counts(lookup):
        if has_list(ref in known, count):
            yield from paged(speaker_folder(ref), ref, count)


def speaker_view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    scope = Scope(lookup, options, output)
    ref, number = key_and_number(subject)
    rows, total = lookup.page("claim", number, PAGE_SIZE, "speaker", ref)
    party = scope.party(ref) or {"name": ref}
    return frame(scope, "claims-speaker", party["name"], section="claims") | {
        "overview": scope.href(urls.SPEAKERS),
        "list": claim_list(scope, rows, total, number, speaker_folder(ref))
        | {"rating": None, "speaker": party, "about": None},
    }


def about_outputs(lookup: Lookup, options: SiteOptions) -> Iterable[tuple[str, str]]:
    counts = Counter(entity for entity, role in lookup.values("claim_entity", "entity", "role") if role == "about")
    scope = Scope(lookup, options, urls.CLAIMS)
    for id in sorted(id for id, count in counts.items() if count > CLAIMS and scope.row("entity", id)):
        if (count := len(claims_of(scope, id)[1])) > CLAIMS:
            yield from paged(urls.about_folder(id), id, count)


def about_view(lookup: Lookup, options: SiteOptions, output: str, subject: str) -> View:
    scope = Scope(lookup, options, output)
    id, number = key_and_number(subject)
    party = scope.party(id) or {"name": id, "href": "", "lang": ""}
    _, rows = claims_of(scope, id)
    shown = claim_list(scope, cut(rows, number), len(rows), number, urls.about_folder(id))
    return frame(scope, "claims-about", party["name"], section="claims") | {
        "overview": scope.href(urls.CLAIMS),
        "list": shown | {"rating": None, "speaker": None, "about": party},
    }


PAGE_KINDS = (
    PageKind("speakers", "speakers.html", index_outputs, index_view),
    PageKind("claims-speaker", "claim-list.html", speaker_outputs, speaker_view),
    PageKind("claims-about", "claim-list.html", about_outputs, about_view),
)
