"""The page of one group: when, how to join, what to expect."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.domain.errors import UnknownTimeZone
from api.domain.zones import time_zone
from api.http.pages import names, structured
from api.http.pages.asking import Asker, Json, Refused
from api.http.pages.forms import Form
from api.http.pages.rendering import PERSONAL, SHARED, page
from api.http.pages.serving import missing, submitted
from api.http.pages.times import ZONES

BAD_ZONE: Final = (
    "zone",
    "This time zone is not one we know. Times are shown as the clocks there tell them.",
)


@dataclass(frozen=True, slots=True)
class Reader:
    """What a reader said of themselves for this one answer, and what of it cannot be used."""

    zone: str = ""
    country: str = ""
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class GroupPage:
    """Shows one group; a POST tells it by the clocks and for the country of the reader."""

    asker: Asker
    base_url: str

    async def __call__(self, request: Request) -> Response:
        form = await submitted(request)
        slug: str = request.path_params["slug"]
        found: Json | None = (await self.asker.ask("group", slug=slug))["group"]
        if found is None:
            return await self._successor(slug)
        personal = request.method == "POST"
        reader = reading(form) if personal else Reader()
        kept = form.all("g")
        country = reader.country or home(found)
        context = {
            "group": found,
            "reader": reader,
            "kept": kept,
            "zones": ZONES,
            "countries": names.countries(),
            "crisis_country": country,
            "crisis": await self._crisis(country),
            "changes": upcoming_changes(found["meetings"]["nodes"], datetime.now(UTC)),
            "data": None if personal else structured.group(found, self.base_url),
        }
        return page("group.html", context, cache=PERSONAL if personal or kept else SHARED)

    async def _successor(self, slug: str) -> Response:
        """Lead whoever knew a group that is over to the one that took over."""
        found: Json | None = (await self.asker.ask("successor", slug=slug))["successorOf"]
        if found is None:
            return missing()
        return RedirectResponse(f"/groups/{found['slug']}", status_code=302)

    async def _crisis(self, country: str) -> list[Json]:
        """Return whom to turn to in a country; a group whose country is none names nobody."""
        try:
            return (await self.asker.ask("crisis", country=country))["crisisResources"]
        except Refused:
            return []


def reading(form: Form) -> Reader:
    """Return what a reader said; a zone or country that does not exist is left out."""
    zone, country, problems = form.one("zone"), form.one("country"), []
    try:
        if zone:
            time_zone(zone)
    except UnknownTimeZone:
        zone, problems = "", [BAD_ZONE]
    known = country in dict(names.countries())
    return Reader(zone, country if known else "", tuple(problems))


def home(found: Json) -> str:
    """Return the country that a group meets in, else its organisation's; empty if unknown."""
    countries = [
        venue["country"]
        for meeting in found["meetings"]["nodes"]
        for venue in meeting["venues"]
        if venue["country"]
    ]
    return next(iter(countries), found["organisation"]["country"] or "")


def upcoming_changes(meetings: Sequence[Json], now: datetime) -> list[Json]:
    """Return the exceptions that are still to come, each with its meeting, soonest first."""
    today = now.date().isoformat()
    found = [
        {**exception, "meeting": meeting["name"]}
        for meeting in meetings
        for exception in meeting["exceptions"]
        if exception["originalStart"][:10] >= today and exception["kind"] != "ADDED"
    ]
    return sorted(found, key=lambda exception: exception["originalStart"])
