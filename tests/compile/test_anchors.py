"""Anchoring: a quote finds exactly its own words, or the error says why not."""

from __future__ import annotations

import itertools
import random
import re
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sitegen.compile.anchors import Anchored, Finding, Haystack, Hidden, Selector, anchor, splits_word, strip_markdown
from sitegen.compile.matching import parts_word
from sitegen.core.folding import fold_text

BODY = (
    "He said: “We agreed on 12,000 prisoners,” she added.\n"
    "The ceasefire will take effect on Monday, she said. Again on Monday, he said: on Monday "
    "it’s so\u00adcalled over…\n"
    "The Border Regime stands."
)
TITLE = Haystack("title", "Talks end; prisoners to be freed")


def run(quote: str, text: str = BODY, name: str = "body", **context: str | int) -> Anchored | Finding:
    selector = Selector(quote, **context)  # type: ignore[arg-type]
    return anchor(
        selector, Haystack(name, text), (TITLE,), (Hidden("A photo of the gate", "alt text of an image", 12),)
    )


def words(quote: str, text: str = BODY, **context: str | int) -> str:
    """The article's own characters that an undoubted anchor covers."""
    found = run(quote, text, **context)
    assert isinstance(found, Anchored), found
    assert found.findings == (), found
    return text[found.start : found.end]


def error(quote: str, text: str = BODY, name: str = "body", **context: str | int) -> Finding:
    found = run(quote, text, name, **context)
    assert isinstance(found, Finding), found
    assert found.severity == "error"
    return found


def warning(quote: str, text: str = BODY) -> tuple[str, Finding]:
    found = run(quote, text)
    assert isinstance(found, Anchored), found
    [finding] = found.findings
    assert finding.severity == "warning"
    return text[found.start : found.end], finding


# --- steps 1 and 2 ---


@pytest.mark.parametrize(
    ("quote", "text", "covered"),
    [
        ("12,000 prisoners", BODY, "12,000 prisoners"),
        ('"We agreed on 12,000 prisoners,"', BODY, "“We agreed on 12,000 prisoners,”"),
        ("  We agreed\n on 12,000 ", BODY, "We agreed on 12,000"),
        ("it's socalled over...", BODY, "it’s so\u00adcalled over…"),
        ("she added. The ceasefire", BODY, "she added.\nThe ceasefire"),
        ("added.\nThe", BODY, "added.\nThe"),
        ("השלום הושג", "אתמול \u200fהשלום\u200e הושג.", "השלום\u200e הושג"),
        ('צה"ל הודיע', "דובר צה״ל הודיע", "צה״ל הודיע"),
        (
            '"Wir haben uns geeinigt", sagte',
            "Er: „Wir haben uns geeinigt“, sagte er.",
            "„Wir haben uns geeinigt“, sagte",
        ),
        ('Elle dit : " Oui " - deux', "Puis Elle dit\u00a0: «\u00a0Oui\u00a0» – deux fois", "«\u00a0Oui\u00a0»"),
        ("a « Oui » b", "a «\u202fOui\u00a0» b", "«"),
        ("first office", "the ﬁrst oﬃce", "ﬁrst oﬃce"),
        ("한글", "\u1112\u1161\u11ab\u1100\u1173\u11af", "\u1112\u1161\u11ab\u1100\u1173\u11af"),
        ("cafe\u0301 noir", "un café noir", "café noir"),
        ("café noir", "un cafe\u0301 noir", "cafe\u0301 noir"),
        ("停火将于", "双方同意。停火将于周一", "停火将于"),
        ("so\u00adcalled", "\u00adso\u00adcalled\u00ad \u200b regime", "so\u00adcalled"),
        ("it's", "it’s one, it's two", "it's"),  # the exact words come first
    ],
)
def test_finds_the_articles_own_characters(quote: str, text: str, covered: str) -> None:
    found = words(quote, text)
    assert fold_text(found) == fold_text(quote).strip()
    assert covered in found
    assert found == found.strip(" \u00ad\u200b\n")


@pytest.mark.parametrize("quote", ["", "  \n", "\u200b\u00ad", "\u0301", " \u200f "])
def test_an_empty_quote_is_an_error(quote: str) -> None:
    assert error(quote).code == "quote-empty"


