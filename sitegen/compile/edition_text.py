"""Writes the file of an edition: YAML that people can review, a value to a line, and the digest of what it says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from sitegen.compile.edition import edition_digest
from sitegen.compile.fields import without_controls

NO_FOLDING = 1 << 30
"""Columns. A value that is all in its line is read without the YAML parser, and found by `grep`."""


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Every scalar is text when it is read back, so that dates and numbers need no quotes."""

    yaml_implicit_resolvers: Mapping[str, Any] = {}


def edition_text(day: str, frozen: str, corrections: Sequence[Mapping[str, Any]]) -> str:
    """The file of an edition. `corrections` as `FrozenCorrection` has them: text, `true`, and mappings of text."""
    data = {"date": day, "frozen": frozen, "corrections": [_line(item) for item in corrections]}
    head = {"date": day, "frozen": frozen, "sha256": edition_digest(data)}
    return "".join(
        yaml.dump(part, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=NO_FOLDING)
        for part in (head, {"corrections": data["corrections"]})
    )


def _line(value: Any) -> Any:
    """The value with each text on one line, as its page shows it, and without what no field may hold."""
    if isinstance(value, Mapping):
        return {name: _line(part) for name, part in value.items()}
    return re.sub(r"\s*[\t\n\r\v\f]\s*", " ", without_controls(value)).strip()
