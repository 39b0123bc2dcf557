"""`site.yaml` → the site's options."""

from __future__ import annotations

from typing import Any

from sitegen.compile import schema
from sitegen.compile.fields import id_hints
from sitegen.compile.read_yaml import read_yaml
from sitegen.compile.report import FileReport
from sitegen.compile.source_text import decode, whole_yaml
from sitegen.compile.validate import validate
from sitegen.core.diagnostics import Diagnostic, Related
from sitegen.core.ids import is_id
from sitegen.core.options import Publisher, Ratings, SiteOptions
from sitegen.core.rating_words import rating_words
from sitegen.core.suggest import did_you_mean

SITE_FILE = "site.yaml"


def read_site(data: bytes, drafts: bool) -> tuple[SiteOptions, list[Diagnostic]]:
    """The options, as far as they are sound, and every problem of the file."""
    text = decode(SITE_FILE, data)
    if isinstance(text, Diagnostic):
        return SiteOptions("", drafts=drafts), [text]
    report = FileReport(whole_yaml(SITE_FILE, text))
    yaml = read_yaml(text)
    for problem in yaml.problems:
        report.add_yaml(problem)
    if yaml.value is None:
        if not yaml.problems:
            report.add("site-yaml", "site.yaml is empty", hints=("write at least `title: …`",))
        return SiteOptions("", drafts=drafts), report.diagnostics
    if not isinstance(yaml.value, dict):
        report.add("site-yaml", "site.yaml must be a mapping", hints=("write `title: …` and so on",))
        return SiteOptions("", drafts=drafts), report.diagnostics
    report.add_cut_values()
    record, _ = validate(schema.SiteFile, yaml.value, report, {"title": "Untitled"})
    if record is None:
        return SiteOptions("", drafts=drafts), report.diagnostics
    return _options(record, report, drafts, "base_url" in yaml.value), report.diagnostics


def _options(record: Any, report: FileReport, drafts: bool, has_base: bool) -> SiteOptions:
    base = record.base_url
    if base and not base.startswith(("http://", "https://")):
        hint = "write the address at which readers find the site"
        report.add("bad-url", "`base_url` must begin with https:// or http://", ("base_url",), hints=(hint,))
        base = None
    if base and ("?" in base or "#" in base):
        hint = "leave out what begins with ? or #"
        report.add("bad-url", "`base_url` can't have a query or a fragment", ("base_url",), hints=(hint,))
        base = None
    if not (has_base or report.is_broken(("base_url",))):
        for name in ("feeds", "structured_data"):
            if getattr(record, name):
                hint = f"add `base_url: https://…`, or remove `{name}: true`"
                report.add("base-url", f"`{name}` is on, but needs `base_url`", (name,), hints=(hint,))
        if record.feeds is None and record.structured_data is None:
            report.add(
                "base-url",
                "`base_url` isn't set: feeds, sitemap, canonical addresses and structured data are left out",
                ("title",),
                hints=("add `base_url: https://…`, or `feeds: false` and `structured_data: false`",),
                severity="warning",
            )
    publisher = record.publisher and Publisher(record.publisher.name, record.publisher.url, record.publisher.email)
    return SiteOptions(
        title=record.title,
        base_url=base.rstrip("/") + "/" if base else None,
        language=record.language,
        description=record.description,
        publisher=publisher,
        corrections_policy=record.corrections_policy,
        license=record.license,
        ratings=_ratings(record.ratings, record.language, report),
        theme=record.theme,
        feeds=record.feeds is not False,
        structured_data=record.structured_data is not False,
        search=record.search,
        fingerprint=record.fingerprint,
        links=record.links,
        drafts=drafts,
        extra=record.x,
    )


def _ratings(record: Any, language: str, report: FileReport) -> Ratings:
    default = Ratings(labels=rating_words(language))
    if record is None:
        return default
    scale = tuple(record.scale) if record.scale is not None else default.scale
    other = tuple(record.other) if record.other is not None else tuple(o for o in default.other if o not in scale)
    if len(scale) < 2:
        message, hint = "a scale needs at least two ratings, worst first", "write `scale: [false, mixed, true]`, say"
        report.add("scale-order", message, ("ratings", "scale"), hints=(hint,))
    for name, words in (("scale", scale), ("other", other)):
        for index, word in enumerate(words):
            field = ("ratings", name, index)
            if not is_id(word):
                report.add("bad-id", f"the rating “{word}” can't be an id", field, hints=(id_hints(word),))
            elif word in words[:index]:
                hint = "remove one of them"
                report.add("scale-order", f"the rating `{word}` is in `{name}` twice", field, hints=(hint,))
            elif name == "other" and word in scale:
                first = report.place_of(("ratings", "scale", scale.index(word)))
                report.add(
                    "scale-order",
                    f"the rating `{word}` is in `scale` and in `other`",
                    field,
                    hints=("keep it in one of them",),
                    related=[Related("also here", first)],
                )
    for name in record.labels:
        if name not in scale + other:
            hints = did_you_mean(name, scale + other) or ("add it to `scale` or `other`, or remove the label",)
            where = ("ratings", "labels", name)
            report.add("unknown-rating", f"a label for `{name}`, which isn't a rating", where, hints=hints, at_key=True)
    usual = {rating: word for rating, word in default.labels.items() if rating in scale + other}
    return Ratings(scale, other, usual | record.labels, record.method)
