"""What can be changed."""

import strawberry

from api.schema.group_mutations import GroupMutations


@strawberry.type(description="Everything that can be changed.")
class Mutation(GroupMutations):
    pass
