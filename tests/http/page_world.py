"""What the pages are tested with: houses that differ in what a test is about, and a reader."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from types import MappingProxyType
from typing import override

import httpx

from api.domain.access import Actor
from api.domain.crisis import CrisisResource
from api.domain.places import Point
from api.domain.vocabulary import Disclosure
from api.persistence.crisis import CrisisResources
from api.persistence.groups import Groups
from api.persistence.ids import new_id
from api.persistence.meetings import Meetings
from api.persistence.networks import Networks
from api.persistence.organisations import Organisations
from api.persistence.store import Store
from api.persistence.venues import Venues
from api.persistence.work import Work
from tests.house import House, group, meeting, network, organisation, venue

type Given = Mapping[str, object]

NOTHING: Given = MappingProxyType({})
# HTML closes these by itself; an option may be left open.
ALONE = frozenset({"br", "hr", "img", "input", "link", "meta", "option"})
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PUBLIC_PLACE: Given = {
    "disclosure": Disclosure.PUBLIC,
    "name": "Reading room",
    "street": "Lindenallee 4",
    "point": Point(51.3397, 12.3731),
    "approximate": False,
}


@dataclass(frozen=True, slots=True)
class Differences:
    """How one house differs from the usual one, by its parts."""

    organisation: Given = NOTHING
    network: Given = NOTHING
    group: Given = NOTHING
    meeting: Given = NOTHING
    venue: Given = NOTHING
    crisis: Given | None = None


async def build(store: Store, name: str, different: Differences | None = None) -> House:
    """Write a house whose occurrences are computed from today on, as the server reads them."""
    house = House(new_id(), new_id(), new_id(), new_id(), new_id())
    by = different or Differences()
    now = datetime.now(UTC)

    async def write(work: Work) -> None:
        await Organisations(work).add(changed(organisation(house, name), by.organisation))
        await Networks(work).add(changed(network(house, name), by.network))
        await Groups(work).add(changed(group(house, name), by.group))
        hidden = by.venue.get("disclosure") is not Disclosure.PUBLIC
        secrets = {"address": "Canary Lane 7"} if hidden else {}
        await Venues(work).add(changed(venue(house), by.venue), secrets)
        await Meetings(work, now).add(changed(meeting(house, name), by.meeting))
        if by.crisis is not None:
            await CrisisResources(work).add_all([changed(crisis(house), by.crisis)])

    await store.run(Actor(house.organisation, "test"), write)
    return house


def changed[T](value: T, differences: Given) -> T:
    return replace(value, **differences)  # pyright: ignore[reportArgumentType, reportCallIssue, reportUnknownVariableType] - tests name the fields that differ


def crisis(house: House) -> CrisisResource:
    return CrisisResource(
        id=new_id(),
        organisation_id=house.organisation,
        country="DE",
        name="Sorgentelefon",
        phone=None,
        url="https://sorgentelefon.example",
        hours=None,
        languages=("de",),
        verified_on=None,
        version=1,
        changed_at=datetime.now(UTC),
    )


@dataclass(slots=True)
class Page(HTMLParser):
    """A page as a reader's program sees it: elements with their attributes, and the text."""

    answer: httpx.Response
    elements: list[tuple[str, dict[str, str]]] = field(
        default_factory=list[tuple[str, dict[str, str]]]
    )
    open: list[str] = field(default_factory=list[str])
    words: list[str] = field(default_factory=list[str])
    titles: list[str] = field(default_factory=list[str])
    data: list[str] = field(default_factory=list[str])
    broken: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)
        self.feed(self.answer.text)
        self.close()
        self.broken += self.open

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in ALONE:
            self.open.append(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        elif tag != "option":
            self.broken.append(f"/{tag}")

    @override
    def handle_data(self, data: str) -> None:
        inside = self.open[-1] if self.open else ""
        {"title": self.titles, "script": self.data}.get(inside, self.words).append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words)).strip()

    @property
    def title(self) -> str:
        return "".join(self.titles)

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        """The attributes of every element of a tag that has these."""
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        return [
            found
            for name, found in self.elements
            if name == tag and wanted.items() <= found.items()
        ]

    def links(self, beginning: str) -> list[str]:
        return [
            each["href"] for each in self.all("a") if each.get("href", "").startswith(beginning)
        ]

    def chosen(self, name: str) -> set[str]:
        """The values of a field's checkboxes that are ticked."""
        return {each["value"] for each in self.all("input", name=name) if "checked" in each}


async def get(http: httpx.AsyncClient, path: str) -> Page:
    return Page(await http.get(path, headers=BROWSER))


async def post(http: httpx.AsyncClient, path: str, **fields: object) -> Page:
    return Page(await http.post(path, data=fields, headers=BROWSER))
