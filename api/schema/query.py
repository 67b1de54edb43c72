"""What can be asked."""

import strawberry

from api.schema.access import PUBLIC
from api.schema.audit import AuditQueries
from api.schema.change_requests import ChangeRequestQueries
from api.schema.client_approvals import ClientApprovalQueries
from api.schema.clients import ClientQueries
from api.schema.directory import DirectoryQueries
from api.schema.directory_changes import DirectoryChangeQueries
from api.schema.feeds import FeedQueries
from api.schema.imports import ImportQueries
from api.schema.invitations import InvitationQueries
from api.schema.kept_fields import KeptFieldQueries
from api.schema.partnerships import PartnershipQueries
from api.schema.previews import PreviewQueries
from api.schema.reviews import ReviewQueries
from api.schema.staff import StaffQueries
from api.schema.succession import SuccessionQueries
from api.schema.upkeep import UpkeepQueries
from api.schema.verifications import VerificationQueries
from api.schema.viewer import ViewerQueries
from api.schema.work_list import WorkListQueries


@strawberry.type(description="Everything that can be asked.", directives=[PUBLIC])
class Query(
    DirectoryQueries,
    DirectoryChangeQueries,
    SuccessionQueries,
    ViewerQueries,
    StaffQueries,
    InvitationQueries,
    VerificationQueries,
    ReviewQueries,
    ClientQueries,
    ClientApprovalQueries,
    PartnershipQueries,
    ImportQueries,
    KeptFieldQueries,
    FeedQueries,
    PreviewQueries,
    AuditQueries,
    ChangeRequestQueries,
    WorkListQueries,
    UpkeepQueries,
):
    pass
