"""What can be changed."""

import strawberry

from api.schema.change_request_mutations import ChangeRequestMutations
from api.schema.client_approval_mutations import ClientApprovalMutations
from api.schema.client_mutations import ClientMutations
from api.schema.crisis_mutations import CrisisMutations
from api.schema.facilitator_mutations import FacilitatorMutations
from api.schema.feed_mutations import FeedMutations
from api.schema.group_bulk_mutations import GroupBulkMutations
from api.schema.group_mutations import GroupMutations
from api.schema.group_step_mutations import GroupStepMutations
from api.schema.import_mutations import ImportMutations
from api.schema.kept_fields import KeptFieldMutations
from api.schema.meeting_bulk_mutations import MeetingBulkMutations
from api.schema.meeting_mutations import MeetingMutations
from api.schema.network_mutations import NetworkMutations
from api.schema.notices import NoticeMutations
from api.schema.occurrence_mutations import OccurrenceMutations
from api.schema.organisation_mutations import OrganisationMutations
from api.schema.partnership_mutations import PartnershipMutations
from api.schema.staff_mutations import StaffMutations
from api.schema.upkeep_mutations import UpkeepMutations
from api.schema.venue_mutations import VenueMutations


@strawberry.type(description="Everything that can be changed.")
class Mutation(
    GroupMutations,
    GroupStepMutations,
    MeetingMutations,
    OccurrenceMutations,
    GroupBulkMutations,
    MeetingBulkMutations,
    FacilitatorMutations,
    NetworkMutations,
    VenueMutations,
    CrisisMutations,
    OrganisationMutations,
    StaffMutations,
    ClientMutations,
    ClientApprovalMutations,
    PartnershipMutations,
    ChangeRequestMutations,
    UpkeepMutations,
    NoticeMutations,
    ImportMutations,
    KeptFieldMutations,
    FeedMutations,
):
    pass
