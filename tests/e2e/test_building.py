"""What a build does and says, from the outside: exit codes, JSON, what is published, and what never is."""

from __future__ import annotations

import json
import os
import subprocess

import pytest
from harness import COMMAND, MINIMAL, Site

BROKEN = ("content/articles/talks-end.md", "  - We agreed on 12,000", "  - We agreed on 1,200")

DIAGNOSTIC = {"severity", "code", "message", "path", "line", "column", "end_line", "end_column", "hints", "related"}
REPORT = {"ok", "diagnostics", "pages", "kinds", "annotations", "ratings", "search", "output", "seconds"}


# --- JSON ---


def test_json_is_one_object_of_the_documented_shape(minimal_site):
    ran = minimal_site.run("build", "--no-search", "--format", "json")
    told = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert set(told) == REPORT
    assert told["ok"] is True
    assert told["diagnostics"] == []
    pages = told["pages"]
    assert set(pages) == {"total", "rendered", "reused", "removed"}
    assert pages["total"] == pages["rendered"] == sum(told["kinds"].values()) > 10
    assert (pages["reused"], pages["removed"]) == (0, 0)
    assert told["annotations"] == {"claim": 1, "note": 1}
    assert told["search"] == "off"
    assert isinstance(told["seconds"], float)


def test_json_counts_what_is_reused_and_removed(minimal_site):
    minimal_site.build()
    again = json.loads(minimal_site.run("build", "--no-search", "--format", "json").out)["pages"]
    assert again == {"total": again["total"], "rendered": 0, "reused": again["total"], "removed": 0}
    minimal_site.delete("content/entities/people/anna-petrova.md")
    fewer = json.loads(minimal_site.run("build", "--no-search", "--format", "json").out)["pages"]
    assert fewer["removed"] >= 1
    assert fewer["rendered"] + fewer["reused"] == fewer["total"] < again["total"]


def test_annotations_and_ratings_are_counted_anew_when_they_change(minimal_site):
    article = "content/articles/talks-end.md"

    def counts():
        found = minimal_site.build().counts
        return found["annotations"], found["ratings"]

    assert counts() == ({"claim": 1, "note": 1}, {})
    minimal_site.edit(article, "They will meet", "They may meet")
    assert counts() == ({"claim": 1, "note": 1}, {})
    minimal_site.edit(
        article, "  - We agreed on 12,000 prisoners", '  - quote: We agreed on 12,000 prisoners\n    rating: "true"'
    )
    assert counts() == ({"claim": 1, "note": 1}, {"true": 1})
    minimal_site.write(
        "content/articles/other.md",
        (minimal_site.folder / article).read_text("utf-8").replace("Talks end", "Talks go on"),
    )
    assert counts() == ({"claim": 2, "note": 2}, {"true": 2})
    minimal_site.delete("content/articles/other.md")
    assert counts() == ({"claim": 1, "note": 1}, {"true": 1})


def test_json_of_a_failure(minimal_site):
    minimal_site.edit(*BROKEN)
    ran = minimal_site.run("build", "--no-search", "--format", "json")
    told = json.loads(ran.out)
    assert ran.code == 1
    assert set(told) == REPORT
    assert told["ok"] is False
    assert told["pages"] == {"total": 0, "rendered": 0, "reused": 0, "removed": 0}
    [problem] = told["diagnostics"]
    assert set(problem) == DIAGNOSTIC
    assert (problem["severity"], problem["code"], problem["path"]) == ("error", "quote-not-found", BROKEN[0])
    assert [problem[name] for name in ("line", "column", "end_line", "end_column")] == [6, 5, 6, 33]
    assert problem["hints"] == ["it has “12,000” where the quote has “1,200”"]
    assert problem["related"][0]["line"] == 11


def test_json_when_there_is_no_project(site):
    ran = site.run("build", "--format", "json")
    told = json.loads(ran.out)
    assert ran.code == 2
    assert set(told) == REPORT
    assert [item["code"] for item in told["diagnostics"]] == ["site-yaml"]