@pytest.mark.parametrize(
    "quote",
    [
        "We agreed on 1,200 prisoners",
        "We agreed on 12.000 prisoners",
        "We agreed on 12000 prisoners",
        "so-called over",
        "We have agreed on 12,000",
        "agreed 12,000",
        "Border Regimes",
        "stands. of",  # would cut the ligature
    ],
)
def test_no_word_or_digit_is_changed(quote: str) -> None:
    assert error(quote, BODY + " oﬃce").code == "quote-not-found"


# --- step 3 ---


@pytest.mark.parametrize(
    ("quote", "covered"),
    [
        ("the border regime", "The Border Regime"),
        ("**Border** Regime", "Border Regime"),
        ("The [Border Regime](https://x.example/a_b 'T') `stands`\\.", "The Border Regime stands."),
        ("> _We_ agreed on ~~12,000~~", "We agreed on 12,000"),
        ("<em>Border</em>&nbsp;Regime", "Border Regime"),
        ("she added.\n\n# The ceasefire", "she added.\nThe ceasefire"),
    ],
)
def test_markdown_and_case_are_forgiven_with_the_text_to_paste(quote: str, covered: str) -> None:
    found, finding = warning(quote)
    assert found == covered
    assert finding.code == "quote-approximate"
    [paste] = [hint.removeprefix("the text to paste: ") for hint in finding.hints if "paste" in hint]
    assert words(paste) == covered


def test_case_is_kept_where_markdown_is_enough() -> None:
    assert warning("**The** talks", "the talks. The talks")[0] == "The talks"
    assert error("Masse", "die Maße").code == "quote-not-found"


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        (r"\*not\* 5 * 3 snake_case_name", "*not* 5 * 3 snake_case_name"),
        ("a[^1] ![alt](u.png)b [c][d] [[id|e]] [f]", "a b c e [f]"),
        ("1. one\n- two\n- 5 <b and c> <br/>", "1. one\ntwo\n- 5 <b and c> "),
    ],
)
def test_only_markdown_is_stripped(text: str, bare: str) -> None:
    assert strip_markdown(text) == bare


# --- step 4 ---


@pytest.mark.parametrize("dots", ["…", " ... ", " [...] ", " […] ", "....", " (…) "])
def test_an_ellipsis_joins_parts_of_one_passage(dots: str) -> None:
    assert words(f"We agreed{dots}she added") == "We agreed on 12,000 prisoners,” she added"
    assert words(f"{dots}The ceasefire will{dots}") == "The ceasefire will"


def test_an_ellipsis_takes_the_shortest_span() -> None:
    assert words("big … end", "big big x end y end") == "big x end"
    assert words("a one … b … c", "a one b a one x b y c") == "a one x b y c"
    assert error("one … two", "one x two, one y two").code == "quote-ambiguous"
    assert words("one … two", "one x two, one y two", occurrence=2) == "one y two"


def test_an_ellipsis_never_spans_parts_of_words_or_too_much() -> None:
    assert error("agreed on 12… prisoners").code == "quote-not-found"
    assert error('" … "', '"a" b').code == "quote-not-found"
    far = error("begin … end", "begin " + "x " * 600 + "end")
    assert "1,209 characters apart" in far.message
    assert words("begin … end", "begin " + "x " * 495 + "end")
    assert error("We agreed … soners … added").code == "quote-not-found"
    assert words("We agreed … prisoners … added") == "We agreed on 12,000 prisoners,” she added"
    assert "“zebra” is not there" in error("We agreed … zebra").hints[0]


# --- several hits ---


def test_an_ambiguous_quote_lists_every_hit_and_the_remedy() -> None:
    finding = error("on Monday")
    assert (finding.code, finding.message) == ("quote-ambiguous", "“on Monday” is in the article 3 times.")
    assert [BODY[p.start : p.end] for p in finding.passages] == ["on Monday"] * 3
    assert 'add prefix: "effect" or occurrence: 1' in finding.passages[0].label


