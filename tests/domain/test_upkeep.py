from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from api.domain.errors import AlreadyCancelled, InvalidInput, NotPossibleNow
from api.domain.occurrences import OccurrenceStatus
from api.domain.upkeep import LONGEST_PAUSE, cancel, checked_address, pause, verify
from api.domain.vocabulary import GroupStatus
from tests.house import NOW, House, group, meeting

HOUSE = House(uuid4(), uuid4(), uuid4(), uuid4(), uuid4())
GROUP, MEETING = group(HOUSE, "ours"), meeting(HOUSE, "ours")
TODAY = date(2026, 11, 22)


def test_a_verified_group_says_when_and_by_whom() -> None:
    found = verify(GROUP, by="upk_1", at=NOW)
    assert (found.verified_at, found.verified_by) == (NOW, "upk_1")


@pytest.mark.parametrize("days", [1, 366])
def test_a_group_is_paused_until_a_day_within_a_year(days: int) -> None:
    found = pause(GROUP, TODAY + timedelta(days=days), today=TODAY)
    assert (found.status, found.paused_until) == (GroupStatus.PAUSED, TODAY + timedelta(days=days))


@pytest.mark.parametrize("days", [-1, 0, LONGEST_PAUSE.days + 1])
def test_no_group_is_paused_until_any_other_day(days: int) -> None:
    with pytest.raises(InvalidInput):
        pause(GROUP, TODAY + timedelta(days=days), today=TODAY)


@pytest.mark.parametrize("status", [GroupStatus.DRAFT, GroupStatus.ARCHIVED])
def test_what_is_not_published_is_not_kept_by_link(status: GroupStatus) -> None:
    hidden = replace(GROUP, status=status)
    with pytest.raises(NotPossibleNow):
        verify(hidden, by="upk_1", at=NOW)
    with pytest.raises(NotPossibleNow):
        pause(hidden, TODAY + timedelta(days=1), today=TODAY)


def test_one_occurrence_is_cancelled_once_and_the_others_stay() -> None:
    assert MEETING.schedule is not None
    start = MEETING.schedule.local_start
    found = cancel(MEETING, start)
    assert found.schedule is not None
    until = NOW + timedelta(days=60)
    occurrences = found.schedule.occurrences(after=NOW - timedelta(days=3_000), before=until)
    cancelled = [e for e in occurrences if e.status is OccurrenceStatus.CANCELLED]
    assert [each.original_start for each in cancelled] == [start]
    with pytest.raises(AlreadyCancelled):
        cancel(found, start)
    with pytest.raises(NotPossibleNow):
        cancel(replace(MEETING, schedule=None), start)


@pytest.mark.parametrize("address", ["role@example.org", " first.last+a@sub.example.org "])
def test_an_address_is_kept_without_space_around_it(address: str) -> None:
    assert checked_address(address) == address.strip()


@pytest.mark.parametrize("address", ["", "role", "a@b", "a@b.c\nBcc: d@e.f", "a b@c.de", "ä@b.de"])
def test_anything_else_is_no_address(address: str) -> None:
    with pytest.raises(InvalidInput):
        checked_address(address)
