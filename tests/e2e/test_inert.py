"""Markup in any text field comes out as text: on no page does it become an element, an attribute or a script."""

from __future__ import annotations

import json

import pytest
from harness import Site, told

from sitegen.editions import freeze_log

STRINGS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)' x='",
    "</script><svg onload=alert(1)>",
    "<!--<script>",
    "{{ site.title }}{% for x in y %}",
    "[x](javascript:alert(1)) <javascript:alert(1)>",
    "]]><a href='javascript:alert(1)'>x</a>",
)
"""What an attacker writes, one for each way out of text, attribute, script, comment, template and Markdown."""


def hostile(words: str) -> dict[str, str]:
    """An archive with `words` in every field that takes free text."""
    q = json.dumps(words)
    evidence = f"[{{title: {q}, author: {q}, publisher: {q}, quote: {q}, note: {q}}}]"
    return {
        "site.yaml": f"title: {q}\ndescription: {q}\nbase_url: https://a.example/\ncorrections_policy: policy\n"
        f"publisher: {{name: {q}}}\nratings: {{labels: {{mixed: {q}}}, method: policy}}\nx-note: {q}\n",
        "content/pages/policy.md": f"---\ntitle: {q}\ndescription: {q}\nmenu: true\n---\n{words}\n",
        "content/sources.yaml": f"a-source: {{title: {q}, note: {q}}}\n",
        "content/entities/people/someone.md": f"---\nname: {q}\naliases: [{json.dumps('Alias ' + words)}]\n"
        f"description: {q}\nownership: {q}\ngeo: {q}\nviaf: {q}\nroles: [{{role: {q}, at: {q}}}]\n---\n{words}\n",
        "content/claims/shared.md": f"---\nclaim: {q}\nspeaker: someone\nsaid_at: {q}\nrating: mixed\nverdict: {q}\n"
        f"note: {q}\nevidence: [a-source]\n"
        f"history: [{{date: 2024-01-01, event: revised, to: {q}, note: {q}, by: {q}}}]\n"
        f"stance: revised\ncorrections: [{{date: 2024-02-01, was: {q}, now: {q}, note: {q}}}]\n"
        f"review: {{by: {q}, note: {q}}}\n---\n{words}\n",
        "content/articles/a.md": f"---\ntitle: {q}\nsubtitle: {q}\ncaption: {q}\n"
        f"published: 2024-01-01\npublisher: {q}\n"
        f"author: [{q}]\nplace: {q}\ntopics: [{q}]\nsummary: {q}\nrights: {q}\nsource: https://b.example/\n"
        f"translated: {{from: de, by: {q}, original: {q}}}\nreview: {{by: {q}, note: {q}}}\nx-y: {q}\nclaims:\n"
        f"  - {{quote: Plain words, claim: shared, speaker: {q}, quoted_by: [{q}], note: {q}}}\n"
        f"  - {{id: own, quote: Other words, text: {q}, speaker: {q}, said_at: {q}, rating: mixed, verdict: {q}, "
        f"note: {q}, evidence: {evidence}, by: {q}}}\n"
        f"corrections:\n  - {{date: 2024-02-01, was: {q}, now: {q}, note: {q}, issued_by: {q}, "
        f"requested: {{date: 2024-01-02, by: {q}}}}}\n"
        f"context:\n  - {{quote: Last words, note: {q}, neutral: {q}, technique: {q}, evidence: {evidence}}}\n"
        f"---\nPlain words. Other words. Last words.\n\n{words}\n",
    }


@pytest.mark.parametrize("words", STRINGS)
def test_markup_in_any_field_stays_text(site: Site, words: str) -> None:
    site.write_all(hostile(words))
    freeze_log(site.folder, "2024-03-01", "2024-03-01")
    report = site.build()
    assert report.ok, told(report.diagnostics, site.folder)
    pages = [path for path in site.files() if path.endswith(".html")]
    assert len(pages) > 10
    for path in pages:
        page = site.page(path)
        for element in page.root.iter():
            if not isinstance(element.tag, str):
                continue  # a comment
            where = f"{path}: <{element.tag} {element.attrib}>"
            assert element.tag not in ("svg", "iframe", "object", "embed", "style", "base"), where
            assert not any(name.startswith("on") for name in element.attrib), where
            if element.tag == "script":
                own = element.get("src", "").startswith(("../", "assets/", "/assets/")) and not element.text
                assert own or element.get("type") == "application/ld+json", where
            if element.tag == "img":
                pytest.fail(where)
            for name in ("href", "src", "action"):
                address = element.get(name, "")
                assert not address.lower().strip().startswith(("javascript:", "data:", "vbscript:")), where
        for block in page.all("script", type="application/ld+json"):
            json.loads(block.text or "")
    assert "alert(1)" not in words or any("alert(1)" in site.page(path).words() for path in pages)
