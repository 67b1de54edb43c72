"""Rows of the world: organisations, networks, venues and groups, with every oddity of theirs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from api.domain.places import Point
from api.domain.text import sort_key

# Clocks in America change four days later, those in Europe eighteen days later.
NOW = datetime(2027, 3, 10, 18, 5, tzinfo=UTC)

type Value = Any
type Row = dict[str, Value]
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
# ruff: noqa: RUF001 - texts are written as people write them.
TEXTS: tuple[str | None, ...] = (
    "Long\ttext", "うつ病の家族会。", "กลุ่มผู้ป่วยโรคซึมเศร้า และครอบครัว",
    "Grieving parents, and Monday’s walk",
    "Un círculo de adicción; l’alcool", "Für Angehörige: Co-Abhängigkeit, A.A. & Trauerarbeit",
    "ガン患者の会、病の家", "Нет срывов", "STRAẞE Łódź ﬁne", None, None,
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
TOWNS: dict[int, tuple[str, str | None, str | None, str | None]] = {
    0: ("New York", "Harlem", "NY", "US"),
    1: ("New York", "Queens", "NY", "US"),
    2: ("new york", "Harlem", "NY", "US"),
    3: ("München", "Schwabing", "BY", "DE"),
    4: ("東京", None, None, "JP"),
    5: ("Somosomo", "Old town", None, "FJ"),
    6: ("Somosomo", "Old town", None, "FJ"),
    12: ("New York", "Harlem", "NY", "US"),
}
"""Where some venues are: spelled in two ways, in other scripts, around the antimeridian."""
YES_OR_NO = (True, False)
TOPICS = ("bereavement", "alcohol", "veterans", "depression", "cancer")
MEDIA = ("IN_PERSON", "ONLINE", "HYBRID", "PHONE")
CAPACITIES = ("HAS_CAPACITY", "WAITLIST", "FULL", "NEEDS_ASSESSMENT")
SUPPORT = ("THERAPEUTIC", "EMOTIONAL", "INFORMATIONAL")


@dataclass(slots=True)
class Builder:
    random: Random = field(default_factory=lambda: Random(20270310))
    rows: Rows = field(default_factory=dict[str, list[Row]])
    secrets: dict[UUID, dict[str, str]] = field(default_factory=dict[UUID, dict[str, str]])

    def add(self, table: str, **values: Value) -> Row:
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


def add_organisation(made: Builder, slug: str) -> None:
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


def add_network(made: Builder, owner: str, slug: str, status: str) -> None:
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


def add_venue(made: Builder, number: int) -> None:
    located = number < len(PLACES)
    latitude, longitude = PLACES[number] if located else (None, None)
    cells = (
        Point(latitude, longitude).cells()
        if latitude is not None and longitude is not None
        else (None, None, None)
    )
    area_only = number in {3, 8}
    name = made.maybe(*NAMES)
    venue = made.add(
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
    if number in TOWNS:
        venue |= dict(zip(("locality", "area", "region", "country"), TOWNS[number], strict=True))
    for key in ("locality", "area"):
        venue[f"{key}_key"] = venue[key] and sort_key(venue[key])


def add_crisis_resources(made: Builder) -> None:
    """Keep some for countries and for everywhere, fresh, stale and never verified."""
    for number in range(12):
        organisation = made.rows["organisations"][(0, 1, 3)[number % 3]]
        name = NAMES[number % len(NAMES)]
        made.add(
            "crisis_resources",
            organisation_id=organisation["id"],
            country=("DE", "US", None)[number // 4],
            name=name,
            sort_key=sort_key(name),
            phone=made.maybe("116 123"),
            url=made.maybe("https://example.org/help"),
            hours=made.maybe("18-22"),
            languages=made.few(LANGUAGES),
            verified_on=(None, *(NOW.date() - timedelta(days=days) for days in (0, 180, 181)))[
                number % 4
            ],
            verified_by="staff",
            published=organisation["published"],
        )


def add_group(made: Builder, number: int) -> None:
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
        description=TEXTS[number % len(TEXTS)],
        language=made.random.choice(LANGUAGES),
        topics=made.few(TOPICS),
        support=made.few(SUPPORT),
        style=made.maybe("DIALOGUE", "ACTIVITY", "MIXED"),
        size=made.maybe("UP_TO_8", "OVER_30"),
        joining=made.maybe("OPEN", "CLOSED"),
        newcomers_welcome=made.maybe(*YES_OR_NO),
        newcomers_as_of=made.maybe(NOW.date()),
        audiences=made.few(("veterans", "women", "retired-audience")),
        eligibility=made.maybe("Anybody"),
        minimum_age=(None, 18, None, 60, 16)[number % 5],
        maximum_age=(None, None, 25, 17, None, 120, None)[number % 7],
        languages=made.few(LANGUAGES),
        accessibility=made.few(("captions", "step-free")),
        cost=made.maybe("FREE", "PAID"),
        cost_note=made.maybe("Tea"),
        anonymity=made.maybe("PSEUDONYM"),
        formats=made.few(("discussion", "speaker")),
        accepts_referrals=made.random.random() < 0.5,
        capacity_status=made.random.choice((CAPACITIES[number % len(CAPACITIES)], "UNKNOWN")),
        capacity_as_of=made.maybe(NOW),
        capacity_by=made.maybe("coordinator"),
        verified_at=made.maybe(NOW - timedelta(days=3 + 40 * (number % 3))),
        verified_by=made.maybe("staff"),
        source=made.maybe("feed"),
        imported_at=made.maybe(NOW - timedelta(days=1)),
        status=status,
        paused_until=made.maybe(NOW.date()) if status == "PAUSED" else None,
        successor_id=None,
        media=[],
        neutral_title=number % 5 == 0,
        countries=[],
        regions=[],
        access=[],
        frequency=None,
        open_place_kinds=[],
        search="",
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
        place = made.add(
            "open_places",
            group_id=group["id"],
            position=2 - position,
            kind=made.random.choice(("FORUM", "WARM_LINE")),
            name=made.maybe("The forum"),
            url=made.maybe("https://example.org"),
            hours=made.maybe("9-17"),
            moderated=made.maybe(*YES_OR_NO),
        )
        group["open_place_kinds"] = sorted({*group["open_place_kinds"], place["kind"]})


def add_successors(made: Builder) -> None:
    """Let what is archived, and some of what is not, be followed by a group of any status."""
    groups = made.rows["groups"]
    for group in groups:
        if group["status"] == "ARCHIVED" or made.random.random() < 0.4:
            group["successor_id"] = made.random.choice(groups)["id"]
