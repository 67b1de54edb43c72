"""The difference between any two versions of guidelines is read off the later one."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.errors import InvalidInput
from api.domain.guidelines import (
    MOST_VERSIONS_BACK,
    Guidelines,
    Line,
    Owner,
    Text,
    next_version,
    woven,
)

NOW = datetime(2026, 11, 26, tzinfo=UTC)
ID = UUID(int=7)
OWNER = Owner(organisation_id=ID, network_id=ID)
TEXTS = st.lists(st.lists(st.sampled_from(["", "a", "b", "c", "d"]), max_size=8), min_size=1)


def standing(history: tuple[Line, ...], number: int) -> list[str]:
    """The lines of one version, as a later one remembers them."""
    return [
        line.text
        for line in history
        if line.since <= number and (not line.until or line.until > number)
    ]


@given(TEXTS)
def test_each_version_remembers_every_version_before_it(texts: list[list[str]]) -> None:
    history: tuple[Line, ...] = ()
    for number, lines in enumerate(texts, 1):
        history = woven(history, lines, number)
        remembered = range(max(1, number - MOST_VERSIONS_BACK), number + 1)
        for earlier in remembered:
            assert standing(history, earlier) == texts[earlier - 1]


@given(TEXTS)
def test_a_version_that_says_the_same_adds_and_removes_no_line(texts: list[list[str]]) -> None:
    history: tuple[Line, ...] = ()
    for number, lines in enumerate(texts, 1):
        history = woven(history, lines, number)
    assert woven(history, texts[-1], len(texts) + 1) == tuple(
        line for line in history if not 0 < line.until <= len(texts) + 1 - MOST_VERSIONS_BACK
    )


def test_what_was_removed_long_ago_is_forgotten() -> None:
    history = woven((), ["old"], 1)
    for number in range(2, 2 * MOST_VERSIONS_BACK):
        history = woven(history, [f"version {number}"], number)
    assert len(history) == MOST_VERSIONS_BACK + 1


def said(text: str | None, language: str | None = None) -> Text:
    return Text(text=text, language=language, by="stf_1", at=NOW)


def version(latest: Guidelines | None, *words: str | None) -> Guidelines:
    return next_version(ID, OWNER, latest, said(*words))


def test_versions_are_counted_and_the_same_is_no_new_one() -> None:
    first = version(None, "Listen.", "en")
    second = version(first, "Listen.\nBe kind.", "en")
    assert (first.number, second.number) == (1, 2)
    for latest, again in ((first, "Listen."), (second, "Listen.\nBe kind.")):
        with pytest.raises(InvalidInput):
            version(latest, again, "en")
    assert version(second, "Listen.\nBe kind.", "de").number == 3


def test_only_what_holds_is_withdrawn_and_then_has_no_language() -> None:
    with pytest.raises(InvalidInput):
        version(None, None)
    withdrawn = version(version(None, "Listen.", "en"), None, "en")
    assert (withdrawn.text, withdrawn.language, withdrawn.number) == (None, None, 2)
    with pytest.raises(InvalidInput):
        version(withdrawn, None, "de")
