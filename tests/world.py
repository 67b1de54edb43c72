"""A small deterministic world in the catalogue, written by plain SQL past the code under test.

It is made to be awkward: equal names, names in several scripts, unstated dimensions, drafts and
archives at every level, venues on both sides of the antimeridian, starts around ``NOW``.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import asyncpg

from api.domain.places import Point
from api.domain.text import sort_key
from api.persistence.keys import Keyring

# Clocks in America change four days later, those in Europe eighteen days later.
NOW = datetime(2027, 3, 10, 18, 5, tzinfo=UTC)
KEK = b"k" * 32
CURSOR_KEY = b"c" * 32

type Row = dict[str, Any]
type Rows = dict[str, list[Row]]

ORGANISATIONS = ("river", "hill", "clinic", "suspended")
NETWORKS = (
    ("river", "river-open", "PUBLISHED"),
    ("river", "river-drafts", "DRAFT"),
    ("hill", "hill-open", "PUBLISHED"),
    ("hill", "hill-old", "ARCHIVED"),
    ("suspended", "suspended-open", "PUBLISHED"),
)
NAMES = (
    "Monday Circle", "Éveil", "Zebra", "Monday Circle", "вечер", "晚间小组", "مجموعة", "ångström",
    "Éveil", "apple", "Öffnung", "monday circle", "group 10", "group 9", "🌱 Sprout", "Quiet Room",
)  # fmt: skip
LANGUAGES = ("en", "de", "es", "pt-BR", "ar")
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Tokyo",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "America/St_Johns",
)
PLACES: tuple[tuple[float, float], ...] = (
    (40.7128, -74.006), (40.7128, -74.006), (40.73, -73.99), (52.52, 13.405), (35.68, 139.69),
    (-16.8, 179.98), (-16.8, -179.98), (78.22, 15.63), (-89.95, 40.0), (0.0, 0.0),
)  # fmt: skip
TOPICS = ("bereavement", "alcohol", "veterans", "depression", "cancer")
MEDIA = ("IN_PERSON", "ONLINE", "HYBRID", "PHONE")
SUPPORT = ("THERAPEUTIC", "EMOTIONAL", "INFORMATIONAL")
CONFIDENTIAL = frozenset({"organisation_keys", "venue_secrets"})
AT_NOW_MINUTES = (-120, -90, -15, -10, -9, 0, 1, 60)
"""Starts around ``NOW``: over, ending, running, late by ten minutes and less, and to come."""


@dataclass(frozen=True, slots=True)
class World:
    """What was written: rows by table, by their slugs, and the plain text of what is sealed."""

    rows: Rows
    secrets: dict[UUID, dict[str, str]]

    def organisation(self, slug: str) -> UUID:
        return next(row["id"] for row in self.rows["organisations"] if row["slug"] == slug)

    def some(self, table: str, **values: object) -> Row:
        """Return the first row of a table with these values."""
        return next(
            row
            for row in self.rows[table]
            if all(row[name] == value for name, value in values.items())
        )


@dataclass(slots=True)
class _Builder:
    random: Random = field(default_factory=lambda: Random(20270310))
    rows: Rows = field(default_factory=dict[str, list[Row]])
    secrets: dict[UUID, dict[str, str]] = field(default_factory=dict[UUID, dict[str, str]])

    def add(self, table: str, **values: Any) -> Row:
        changed = NOW - timedelta(days=self.random.randrange(9), microseconds=120_000)
        row = {"id": self.id(), "version": self.random.randint(1, 9), "changed_at": changed}
        row |= values
        self.rows.setdefault(table, []).append(row)
        return row

    def id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128))

    def maybe[T](self, *choices: T) -> T | None:
        return self.random.choice((*choices, None))

    def few(self, choices: Sequence[str], most: int = 3) -> list[str]:
        return self.random.sample(choices, self.random.randrange(min(most, len(choices)) + 1))


def build_world() -> World:
    """Return the world, the same one every time."""
    made = _Builder()
    for slug in ORGANISATIONS:
        _organisation(made, slug)
    for owner, slug, status in NETWORKS:
        _network(made, owner, slug, status)
    for number in range(16):
        _venue(made, number)
    for number in range(42):
        _group(made, number)
    _successors(made)
    for number in range(62):
        _meeting(made, number)
    _secrets(made)
    return World(made.rows, made.secrets)


def _organisation(made: _Builder, slug: str) -> None:
    made.add(
        "organisations",
        slug=slug,
        name=slug.title(),
        sort_key=slug,
        kind="CLINIC" if slug == "clinic" else "NETWORK_OPERATOR",
        status="SUSPENDED" if slug == "suspended" else "VERIFIED",
        country=made.maybe("DE", "US"),
        languages=made.few(LANGUAGES),
        website=made.maybe("https://example.org"),
        demo=slug == "hill",
        published=slug != "suspended",
    )


def _network(made: _Builder, owner: str, slug: str, status: str) -> None:
    organisation = next(row for row in made.rows["organisations"] if row["slug"] == owner)
    network = made.add(
        "networks",
        organisation_id=organisation["id"],
        slug=slug,
        name=slug.split("-")[1].title(),
        sort_key=slug.split("-")[1],
        description=made.maybe("Line one\nand “two”"),
        topics=made.few(TOPICS),
        coverage=made.few(("DE", "US")),
        languages=made.few(LANGUAGES),
        guidelines=made.maybe("Be kind."),
        licence=made.maybe("CC-BY-4.0"),
        attribution=made.maybe("© us"),
        status=status,
        published=organisation["published"] and status == "PUBLISHED",
    )
    for position, topic in enumerate(("alcohol", None, "retired-topic")):
        made.add(
            "network_concerns",
            network_id=network["id"],
            position=position,
            name=f"Concern {position}",
            topic=topic,
        )
    for language in made.random.sample(LANGUAGES, 3):
        made.add("network_notices", network_id=network["id"], language=language, text="No therapy.")


def _venue(made: _Builder, number: int) -> None:
    located = number < len(PLACES)
    latitude, longitude = PLACES[number] if located else (None, None)
    cells = (
        Point(latitude, longitude).cells()
        if latitude is not None and longitude is not None
        else (None, None, None)
    )
    area_only = number in {3, 8}
    name = made.maybe(*NAMES)
    made.add(
        "venues",
        organisation_id=made.rows["organisations"][number % 2]["id"],
        kind="PHYSICAL" if located else made.random.choice(("ONLINE", "PHONE", "PHYSICAL")),
        disclosure="AREA" if area_only else made.random.choice(("PUBLIC", "MEMBERS")),
        name=name,
        sort_key=sort_key(name or ""),
        street=made.maybe("1 Main St"),
        area=made.maybe("Old town"),
        locality=made.maybe("Leipzig"),
        region=made.maybe("Saxony"),
        postal_code=made.maybe("04109"),
        country=made.maybe("DE"),
        latitude=latitude,
        longitude=longitude,
        approximate=area_only,
        url=made.maybe("https://example.org/room"),
        phone=made.maybe("+49123"),
        joining_notes=made.maybe("Ring twice"),
        accessibility=made.few(("wheelchair", "captions")),
        transport=made.maybe("Tram 4"),
        cell_fine=cells[0],
        cell_middle=cells[1],
        cell_wide=cells[2],
    )


def _group(made: _Builder, number: int) -> None:
    network = made.rows["networks"][(0, 2, 0, 2, 0, 1, 2, 3, 0, 4)[number % 10]]
    status = ("PUBLISHED", "PUBLISHED", "PUBLISHED", "PAUSED", "DRAFT", "ARCHIVED")[number % 6]
    name = NAMES[number % len(NAMES)]
    group = made.add(
        "groups",
        organisation_id=network["organisation_id"],
        network_id=network["id"],
        slug=f"group-{number}",
        name=name,
        sort_key=sort_key(name),
        summary=made.maybe('A "quoted" \\ summary'),
        description=made.maybe("Long\ttext"),
        language=made.random.choice(LANGUAGES),
        topics=made.few(TOPICS),
        support=made.few(SUPPORT),
        style=made.maybe("DIALOGUE", "ACTIVITY", "MIXED"),
        size=made.maybe("UP_TO_8", "OVER_30"),
        joining=made.maybe("OPEN", "CLOSED"),
        newcomers_welcome=made.maybe(True, False),
        newcomers_as_of=made.maybe(NOW.date()),
        audiences=made.few(("veterans", "women", "retired-audience")),
        eligibility=made.maybe("Anybody"),
        languages=made.few(LANGUAGES),
        accessibility=made.few(("captions", "step-free")),
        cost=made.maybe("FREE", "PAID"),
        cost_note=made.maybe("Tea"),
        anonymity=made.maybe("PSEUDONYM"),
        formats=made.few(("discussion", "speaker")),
        accepts_referrals=made.random.random() < 0.5,
        capacity_status=made.random.choice(("HAS_CAPACITY", "UNKNOWN")),
        capacity_as_of=made.maybe(NOW),
        capacity_by=made.maybe("coordinator"),
        verified_at=made.maybe(NOW - timedelta(days=3)),
        verified_by=made.maybe("staff"),
        source=made.maybe("feed"),
        imported_at=made.maybe(NOW - timedelta(days=1)),
        status=status,
        paused_until=made.maybe(NOW.date()) if status == "PAUSED" else None,
        successor_id=None,
        media=[],
        published=network["published"] and status in {"PUBLISHED", "PAUSED"},
    )
    for language in made.few(LANGUAGES):
        made.add(
            "group_translations",
            group_id=group["id"],
            language=language,
            name=f"{name} ({language})",
            summary=made.maybe("…"),
            description=made.maybe("…"),
        )
    for position in range(made.random.randrange(3)):
        made.add(
            "open_places",
            group_id=group["id"],
            position=2 - position,
            kind=made.random.choice(("FORUM", "WARM_LINE")),
            name=made.maybe("The forum"),
            url=made.maybe("https://example.org"),
            hours=made.maybe("9-17"),
            moderated=made.maybe(True, False),
        )


def _successors(made: _Builder) -> None:
    """Let what is archived, and some of what is not, be followed by a group of any status."""
    groups = made.rows["groups"]
    for group in groups:
        if group["status"] == "ARCHIVED" or made.random.random() < 0.4:
            group["successor_id"] = made.random.choice(groups)["id"]


def _meeting(made: _Builder, number: int) -> None:
    groups = made.rows["groups"]
    group = groups[number % 30] if number < 50 else groups[0]
    status = ("ACTIVE", "ACTIVE", "ACTIVE", "PAUSED", "ARCHIVED")[number % 5]
    medium = made.random.choice(MEDIA)
    if status != "ARCHIVED":
        group["media"] = sorted({*group["media"], medium})
    scheduled = number % 11 != 3
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
        rule="FREQ=WEEKLY" if scheduled else None,
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
    if scheduled and number < 50:
        for week in range(12):
            _occurrence(made, meeting, start + timedelta(days=7 * week))
    elif scheduled:
        around = NOW.replace(tzinfo=None)
        for minutes in AT_NOW_MINUTES:
            _occurrence(made, meeting, around + timedelta(minutes=minutes), regular=True)


def _venues_of(made: _Builder, meeting: Row) -> None:
    own = [v for v in made.rows["venues"] if v["organisation_id"] == meeting["organisation_id"]]
    for position, venue in enumerate(made.random.sample(own, min(len(own), 2))):
        made.add(
            "meeting_venues",
            meeting_id=meeting["id"],
            venue_id=venue["id"],
            group_id=meeting["group_id"],
            position=position,
        )


def _occurrence(made: _Builder, meeting: Row, start: datetime, *, regular: bool = False) -> None:
    moved = not regular and made.random.random() < 0.1
    local = start + timedelta(hours=5) if moved else start
    starts = local.replace(tzinfo=ZoneInfo(meeting["time_zone"])).astimezone(UTC)
    cancelled = not regular and made.random.random() < 0.15
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
        reason="Snow" if cancelled else None,
        utc_minute_of_week=starts.weekday() * 1440 + starts.hour * 60 + starts.minute,
        published=meeting["published"],
    )


def _secrets(made: _Builder) -> None:
    """Seal what is not public of some venues under a key of their organisation."""
    keyring = Keyring(KEK)
    for organisation in made.rows["organisations"][:2]:
        owner, key_id = organisation["id"], made.id()
        wrapped = keyring.new_key(owner, key_id)
        made.add("organisation_keys", id=key_id, organisation_id=owner, wrapped=wrapped)
        for number, venue in enumerate(made.rows["venues"]):
            if venue["organisation_id"] != owner or number % 3 == 0:
                continue
            texts = {name: f"{name} of {number}" for name in ("address", "link", "dial_in")[:number]}
            made.secrets[venue["id"]] = texts
            sealed = {
                name: keyring.seal(
                    text, wrapped, owner, key_id, ("confidential.venue_secrets", name, venue["id"])
                )
                for name, text in texts.items()
            }
            row = made.add(
                "venue_secrets", organisation_id=owner, venue_id=venue["id"], key_id=key_id
            )
            row |= {"address": None, "link": None, "dial_in": None} | sealed
            del row["id"]


async def fill(admin_url: str, world: World) -> None:
    """Write all rows, as a superuser, whom row-level security does not hold."""
    connection = await asyncpg.connect(admin_url)
    try:
        async with connection.transaction():
            await connection.execute("set session_replication_role = replica")
            for table, rows in world.rows.items():
                zone = "confidential" if table in CONFIDENTIAL else "catalogue"
                name = f"{zone}.{table}"
                await connection.execute(
                    f"insert into {name} select * from jsonb_populate_recordset(null::{name}, $1)",
                    json.dumps(rows, default=_plain),
                )
            await connection.execute("set session_replication_role = origin")
    finally:
        await connection.close()


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType, reportAttributeAccessIssue] - dates and instants have it
