"""The words of a theme in the site's language: `strings/LANG.yaml`, plural forms, dates in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from string import Formatter
from typing import Any

from markupsafe import Markup, escape

from sitegen.render.escaping import escaped
from sitegen.render.string_merge import merge_strings
from sitegen.render.theme_files import file_inside

ENGLISH = "en"
"""The language that has every string: what another lacks is shown in it."""
ONE_OR_OTHER = frozenset(("en", "de", "nl", "sv", "da", "nb", "it", "es"))
"""Languages where 1 takes the form `one` and all else `other`; Babel knows the rest."""
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
FORM = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?")

BARE_COLOR = re.compile(r"""^(?:[^#"'\n]|"[^"\n]*"|'[^'\n]*')*[:{,][ \t]+(#[0-9A-Fa-f]{3,8})\b""", re.MULTILINE)
"""A colour without quotes: from it on, the line is a comment."""

Strings = Mapping[str, Any]
"""Name → text, forms by plural category, or more of the same."""


class FileFailed(Exception):
    """A file of a theme that can't be used: which, at which line, and why."""

    def __init__(self, path: Path, line: int | None, cause: str) -> None:
        super().__init__(f"{path}:{line}: {cause}")
        self.path, self.line, self.cause = path, line, cause


def read_strings(folders: Sequence[Path], language: str) -> dict[str, Any]:
    """All strings for a language: English, what its own files say instead, and last the site's own theme.

    `folders` as themes have them, the site's own first. For "de-AT", `de.yaml` is read before `de-AT.yaml`. Raises
    `FileFailed`, also for a string of another shape than the one it replaces.
    """
    found: dict[str, Any] = {}
    for path in string_files(folders, language):
        merge_strings(found, read_yaml(path), partial(_unfit, path))
    return found


def _unfit(path: Path, names: Sequence[str], cause: str) -> FileFailed:
    """A string that templates can't use: with the line of its name."""
    import yaml

    node: Any = yaml.compose(path.read_text("utf-8"), yaml.CBaseLoader)
    line = None
    for name in names:
        if not isinstance(node, yaml.MappingNode):  # an alias led here
            break
        for key, value in node.value:
            if key.value == name:
                line, node = key.start_mark.line + 1, value
                break
    return FileFailed(path, line, f"`{'.'.join(names)}`: {cause}")


def string_files(folders: Sequence[Path], language: str) -> list[Path]:
    """The files that hold the strings for a language; what a later one says goes."""
    names = dict.fromkeys((ENGLISH, language.split("-")[0].lower(), language))
    places = (file_inside(folder / "strings", f"{name}.yaml") for name in names for folder in reversed(folders))
    return [path for path in places if path]


def read_yaml(path: Path) -> dict[str, Any]:
    """A file of names and what they stand for, all scalars as text. Raises `FileFailed`."""
    import yaml

    text = ""
    try:
        text = path.read_text("utf-8")
        loader = yaml.CBaseLoader(text)  # all scalars as text: "no" is a word
        node = loader.get_single_node()
        read = loader.construct_document(node) if node else {}
        _check_twice(node, path)
    except yaml.MarkedYAMLError as error:
        if bare := BARE_COLOR.search(text):  # the parser stumbles somewhere below
            line = text.count("\n", 0, bare.start(1)) + 1
            raise FileFailed(path, line, f"# begins a comment, so {bare[1]} needs quotes") from error
        mark = error.problem_mark
        raise FileFailed(path, mark.line + 1 if mark else None, error.problem or "isn't YAML") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise FileFailed(path, None, str(error)) from error
    if not isinstance(read or {}, dict):
        raise FileFailed(path, 1, "it must be names and what they stand for, `name: value`")
    return read or {}


def _check_twice(root: Any, path: Path) -> None:
    """No name may stand twice in one mapping: one of its values would be lost unseen. Raises `FileFailed`."""
    import yaml

    waiting, seen = [root], set()
    while waiting:
        node = waiting.pop()
        if not isinstance(node, yaml.CollectionNode) or id(node) in seen:  # an alias leads back to what was seen
            continue
        seen.add(id(node))
        lines: dict[str, int] = {}
        for part in node.value:
            name, value = part if isinstance(node, yaml.MappingNode) else (None, part)
            waiting.append(value)
            if not isinstance(name, yaml.ScalarNode):
                continue
            line = name.start_mark.line + 1
            if lines.setdefault(name.value, line) != line:
                raise FileFailed(path, line, f"`{name.value}` is in line {lines[name.value]} already")


def fill_text(text: str, **values: object) -> Markup:
    """A text with what its {names} stand for, escaped unless it is HTML. Raises ValueError for names that stand for
    nothing."""
    try:
        parts = _plain_parts(text)
        if parts is None:
            return Markup(escape(text)).format(**values)
        filled: list[str] = []
        for said, name in parts:
            filled += (said,) if name is None else (said, escaped(values[name]))
        return Markup("".join(filled))
    except (LookupError, ValueError) as error:
        names = " and ".join(f"{{{name}}}" for name in values)
        raise ValueError(f"“{text}” can't be filled in: only {names} stands for something here") from error


@lru_cache(maxsize=1024, typed=True)  # the same words are another text once they are HTML
def _plain_parts(text: str) -> Sequence[tuple[str, str | None]] | None:
    """A text, escaped, as (what is said, the {name} after it). None if it wants more of a value than itself."""
    parts = list(Formatter().parse(escape(text)))
    is_plain = all(name is None or (name.isidentifier() and not spec and not how) for _, name, spec, how in parts)
    return [part[:2] for part in parts] if is_plain else None


def counter(strings: Strings, language: str) -> Callable[[int, str], str]:
    """What makes "3 articles" of (3, "articles")."""
    form = plural_form(language)

    def count(number: int, name: str) -> str:
        forms = strings["count"][name]
        return str(forms.get(form(number)) or forms["other"]).replace("{n}", str(number))

    return count


def plural_form(language: str) -> Callable[[int], str]:
    """What tells the plural category of a number: "one", "two", "few", "many", "other"."""
    if language.split("-")[0].lower() in ONE_OR_OTHER:
        return lambda number: "one" if number == 1 else "other"
    return _locale(language).plural_form  # type: ignore[no-any-return]


def dater(language: str) -> Callable[[str], str]:
    """What puts a date into words, as precise as it was written: "14 March 2024", "March 2024", "2024", "14 March
    2024, 09:00 UTC"; what isn't a date stays as it is."""

    @lru_cache(maxsize=65536)
    def words(text: str) -> str:
        match = FORM.fullmatch(text)
        if not match:
            return text
        year, month, day, time, zone = match.groups()
        if not month or not 1 <= int(month) <= 12:
            return text
        if language.split("-")[0].lower() == ENGLISH:
            said = f"{int(day)} {MONTHS[int(month) - 1]} {year}" if day else f"{MONTHS[int(month) - 1]} {year}"
        else:
            said = _locale_date(language, int(year), int(month), int(day) if day else None)
        return said + (f", {time}{' UTC' if zone == 'Z' else f' {zone}' if zone else ''}" if time else "")

    return words


def _locale_date(language: str, year: int, month: int, day: int | None) -> str:
    from datetime import date

    from babel.dates import format_date, format_skeleton

    locale, when = _locale(language), date(year, month, day or 1)
    said = format_date(when, "long", locale) if day else format_skeleton("yMMMM", when, locale=locale)
    return str(said)


@lru_cache(maxsize=4)
def _locale(language: str) -> Any:
    """Babel's locale, and English for a language it doesn't know. Imported late: most sites need none."""
    from babel import Locale, UnknownLocaleError

    for name in (language, language.split("-")[0]):
        try:
            return Locale.parse(name, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale(ENGLISH)
