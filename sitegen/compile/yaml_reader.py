"""YAML in the safe and literal form this format allows: every scalar is text, and nothing is there that one can't see.

PyYAML's loaders turn `NO` into False, keep the last of two equal keys and crash on deep nesting (the C composer
recurses). Reading the parser's events avoids all three, and costs half of what the C loader does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import yaml
from yaml import events as ev

from sitegen.compile.yaml_text import FieldPath, Span, YamlProblem, YamlText

try:
    from yaml.cyaml import CParser as _EventParser  # type: ignore[attr-defined]
except ImportError:  # a PyYAML built without libyaml

    class _EventParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):  # type: ignore[no-redef]
        def __init__(self, stream: str) -> None:
            yaml.reader.Reader.__init__(self, stream)
            yaml.scanner.Scanner.__init__(self)
            yaml.parser.Parser.__init__(self)


MAX_DEPTH = 32
_TOO_DEEP = f"YAML nested deeper than {MAX_DEPTH} levels"

MAX_PROBLEMS = 100
"""More than anyone reads; a hostile file could have one for every few bytes."""

_LINE_ENDS = {0x85: 0xF0085, 0x2028: 0xF2028, 0x2029: 0xF2029}
"""Characters that YAML 1.1 takes for line ends. In our files they are text, so the parser sees stand-ins for them."""

_STAND_INS = {stand_in: character for character, stand_in in _LINE_ENDS.items()}
_UNPRINTABLE = "[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"


def parse_yaml(text: str) -> YamlText:
    """Read one YAML document. Never raises: what is wrong comes back as problems."""
    problems: list[YamlProblem] = []
    root: Any = None
    container: Any = None
    key: str | None = None
    stack: list[tuple[Any, str | None]] = []
    documents = 0
    copies: dict[tuple[int, str], int] = {}
    try:
        for event in _events(text):
            if len(problems) >= MAX_PROBLEMS:
                return YamlText(None, tuple(_with_first_places(problems, text)))
            kind = type(event)
            if kind is ev.ScalarEvent:
                value: Any = event.value if event.value or event.style else None
            elif kind is ev.MappingStartEvent:
                value = {}
            elif kind is ev.SequenceStartEvent:
                value = []
            elif kind is ev.MappingEndEvent or kind is ev.SequenceEndEvent:
                container, key = stack.pop()
                continue
            elif kind is ev.AliasEvent:
                problems.append(_feature("an alias (*name)", event, "write the value out"))
                value = None
            elif kind is ev.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    problems.append(_feature("a second document (---)", event, "keep one document"))
                    break
                continue
            else:
                continue
            if kind is not ev.AliasEvent and (event.anchor is not None or event.tag is not None):
                what = "an anchor (&name)" if event.anchor is not None else "a tag (!name)"
                problems.append(_feature(what, event, "remove it; a value that begins with & or ! needs quotes"))
            if container is None:
                root = value
            elif type(container) is list:
                container.append(value)
            elif key is None:
                if not isinstance(value, str):
                    problems.append(YamlProblem("yaml-feature", "a key must be a word", _span(event)))
                    if value is not None:
                        return YamlText(None, tuple(_with_first_places(problems, text)))
                    value = f"<{len(container)}>"
                if value in container:
                    problems.append(
                        YamlProblem("duplicate-key", f"`{value}` is given twice", _span(event), ("keep one of them",))
                    )
                    number = copies[id(container), value] = copies.get((id(container), value), 1) + 1
                    value = f"{value} <{number}>"
                elif value == "<<":
                    problems.append(_feature("a merge key (<<)", event, "write the fields out"))
                container[value] = None
                key = value
                continue
            else:
                container[key] = value
                key = None
            if kind is ev.MappingStartEvent or kind is ev.SequenceStartEvent:
                stack.append((container, key))
                container, key = value, None
                if len(stack) > MAX_DEPTH:
                    problems.append(YamlProblem("yaml-feature", _TOO_DEEP, _span(event)))
                    return YamlText(None, tuple(problems))
    except yaml.YAMLError as error:
        problems.append(_syntax(text, error))
        return YamlText(None, tuple(problems))
    except (ValueError, IndexError, KeyError, AttributeError, UnicodeError) as error:
        # PyYAML raises these, too, on escapes beyond Unicode and the like.
        problems.append(YamlProblem("yaml-syntax", f"YAML can't be read: {error}", Span(0, 0, 0, 1)))
        return YamlText(None, tuple(problems))
    return YamlText(root, tuple(_with_first_places(problems, text)))


def locate(text: str, wanted: FieldPath) -> Span:
    """The place of a field's value, or of the nearest field around it that exists."""
    places = _index(text)[0]
    for length in range(len(wanted), -1, -1):
        if found := places.get(wanted[:length]):
            return found[1]
    return Span(0, 0, 0, 1)


