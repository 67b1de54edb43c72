"""What each dimension of a group, a meeting or an occurrence lets pass, and in which order."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from api.domain.vocabulary import MeetingFrequency
from tests.persistence.reading.asking import Asker, Json
from tests.persistence.reading.catalogue import Catalogue, Row
from tests.world import NOW

FIELDS = (
    "slug size cost frequency minimumAge maximumAge newcomersWelcome acceptsReferrals verifiedAt"
    " capacity { status } openPlaces { kind } countries formats { slug }"
)


async def groups(asker: Asker, narrowed: str) -> list[Json]:
    data = await asker.data(
        f"{{ groups(first: 100, filter: {narrowed}) {{ nodes {{ {FIELDS} }} }} }}"
    )
    return data["groups"]["nodes"]


@pytest.mark.parametrize(
    ("name", "word"),
    [("size", "UP_TO_8"), ("size", "OVER_30"), ("cost", "PAID"), ("cost", "FREE")],
)
async def test_what_few_groups_state_loses_none_and_brings_them_to_the_front(
    asker: Asker, name: str, word: str
) -> None:
    every = await groups(asker, "{}")
    found = await groups(asker, f"{{{name}: {{anyOf: [{word}]}}}}")
    stated = [group[name] for group in found]
    assert stated == sorted(stated, key=lambda value: value is None)
    assert set(stated) == {word, None}
    assert len(found) == sum(group[name] in {word, None} for group in every)


@pytest.mark.parametrize(
    ("member", "unknown"),
    [
        ('formats: {noneOf: ["speaker"]}', True),
        ('accessibility: {noneOf: ["braille"]}', True),
        ("frequency: {noneOf: [WEEKLY]}", True),
        ("joining: {noneOf: [CLOSED]}", True),
        ("anonymity: {noneOf: [FULL_NAME]}", True),
        ("newcomersWelcome: {is: true}", True),
        ("age: {is: 30}", True),
        ("capacity: {anyOf: [FULL]}", True),
        ('audiences: {noneOf: ["men"]}', False),
        ('country: {noneOf: ["JP"]}', False),
        ('region: {noneOf: ["NY"]}', False),
    ],
)
async def test_what_is_not_stated_stays_or_goes_by_dimension_and_as_the_asker_says(
    asker: Asker, member: str, *, unknown: bool
) -> None:
    def saying(word: str) -> str:
        return f"{{{member[:-1]}, unknown: {word}}}}}"

    kept, left = await groups(asker, saying("INCLUDE")), await groups(asker, saying("EXCLUDE"))
    assert len(kept) > len(left) > 0
    # All that states it stands in front, so that what is left is where the rest begins.
    assert kept[: len(left)] == left
    assert await groups(asker, f"{{{member}}}") == (kept if unknown else left)


@pytest.mark.parametrize("age", [0, 15, 16, 17, 18, 25, 26, 59, 60, 130])
async def test_somebody_of_an_age_finds_what_admits_them_with_both_bounds_included(
    asker: Asker, age: int
) -> None:
    found = await groups(asker, f"{{age: {{is: {age}, unknown: EXCLUDE}}}}")
    slugs = {group["slug"] for group in found}
    for group in await groups(asker, "{}"):
        low, high = group["minimumAge"], group["maximumAge"]
        fits = (low is None or age >= low) and (high is None or age <= high)
        assert (group["slug"] in slugs) is (fits and (low, high) != (None, None))


async def test_a_group_with_one_bound_has_stated_its_ages(asker: Asker) -> None:
    everybody = await groups(asker, "{age: {is: 30}}")
    unbounded = [(g["minimumAge"], g["maximumAge"]) == (None, None) for g in everybody]
    assert unbounded == sorted(unbounded)
    assert {g["minimumAge"] for g in everybody} >= {18, None}
    assert all(group["maximumAge"] not in {17, 25} for group in everybody)


async def test_groups_are_found_by_how_often_their_meetings_are(
    asker: Asker, catalogue: Catalogue
) -> None:
    met: set[str] = set()
    for word in MeetingFrequency:
        found = await groups(asker, f"{{frequency: {{anyOf: [{word}], unknown: EXCLUDE}}}}")
        rows = [row for row in catalogue.tables["groups"] if row["published"]]
        wanted = {row["slug"] for row in rows if row["frequency"] == word}
        assert {group["slug"] for group in found} == wanted
        assert {group["frequency"] for group in found} <= {word.value}
        met |= {group["frequency"] for group in found}
    assert len(met) > 2


async def test_who_never_was_verified_is_not_verified_since_any_day(asker: Asker) -> None:
    ever = await groups(asker, '{verifiedSince: "0001-01-01"}')
    assert 0 < len(ever) < len(await groups(asker, "{}"))
    assert all(group["verifiedAt"] for group in ever)


async def test_a_day_counts_from_its_first_moment(asker: Asker) -> None:
    day = (NOW - timedelta(days=3)).date()
    on_it = await groups(asker, f'{{verifiedSince: "{day}"}}')
    assert on_it
    assert {group["verifiedAt"][:10] for group in on_it} == {day.isoformat()}
    assert await groups(asker, f'{{verifiedSince: "{day + timedelta(days=1)}"}}') == []


async def test_unknown_is_one_of_the_words_for_room_and_means_that_nobody_has_said(
    asker: Asker,
) -> None:
    def statuses(found: list[Json]) -> list[str]:
        return [group["capacity"]["status"] for group in found]

    waiting = statuses(await groups(asker, "{capacity: {anyOf: [WAITLIST]}}"))
    assert waiting == sorted(waiting, reverse=True)
    assert set(waiting) == {"WAITLIST", "UNKNOWN"}
    stated = statuses(await groups(asker, "{capacity: {noneOf: [UNKNOWN]}}"))
    assert stated
    assert "UNKNOWN" not in stated
    assert set(statuses(await groups(asker, "{capacity: {anyOf: [UNKNOWN]}}"))) == {"UNKNOWN"}
    assert await groups(asker, "{capacity: {anyOf: [UNKNOWN], unknown: EXCLUDE}}") == []


async def test_a_group_without_open_places_has_none_of_them(asker: Asker) -> None:
    def kinds(found: list[Json]) -> set[str]:
        return {place["kind"] for group in found for place in group["openPlaces"]}

    some = await groups(
        asker, "{openPlaces: {anyOf: [FORUM, CHAT, SOCIAL_GROUP, WEBSITE, WARM_LINE]}}"
    )
    assert all(group["openPlaces"] for group in some)
    without = await groups(asker, "{openPlaces: {noneOf: [FORUM]}}")
    assert kinds(without) == {"WARM_LINE"}
    assert any(not group["openPlaces"] for group in without)
    assert len(some) + sum(not g["openPlaces"] for g in await groups(asker, "{}")) == len(
        await groups(asker, "{}")
    )


async def test_a_country_is_the_same_in_either_case(asker: Asker) -> None:
    found = await groups(asker, '{country: {anyOf: ["de"]}}')
    assert found
    assert all("DE" in group["countries"] for group in found)
    assert found == await groups(asker, '{country: {anyOf: ["DE"]}}')


async def test_a_group_is_accessible_by_what_a_meeting_or_a_venue_of_it_offers(
    asker: Asker, catalogue: Catalogue
) -> None:
    """Nobody looks for a group that is itself a wheelchair ramp."""
    found = await groups(asker, '{accessibility: {allOf: ["wheelchair"], unknown: EXCLUDE}}')
    slugs = {group["slug"] for group in found}
    own = {
        row["slug"] for row in catalogue.tables["groups"] if "wheelchair" in row["accessibility"]
    }
    assert slugs
    assert not slugs & own


async def test_a_meeting_is_where_and_as_accessible_as_its_venues(
    asker: Asker, catalogue: Catalogue
) -> None:
    def venues(meeting: Row) -> list[Row]:
        links = catalogue.of("meeting_venues", "meeting_id", meeting["id"])
        return [catalogue.by_id["venues", link["venue_id"]] for link in links]

    def offers(meeting: Row) -> set[str]:
        return {
            *meeting["accessibility"],
            *(f for v in venues(meeting) for f in v["accessibility"]),
        }

    def lies_in(meeting: Row) -> bool:
        return "US" in {venue["country"] for venue in venues(meeting)}

    await _agree(asker, catalogue, 'country: {anyOf: ["US"]}', lies_in)
    await _agree(
        asker,
        catalogue,
        'accessibility: {allOf: ["wheelchair", "captions"], unknown: EXCLUDE}',
        lambda meeting: offers(meeting) >= {"wheelchair", "captions"},
    )


async def _agree(
    asker: Asker, catalogue: Catalogue, member: str, holds: Callable[[Row], bool]
) -> None:
    """Ask for meetings and for occurrences of today: the same hold for both."""
    narrowed = f"first: 100, filter: {{{member}}}"
    data = await asker.data(
        f"{{ meetings({narrowed}) {{ nodes {{ slug }} }}"
        f" occurrences(when: {{thisWeek: true}}, {narrowed})"
        f" {{ nodes {{ meeting {{ slug }} }} }} }}"
    )
    wanted = {
        row["slug"] for row in catalogue.tables["meetings"] if row["published"] and holds(row)
    }
    assert wanted
    assert {node["slug"] for node in data["meetings"]["nodes"]} == wanted
    held = {node["meeting"]["slug"] for node in data["occurrences"]["nodes"]}
    assert held
    assert held <= wanted


async def test_meetings_and_occurrences_are_found_by_what_their_group_is_like(asker: Asker) -> None:
    asked = "inGroups: {style: {anyOf: [ACTIVITY], unknown: EXCLUDE}, cost: {noneOf: [PAID]}}"
    data = await asker.data(
        f"{{ meetings(first: 100, filter: {{{asked}}})"
        f" {{ nodes {{ group {{ slug style cost }} }} }}"
        f" occurrences(when: {{thisWeek: true}}, first: 100, filter: {{{asked}}})"
        f" {{ nodes {{ group {{ slug style cost }} }} }} }}"
    )
    wanted = {group["slug"] for group in await groups(asker, asked.removeprefix("inGroups: "))}
    for field in ("meetings", "occurrences"):
        found = [node["group"] for node in data[field]["nodes"]]
        assert {group["style"] for group in found} == {"ACTIVITY"}
        assert {group["slug"] for group in found} <= wanted
        assert any(group["cost"] is None for group in found)


async def test_a_group_that_is_near_has_meetings_that_need_not_be(asker: Asker) -> None:
    near = "near: {latitude: 40.72, longitude: -74.0, withinKm: 5}"
    asked = "meetings(first: 100, filter: {%s}) { totalCount edges { distanceMetres } }"
    data = await asker.data(f"{{ here: {asked % near} of: {asked % f'inGroups: {{{near}}}'} }}")
    assert data["of"]["totalCount"] > data["here"]["totalCount"] > 0
    assert {edge["distanceMetres"] for edge in data["of"]["edges"]} == {None}
    both = f"inGroups: {{{near}}}, {near}"
    assert (await asker.data(f"{{ here: {asked % both} }}"))["here"] == data["here"]


async def test_the_nearest_groups_bring_their_meetings(asker: Asker) -> None:
    near = "near: {latitude: 40.72, longitude: -74.0, nearest: 2}"
    data = await asker.data(
        f"{{ groups(filter: {{{near}}}) {{ nodes {{ slug }} }}"
        f" meetings(first: 100, filter: {{inGroups: {{{near}}}}})"
        f" {{ nodes {{ group {{ slug }} }} }} }}"
    )
    nearest = {node["slug"] for node in data["groups"]["nodes"]}
    assert len(nearest) == 2
    assert {node["group"]["slug"] for node in data["meetings"]["nodes"]} == nearest


async def test_what_a_group_has_not_stated_leaves_its_occurrences_in_the_order_of_time(
    asker: Asker,
) -> None:
    asked = "inGroups: {size: {anyOf: [OVER_30]}}"
    data = await asker.data(
        f"{{ occurrences(when: {{thisWeek: true}}, first: 100, filter: {{{asked}}})"
        f" {{ nodes {{ startsAt group {{ size }} }} }} }}"
    )
    nodes = data["occurrences"]["nodes"]
    starts = [node["startsAt"] for node in nodes]
    assert {node["group"]["size"] for node in nodes} == {"OVER_30", None}
    assert starts == sorted(starts)


async def test_an_empty_filter_of_the_group_asks_nothing(asker: Asker) -> None:
    for nothing in ("{}", "{topics: {}}", "{near: null, topics: null}"):
        data = await asker.data(
            f"{{ some: meetings(filter: {{inGroups: {nothing}}}) {{ totalCount }}"
            f" every: meetings {{ totalCount }} }}"
        )
        assert data["some"] == data["every"]


@pytest.mark.parametrize("minutes", [1, 30, 61, 10_080])
async def test_what_starts_soon_starts_neither_before_now_nor_later_and_is_not_cancelled(
    asker: Asker, minutes: int
) -> None:
    data = await asker.data(
        "query ($m: Int!) { occurrences(when: {startingWithin: $m}, first: 100)"
        " { totalCount nodes { startsAt status } } }",
        {"m": minutes},
    )
    wanted = sorted(
        row["starts_at"].isoformat()
        for row in asker.world.rows["occurrences"]
        if row["published"]
        and row["status"] == "SCHEDULED"
        and NOW <= row["starts_at"] < NOW + timedelta(minutes=minutes)
    )
    assert wanted
    assert data["occurrences"]["totalCount"] == len(wanted)
    assert [node["startsAt"] for node in data["occurrences"]["nodes"]] == wanted[:100]


@pytest.mark.parametrize(
    ("zone", "begins", "ends"),
    [
        ("UTC", "2027-03-08T00:00:00+00:00", "2027-03-15T00:00:00+00:00"),
        # NOW is Thursday there already, in the same week.
        ("Pacific/Kiritimati", "2027-03-07T10:00:00+00:00", "2027-03-14T10:00:00+00:00"),
        # The clocks change on the last day of that week, which is an hour shorter.
        ("America/New_York", "2027-03-08T05:00:00+00:00", "2027-03-15T04:00:00+00:00"),
    ],
)
async def test_this_week_is_monday_to_sunday_where_the_asker_is(
    asker: Asker, zone: str, begins: str, ends: str
) -> None:
    ask = "occurrences(first: 100, timeZone: $zone, when: %s) { totalCount nodes { id } }"
    between = f'{{between: {{after: "{begins}", before: "{ends}"}}}}'
    data = await asker.data(
        f"query ($zone: String!) {{ week: {ask % '{thisWeek: true}'} same: {ask % between} }}",
        {"zone": zone},
    )
    assert data["week"]["totalCount"]
    assert data["week"] == data["same"]


async def test_an_occurrence_has_the_venues_of_its_meeting(asker: Asker) -> None:
    data = await asker.data(
        "{ occurrences(when: {thisWeek: true}, first: 50)"
        " { nodes { medium venues { id } meeting { medium venues { id } } } } }"
    )
    nodes = [
        node for node in data["occurrences"]["nodes"] if node["medium"] == node["meeting"]["medium"]
    ]
    assert any(node["venues"] for node in nodes)
    for node in nodes:
        own, usual = ([each["id"] for each in held["venues"]] for held in (node, node["meeting"]))
        # One whose own medium is what its meeting's is now has those of that medium alone, and
        # one that is held elsewhere has others.
        assert set(own) <= set(usual) or set(own).isdisjoint(usual)
    assert any(node["venues"] == node["meeting"]["venues"] != [] for node in nodes)
