"""Crisis resources, as the world sees them."""

from datetime import date
from typing import Annotated

import strawberry

from api.domain.crisis import STALE_DAYS
from api.domain.scopes import Scope
from api.schema.access import PUBLIC, needs
from api.schema.action_words import CrisisAction
from api.schema.binding import read
from api.schema.node import Versioned

Country = Annotated[str, strawberry.argument(description="The country, ISO 3166-1 alpha-2.")]


@strawberry.type(
    description="Whom to turn to when peer support is not enough. This platform does not answer "
    "for any of them: look at `stale` and `verifiedOn`.",
    directives=[PUBLIC],
)
class CrisisResource(Versioned):
    country: str | None = read(
        "The country that it is for, ISO 3166-1 alpha-2; everywhere if null."
    )
    name: str = read("What it is called.")
    phone: str | None = read("The number to dial.")
    url: str | None = read("Its web address.")
    hours: str | None = read("When somebody answers; at any hour if null.")
    languages: list[str] = read("The languages spoken, BCP 47.")
    verified_on: date | None = read("The day on which somebody last tried it; null for never.")
    verified_by: str | None = read(
        "What the organisation's audit knows by who did.", needs(Scope.NETWORKS_MANAGE)
    )
    stale: bool = read(f"Whether nobody has tried it in the last {STALE_DAYS} days.")
    allowed_actions: list[CrisisAction] = read("What you may do to it now.")
