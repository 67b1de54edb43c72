"""Coverage, as the world sees it: the week in hours."""

from datetime import datetime

import strawberry

from api.schema.access import PUBLIC
from api.schema.binding import read
from api.schema.words import Weekday


@strawberry.type(description="One hour of a week, as clocks show it.", directives=[PUBLIC])
class CoverageHour:
    weekday: Weekday = read("The day of the week.")
    hour: int = read("The hour of the day, 0 to 23.")
    starts_at: datetime = read("The instant at which it begins.")
    occurrences: int = read("How many meetings are on at some time in it.")


@strawberry.type(
    description="When people can meet: the 168 hours of seven days.", directives=[PUBLIC]
)
class Coverage:
    hours: list[CoverageHour] = read("The hours, from midnight of the first day.")
    empty_hours: int = read("In how many of the hours nobody meets.")
    open_places: int = read("How many groups have a place that is always open.")