def test_many_hits_are_cut_short() -> None:
    finding = error("ab", "ab " * 1200)
    assert len(finding.passages) == 5
    assert "and 1,195 more" in finding.hints


@pytest.mark.parametrize(("quote", "starts"), [("a", [0, 1, 2]), ("aa", [0, 1])])
def test_overlapping_hits_count(quote: str, starts: list[int]) -> None:
    assert [p.start for p in error(quote, "aaa").passages] == starts


def test_prefix_suffix_and_occurrence_choose() -> None:
    places = [m.start() for m in re.finditer("on Monday", BODY)]
    for context, n in (
        ({"prefix": "take\neffect "}, 0),
        ({"prefix": "effect", "suffix": ", she"}, 0),
        ({"suffix": " it's socalled"}, 2),
        ({"occurrence": 2}, 1),
        ({"suffix": ", ", "occurrence": 2}, 1),
    ):
        found = run("on Monday", **context)
        assert isinstance(found, Anchored)
        assert found.start == places[n], context


def test_a_prefix_chooses_among_typographic_equals() -> None:
    assert words('"yes"', 'he: "yes", she: “yes”', prefix="she: ") == "“yes”"


def test_a_prefix_must_match_even_a_unique_quote() -> None:
    finding = error("agreed on", prefix="You")
    assert finding.message == "“agreed on” is in the article, but not after “You”."
    assert 'after “He said: "We”' in finding.passages[0].label
    finding = error("on Monday", prefix="Then", suffix=", she")
    assert finding.message == "“on Monday” is in the article 3 times, but never after “Then”."
    assert error("he said", "he said. Then He Said", prefix="Then").code == "quote-not-found"
    assert "after “Again” and before “it”" in error("on Monday", prefix="Again", suffix="it").message


@pytest.mark.parametrize("occurrence", [0, -1, 4])
def test_occurrence_out_of_range(occurrence: int) -> None:
    finding = error("on Monday", occurrence=occurrence)
    assert finding.code == "occurrence-range"
    assert f"3 times: there is no occurrence {occurrence}" in finding.message
    assert len(finding.passages) == 3


# --- elsewhere, nowhere ---


def test_words_of_another_text_or_of_none() -> None:
    assert (error("to be freed").code, error("to be freed").hints) == ("quote-in-title", ("add in: title",))
    in_title = anchor(Selector("We agreed"), TITLE, (Haystack("body", BODY), Haystack("caption", "We agreed not")))
    assert isinstance(in_title, Finding)
    assert in_title.hints == ("remove in: title",)
    caption = anchor(Selector("agreed not"), TITLE, (Haystack("caption", "We agreed not"),))
    assert isinstance(caption, Finding)
    assert caption.hints == ("change it to in: caption",)
    hidden = error("photo of the gate")
    assert hidden.code == "quote-unmarkable"
    assert "alt text of an image (line 12)" in hidden.message


def test_not_found_shows_the_nearest_passage_and_the_difference() -> None:
    finding = error("we agreed on 1,200 prisoners")
    assert finding.message == "“we agreed on 1,200 prisoners” is not in the article."
    assert finding.hints == ("it has “12,000” where the quote has “1,200”",)
    [passage] = finding.passages
    assert passage.label == "Nearest passage (95 % alike): “We agreed on 12,000 prisoners”"
    assert BODY[passage.start : passage.end] == "We agreed on 12,000 prisoners"
    assert error("zebra giraffe").hints == ("nothing in the article is like it",)
    assert error("zebra", name="title").message == "“zebra” is not in the title."


@pytest.mark.parametrize(
    ("quote", "whole"),
    [
        ("12,000 pris", "12,000 prisoners"),
        ("on 12", "on 12,000"),
        ("000 prisoners", "12,000 prisoners"),
        ("Regi", "Regime"),
    ],
)
def test_a_split_word_is_a_warning(quote: str, whole: str) -> None:
    _, finding = warning(quote)
    assert finding.code == "quote-partial-word"
    assert f"“{whole}”" in finding.hints[0]


