"""Which group took over from one that is over, and from that one if it is over too."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# SQLAlchemy cannot know the types of columns of any view.

from sqlalchemy import ColumnElement, FromClause, and_, select

from api.domain.vocabulary import GroupStatus
from api.persistence.reading import json
from api.persistence.tables.groups import groups

_OVER = json.word(GroupStatus.ARCHIVED)


def took_over(
    row: FromClause, first: FromClause, named: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Hold for the group that goes on in the place of the one that is named.

    What is over is shown to nobody else, but whoever knew it is led on.
    """
    begun = select(first.c.successor_id.label("id")).where(named, first.c.status == _OVER)
    chain, further = begun.cte("succession", recursive=True), groups.alias()
    again = select(further.c.successor_id).where(
        further.c.id == chain.c.id, further.c.status == _OVER
    )
    followed = chain.union(again)
    return and_(row.c.status != _OVER, row.c.id.in_(select(followed.c.id)))
