"""What the usual ratings are called where a site doesn't say it; ids say it in English. They judge statements."""

from __future__ import annotations

from collections.abc import Mapping

RATING_WORDS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "false": "Falsch",
        "mostly-false": "Überwiegend falsch",
        "mixed": "Teilweise richtig",
        "mostly-true": "Überwiegend richtig",
        "true": "Richtig",
        "unproven": "Unbelegt",
        "missing-context": "Kontext fehlt",
        "outdated": "Überholt",
        "misattributed": "Falsch zugeschrieben",
        "satire": "Satire",
    },
    "he": {
        "false": "לא נכון",
        "mostly-false": "לא נכון ברובו",
        "mixed": "נכון בחלקו",
        "mostly-true": "נכון ברובו",
        "true": "נכון",
        "unproven": "לא מוכח",
        "missing-context": "חסר הקשר",
        "outdated": "לא עדכני",
        "misattributed": "יוחס בטעות",
        "satire": "סאטירה",
    },
}
"""Language (BCP 47, without a region) → rating → its word."""


def rating_words(language: str) -> Mapping[str, str]:
    """The words in a site's language; none where ids say it, or nobody has written them yet."""
    return RATING_WORDS.get(language.partition("-")[0].lower(), {})
