import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.terms import TERMS
from api.domain.vocabulary import Dimension, Medium, Openness
from api.feeds.meeting_guide.codes import (
    ACCESSIBILITY,
    AUDIENCES,
    DROPPED,
    FORMATS,
    LANGUAGES,
    LOCATION_CLOSED,
    OPENNESS,
    Dimensions,
    from_codes,
    to_codes,
)

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data" / "meeting-guide"
TABLES = (AUDIENCES, FORMATS, ACCESSIBILITY, LANGUAGES, OPENNESS, DROPPED, {LOCATION_CLOSED: ""})
ALL = [code for table in TABLES for code in table]
CODES = st.lists(st.sampled_from(ALL), max_size=20)


def slugs(dimension: Dimension) -> set[str]:
    return {term.slug for term in TERMS if term.dimension is dimension}


def test_every_code_has_exactly_one_dimension() -> None:
    assert len(ALL) == len(set(ALL)) == 87


def test_the_codes_are_those_of_the_specification() -> None:
    types = SHARED / "types.json"
    if not types.exists() and not os.environ.get("PEERS_CI"):
        pytest.skip("the specification's list of codes lies in ../shared, which is absent here")

    assert set(ALL) == set(json.loads(types.read_text()))


def test_every_code_means_a_term_of_the_platform() -> None:
    assert slugs(Dimension.AUDIENCE).issuperset(AUDIENCES.values())
    assert slugs(Dimension.FORMAT).issuperset(FORMATS.values())
    assert slugs(Dimension.ACCESSIBILITY).issuperset(ACCESSIBILITY.values())


def test_no_two_codes_mean_the_same() -> None:
    for table in TABLES:
        assert len(set(table.values())) == len(table)


def test_a_code_that_is_dropped_says_why() -> None:
    assert all(len(reason) > 20 for reason in DROPPED.values())
    assert from_codes(["DB", "O"]) == Dimensions(openness=Openness.OPEN, dropped=("DB",))


def test_a_flat_list_is_taken_apart() -> None:
    assert from_codes(["S", "O", "X", "W", "TC", "LIT", "EN"]) == Dimensions(
        openness=Openness.OPEN,
        languages=("en", "es"),
        audiences=("women",),
        formats=("literature",),
        accessibility=("wheelchair",),
        location_closed=True,
    )


def test_a_meeting_both_open_and_closed_is_closed() -> None:
    assert from_codes(["O", "C"]).openness is Openness.CLOSED


def test_codes_are_read_in_any_case_and_with_stray_space() -> None:
    assert from_codes([" lgbtq", "12X12 ", "al-an"]) == from_codes(["LGBTQ", "12x12", "AL-AN"])


def test_unknown_codes_are_kept_apart_without_repeating_what_is_no_code() -> None:
    assert from_codes(["zz", "O", "Ann, 555 0100", ""]).unknown == ("(other)", "ZZ")


def test_codes_of_other_programmes_hint_at_the_medium() -> None:
    assert from_codes(["ONL"]).medium is Medium.ONLINE
    assert from_codes(["VM", "HYB"]) == Dimensions(medium=Medium.HYBRID)


def test_a_language_with_a_region_is_written_as_the_language() -> None:
    assert to_codes(Dimensions(languages=("es-MX", "nb", "fil", "xx"))) == ["NO", "S", "TL"]


def test_terms_without_a_code_are_left_out() -> None:
    assert to_codes(Dimensions(formats=("activity", "speaker"))) == ["SP"]


@given(CODES)
def test_codes_survive_the_round_trip(codes: list[str]) -> None:
    kept = set(codes) - DROPPED.keys()
    if {"O", "C"} <= kept:
        kept.discard("O")

    assert to_codes(from_codes(codes)) == sorted(kept)


@given(CODES.map(lambda codes: from_codes(code for code in codes if code not in DROPPED)))
def test_dimensions_survive_the_round_trip(dimensions: Dimensions) -> None:
    assert from_codes(to_codes(dimensions)) == dimensions
