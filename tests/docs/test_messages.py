"""`docs/messages.md` has every rule, and its examples are what the cases of tests/rules say.

`pytest tests/docs --update` rewrites the examples.
"""

from __future__ import annotations

import re
from pathlib import Path

from documents import DOCS, read

from sitegen.core.diagnostics import RULES

CASES = Path(__file__).parents[1] / "rules" / "cases"

_SECTION = re.compile(r"^### ([\w-]+)\n\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
_EXAMPLE = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def sections() -> dict[str, str]:
    return dict(_SECTION.findall(read("messages.md")))


def said(code: str) -> set[str]:
    """What cases about a rule say, without the words that a place covers."""
    return {
        "".join(line + "\n" for line in block.splitlines() if not line.lstrip().startswith("at: "))
        for path in sorted(CASES.glob("*.txt"))
        if path.stem.partition("+")[0] == code
        for block in re.split(r"^(?=\S)", path.read_text("utf-8").partition("-- expected --\n")[2], flags=re.MULTILINE)
        if f"[{code}]" in block.partition("\n")[0]
    }


def test_every_rule_is_there_in_the_order_of_the_rules() -> None:
    assert list(sections()) == list(RULES)


def test_severities() -> None:
    for code, text in sections().items():
        assert text.startswith(f"*{RULES[code][0].capitalize()}.*"), code


def test_every_rule_says_what_to_do() -> None:
    assert [code for code, text in sections().items() if "\n**Do:** " not in text] == []


def test_examples_are_real(update: bool) -> None:
    document, stale = read("messages.md"), []
    for code, text in sections().items():
        real = said(code)
        shown = _EXAMPLE.search(text)
        if real and (shown is None or shown[1] not in real):
            stale.append(code)
            if shown:
                document = document.replace(shown[1], min(real))
    if update:
        (DOCS / "messages.md").write_text(document, encoding="utf-8")
        return
    assert stale == [], "the cases say something else now: pytest tests/docs --update"
