"""Networks, as the world sees them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from api.schema.access import PUBLIC
from api.schema.binding import from_reader, read
from api.schema.contacts import Contact
from api.schema.guidelines import Guidelines, Versions
from api.schema.network_words import NetworkAction
from api.schema.node import Versioned
from api.schema.organisations import Organisation
from api.schema.pages import After, Before, First, Last, LocatedConnection, TermsFilter
from api.schema.topics import Topic
from api.schema.words import NetworkStatus

if TYPE_CHECKING:
    from api.schema.filters import GroupFilter, GroupOrder
    from api.schema.groups import Group


@strawberry.type(description="A concern in a network's own words.", directives=[PUBLIC])
class Concern:
    name: str = read("The concern as the network calls it.")
    topic: Topic | None = read("The platform's topic that it maps to.")


@strawberry.type(
    description="In one language: peer support is neither therapy nor an emergency service.",
    directives=[PUBLIC],
)
class Notice:
    language: str = read("The language of the text, BCP 47.")
    text: str = read("The notice.")


@strawberry.type(
    description="A family of groups with one operator and one licence of its data.",
    directives=[PUBLIC],
)
class Network(Versioned):
    slug: str = read("A name for addresses, unique among networks.")
    name: str = read("What the network is called.")
    description: str | None = read("What the network is for.")
    coverage: list[str] = read("Its countries, ISO 3166-1 alpha-2; empty where not stated.")
    languages: list[str] = read("The languages spoken in it, BCP 47.")
    guidelines: str | None = read(
        "The guidelines of its groups that have none of their own, as they are now."
    )
    licence: str | None = read("The licence of its data: an SPDX identifier or a web address.")
    attribution: str | None = read("What to show beside its data.")
    status: NetworkStatus = read("How far it is published.")
    changed_at: datetime = read("When it was last changed.")
    organisation: Organisation = read("Who operates it.")
    topics: list[Topic] = read("The platform's topics that it is about.")
    concerns: list[Concern] = read("Its concerns in its own words.")
    notices: list[Notice] = read("What it says of peer support and emergencies, by language.")
    contact: Contact | None = read("How it is reached.")
    allowed_actions: list[NetworkAction] = read(
        "What you may do to it now: exactly what your next change would be accepted for."
    )

    @strawberry.field(description="Its guidelines, version by version, the newest first.")
    def guideline_versions(self, first: Versions = 10) -> list[Guidelines]:
        return from_reader()

    @strawberry.field(description="Its groups.")
    def groups(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        filter: Annotated["GroupFilter", strawberry.lazy("api.schema.filters")] | None = UNSET,
        order_by: Annotated["GroupOrder", strawberry.lazy("api.schema.filters")] | None = UNSET,
    ) -> LocatedConnection[Annotated["Group", strawberry.lazy("api.schema.groups")]]:
        return from_reader()


@strawberry.input(description="Narrows a list of networks; every member given must hold.")
class NetworkFilter:
    topics: TermsFilter | None = strawberry.field(description="By topic slugs.", default=UNSET)
    languages: TermsFilter | None = strawberry.field(
        description="By languages, BCP 47.", default=UNSET
    )
    organisation: strawberry.ID | None = strawberry.field(
        description="By the id of the operator.", default=UNSET
    )


@strawberry.input(description="Names one network.", one_of=True)
class NetworkBy:
    id: strawberry.ID | None = strawberry.field(description="By its id.", default=UNSET)
    slug: str | None = strawberry.field(description="By its slug.", default=UNSET)
