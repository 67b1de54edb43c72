"""A crowd of groups that state much, little or nothing, written by plain SQL; and wishes."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from api.domain.places import Point
from tests.world import World
from tests.world_rows import NOW, Builder, Row, add_network, add_organisation

type Json = dict[str, Any]

ZONES = ("America/New_York", "Europe/Berlin", "Asia/Kathmandu", "UTC")
TOPICS = ("alcohol", "bereavement", "cancer", "depression")
LANGUAGES = ("en", "es", "pt", "pt-BR", "zh-Hant-TW")
FEATURES = ("captions", "step-free", "wheelchair")
AUDIENCES = ("men", "veterans", "women")
FORMATS = ("discussion", "speaker")
MEDIA = ("HYBRID", "IN_PERSON", "ONLINE", "PHONE")
SUPPORT = ("EMOTIONAL", "INFORMATIONAL", "THERAPEUTIC")
STYLES = ("ACTIVITY", "DIALOGUE", "MIXED")
SIZES = ("FROM_9_TO_15", "OVER_30", "UP_TO_8")
FREQUENCIES = ("LESS_OFTEN", "MONTHLY", "WEEKLY")
COSTS = ("DONATION", "FREE", "PAID")
CAPACITIES = ("FULL", "HAS_CAPACITY", "UNKNOWN", "WAITLIST")
PLACES = ((51.34, 12.37), (51.40, 12.50), (52.52, 13.40), (40.71, -74.0))
SAID = NOW - timedelta(days=40)
TIMES = ("00:00", "02:30", "09:00", "18:00", "22:15")


def empty_world() -> Builder:
    """Return two organisations with a published network each, and one with a draft."""
    made = Builder()
    for slug in ("river", "hill"):
        add_organisation(made, slug)
    for owner, slug, status in (
        ("river", "river-open", "PUBLISHED"),
        ("hill", "hill-open", "PUBLISHED"),
        ("hill", "hill-drafts", "DRAFT"),
    ):
        add_network(made, owner, slug, status)
    return made


def add_group(made: Builder, slug: str, *, network: int = 0, **stated: Any) -> Row:  # noqa: ANN401 - columns
    """Add a group that states nothing but what is given."""
    owner = made.rows["networks"][network]
    columns: Row = {
        "organisation_id": owner["organisation_id"],
        "network_id": owner["id"],
        "slug": slug,
        "name": slug,
        "sort_key": slug,
        "language": "en",
        "accepts_referrals": False,
        "capacity_status": "UNKNOWN",
        "neutral_title": False,
        "status": "PUBLISHED",
        "search": "",
        "published": owner["published"],
    }
    lists = (
        "topics", "support", "audiences", "languages", "accessibility", "formats", "media",
        "countries", "regions", "access", "open_place_kinds",
    )  # fmt: skip
    return made.add("groups", **{**columns, **{name: [] for name in lists}, **stated})


def add_meeting(made: Builder, group: Row, **stated: Any) -> Row:  # noqa: ANN401 - columns
    columns: Row = {
        name: group[name] for name in ("organisation_id", "network_id", "published", "name")
    }
    lists: Row = {name: [] for name in ("languages", "audiences", "formats", "accessibility")}
    number = len(made.rows.get("meetings", []))
    more = {"medium": "IN_PERSON", "status": "ACTIVE", "slug": f"m{number}", "sort_key": "m"}
    return made.add("meetings", group_id=group["id"], **{**columns, **lists, **more, **stated})


def add_start(made: Builder, meeting: Row, local: datetime, zone: str, **stated: Any) -> Row:  # noqa: ANN401 - columns
    """Add an occurrence that begins when the clocks of a zone show ``local``."""
    starts = local.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
    around = ("organisation_id", "network_id", "group_id", "published")
    columns = {
        **{name: meeting[name] for name in around},
        "id": uuid5(meeting["id"], f"{local} {zone}"),
        "meeting_id": meeting["id"],
        "original_start": local,
        "local_start": local,
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=1),
        "status": "SCHEDULED",
        "utc_minute_of_week": starts.weekday() * 1440 + starts.hour * 60 + starts.minute,
    }
    return made.add("occurrences", **{**columns, **stated})


def add_place(made: Builder, meeting: Row, place: tuple[float, float] | None) -> Row:
    """Let a meeting be held at a venue, with a point or without one."""
    point = None if place is None else Point(*place)
    cells = (None, None, None) if point is None else point.cells()
    venue = made.add(
        "venues",
        organisation_id=meeting["organisation_id"],
        kind="PHYSICAL",
        disclosure="PUBLIC",
        sort_key="",
        approximate=False,
        accessibility=[],
        latitude=point and point.latitude,
        longitude=point and point.longitude,
        **dict(zip(("cell_fine", "cell_middle", "cell_wide"), cells, strict=True)),
    )
    made.add(
        "meeting_venues",
        meeting_id=meeting["id"],
        venue_id=venue["id"],
        group_id=meeting["group_id"],
        position=0,
    )
    return venue


def crowd(seed: int, size: int) -> World:
    """Return a world of so many groups of every kind."""
    random, made = Random(seed), empty_world()
    for number in range(size):
        group = add_group(
            made, f"g{number}", network=random.choice((0, 0, 1, 1, 2)), **_statements(random)
        )
        group["published"] = group["published"] and random.random() < 0.95
        for _ in range(random.randrange(3)):
            _some_meeting(made, group, random)
    return World(made.rows, {})


def _statements(random: Random) -> Row:
    def few(words: tuple[str, ...]) -> list[str]:
        return random.sample(words, random.randrange(3))

    def maybe(*words: Any) -> Any:  # noqa: ANN401 - values of columns
        return random.choice((*words, None))

    low = maybe(0, 18, 60)
    return {
        "topics": few(TOPICS),
        "support": few(SUPPORT),
        "style": maybe(*STYLES),
        "size": maybe(*SIZES),
        "languages": few(LANGUAGES),
        "access": few(FEATURES),
        "audiences": few(AUDIENCES),
        "formats": few(FORMATS),
        "minimum_age": low,
        "maximum_age": maybe(17, 99) if low in {None, 0} else None,
        "frequency": maybe(*FREQUENCIES),
        "media": few(MEDIA),
        "cost": maybe(*COSTS),
        "newcomers_welcome": maybe(True, False),  # noqa: FBT003 - values of a column
        "newcomers_as_of": maybe(SAID.date()),
        "capacity_status": random.choice(CAPACITIES),
        "capacity_as_of": maybe(SAID),
        "verified_at": maybe(SAID),
        "status": random.choice(("PUBLISHED", "PUBLISHED", "PAUSED")),
    }


def _some_meeting(made: Builder, group: Row, random: Random) -> None:
    meeting = add_meeting(made, group)
    if random.random() < 0.2:
        meeting |= {"published": False, "status": "ARCHIVED"}
    if random.random() < 0.6:
        add_place(made, meeting, random.choice((*PLACES, None)))
    if random.random() < 0.7:
        # From the day before, over all weeks in which clocks change on either side.
        first = datetime(2027, 3, 9, random.randrange(24), random.choice((0, 15, 30)))  # noqa: DTZ001 - local
        zone = random.choice(ZONES)
        for week in range(8):
            local = first + timedelta(days=random.randrange(2) + 7 * week)
            status = "CANCELLED" if random.random() < 0.2 else "SCHEDULED"
            add_start(made, meeting, local, zone, status=status)


def wishes(random: Random, ids: list[UUID]) -> Json:
    """Return a random input that names at least one wish."""

    def some(words: tuple[str, ...]) -> list[str]:
        return random.sample(words, random.randrange(1, 3))

    given: Json = {
        "concerns": {"anyOf": some(TOPICS)},
        "support": {"anyOf": some(SUPPORT)},
        "style": {"anyOf": some(STYLES)},
        "size": {"anyOf": some(SIZES)},
        "languages": {"anyOf": some((*LANGUAGES, "zh", "pt-PT"))},
        "accessibility": {"allOf": some(FEATURES)},
        "audience": {"anyOf": some(AUDIENCES)},
        "age": {"is": random.choice((0, 17, 18, 40, 130))},
        "availability": _availability(random),
        "frequency": {"anyOf": some(FREQUENCIES)},
        "medium": {"anyOf": some(MEDIA)},
        "travel": {
            "latitude": 51.34,
            "longitude": 12.37,
            "withinKm": random.choice((1.0, 25.0, 200.0)),
        },
        "cost": {"anyOf": some(COSTS)},
        "newcomers": {},
        "capacity": {"anyOf": ["HAS_CAPACITY"]},
    }
    chosen = random.sample(sorted(given), random.randrange(1, 6))
    asked: Json = {name: given[name] for name in chosen}
    for wish in asked.values():
        if random.random() < 0.7:
            wish["wish"] = random.choice(("MUST", "PREFER", "AVOID"))
    if random.random() < 0.4:
        asked["exclusions"] = {
            "topics": ["cancer"],
            "groups": [f"grp_{each.hex}" for each in random.sample(ids, 3)],
        }
    if random.random() < 0.4:
        asked["seed"] = f"seed {random.randrange(9)}"
    return asked


def _availability(random: Random) -> Json:
    windows: list[Json] = [
        {
            "weekdays": random.sample(("MO", "TU", "WE", "SA", "SU"), 2),
            "after": random.choice(TIMES),
            "before": random.choice(TIMES),
        }
        for _ in range(random.randrange(1, 4))
    ]
    for window in windows:
        for name in list(window):
            if random.random() < 0.3:
                del window[name]
    days = {"withinDays": random.choice((1, 7, 40))} if random.random() < 0.5 else {}
    return {"timeZone": random.choice(ZONES), "windows": windows, **days}
