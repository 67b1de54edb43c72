"""Days of the week: four conventions of counting them, and their names.

The number 1 is Monday in a Meeting Guide feed and Sunday in a BMLT answer, so nobody can
guess: the importer is told. Names mean the same in every convention.
"""

from enum import auto

from api.domain.rules import Weekday
from api.domain.text import fold
from api.domain.vocabulary import Word

_FROM_SUNDAY = (
    *(Weekday.SU, Weekday.MO, Weekday.TU, Weekday.WE),
    *(Weekday.TH, Weekday.FR, Weekday.SA),
)
_FROM_MONDAY = (*_FROM_SUNDAY[1:], Weekday.SU)


class WeekdayConvention(Word):
    """How a feed counts days.

    MEETING_GUIDE: 0 to 6 from Sunday. BMLT: 1 to 7 from Sunday. ISO (8601): 1 to 7 from
    Monday. RFC5545: ``MO`` to ``SU``, no numbers.
    """

    MEETING_GUIDE = auto()
    BMLT = auto()
    ISO = auto()
    RFC5545 = auto()


_NUMBERS: dict[WeekdayConvention, dict[int, Weekday]] = {
    WeekdayConvention.MEETING_GUIDE: dict(enumerate(_FROM_SUNDAY)),
    WeekdayConvention.BMLT: dict(enumerate(_FROM_SUNDAY, 1)),
    WeekdayConvention.ISO: dict(enumerate(_FROM_MONDAY, 1)),
    WeekdayConvention.RFC5545: {},
}
_NAMES_FROM_SUNDAY = (
    "sunday sundays sun su sonntag sonntags domingo domingos dimanche",
    "monday mondays mon mo montag montags lunes lundi",
    "tuesday tuesdays tues tue tu dienstag dienstags martes mardi",
    "wednesday wednesdays weds wed we mittwoch mittwochs miercoles mercredi",
    "thursday thursdays thurs thur thu th donnerstag donnerstags jueves jeudi",
    "friday fridays fri fr freitag freitags viernes vendredi",
    "saturday saturdays sat sa samstag samstags sonnabend sabado sabados samedi",
)
_NAMES = {
    name: weekday
    for names, weekday in zip(_NAMES_FROM_SUNDAY, _FROM_SUNDAY, strict=True)
    for name in names.split()
}


def weekday_of(value: object, convention: WeekdayConvention) -> Weekday | None:
    """Return the day that a number, a numeric text or a name means; None if it means none."""
    if isinstance(value, str):
        name = fold(value).rstrip(".")
        if name in _NAMES:
            return _NAMES[name]
        # Longer texts are no days, and int() refuses very long ones with an error.
        value = int(name) if len(name) == 1 and name.isdecimal() else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return _NUMBERS[convention].get(value)


def meeting_guide_number(weekday: Weekday) -> int:
    """Return the number of the Meeting Guide specification: Sunday is 0."""
    return _FROM_SUNDAY.index(weekday)
