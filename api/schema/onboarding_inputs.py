"""What is said of an organisation that comes to the platform, and what is said back."""

import strawberry

from api.domain.profiles import Profile
from api.schema.access import PUBLIC
from api.schema.binding import optional, told_once
from api.schema.errors import UserError
from api.schema.organisations import Organisation
from api.schema.words import OrganisationKind

ORGANISATION, VERSION = "The organisation.", "The version that you looked at."
AS_IT_IS, WHY_NOT = "The organisation as it is now.", "Why nothing was changed."


@strawberry.input(description="What an organisation is.")
class ProfileInput:
    name: str = strawberry.field(description="Its name, 1 to 255 characters.")
    kind: OrganisationKind = strawberry.field(description="What it is to the platform.")
    country: str | None = optional("Its country, ISO 3166-1 alpha-2.")
    languages: list[str] | None = optional("The languages that it works in, BCP 47.")
    website: str | None = optional("Its web address.")

    def profile(self) -> Profile:
        return Profile(
            name=self.name,
            kind=self.kind,
            country=self.country or None,
            languages=tuple(self.languages or ()),
            website=self.website or None,
        )


@strawberry.input(description="Applies for an organisation that you speak for.")
class ApplyForOrganisationInput(ProfileInput):
    your_name: str = strawberry.field(
        description="What your colleagues there call you, 1 to 120 characters. It is sealed."
    )
    evidence: str = strawberry.field(
        description="What shows that you speak for it: registers, web pages, whom to call; "
        "1 to 4,000 characters. It is sealed."
    )


@strawberry.input(description="Claims an organisation that nobody speaks for yet.")
class ClaimOrganisationInput:
    id: strawberry.ID = strawberry.field(description=ORGANISATION)
    your_name: str = strawberry.field(
        description="What your colleagues there call you, 1 to 120 characters. It is sealed."
    )
    evidence: str = strawberry.field(
        description="What shows that you speak for it, 1 to 4,000 characters. It is sealed."
    )


@strawberry.input(description="Brings an organisation to the platform, for its first owner.")
class InviteOrganisationInput(ProfileInput):
    evidence: str = strawberry.field(
        description="Why you invite it, 1 to 4,000 characters. It is sealed."
    )


@strawberry.input(description="Decides about an organisation.")
class DecideInput:
    id: strawberry.ID = strawberry.field(description=ORGANISATION)
    expected_version: int = strawberry.field(description=VERSION)
    evidence: str = strawberry.field(
        description="On what evidence, 1 to 4,000 characters; the organisation can read it. "
        "It is sealed."
    )


@strawberry.input(description="Verifies an organisation.")
class VerifyOrganisationInput(DecideInput):
    claim: strawberry.ID | None = optional(
        "Of an unclaimed organisation: the claim that is accepted. All others lapse."
    )


@strawberry.input(description="Suspends an organisation.")
class SuspendOrganisationInput(DecideInput):
    pass


@strawberry.input(description="Restores a suspended organisation.")
class RestoreOrganisationInput(DecideInput):
    pass


@strawberry.type(description="The application, or why there is none.", directives=[PUBLIC])
class ApplyForOrganisationPayload:
    organisation: Organisation | None = strawberry.field(description=AS_IT_IS)
    staff: strawberry.ID | None = strawberry.field(
        description="What the organisation knows you by, as its owner."
    )
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The claim, or why there is none.", directives=[PUBLIC])
class ClaimOrganisationPayload:
    organisation: Organisation | None = strawberry.field(description=AS_IT_IS)
    claim: strawberry.ID | None = strawberry.field(
        description="The claim; what the organisation knows you by once it is accepted."
    )
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The invited organisation, or why not.", directives=[PUBLIC])
class InviteOrganisationPayload:
    organisation: Organisation | None = strawberry.field(description=AS_IT_IS)
    link: str | None = told_once(
        "For its first owner: a single-use link of seven days, relative to this "
        "server's address. It is told this once; send it to nobody else."
    )
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The verified organisation, or why not.", directives=[PUBLIC])
class VerifyOrganisationPayload:
    organisation: Organisation | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The suspended organisation, or why not.", directives=[PUBLIC])
class SuspendOrganisationPayload:
    organisation: Organisation | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The restored organisation, or why not.", directives=[PUBLIC])
class RestoreOrganisationPayload:
    organisation: Organisation | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)
