"""The words of matching as enums of the schema: the very same classes as the domain's."""

from api.domain.matching import Criterion, Verdict, Wish
from api.schema.enums import enum

enum(
    "What a group is held against.",
    CONCERNS="What the group is about.",
    SUPPORT="The kinds of support that it gives.",
    STYLE="Whether people mostly talk or do something together.",
    SIZE="How many usually come.",
    LANGUAGES="The languages spoken.",
    ACCESSIBILITY="What the group, its meetings and venues offer.",
    AUDIENCE="Whom it is for.",
    AGE="The ages of those who may come.",
    AVAILABILITY="Whether it meets when you have time.",
    FREQUENCY="How often people can meet.",
    MEDIUM="The media of its meetings.",
    TRAVEL="How far away it is; no distance where one can take part from anywhere.",
    COST="What taking part costs.",
    NEWCOMERS="Whether newcomers are welcome.",
    CAPACITY="Whether there is room for newcomers.",
)(Criterion)
enum(
    "Whether something is so of a group, whatever was wished.",
    MET="It is so.",
    NOT_MET="It is not so.",
    UNKNOWN="The group has not said.",
)(Verdict)
enum(
    "How much something is wished for.",
    MUST="Groups of which it is not so are left out; those that have not said stay.",
    PREFER="Better if it is so.",
    AVOID="Better if it is not so.",
)(Wish)

__all__ = ["Criterion", "Verdict", "Wish"]
