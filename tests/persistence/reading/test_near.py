"""Nearness: the nearest few, what is online behind them, and what a place gives away."""

from math import asin, cos, radians, sin, sqrt
from random import Random
from typing import Any

import pytest

from tests.persistence.reading.asking import Asker, Json
from tests.persistence.reading.catalogue import Catalogue

QUERY = """
query ($filter: GroupFilter!, $first: Int = 100, $after: String) {
  groups(filter: $filter, first: $first, after: $after) {
    totalCount
    edges { cursor distanceMetres node { id slug media nextOccurrences(first: 1) { startsAt } } }
  }
}
"""
LEIPZIG = {"latitude": 51.34, "longitude": 12.37}
EVERYWHERE = {**LEIPZIG, "withinKm": 20_100}


async def found(asker: Asker, **near: object) -> list[dict[str, Any]]:
    answer = await asker.data(QUERY, {"filter": {"near": {**LEIPZIG, **near}}})
    assert answer["groups"]["totalCount"] == len(answer["groups"]["edges"])
    return answer["groups"]["edges"]


@pytest.mark.parametrize("number", [1, 2, 3, 7, 100])
async def test_the_nearest_are_the_first_of_all_by_distance(asker: Asker, number: int) -> None:
    everything = await found(asker, withinKm=20_100)
    nearest = await found(asker, nearest=number)
    assert [edge["distanceMetres"] for edge in nearest] == [
        edge["distanceMetres"] for edge in everything[:number]
    ]


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(-89.9, 0.0), (0.0, 179.99), (0.0, -180.0), (90.0, 12.0)]
)
async def test_the_nearest_are_found_from_anywhere_on_the_globe(
    asker: Asker, latitude: float, longitude: float
) -> None:
    here = {"latitude": latitude, "longitude": longitude}
    nearest = await found(asker, **here, nearest=3)
    everything = await found(asker, **here, withinKm=20_100)
    assert len(nearest) == 3
    assert nearest == [
        {**edge, "cursor": near["cursor"]} for near, edge in zip(nearest, everything, strict=False)
    ]


async def test_the_nearest_pass_all_other_filters(asker: Asker) -> None:
    small = {"support": {"anyOf": ["EMOTIONAL"], "unknown": "EXCLUDE"}}
    filters = {**small, "near": EVERYWHERE}
    every = (await asker.data(QUERY, {"filter": filters}))["groups"]["edges"]
    filters = {**small, "near": {**LEIPZIG, "nearest": 2}}
    nearest = (await asker.data(QUERY, {"filter": filters}))["groups"]["edges"]
    assert len(every) > 2
    assert [edge["node"] for edge in nearest] == [edge["node"] for edge in every[:2]]


async def test_a_radius_holds_the_nearest_to_it(asker: Asker) -> None:
    everything = await found(asker, withinKm=20_100)
    kilometres = everything[1]["distanceMetres"] / 1000 + 0.001
    nearest = await found(asker, nearest=50, withinKm=kilometres)
    assert len(nearest) == len(await found(asker, withinKm=kilometres)) < 50


async def test_the_nearest_can_be_paged_through(asker: Asker) -> None:
    filters = {"near": {**LEIPZIG, "nearest": 5}}
    whole = (await asker.data(QUERY, {"filter": filters}))["groups"]["edges"]
    after: str | None = None
    seen: list[Json] = []
    for _ in range(5):
        variables = {"filter": filters, "first": 1, "after": after}
        (edge,) = (await asker.data(QUERY, variables))["groups"]["edges"]
        seen.append(edge["node"])
        after = edge["cursor"]
    assert seen == [edge["node"] for edge in whole]


async def test_what_is_online_stands_behind_all_places_by_its_next_start(asker: Asker) -> None:
    edges = await found(asker, withinKm=3_000, orOnline=True)
    places = [edge for edge in edges if edge["distanceMetres"] is not None]
    online = edges[len(places) :]
    assert places
    assert online
    assert all(edge["distanceMetres"] is None for edge in online)
    assert all({"ONLINE", "HYBRID", "PHONE"} & {*edge["node"]["media"]} for edge in online)
    distances = [edge["distanceMetres"] for edge in places]
    assert distances == sorted(distances)
    starts = [
        edge["node"]["nextOccurrences"][0]["startsAt"]
        for edge in online
        if edge["node"]["nextOccurrences"]
    ]
    assert len(starts) > 1
    assert starts == sorted(starts)
    assert all(edge["node"]["nextOccurrences"] for edge in online[: len(starts)])


