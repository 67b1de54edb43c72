"""What to write instead of a recurrence that is refused: the nearest that is not."""

from datetime import datetime, timedelta

from api.domain.errors import RuleNotSupported
from api.domain.rules.read import MAX_TEXT, SUPPORTED
from api.domain.rules.rule import MAX_COUNT, Rule

_LOOKED_AHEAD = timedelta(days=4 * 366)
_FINER = frozenset({"HOURLY", "MINUTELY", "SECONDLY"})
_MONTHS = 12


def first_allowed(rule: Rule, start: datetime) -> datetime | None:
    """Return a local time or the next later one, at the same hour, on a day that a rule allows."""
    for days in range(_LOOKED_AHEAD.days):
        moment = start + timedelta(days=days)
        if rule.allows(moment.date()):
            return moment
    return None


def suggested(text: str) -> Rule | None:
    """Return a supported rule that comes near the text of an unsupported one, None without one.

    What it leaves out of the text is told in the refusal that it goes with.
    """
    parts = _loosely(text)
    for mend in (_frequency, _positions, _days, _numbers):
        mend(parts)
    kept = ";".join(f"{name}={parts[name]}" for name in SUPPORTED if name in parts)
    try:
        return Rule.parse(kept)
    except RuleNotSupported:
        return None


def _loosely(text: str) -> dict[str, str]:
    if len(text) > MAX_TEXT or not text.isascii():
        return {}
    split = (part.partition("=") for part in text.strip().upper().removeprefix("RRULE:").split(";"))
    return {name: value for name, _, value in split if value}


def _frequency(parts: dict[str, str]) -> None:
    """Say days for what is finer, and months for years, or weeks where it is about weekdays."""
    frequency = parts.get("FREQ")
    if frequency in _FINER:
        parts["FREQ"] = "DAILY"
        parts.pop("INTERVAL", None)
    if frequency != "YEARLY":
        return
    years = parts.pop("INTERVAL", "1")
    if "BYWEEKNO" in parts or ("BYDAY" in parts and "BYMONTH" not in parts):
        parts["FREQ"] = "WEEKLY"
        return
    parts["FREQ"] = "MONTHLY"
    if len(years) <= len(str(MAX_COUNT)) and years.isdecimal():
        parts["INTERVAL"] = str(_MONTHS * int(years))


def _positions(parts: dict[str, str]) -> None:
    """Write the n-th of one weekday with its number."""
    position, day = parts.get("BYSETPOS", ""), parts.get("BYDAY", "")
    if parts.get("FREQ") == "MONTHLY" and day.isalpha() and position.lstrip("+-").isdecimal():
        parts["BYDAY"] = f"{position}{day}"


def _days(parts: dict[str, str]) -> None:
    """Count days of a month by the month."""
    of_month = "BYMONTHDAY" in parts or any(char.isdecimal() for char in parts.get("BYDAY", ""))
    if of_month and parts.get("FREQ") in ("DAILY", "WEEKLY"):
        parts["FREQ"] = "MONTHLY"
        parts.pop("INTERVAL", None)


def _numbers(parts: dict[str, str]) -> None:
    """Let a series end once: by its date, or after as many starts as can be counted."""
    if "UNTIL" in parts:
        parts.pop("COUNT", None)
    elif parts.get("COUNT", "").isdecimal() and int(parts["COUNT"]) > MAX_COUNT:
        parts["COUNT"] = str(MAX_COUNT)
