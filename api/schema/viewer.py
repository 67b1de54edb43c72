"""Who asks, as the platform sees them at this moment, and what may be asked for."""

from datetime import datetime

import strawberry

from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from api.schema.access import PUBLIC
from api.schema.entities import entity
from api.schema.execution.context import MutationInfo
from api.schema.organisations import Organisation
from api.schema.scope_words import SCOPE_WORDS
from api.schema.standing_words import StaffRole


@strawberry.type(description="Something that a token may be allowed to do.", directives=[PUBLIC])
class ScopeDescription:
    scope: str = strawberry.field(description="The scope as OAuth has it, such as `groups:read`.")
    description: str = strawberry.field(description="What it allows.")


@strawberry.type(description="The person behind a token.", directives=[PUBLIC])
class SignedInPerson:
    subject: str = strawberry.field(
        description="How this client knows the person: another for each client (`sub`)."
    )
    signed_in_at: datetime | None = strawberry.field(description="When they last signed in.")
    acr: str | None = strawberry.field(
        description="How they signed in: `phr` by a passkey, `pwd` by a password."
    )


@strawberry.type(description="Whoever the token was given to.", directives=[PUBLIC])
class Viewer:
    person: SignedInPerson | None = strawberry.field(
        description="The person, or null for a backend."
    )
    staff: strawberry.ID | None = strawberry.field(
        description="What the organisation knows the person by."
    )
    organisation: Organisation | None = strawberry.field(
        description="The organisation of the token, or null for a person's own."
    )
    roles: list[StaffRole] = strawberry.field(
        description="The roles of the person in the organisation."
    )
    scopes: list[str] = strawberry.field(description="What the token may do at this moment.")


@strawberry.type
class ViewerQueries:
    @strawberry.field(description="Who asks; null without a token.", directives=[PUBLIC])
    def viewer(self, info: MutationInfo) -> Viewer | None:
        token = info.context.request.viewer.token
        if token is None:
            return None
        rights = info.context.work.rights
        if rights is None:
            return None
        person = SignedInPerson(subject=token.subject, signed_in_at=token.auth_time, acr=token.acr)
        organisation = rights.organisation_id
        return Viewer(
            person=person if rights.person_id else None,
            staff=strawberry.ID(encode(Code.STAFF, rights.staff_id)) if rights.staff_id else None,
            organisation=entity("Organisation", organisation) if organisation else None,
            roles=[rights.role] if rights.role else [],
            scopes=sorted(scope.value for scope in rights.scopes & token.scopes),
        )

    @strawberry.field(description="Everything that a token may ask for.", directives=[PUBLIC])
    def scopes(self) -> list[ScopeDescription]:
        return [
            ScopeDescription(scope=scope.value, description=SCOPE_WORDS[scope]) for scope in Scope
        ]