def locate_key(text: str, wanted: FieldPath) -> Span | None:
    """The place of a field's key."""
    return _index(text)[1].get(wanted)


@lru_cache(maxsize=2)
def _index(text: str) -> tuple[dict[FieldPath, tuple[int, Span]], dict[FieldPath, Span]]:
    """The best place of every field, and the first key. Kept for a file's further diagnostics."""
    places: dict[FieldPath, tuple[int, Span]] = {}
    keys: dict[FieldPath, Span] = {}
    for path, span, what in _places(text):
        # A list's or mapping's own place is its first line: its key is the better thing to point at.
        rank = ("container", "key", "plain", "quoted").index(what)
        if path not in places or rank > places[path][0]:
            places[path] = rank, span
        if what == "key":
            keys.setdefault(path, span)
    return places, keys


def cut_values(text: str) -> Iterator[tuple[FieldPath, Span, str]]:
    """Plain values that YAML cut at a single space and `#`: (field, place, what was cut off)."""
    lines = text.split("\n")
    for path, span, what in _places(text):
        if what == "plain" and span.end_line < len(lines):
            rest = lines[span.end_line][span.end_column :]
            # Two spaces before `#` are how people set off a comment; one is how they write a number sign.
            if rest.startswith(" #"):
                yield path, span, rest.strip()


def _places(text: str) -> Iterator[tuple[FieldPath, Span, str]]:
    """(field, place, key | plain | quoted | container) for every key and value, as far as the text can be parsed."""
    stack: list[tuple[FieldPath, int | str | None]] = []
    path: FieldPath = ()
    state: int | str | None = None  # an index within a list; within a mapping "=key", or "" before one
    try:
        for event in _events(text):
            kind = type(event)
            if kind is ev.MappingEndEvent or kind is ev.SequenceEndEvent:
                path, state = stack.pop()
                continue
            if kind not in (ev.ScalarEvent, ev.MappingStartEvent, ev.SequenceStartEvent, ev.AliasEvent):
                continue
            if len(stack) > MAX_DEPTH:
                return
            here = path
            if isinstance(state, int):
                here = (*path, state)
                state += 1
            elif state == "":
                name = getattr(event, "value", "?")
                yield (*path, name), _span(event), "key"
                state = f"={name}"
                continue
            elif isinstance(state, str):
                here = (*path, state[1:])
                state = ""
            if kind in (ev.MappingStartEvent, ev.SequenceStartEvent):
                yield here, _span(event), "container"
                stack.append((path, state))
                path, state = here, ("" if kind is ev.MappingStartEvent else 0)
            else:
                yield here, _span(event), "quoted" if getattr(event, "style", None) else "plain"
    except (yaml.YAMLError, ValueError, IndexError, KeyError, AttributeError):
        return


def _events(text: str) -> Iterator[Any]:
    if "\x85" in text or "\u2028" in text or "\u2029" in text:
        for event in _raw_events(text.translate(_LINE_ENDS)):
            if type(event) is ev.ScalarEvent:
                event.value = event.value.translate(_STAND_INS)
            yield event
    else:
        yield from _raw_events(text)


