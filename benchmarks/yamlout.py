"""Plain data written as the YAML an author would write: block style, quotes only where they are needed."""

import json
import re
from typing import TypeAlias

Data: TypeAlias = "str | list[Data] | dict[str, Data]"

_PLAIN = re.compile(r"[^\W_](?:[\w ,.’'();/%…—–-]*[\w.)%’])?|https?://[\w./-]+")
_TYPED = re.compile(r"(?i)[\d.,eEx_:-]+|\d{4}-\d\d-\d\d.*|true|false|yes|no|on|off|null|y|n")
_ID = re.compile(r"[a-z0-9-]+")


def scalar(text: str, quoted: bool) -> str:
    """One scalar. `quoted`: also quote what other YAML readers would take for a boolean, a number or a date."""
    plain = _PLAIN.fullmatch(text) and not (quoted and _TYPED.fullmatch(text))
    return text if plain else json.dumps(text, ensure_ascii=False)


def _lines(value: Data, indent: str, quoted: bool) -> list[str]:
    """The lines of a mapping or a list, indented."""
    lines: list[str] = []
    if isinstance(value, dict):
        entries = [(f"{key}:", item) for key, item in value.items()]
    else:
        entries = [("-", item) for item in value]
    for lead, item in entries:
        if isinstance(item, str):
            if "\n" in item:
                rows = item.rstrip("\n").split("\n")
                lines += [f"{indent}{lead} |", *(f"{indent}  {row}".rstrip() for row in rows)]
            else:
                lines.append(f"{indent}{lead} {scalar(item, quoted)}")
        elif isinstance(item, list) and all(isinstance(part, str) and _ID.fullmatch(part) for part in item):
            lines.append(f"{indent}{lead} [{', '.join(scalar(str(part), quoted) for part in item)}]")
        elif lead == "-":
            inner = _lines(item, indent + "  ", quoted)
            lines += [f"{indent}- {inner[0].lstrip()}", *inner[1:]]
        else:
            lines += [f"{indent}{lead}", *_lines(item, indent + "  ", quoted)]
    return lines


def dump(value: dict[str, Data], quoted: bool = False) -> str:
    """A mapping as YAML text, ending with a newline."""
    return "\n".join(_lines(value, "", quoted)) + "\n"


def document(front: dict[str, Data], body: str, quoted: bool = False) -> str:
    """A Markdown file with YAML front matter."""
    return f"---\n{dump(front, quoted)}---\n{body.rstrip()}\n"
