"""What can be changed."""

import strawberry

from api.schema.group_mutations import GroupMutations
from api.schema.organisation_mutations import OrganisationMutations
from api.schema.staff_mutations import StaffMutations


@strawberry.type(description="Everything that can be changed.")
class Mutation(GroupMutations, OrganisationMutations, StaffMutations):
    pass