# --- exit codes, and what is published ---


def test_a_build_that_succeeds(minimal_site):
    ran = minimal_site.run("build", "--no-search")
    assert ran.code == 0
    assert "Built site/" in ran.out
    assert "1 article" in ran.out
    assert "python3 -m http.server --directory site/" in ran.out
    assert "index.html" in minimal_site.files()


def test_quiet_says_nothing_when_all_is_well(minimal_site):
    assert minimal_site.run("build", "--no-search", "-q") == (0, "", "")


def test_nothing_is_published_on_errors_and_the_old_site_stays(minimal_site):
    minimal_site.built()
    before = minimal_site.snapshot()
    minimal_site.edit(*BROKEN).edit("site.yaml", "Test archive", "Another title")
    ran = minimal_site.run("build", "--no-search")
    assert ran.code == 1
    assert "nothing was published" in ran.out
    assert minimal_site.snapshot() == before


def test_a_first_build_that_fails_leaves_no_site(minimal_site):
    minimal_site.edit(*BROKEN)
    assert minimal_site.run("build", "--no-search").code == 1
    assert not minimal_site.output.exists()


@pytest.mark.parametrize("template", ["{% if x %}", "{{ page.nothing.at_all }}", "{% include 'no.html' %}"])
def test_a_template_that_fails_publishes_nothing(minimal_site, template):
    minimal_site.built()
    before = minimal_site.snapshot()
    minimal_site.edit("site.yaml", "title:", "theme: own\ntitle:")
    minimal_site.write("themes/own/templates/plain-page.html", template)
    report = minimal_site.build()
    assert [item.code for item in report.diagnostics] == ["template"]
    assert minimal_site.snapshot() == before


def test_warnings_do_not_keep_a_site_from_being_built_unless_strict(minimal_site):
    minimal_site.edit("content/articles/talks-end.md", "original: true\n", "")
    ran = minimal_site.run("build", "--no-search")
    assert ran.code == 0
    assert "warning[source-missing]" in ran.out
    assert "with 1 warning" in ran.out
    strict = minimal_site.build(strict=True)
    assert not strict.ok
    assert [(item.code, item.severity) for item in strict.diagnostics] == [("source-missing", "error")]


def test_check_finds_problems_and_writes_no_site(minimal_site):
    assert minimal_site.run("check").code == 0
    minimal_site.edit(*BROKEN)
    ran = minimal_site.run("check")
    assert ran.code == 1
    assert "error[quote-not-found]" in ran.out
    assert "nothing was published" not in ran.out
    assert not minimal_site.output.exists()


def test_check_and_build_find_the_same(example_site):
    example_site.write("content/pages/broken.md", "---\ntitle: B\n---\n[[nobody]] [a](/nowhere/) [b](no.png)\n")
    checked = example_site.build(check=True).diagnostics
    assert {item.code for item in checked} == {"unknown-id", "broken-link"}
    assert len(checked) == 3
    assert example_site.build().diagnostics == checked


def test_a_problem_is_told_again_by_the_next_build(minimal_site):
    minimal_site.edit(*BROKEN)
    assert minimal_site.build().diagnostics == minimal_site.build().diagnostics != []


def test_a_problem_that_is_mended_is_gone(minimal_site):
    minimal_site.edit(*BROKEN).build()
    minimal_site.edit(BROKEN[0], BROKEN[2], BROKEN[1]).built()


# --- the output folder ---


def test_an_output_folder_that_is_not_ours_is_refused(minimal_site):
    minimal_site.write("site/precious.txt", "Mine.")
    ran = minimal_site.run("build", "--no-search")
    assert ran.code == 2
    assert "error[output-refused]" in ran.out
    assert minimal_site.snapshot() == {"precious.txt": b"Mine."}


