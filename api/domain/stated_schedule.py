"""When a meeting takes place, part by part, with everything that is wrong at once."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from api.domain.errors import InvalidInput, RuleNotSupported, Suggestion
from api.domain.occurrences import Schedule
from api.domain.rules import Rule, first_allowed, suggested
from api.domain.schedule_exceptions import check_duration
from api.domain.seasons import Season
from api.domain.series import on_other_terms
from api.domain.stating import Said
from api.domain.violations import Checks
from api.domain.zones import check_local_time, time_zone


def checked_schedule(said: Said, before: Schedule | None, checks: Checks) -> Schedule | None:
    """Return the schedule that is said, as a change of the one before; None by appointment.

    Its parts are under the names of the fields. Without a first start there is no schedule, and
    whatever else was said of it is refused. Exceptions come along.
    """
    parts = {**_parts(before), **said}
    if parts["local_start"] is None:
        for name in said:
            if said[name] is not None:
                with checks.at():
                    raise InvalidInput("Without a first start there is no schedule.", path=(name,))
        return None
    wrong_before = len(checks.found)
    found = _checked_parts(parts, checks)
    if len(checks.found) > wrong_before:
        return None
    with checks.at():
        schedule = Schedule(**found)
        return schedule if before is None else on_other_terms(before, schedule)
    return None


def check_parts(said: Said, checks: Checks) -> None:
    """Note what is wrong with each part by itself, whatever schedule it is to change."""
    given = {name: said[name] for name in said.keys() & SCHEDULE if said[name] is not None}
    for name, part in given.items():
        with checks.at():
            _PARTS[name](part)
    with checks.at():
        _rule(given.get("rule"), given.get("local_start"))


def _parts(schedule: Schedule | None) -> dict[str, Any]:
    if schedule is None:
        return dict.fromkeys(_PARTS)
    return {
        "local_start": schedule.local_start,
        "duration_minutes": schedule.duration_minutes,
        "time_zone": schedule.time_zone,
        "rule": schedule.rule and str(schedule.rule),
        "season": schedule.season and str(schedule.season),
    }


def _checked_parts(parts: Mapping[str, Any], checks: Checks) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, check in _PARTS.items():
        with checks.at():
            found[name] = check(parts[name])
    with checks.at():
        found["rule"] = _rule(parts["rule"], parts["local_start"])
    return found


def _local_start(moment: datetime) -> datetime:
    check_local_time(moment, path=("local_start",))
    return moment


def _duration(minutes: int | None) -> int:
    if minutes is None:
        raise InvalidInput("A meeting with a first start lasts for a time.", path=_DURATION)
    check_duration(minutes)
    return minutes


def _zone(name: str | None) -> str:
    if name is None:
        raise InvalidInput("A first start is told in a time zone.", path=("time_zone",))
    time_zone(name)
    return name


def _season(text: str | None) -> Season | None:
    return None if text is None else Season.parse(text)


def _rule(text: str | None, first: datetime | None) -> Rule | None:
    if text is None:
        return None
    try:
        return Rule.parse(text)
    except RuleNotSupported as refusal:
        near = suggested(text)
        if near is not None:
            start = None if first is None or first.tzinfo else first_allowed(near, first)
            refusal.suggestion = Suggestion(local_start=start, rule=str(near))
        refusal.path = ("rule",)
        raise


_DURATION = ("duration_minutes",)
_PARTS: Mapping[str, Callable[[Any], Any]] = {
    "local_start": _local_start,
    "duration_minutes": _duration,
    "time_zone": _zone,
    "rule": lambda text: text,
    "season": _season,
}
SCHEDULE = frozenset(_PARTS)
"""The names of what a schedule is stated by."""
