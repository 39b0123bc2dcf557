"""The strings of one file laid over those that it replaces: text over text, names over names, forms over forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Fail = Callable[[Sequence[str], str], Exception]
"""What makes the error of the string at some names ("count", "claim") from its cause."""

COUNT = "count"
"""Below it, each name has forms by plural category, in which {n} is the number."""

_NAMED = re.compile(r"\{\w*\}")


def merge_strings(into: dict[str, Any], new: Mapping[str, Any], fail: Fail, names: Sequence[str] = ()) -> None:
    """Raises what `fail` makes for a string that templates couldn't use in the place of the one it replaces."""
    for name, value in new.items():
        here, old = (*names, name), into.get(name)
        is_forms = names == (COUNT,)
        wants_names = isinstance(old, dict) or is_forms or here == (COUNT,)
        if isinstance(value, dict) and (wants_names or old is None):
            if is_forms and "other" not in {*value, *(old or ())}:
                raise fail(here, "the form `other` is missing")
            merge_strings(into.setdefault(name, {}), value, fail, here)
        elif isinstance(value, dict | list):
            raise fail(here, f"it must be text; here it is a {'mapping' if isinstance(value, dict) else 'list'}")
        elif wants_names:
            wanted = '`{one: …, other: "{n} …"}`' if is_forms else "names, each with its text"
            raise fail(here, f"it must be {wanted}; here it is text")
        elif names[:1] == (COUNT,) and old is not None and (strange := _strange(value, into)):
            raise fail(here, f"{strange} stands for nothing here; {{n}} is the number")
        else:
            into[name] = value


def _strange(form: str, forms: Mapping[str, str]) -> str | None:
    """What is to be filled into a form, and into none of those that it belongs to."""
    known = {word for other in forms.values() for word in _NAMED.findall(other)}
    return next((word for word in _NAMED.findall(form) if word != "{n}" and word not in known), None)