@pytest.mark.parametrize("output", [".", "content", "content/site", ".."])
def test_an_output_folder_that_holds_the_sources_is_refused(minimal_site, output):
    before = {path: path.read_bytes() for path in minimal_site.folder.rglob("*") if path.is_file()}
    minimal_site.output = minimal_site.folder / output
    report = minimal_site.build()
    assert report.is_unusable
    assert [item.code for item in report.diagnostics] == ["output-refused"]
    assert all(path.read_bytes() == data for path, data in before.items())


@pytest.mark.parametrize("command", [("build", "--no-search"), ("build", "--no-search", "-o", "a/site")])
def test_an_output_folder_whose_links_lead_in_a_circle_is_refused(minimal_site, command):
    for link, target in (("site", "site"), ("a", "b"), ("b", "a")):
        (minimal_site.folder / link).symlink_to(target)
    ran = minimal_site.run(*command)
    assert ran.code == 2
    assert "error[output-refused]" in ran.out
    assert "Traceback" not in ran.out + ran.err


def test_links_that_lead_in_a_circle_where_themes_lie_or_beside_a_page_that_is_asked_for(minimal_site):
    (minimal_site.folder / "themes").symlink_to("themes")
    assert minimal_site.run("build", "--no-search").code == 0
    (minimal_site.folder / "round").symlink_to("round")
    ran = minimal_site.run("why", "round/index.html")
    assert ran.code == 2
    assert "Traceback" not in ran.out + ran.err


def test_another_output_folder(minimal_site, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("out") / "www"
    assert minimal_site.run("build", "--no-search", "-o", str(elsewhere)).code == 0
    assert (elsewhere / "articles/talks-end/index.html").is_file()
    assert not minimal_site.output.exists()


def test_the_output_folder_is_named_from_where_the_command_runs(minimal_site, tmp_path_factory):
    here = tmp_path_factory.mktemp("here")
    assert minimal_site.run("build", "--no-search", "-C", str(minimal_site.folder), "-o", "www", folder=here).code == 0
    assert (here / "www/index.html").is_file()


def test_the_default_output_folder_is_in_the_project(minimal_site, tmp_path_factory):
    here = tmp_path_factory.mktemp("here")
    assert minimal_site.run("build", "--no-search", "-C", str(minimal_site.folder), folder=here).code == 0
    assert (minimal_site.output / "index.html").is_file()
    assert not list(here.iterdir())


def test_two_outputs_take_turns(minimal_site):
    """What lies in one output folder says nothing about another."""
    minimal_site.built()
    first = minimal_site.snapshot()
    minimal_site.output = minimal_site.folder / "other"
    minimal_site.built()
    other = minimal_site.snapshot()
    assert other == first
    minimal_site.edit("site.yaml", "Test archive", "Another title").built()
    minimal_site.output = minimal_site.folder / "site"
    minimal_site.built()
    assert "Another title" in minimal_site.text("index.html")


# --- other ways of showing problems ---


def test_concise_is_a_line_for_each(minimal_site):
    minimal_site.edit(*BROKEN)
    lines = minimal_site.run("check", "--format", "concise").out.splitlines()
    assert lines[0] == (
        "content/articles/talks-end.md:6:5: error[quote-not-found]: "
        "“We agreed on 1,200 prisoners” is not in the article (help: it has “12,000” where the quote has “1,200”)"
    )


def test_github_annotations(minimal_site):
    minimal_site.edit(*BROKEN)
    ran = minimal_site.run("check", "--format", "github")
    assert ran.out == (
        "::error title=sitegen (quote-not-found),file=content/articles/talks-end.md,line=6,col=5,endLine=6,endColumn=33"
        "::“We agreed on 1,200 prisoners” is not in the article%0A"
        "help: it has “12,000” where the quote has “1,200”\n"
    )


# --- the machine ---


@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"HOME": None},
        {"HOME": "/nonexistent"},
        {"TERM": None, "NO_COLOR": None},
        {"TZ": "Pacific/Kiritimati"},
    ],
    ids=lambda environment: " ".join(f"{name}={value}" for name, value in environment.items()),
)
def test_the_command_runs_everywhere(minimal_site, environment):
    minimal_site.edit(*BROKEN)
    ran = minimal_site.run("check", **environment)
    assert (ran.code, ran.err) == (1, "")
    assert "“We agreed on 1,200 prisoners” is not in the article" in ran.out
    assert "\x1b[" not in ran.out