def _raw_events(text: str) -> Iterator[Any]:
    parser = _EventParser(text)
    try:
        while True:
            event = parser.get_event()
            if event is None or type(event) is ev.StreamEndEvent:
                return
            yield event
    finally:
        parser.dispose()


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    if isinstance(event, (ev.MappingStartEvent, ev.SequenceStartEvent)):
        return Span(start.line, start.column, start.line, start.column + 1)
    return Span(start.line, start.column, end.line, max(end.column, start.column + 1 if end.line == start.line else 0))


def _feature(what: str, event: Any, hint: str) -> YamlProblem:
    return YamlProblem("yaml-feature", f"{what} isn't allowed here", _span(event), (hint,))


def _with_first_places(problems: list[YamlProblem], text: str) -> list[YamlProblem]:
    """Tell duplicate keys where the first one is."""
    if not any(problem.code == "duplicate-key" for problem in problems):
        return problems
    path_at = {span: path for path, span, what in _places(text) if what == "key"}
    firsts = _index(text)[1]
    told = []
    for problem in problems:
        first = firsts.get(path_at.get(problem.span, ())) if problem.code == "duplicate-key" else None
        if first is not None and first != problem.span:
            message = f"{problem.message} (first on line {{{first.line}}})"
            problem = YamlProblem(problem.code, message, problem.span, problem.hints, first)
        told.append(problem)
    return told


def _syntax(text: str, error: yaml.YAMLError) -> YamlProblem:
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    lines = text.split("\n")
    cause = str(getattr(error, "problem", None) or error).split("\n")[0]
    if "nesting depth" in cause:  # newer parsers have a bound of their own, and look ahead before they tell of a level
        return YamlProblem("yaml-feature", _TOO_DEEP, Span(line, column, line, column + 1))
    for number in dict.fromkeys((line, line - 1)):
        if 0 <= number < len(lines) and (hint := _usual_cause(lines[number])):
            at = number
            return YamlProblem("yaml-syntax", f"this isn't YAML: {cause}", _line_span(lines, at), (hint,))
    if isinstance(error, yaml.reader.ReaderError):
        cause = "a control character isn't allowed"
        found = re.search(_UNPRINTABLE, text)
        at = found.start() if found else 0
        line, column = text.count("\n", 0, at), at - (text.rfind("\n", 0, at) + 1)
    line = min(line, max(len(lines) - 1, 0))
    return YamlProblem("yaml-syntax", f"this isn't YAML: {cause}", Span(line, column, line, column + 1))


def _usual_cause(line: str) -> str | None:
    body = line.strip()
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "indent with spaces, not tabs"
    match = re.match(r"(?:- )?([\w-]+): (.*)", body)
    value = match[2].strip() if match else body.removeprefix("- ").strip()
    name = f"{match[1]}: " if match else "- "
    if re.match(r"[^'\"\[{|>].*:(\s|$)", value):
        quoted = "'" + value.replace("'", "''") + "'"
        return f"the value has a colon; put it in quotes: {name}{quoted}"
    if re.match(r'"[^"]*"\s*\S', value) or re.match(r"'[^']*'\s*\S", value):
        quoted = "'" + value.replace("'", "''") + "'"
        return f"the value goes on after its closing quote; put all of it in quotes: {name}{quoted}"
    if value[:1] in ("@", "`", "%", "*", "&", "!"):
        return f"a value can't begin with {value[0]}; put it in quotes: {name}'{value}'"
    if value.count('"') % 2 == 1 and value.startswith('"'):
        return 'the closing " is missing'
    if value.startswith("'") and value.count("'") % 2 == 1:
        return "the closing ' is missing (within single quotes, write '' for an apostrophe)"
    return None


def _line_span(lines: list[str], number: int) -> Span:
    line = lines[number]
    return Span(number, len(line) - len(line.lstrip()), number, max(len(line), 1))
