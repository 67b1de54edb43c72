"""What can be asked."""

import strawberry

from api.schema.access import PUBLIC
from api.schema.directory import DirectoryQueries
from api.schema.invitations import InvitationQueries
from api.schema.reviews import ReviewQueries
from api.schema.staff import StaffQueries
from api.schema.verifications import VerificationQueries
from api.schema.viewer import ViewerQueries


@strawberry.type(description="Everything that can be asked.", directives=[PUBLIC])
class Query(
    DirectoryQueries,
    ViewerQueries,
    StaffQueries,
    InvitationQueries,
    VerificationQueries,
    ReviewQueries,
):
    pass