@pytest.mark.parametrize("style", ["full", "concise", "json", "github"])
def test_a_reader_that_goes_away_is_no_reason_for_a_traceback(site, style):
    site.write_all(MINIMAL)
    for number in range(100):
        site.write(f"content/articles/a{number}.md", f"---\ntitle: A\npublished: {'today ' * 200}\n---\nText.\n")
    command = [COMMAND, "check", "-j", "1", "--format", style]
    with subprocess.Popen(command, cwd=site.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read().decode()
    assert "Traceback" not in err
    assert "BrokenPipe" not in err
    assert process.returncode in (1, 130)


def test_a_folder_that_cannot_be_written(minimal_site):
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    minimal_site.folder.chmod(0o555)
    try:
        ran = minimal_site.run("build", "--no-search")
    finally:
        minimal_site.folder.chmod(0o755)
    assert ran.code == 2


def test_a_file_in_the_place_of_the_state_folder(minimal_site):
    minimal_site.write(".sitegen", "a file")
    ran = minimal_site.run("build", "--no-search")
    assert ran.code == 2
    assert ".sitegen" in ran.out


@pytest.mark.parametrize("damage", [b"", b"not a database" * 1000, b"SQLite format 3\0" + b"\0" * 5000])
def test_a_damaged_catalog_is_made_anew(minimal_site, damage):
    minimal_site.built()
    first = minimal_site.snapshot()
    minimal_site.delete(".sitegen/catalog.db").write(".sitegen/catalog.db", damage)
    minimal_site.built()
    assert minimal_site.snapshot() == first


def test_any_number_of_workers_gives_the_same_site(example_site, tmp_path_factory):
    example_site.built(jobs=1)
    first = example_site.snapshot()
    other = Site(example_site.folder)
    other.output = tmp_path_factory.mktemp("two") / "site"
    other.delete(".sitegen").built(jobs=2)
    assert other.snapshot() == first


def test_search_pages_are_there_only_with_search(minimal_site):
    minimal_site.built()
    assert not any(path.startswith(("pagefind/", "search/")) for path in minimal_site.files())
    minimal_site.built(search=True)
    assert minimal_site.report.site.search == "written"
    assert {"search/index.html", "pagefind/shards.json"} <= set(minimal_site.files())
    minimal_site.built(search=True)
    assert minimal_site.report.site.search == "reused"
    minimal_site.built()
    assert not any(path.startswith(("pagefind/", "search/")) for path in minimal_site.files())


def test_a_file_where_the_state_must_be_is_named_with_what_to_do(minimal_site):
    minimal_site.write(".sitegen", "mine")
    [item] = minimal_site.build().diagnostics
    assert item.code == "publish-failed"
    assert item.place.path == str(minimal_site.folder / ".sitegen")
    assert item.hints == ("a folder must be here, but there is a file of that name: rename the file, or remove it",)
    assert (minimal_site.folder / ".sitegen").read_text() == "mine"


def test_a_build_that_fails_while_it_writes_leaves_nothing_behind(minimal_site):
    minimal_site.built()
    before = minimal_site.snapshot()
    minimal_site.write("themes/own/templates/plain-page.html", "{{ nothing.at.all }}")
    minimal_site.edit("site.yaml", "title: Test archive", "title: Another\ntheme: own")
    assert [item.code for item in minimal_site.build().diagnostics] == ["template"]
    assert minimal_site.snapshot() == before
    assert not (minimal_site.output / ".sitegen/stage").exists()
