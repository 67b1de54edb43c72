"""Rows of the world: meetings, their venues and exceptions, and what takes place when."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from api.domain.text import sort_key
from tests.world_rows import LANGUAGES, MEDIA, NAMES, NOW, ZONES, Builder, Row

RULES = (
    ("FREQ=WEEKLY", 52, "WEEKLY"),
    ("FREQ=MONTHLY;BYDAY=1MO", 12, "MONTHLY"),
    (None, None, None),
    ("FREQ=WEEKLY;INTERVAL=2", 26, "EVERY_SECOND_WEEK"),
    ("FREQ=DAILY", 365, "SEVERAL_A_WEEK"),
    ("FREQ=MONTHLY;INTERVAL=3", 4, "LESS_OFTEN"),
)
"""Rules as shown, with how often they say that people meet; occurrences are written apart."""

BANDS = (
    *((78, "SEVERAL_A_WEEK"), (39, "WEEKLY"), (20, "EVERY_SECOND_WEEK")),
    *((10, "MONTHLY"), (1, "LESS_OFTEN")),
)

AT_NOW_MINUTES = (-120, -90, -15, -10, -9, 0, 1, 60)
"""Starts around ``NOW``: over, ending, running, late by ten minutes and less, and to come."""


def add_meeting(made: Builder, number: int) -> None:
    groups = made.rows["groups"]
    group = groups[number % 30] if number < 50 else groups[0]
    status = ("ACTIVE", "ACTIVE", "ACTIVE", "PAUSED", "ARCHIVED")[number % 5]
    medium = made.random.choice(MEDIA)
    scheduled = number % 11 != 3
    rule, yearly, frequency = RULES[number % len(RULES)] if scheduled else (None, None, None)
    start = datetime(2027, 2, 15, 12) + timedelta(  # noqa: DTZ001 - a local time
        days=made.random.randrange(7), minutes=30 * made.random.randrange(24)
    )
    zone = made.random.choice(ZONES) if number < 50 else "UTC"
    meeting = made.add(
        "meetings",
        organisation_id=group["organisation_id"],
        network_id=group["network_id"],
        group_id=group["id"],
        slug=f"meeting-{number}",
        name=NAMES[number % 7],
        sort_key=sort_key(NAMES[number % 7]),
        local_start=start if scheduled else None,
        duration_minutes=made.random.choice((30, 90)) if scheduled else None,
        time_zone=zone if scheduled else None,
        rule=rule,
        starts_per_year=yearly,
        frequency=frequency,
        season=made.maybe("03-01/10-31"),
        medium=medium,
        openness=made.maybe("OPEN", "CLOSED"),
        languages=made.few(LANGUAGES),
        audiences=made.few(("veterans", "men")),
        formats=made.few(("discussion", "speaker")),
        accessibility=made.few(("wheelchair",), 1),
        notes=made.maybe("Bring tea"),
        continues_id=made.random.choice(made.rows["meetings"])["id"] if number % 4 == 1 else None,
        status=status,
        paused_until=made.maybe(NOW.date()) if status == "PAUSED" else None,
        horizon=NOW + timedelta(days=400),
        published=group["published"] and status != "ARCHIVED",
    )
    _venues_of(made, meeting)
    for kind in made.few(("CANCELLED", "MOVED", "ADDED")):
        made.add(
            "meeting_exceptions",
            meeting_id=meeting["id"],
            kind=kind,
            original_start=start + timedelta(days=7 * made.random.randrange(2)),
            new_start=start + timedelta(days=3) if kind == "MOVED" else None,
            duration_minutes=made.maybe(45),
            reason=made.maybe("Holiday"),
        )
    _change_first(made, meeting, start)
    if scheduled and number < 50:
        for week in range(12):
            _occurrence(made, meeting, start + timedelta(days=7 * week))
    elif scheduled:
        around = NOW.replace(tzinfo=None)
        for minutes in AT_NOW_MINUTES:
            _occurrence(made, meeting, around + timedelta(minutes=minutes), regular=True)


def keep_on_groups(made: Builder) -> None:
    """Keep on each group what its meetings and their venues say, as whoever writes them does."""
    venues = {row["id"]: row for row in made.rows["venues"]}
    for group in made.rows["groups"]:
        held = [
            row
            for row in made.rows["meetings"]
            if row["group_id"] == group["id"] and row["status"] != "ARCHIVED"
        ]
        ids = {row["id"] for row in held}
        links = [row for row in made.rows["meeting_venues"] if row["meeting_id"] in ids]
        places = [venues[row["venue_id"]] for row in links]
        group["media"] = sorted({row["medium"] for row in held})
        group["countries"] = sorted({row["country"] for row in places if row["country"]})
        group["regions"] = sorted({row["region"] for row in places if row["region"]})
        group["access"] = sorted(
            {feature for row in (group, *held, *places) for feature in row["accessibility"]}
        )
        yearly = sum(row["starts_per_year"] or 0 for row in held)
        group["frequency"] = next((word for least, word in BANDS if yearly >= least), None)


def _venues_of(made: Builder, meeting: Row) -> None:
    # At the last one nobody meets but once, by an exception.
    own = [v for v in made.rows["venues"] if v["organisation_id"] == meeting["organisation_id"]]
    for position, venue in enumerate(made.random.sample(own[:-1], min(len(own), 2))):
        made.add(
            "meeting_venues",
            meeting_id=meeting["id"],
            venue_id=venue["id"],
            group_id=meeting["group_id"],
            position=position,
        )


def _change_first(made: Builder, meeting: Row, start: datetime) -> None:
    """Let the first start of some meetings be held otherwise: elsewhere, or with its own notes."""
    venue_id, notes = _of_its_own(made, meeting, start)
    if venue_id is None and notes is None:
        return
    at = {"meeting_id": meeting["id"], "original_start": start}
    made.add(
        "meeting_exceptions",
        id=uuid5(meeting["id"], "changed"),
        **at,
        kind="CHANGED",
        new_start=None,
        duration_minutes=None,
        notes=notes,
        reason=None,
    )
    if venue_id is not None:
        linked = uuid5(meeting["id"], "elsewhere")
        made.add("exception_venues", id=linked, **at, venue_id=venue_id, position=0)


def _of_its_own(made: Builder, meeting: Row, start: datetime) -> tuple[UUID | None, str | None]:
    """Return where one start in three is held, a place of no other, and what is noted."""
    own = [v for v in made.rows["venues"] if v["organisation_id"] == meeting["organisation_id"]]
    day = start.toordinal()
    return own[-1]["id"] if own and day % 3 == 0 else None, "Bring a blanket" if day % 4 else None


def _occurrence(made: Builder, meeting: Row, start: datetime, *, regular: bool = False) -> None:
    moved = not regular and made.random.random() < 0.1
    local = start + timedelta(hours=5) if moved else start
    starts = local.replace(tzinfo=ZoneInfo(meeting["time_zone"])).astimezone(UTC)
    cancelled = not regular and made.random.random() < 0.15
    # Some are held by another medium than their meeting.
    switched = ("ONLINE", "IN_PERSON", *[None] * 5)[start.toordinal() % 7]
    venue_id, notes = _of_its_own(made, meeting, start)
    made.add(
        "occurrences",
        id=uuid5(meeting["id"], start.isoformat()),
        organisation_id=meeting["organisation_id"],
        network_id=meeting["network_id"],
        group_id=meeting["group_id"],
        meeting_id=meeting["id"],
        original_start=start,
        local_start=local,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=meeting["duration_minutes"]),
        status="CANCELLED" if cancelled else "SCHEDULED",
        medium=switched,
        venue_ids=None if venue_id is None else [venue_id],
        notes=notes,
        reason="Snow" if cancelled else None,
        utc_minute_of_week=starts.weekday() * 1440 + starts.hour * 60 + starts.minute,
        published=meeting["published"],
    )