@pytest.mark.parametrize(
    ("text", "at", "splits"),
    [
        ("word", 2, True),
        ("a b", 1, False),
        ("don't", 3, False),
        ("e\u0301", 1, True),
        ("-\u0301", 1, True),
        ("so\u00adcalled", 2, True),
        ("so\u00ad called", 2, False),
        ("12\u00a0000", 2, True),
        ("12\u00a0000", 3, True),
        ("12\u202f000\u202f000", 6, True),
        ("12’000", 2, True),
        ("12'000,50", 3, True),
        ("1,200\u00a01,200", 5, False),
        ("1,200\u00a01,200", 6, False),
        ("12\u00a00000", 2, False),
        ("2024\u00a0200 dead", 4, False),
        ("2024\u202f200 dead", 5, False),
        ("5’11", 1, False),
        ("12\u00a0", 2, False),
        ("3.5", 1, True),
        ("3.14159", 2, True),
        ("12, 000", 2, False),
        ("停火", 1, False),
        ("👩\u200d👧", 1, True),
        ("word", 0, False),
        ("word", 4, False),
        ("שָׁלוֹם", 3, True),
    ],
)
def test_where_a_border_splits(text: str, at: int, splits: bool) -> None:
    assert splits_word(text, at) is splits


def test_the_short_way_at_a_border() -> None:
    around = " .,;:!?'’-–“”\n\u00a0\u202f\u00ad\u200d\u200b\u0301aZé1٣²ﬁ停שׁ👩"
    for left, right, last in itertools.product(around, around, "a1 ."):
        text = f"a{left}{right}{last}"
        assert splits_word(text, 2) is parts_word(text, 2), text


# --- properties ---

VOCABULARY = [
    "we",
    "agreed",
    "on",
    "1,200",
    "12,000",
    "it’s",
    "so\u00adcalled",
    "“peace”",
    "cafe\u0301",
    "naïve",
    "ﬁrm",
]
VOCABULARY += ["a–b", "end…", "שלום", "Straße", "'so'", "über-all", "\u1112\u1161\u11ab", "Talks", "talks"]
JOINTS = [" ", "\n", "\u00a0", "\u202f", "  ", " \u200b"]
joints = st.sampled_from(JOINTS)


def test_no_border_between_words_splits() -> None:
    for first, joint, second in itertools.product(VOCABULARY, JOINTS, VOCABULARY):
        text = first + joint + second
        assert not splits_word(text, len(first)), text
        assert not splits_word(text, len(first + joint)), text


