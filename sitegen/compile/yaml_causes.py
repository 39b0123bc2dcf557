"""What a YAML parser says, in an author's words."""

from __future__ import annotations

import re

from sitegen.compile.source_text import SourceText

_PLAIN = {
    "did not find expected '-' indicator": (
        "this line is indented unlike the item it belongs to",
        "begin it under the first letter of the item's other fields, which is two columns right of the dash",
    ),
    "did not find expected key": (
        "this line doesn't fit the lines above",
        "indent it exactly like the fields beside it",
    ),
    "could not find expected ':'": (
        "there is no `name: value` here",
        "write `name: value`, with a space after the colon",
    ),
    "did not find expected ',' or ']'": ("a list that begins with [ isn't closed", "add the ] at its end"),
    "did not find expected ',' or '}'": ("a mapping that begins with { isn't closed", "add the } at its end"),
    "found unexpected end of stream": (
        "a value that begins with a quotation mark isn't closed",
        "add the mark at its end",
    ),
    "mapping values are not allowed in this context": ("there is one colon too many, or an indent", ""),
    "found character that cannot start any token": ("a character that can't begin a value", ""),
}
"""libyaml's words → ours, and what to do."""


def explain_yaml(message: str, hints: tuple[str, ...], line: int, source: SourceText) -> tuple[str, tuple[str, ...]]:
    """A better message and hints for a syntax error that was found on a line of the file."""
    said = message.removeprefix("this isn't YAML: ")
    words, remedy = _PLAIN.get(said, (said, ""))
    message = f"this isn't YAML: {words}"
    if text := _prose_line(source, line):
        return message, (f"is the closing `---` missing before line {text}? The text begins there", *hints)
    if hints and "closed" not in words:
        return message, (_requoted(source.line(line)),) if "closing quote" in hints[0] else hints
    for near in (line, line - 1):
        if match := re.match(r"\s*(?:- )?([\w-]+):(?=[^\s/])", source.line(near)):
            return message, (f"write a space after the colon: `{match[1]}: …`",)
    return message, (remedy or "compare its indentation, quotation marks and brackets with the line above",)


def _requoted(line: str) -> str:
    """How to write a value that has quotation marks within its quotation marks."""
    match = re.match(r"\s*((?:- )?(?:[\w-]+: )?)(.*?)\s*$", line)
    name, value = (match[1], match[2]) if match else ("", line.strip())
    for mark in "\"'":
        if len(value) > 1 and value[0] == value[-1] == mark:
            value = value[1:-1]
            break
    mark = '"' if "'" in value and '"' not in value else "'"
    written = value if mark == '"' else value.replace("'", "''")
    return f"the value has quotation marks within; write {name}{mark}{written}{mark}"


def _prose_line(source: SourceText, line: int) -> int | None:
    """The first line, up to `line`, that looks like an article's text: after an empty line, and not a field."""
    for number in range(source.yaml_line + 2, line + 1):
        text = source.line(number)
        if text and not source.line(number - 1).strip() and not re.match(r"\s|[\w-]+:|- |#|[\[{}\]]", text):
            return number
    return None
