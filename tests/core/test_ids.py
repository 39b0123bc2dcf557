"""Ids that are made up."""

from __future__ import annotations

from sitegen.core.ids import annotation_id


def test_a_made_up_id_can_be_named_in_css() -> None:
    assert annotation_id("talks-end", "12,000 prisoners and the road").startswith("q12-000-prisoners-and-the-")
    assert annotation_id("talks-end", "a lasting peace").startswith("a-lasting-peace-")
