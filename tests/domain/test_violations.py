import pytest

from api.domain.errors import InvalidInput, VersionConflict
from api.domain.groups import valid_name
from api.domain.schedule_exceptions import check_duration
from api.domain.violations import Checks, Violations


def test_all_that_is_wrong_is_told_at_once_and_where_it_stands() -> None:
    checks = Checks()
    with checks.at("meetings", "2"):
        check_duration(0)
    with checks.at("name"):
        valid_name(" ", path=())
    with checks.at():
        raise VersionConflict("Changed.", path=("input", "expectedVersion"))
    with pytest.raises(Violations) as told:
        checks.settle()
    assert [refusal.path for refusal in told.value.refusals] == [
        ("input", "meetings", "2", "durationMinutes"),
        ("input", "name"),
        ("input", "expectedVersion"),
    ]


def test_what_is_in_order_is_let_through() -> None:
    checks = Checks()
    with checks.at("name"):
        assert valid_name("  A  name ", path=()) == "A name"
    checks.settle()


def test_parts_of_parts_are_told_in_one_list() -> None:
    outer, inner = Checks(), Checks(())
    with inner.at("name"):
        raise InvalidInput("No.")
    with outer.at("venue"):
        inner.settle()
    with pytest.raises(Violations) as told:
        outer.settle()
    assert [refusal.path for refusal in told.value.refusals] == [("input", "venue", "name")]
