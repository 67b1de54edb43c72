"""Groups that rest: what would take place meanwhile does not."""

from datetime import date

from api.domain.vocabulary import GroupStatus


def is_resting(status: str, until: date | None, day: date) -> bool:
    """Return whether a group that stands so rests on a day, as its meeting counts days.

    It stays to be found; what would take place until then is not said to.
    """
    return status == GroupStatus.PAUSED and (until is None or day < until)