@st.composite
def articles(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    """A text and the ranges of its words."""
    text, spans = "", []
    for word in draw(st.lists(st.sampled_from(VOCABULARY), min_size=2, max_size=25)):
        text += draw(joints) if text else ""
        spans.append((len(text), len(text) + len(word)))
        text += word
    return text, spans


def disturb(quote: str, rng: random.Random) -> str:
    """The same words with other typography."""
    swaps = {"'": "’‘‚'", '"': '“”„«"', "-": "–—‑-", " ": [" ", "\u00a0", "\n", "  ", "\u2009", " \u200b"]}
    out = []
    for char in fold_text(quote):
        out.append(rng.choice(swaps.get(char, [char])))
        if char.isalnum() and rng.random() < 0.2:
            out.append(rng.choice("\u00ad\u200b\u2060"))
    changed = "".join(out).replace("...", rng.choice(["…", "..."])).replace("fi", rng.choice(["ﬁ", "fi"]))
    return unicodedata.normalize(rng.choice(["NFC", "NFD"]), changed)


@st.composite
def typed_quotes(draw: st.DrawFn) -> tuple[str, tuple[int, int], str]:
    """A text, the range of some of its words, and these words as somebody else types them."""
    text, spans = draw(articles())
    first = draw(st.integers(0, len(spans) - 1))
    last = draw(st.integers(first, len(spans) - 1))
    start, end = spans[first][0], spans[last][1]
    return text, (start, end), disturb(text[start:end], draw(st.randoms(use_true_random=False)))


@given(typed_quotes())
@example(("we 1,200 1,200\xa01,200", (15, 20), "1,200"))
def test_every_quote_carries_its_words_however_it_is_typed(quoted: tuple[str, tuple[int, int], str]) -> None:
    text, place, typed = quoted
    found = anchor(Selector(typed), Haystack("body", text))
    if isinstance(found, Anchored):
        assert (found.start, found.end) == place
        assert not any(finding.code == "quote-approximate" for finding in found.findings)
        return
    assert found.code == "quote-ambiguous"
    if len(found.passages) < 5:
        assert place in [(p.start, p.end) for p in found.passages]
    for passage in found.passages:  # every remedy leads where it says
        assert fold_text(text[passage.start : passage.end]) == fold_text(typed).strip()
        occurrence = int(passage.label.rpartition("occurrence: ")[2])
        remedies = [Selector(typed, occurrence=occurrence)]
        if given_prefix := re.search(r"add prefix: (\"(.*)\"|'(.*)') or", passage.label):
            prefix = given_prefix[2] or given_prefix[3].replace("''", "'")
            remedies.append(Selector(typed, prefix=prefix))
        for remedy in remedies:
            chosen = anchor(remedy, Haystack("body", text))
            assert isinstance(chosen, Anchored), (remedy, chosen)
            assert (chosen.start, chosen.end) == (passage.start, passage.end)


@given(st.text("ab c1-e\u0301\u00adﬁ…’\n“", max_size=25), st.text("ab c1-e\u0301ﬁ.'\"", min_size=1, max_size=4))
def test_any_range_folds_to_the_quote(text: str, quote: str) -> None:
    found = anchor(Selector(quote, occurrence=1), Haystack("body", text))
    if isinstance(found, Anchored) and "..." not in fold_text(quote):
        covered = text[found.start : found.end]
        approximate = any(finding.code == "quote-approximate" for finding in found.findings)
        assert approximate or fold_text(covered) == fold_text(quote).strip()
        borders = (found.start, found.end)
        split = any(0 < at < len(text) and unicodedata.combining(text[at]) for at in borders)
        assert not split or any(finding.code == "quote-partial-word" for finding in found.findings)


@given(
    st.lists(st.text("abcdefgh", min_size=2, max_size=8), min_size=8, max_size=40, unique=True),
    st.integers(0, 10**6),
    st.integers(4, 8),
    st.integers(0, 10**6),
    st.sampled_from(["delete", "change", "digit", "add"]),
)
def test_a_changed_quote_never_anchors_and_the_nearest_passage_is_the_true_one(
    names: list[str], where: int, size: int, which: int, edit: str
) -> None:
    # No word ends another: "he said" is rightly found in "she said", with a warning.
    text_words = [f"q{name}{n}" if n % 3 == 0 else f"q{name}x" for n, name in enumerate(names)]
    first = where % (len(text_words) - size + 1)
    quote = text_words[first : first + size]
    start = len(" ".join([*text_words[:first], ""]))
    end = start + len(" ".join(quote))
    at = 1 + which % (size - 2)
    if edit == "delete":
        del quote[at]
    elif edit == "add":
        quote.insert(at, "zz")
    else:
        quote[at] += "z" if edit == "change" else "9"
    found = anchor(Selector(" ".join(quote)), Haystack("body", " ".join(text_words)))
    assert isinstance(found, Finding)
    assert found.code == "quote-not-found"
    assert [(p.start, p.end) for p in found.passages] == [(start, end)]
    assert found.hints


def test_anchoring_stays_quick() -> None:
    text = "The talks of “peace” go on. " * 250 + "Nothing was agreed."
    begun = time.process_time()
    for _ in range(1000):
        assert isinstance(anchor(Selector("Nothing was agreed"), Haystack("body", text)), Anchored)
        assert isinstance(anchor(Selector("Nothing\u00a0was agreed"), Haystack("body", text)), Anchored)
    assert time.process_time() - begun < 1.5  # about 0.1 s


def test_a_quote_that_stands_everywhere_is_too_short() -> None:
    found = anchor(Selector("a", occurrence=2), Haystack("body", "a " * 10_000))
    assert isinstance(found, Finding)
    assert (found.code, found.hints) == ("quote-ambiguous", ("quote more words",))
    assert anchor(Selector("a", occurrence=2), Haystack("body", "a " * 9_999)) == Anchored(2, 3)
