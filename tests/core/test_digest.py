"""Keys of pages: equal for equal data, different for different data."""

from __future__ import annotations

import itertools

from sitegen.core.digest import digest_view

DIFFERENT = (
    None, True, False, 0, 1, 2**70, "", "0", "1", "null", "\ud800", "\udfff", "é", "e\u0301", [], [[]], ["a", "b"],
    ["ab"], {}, {"a": None}, {"a": "b", "c": "d"}, {"c": "d", "a": "b"}, {"a": "\ud800"}, {"a": {"b": 1}},
    {"a": ["b", 1]},
)  # fmt: skip


def test_different_data_have_different_keys() -> None:
    for first, second in itertools.combinations(DIFFERENT, 2):
        assert digest_view(first) != digest_view(second), (first, second)


def test_equal_data_have_equal_keys_wherever_they_come_from() -> None:
    shared = "".join(["sh", "ared"])
    assert digest_view([shared, shared, {"a": shared}]) == digest_view(["shared", "share" + "d", {"a": "shared"}])
    assert digest_view({"a": ["\ud800", shared]}) == digest_view({"a": ["".join(["\ud800"]), "shared"]})
