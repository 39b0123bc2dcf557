"""Pages made a chunk at a time: what is wrong with one is told of that one, beside what is wrong with others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from harness import Site

from sitegen.build import build_site
from sitegen.build_request import BuildRequest
from sitegen.site import pages


def test_a_view_and_templates_that_fail_are_all_told(minimal_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Boris Three", "Clara Four"):
        front = f"---\nname: {name}\ntype: Person\n---\n"
        minimal_site.write(f"content/entities/{name.lower().replace(' ', '-')}.md", front)
    assert minimal_site.build().ok
    before = minimal_site.files()
    for template in ("article", "entity"):
        only = "{% if entity is not defined or entity.name == 'Anna Petrova' %}"
        text = f"{only}{{{{ no_such_name.at_all }}}}{{% endif %}}"
        minimal_site.write(f"themes/mine/templates/{template}.html", text)
    minimal_site.edit("site.yaml", "title: Test archive", "title: Test archive\ntheme: mine")
    entity = next(kind for kind in pages.PAGE_KINDS if kind.name == "entity")
    seen: list[str] = []

    def fail_at_the_second(lookup: Any, options: Any, output: str, subject: str) -> Any:
        seen.append(output)
        if len(seen) == 2:
            raise KeyError("planted")
        return entity.view(lookup, options, output, subject)

    kinds = [replace(kind, view=fail_at_the_second) if kind is entity else kind for kind in pages.PAGE_KINDS]
    monkeypatch.setattr(pages, "PAGE_KINDS", kinds)
    report = build_site(BuildRequest(minimal_site.folder, jobs=1, search=False))
    assert len(seen) > 2, "there is an entity before the one that fails, and one after it"
    assert seen[0] == "entities/anna-petrova/index.html"
    told = sorted(f"{item.place.path}: {item.message}" for item in report.diagnostics if item.severity == "error")
    assert [line.partition(":")[0] for line in told if "no_such_name" in line] == [
        "themes/mine/templates/article.html",
        "themes/mine/templates/entity.html",
    ]
    assert [line for line in told if "no_such_name" not in line] == [line for line in told if seen[1] in line]
    assert "KeyError: 'planted'" in next(line for line in told if seen[1] in line)
    assert minimal_site.files() == before
