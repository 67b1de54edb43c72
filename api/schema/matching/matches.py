"""Matches: the groups that fit best, each with its reasons."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.schema.access import PUBLIC
from api.schema.binding import from_reader, read
from api.schema.groups import Group
from api.schema.matching.words import Criterion, Verdict, Wish
from api.schema.meetings import Occurrence


@strawberry.type(description="What a criterion counts, for everybody alike.", directives=[PUBLIC])
class CriterionWeight:
    criterion: Criterion = read("The criterion.")
    weight: int = read("What it counts; as a must it counts twice.")


@strawberry.type(description="What was found of one wish.", directives=[PUBLIC])
class MatchReason:
    criterion: Criterion = read("What was looked at.")
    wish: Wish = read("How much it was wished for.")
    verdict: Verdict = read("Whether it is so.")
    weight: int = read("What it counted.")
    evidence: str | None = read(
        "What the group has stated: words, slugs, a number, a time, a distance; null if unknown."
    )
    as_of: datetime | None = read("When that was said, or last verified, if anybody noted it.")


@strawberry.type(description="A group beside what was wished for.", directives=[PUBLIC])
class GroupMatch:
    group: Group = read("The group.")
    score: int = read("How well it fits, 0 to 1000.")
    excluded: bool = read("Whether a must is not met, or it is among the exclusions.")
    reasons: list[MatchReason] = read("What was found of each wish.")

    @strawberry.field(
        description="What takes place next and fits your time; all of it if you named no times."
    )
    def next_occurrences(
        self,
        first: Annotated[int, strawberry.argument(description="At most this many, 1 to 100.")] = 3,
    ) -> list[Occurrence]:
        return from_reader()


@strawberry.type(
    description="The groups that fit best. Nobody can pay for a place among them: the score "
    "follows from the wishes, what groups have stated and the weights, and from nothing else.",
    directives=[PUBLIC],
)
class GroupMatches:
    seed: str = read("What decided the order of groups with equal scores.")
    considered: int = read("How many groups were weighed: all public ones but the exclusions.")
    weights: list[CriterionWeight] = read("What each criterion counts.")
    matches: list[GroupMatch] = read("The groups, the best fit first.")
