"""Matching: how well a group fits what somebody wishes for, and why.

Each wish is held against what the group has stated of itself, which may be nothing: so there
are three verdicts, and what is unknown always counts for more than what is not so. The weights
are the same for everybody, and nothing in here knows who runs a group, or when it came.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import auto

from api.domain.errors import InvalidInput
from api.domain.vocabulary import Word

FULL_SCORE = 1000
BEST_GAIN = 2
MUST_COUNTS = 2
"""How many times a must weighs what the same wish weighs as a preference."""


class Criterion(Word):
    """What a group is held against, in the order in which reasons are told."""

    CONCERNS = auto()
    SUPPORT = auto()
    STYLE = auto()
    SIZE = auto()
    LANGUAGES = auto()
    ACCESSIBILITY = auto()
    AUDIENCE = auto()
    AGE = auto()
    AVAILABILITY = auto()
    FREQUENCY = auto()
    MEDIUM = auto()
    TRAVEL = auto()
    COST = auto()
    NEWCOMERS = auto()
    CAPACITY = auto()


class Wish(Word):
    """How much somebody wishes for what a criterion describes, or for the opposite."""

    MUST = auto()
    PREFER = auto()
    AVOID = auto()


class Verdict(Word):
    """Whether what a criterion describes is so of a group, whatever was wished."""

    MET = auto()
    NOT_MET = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Weight:
    """What a criterion counts beside the others, and why."""

    points: int
    reason: str


WEIGHTS: Mapping[Criterion, Weight] = {
    Criterion.CONCERNS: Weight(10, "Having been through the same is what peers give each other."),
    Criterion.SUPPORT: Weight(5, "Being heard, a method and facts are three different needs."),
    Criterion.STYLE: Weight(3, "Some open up in talk, others beside something to do."),
    Criterion.SIZE: Weight(3, "It decides how easy it is to speak, or to stay unnoticed."),
    Criterion.LANGUAGES: Weight(9, "Nobody is helped in a language that they do not speak."),
    Criterion.ACCESSIBILITY: Weight(9, "Who cannot get in, hear or read takes no part."),
    Criterion.AUDIENCE: Weight(8, "A group for others may turn somebody away at the door."),
    Criterion.AGE: Weight(8, "A group for another age does the same."),
    Criterion.AVAILABILITY: Weight(8, "Who has no time when a group meets will not come."),
    Criterion.FREQUENCY: Weight(3, "It can be made up for by a second group."),
    Criterion.MEDIUM: Weight(6, "Some cannot leave home, others have no quiet room in it."),
    Criterion.TRAVEL: Weight(6, "Who has to travel far comes once."),
    Criterion.COST: Weight(5, "A price keeps people away who would not say so."),
    Criterion.NEWCOMERS: Weight(5, "The first visit is the hardest, and a welcome eases it."),
    Criterion.CAPACITY: Weight(6, "A full group is hope wasted."),
}
"""What each criterion counts, for everybody alike.

All of them as musts make fewer steps than ``FULL_SCORE`` has points, so that rounding gives two
groups one score only if they are worth the same.
"""


def gain(wish: Wish, verdict: Verdict) -> int:
    """Return what a verdict gains for a wish: 2 at best, 1 for unknown, 0 at worst."""
    if verdict is Verdict.UNKNOWN:
        return 1
    good = Verdict.NOT_MET if wish is Wish.AVOID else Verdict.MET
    return BEST_GAIN if verdict is good else 0


def excludes(wish: Wish, verdict: Verdict) -> bool:
    """Say whether a verdict keeps a group out: a must that is not met, never an unknown one."""
    return wish is Wish.MUST and verdict is Verdict.NOT_MET


def weight(criterion: Criterion, wish: Wish) -> int:
    """Return what a criterion counts when it is wished for in this way."""
    return WEIGHTS[criterion].points * (MUST_COUNTS if wish is Wish.MUST else 1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One wish held against one group."""

    criterion: Criterion
    wish: Wish
    verdict: Verdict


def score(findings: Iterable[Finding]) -> int:
    """Return the share of the possible gain, weighted, in whole thousandths (0 to 1000).

    Raises InvalidInput where nothing was wished for, since then every group would be as good.
    """
    found = tuple(findings)
    if not found:
        raise InvalidInput("Name at least one thing that you wish for or want to avoid.")
    reached = sum(
        weight(each.criterion, each.wish) * gain(each.wish, each.verdict) for each in found
    )
    return FULL_SCORE * reached // most([(each.criterion, each.wish) for each in found])


def most(wishes: Iterable[tuple[Criterion, Wish]]) -> int:
    """Return the gain of a group that fits every wish."""
    return BEST_GAIN * sum(weight(criterion, wish) for criterion, wish in wishes)
