from datetime import date, timedelta

import pytest

from api.domain.errors import InvalidInput
from api.domain.upkeep import LONGEST_PAUSE, checked_address, checked_pause

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("days", [1, 366])
def test_a_pause_ends_on_a_day_within_a_year(days: int) -> None:
    until = TODAY + timedelta(days=days)
    assert checked_pause(until, today=TODAY) == until


@pytest.mark.parametrize("days", [-1, 0, LONGEST_PAUSE.days + 1])
def test_no_pause_ends_on_any_other_day(days: int) -> None:
    with pytest.raises(InvalidInput):
        checked_pause(TODAY + timedelta(days=days), today=TODAY)


@pytest.mark.parametrize("address", ["role@example.org", " first.last+a@sub.example.org "])
def test_an_address_is_kept_without_space_around_it(address: str) -> None:
    assert checked_address(address) == address.strip()


@pytest.mark.parametrize("address", ["", "role", "a@b", "a@b.c\nBcc: d@e.f", "a b@c.de", "ä@b.de"])
def test_anything_else_is_no_address(address: str) -> None:
    with pytest.raises(InvalidInput):
        checked_address(address)