async def test_places_and_online_can_be_paged_through_together(asker: Asker) -> None:
    filters = {"near": {**LEIPZIG, "withinKm": 3_000, "orOnline": True}}
    whole = (await asker.data(QUERY, {"filter": filters}))["groups"]["edges"]
    after: str | None = None
    seen: list[str] = []
    while len(seen) < len(whole):
        variables = {"filter": filters, "first": 3, "after": after}
        page = (await asker.data(QUERY, variables))["groups"]["edges"]
        assert page
        seen += [edge["node"]["id"] for edge in page]
        after = page[-1]["cursor"]
    assert seen == [edge["node"]["id"] for edge in whole]


@pytest.mark.parametrize(
    ("near", "path"),
    [
        ({"nearest": 0}, ["filter", "near", "nearest"]),
        ({"nearest": -3}, ["filter", "near", "nearest"]),
        ({"nearest": 101}, ["filter", "near", "nearest"]),
        ({"withinKm": 0}, ["filter", "near", "withinKm"]),
        ({"withinKm": 1e300}, ["filter", "near", "withinKm"]),
        ({"latitude": 90.1}, ["filter", "near", "latitude"]),
    ],
)
async def test_a_place_that_cannot_be_is_refused_where_it_stands(
    asker: Asker, near: dict[str, Any], path: list[str]
) -> None:
    error = await asker.refusal(QUERY, {"filter": {"near": {**LEIPZIG, **near}}})
    assert error["extensions"]["argument"] == path


async def test_the_nearest_within_a_network_are_asked_for_at_the_root(asker: Asker) -> None:
    query = """query ($near: NearFilter) {
      networks(first: 1) { nodes { groups(filter: {near: $near}) { totalCount } } }
    }"""
    error = await asker.refusal(query, {"near": {**LEIPZIG, "nearest": 2}})
    assert "root" in error["message"]


def haversine(one: tuple[float, float], other: tuple[float, float]) -> float:
    (lat1, lon1), (lat2, lon2) = one, other
    half = sin(radians(lat2 - lat1) / 2) ** 2
    half += cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * 6_371_008.8 * asin(min(1.0, sqrt(half)))


async def test_a_thousand_questions_locate_an_area_no_better_than_its_middle(
    asker: Asker, catalogue: Catalogue
) -> None:
    """Every distance fits the middle of the area exactly, so that no more can be learnt of it."""
    hidden = next(
        venue
        for venue in catalogue.tables["venues"]
        if venue["disclosure"] != "PUBLIC"
        and venue["latitude"] is not None
        and any(
            catalogue.by_id["meetings", link["meeting_id"]]["published"]
            for link in catalogue.of("meeting_venues", "venue_id", venue["id"])
        )
    )
    middle = hidden["latitude"], hidden["longitude"]
    random = Random(7)
    query = """query ($near: NearFilter!) {
      meetings(first: 100, filter: {near: $near}) {
        edges { distanceMetres node { venues { id point { latitude longitude } } } }
      }
    }"""
    seen = 0
    for _ in range(1_000):
        here = middle[0] + random.uniform(-0.3, 0.3), middle[1] + random.uniform(-0.3, 0.3)
        near = {"latitude": here[0], "longitude": here[1], "withinKm": 60}
        answer = await asker.data(query, {"near": near})
        for edge in answer["meetings"]["edges"]:
            points = [venue["point"] for venue in edge["node"]["venues"] if venue["point"]]
            known = [haversine(here, (each["latitude"], each["longitude"])) for each in points]
            assert edge["distanceMetres"] == pytest.approx(min(known), abs=1)
            seen += f"ven_{hidden['id'].hex}" in {venue["id"] for venue in edge["node"]["venues"]}
    assert seen >= 1_000
