"""Matching: what a wish gains, what it weighs, and that the page says the same."""

import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.errors import InvalidInput
from api.domain.matching import (
    FULL_SCORE,
    MUST_COUNTS,
    WEIGHTS,
    Criterion,
    Finding,
    Verdict,
    Wish,
    excludes,
    gain,
    most,
    score,
    weight,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "matching.md"
ROW = re.compile(r"^\| `([A-Z]+)` \| (\d+) \| (.+?) \|$", re.MULTILINE)
WISHES = st.dictionaries(st.sampled_from(Criterion), st.sampled_from(Wish), min_size=1)


@st.composite
def findings(draw: st.DrawFn) -> list[Finding]:
    wishes = draw(WISHES)
    return [
        Finding(criterion, wish, draw(st.sampled_from(Verdict)))
        for criterion, wish in wishes.items()
    ]


def with_verdict(found: list[Finding], at: int, verdict: Verdict) -> list[Finding]:
    changed = Finding(found[at].criterion, found[at].wish, verdict)
    return [*found[:at], changed, *found[at + 1 :]]


def test_every_criterion_has_a_weight_and_a_reason() -> None:
    assert list(WEIGHTS) == list(Criterion)
    assert all(each.points > 0 and each.reason.endswith(".") for each in WEIGHTS.values())


def test_the_page_of_weights_is_the_table_of_weights() -> None:
    written = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert written == [
        (criterion.value, str(each.points), each.reason) for criterion, each in WEIGHTS.items()
    ]


@given(findings(), st.data())
def test_the_unknown_counts_for_more_than_the_bad_and_for_less_than_the_good(
    found: list[Finding], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(found) - 1))
    good, bad = (Verdict.MET, Verdict.NOT_MET)
    if found[at].wish is Wish.AVOID:
        good, bad = bad, good
    scores = [score(with_verdict(found, at, each)) for each in (bad, Verdict.UNKNOWN, good)]
    assert scores[0] < scores[1] < scores[2]


@given(findings())
def test_a_score_lies_between_nothing_and_everything(found: list[Finding]) -> None:
    assert 0 <= score(found) <= FULL_SCORE
    best = [Verdict.NOT_MET if each.wish is Wish.AVOID else Verdict.MET for each in found]
    worst = [Verdict.MET if each.wish is Wish.AVOID else Verdict.NOT_MET for each in found]
    for verdicts, wanted in ((best, FULL_SCORE), (worst, 0)):
        settled = [
            Finding(each.criterion, each.wish, verdict)
            for each, verdict in zip(found, verdicts, strict=True)
        ]
        assert score(settled) == wanted


def test_rounding_never_gives_two_groups_one_score_that_are_worth_different() -> None:
    assert most((criterion, Wish.MUST) for criterion in Criterion) < FULL_SCORE


@given(findings(), st.randoms(use_true_random=False))
def test_the_order_of_wishes_does_not_matter(found: list[Finding], random: Random) -> None:
    turned = list(found)
    random.shuffle(turned)
    assert score(turned) == score(found)


def test_only_a_must_that_is_not_met_keeps_a_group_out() -> None:
    out = [(wish, verdict) for wish in Wish for verdict in Verdict if excludes(wish, verdict)]
    assert out == [(Wish.MUST, Verdict.NOT_MET)]


@pytest.mark.parametrize(
    ("wish", "gains"), [(Wish.MUST, [2, 0, 1]), (Wish.PREFER, [2, 0, 1]), (Wish.AVOID, [0, 2, 1])]
)
def test_what_is_to_be_avoided_is_good_where_it_is_not_so(wish: Wish, gains: list[int]) -> None:
    assert [gain(wish, verdict) for verdict in Verdict] == gains


@pytest.mark.parametrize("criterion", Criterion)
def test_a_must_weighs_twice(criterion: Criterion) -> None:
    assert weight(criterion, Wish.MUST) == MUST_COUNTS * weight(criterion, Wish.PREFER)
    assert weight(criterion, Wish.AVOID) == weight(criterion, Wish.PREFER)


def test_nothing_wished_for_has_no_score() -> None:
    with pytest.raises(InvalidInput):
        score([])
