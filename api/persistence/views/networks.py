"""How networks are read."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from sqlalchemy import ColumnElement, FromClause, Text, and_, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY

from api.domain.ids import Code
from api.domain.networks import NETWORK_ACTIONS, NetworkAction
from api.persistence.reading.views import Many, One, Pages, View
from api.persistence.tables.catalogue import network_concerns, network_notices, networks
from api.persistence.views import contacts, filters
from api.persistence.views.allowed import allowed_actions
from api.persistence.views.binding import BY_NAME, columns, identifier, listed
from api.persistence.views.guidelines import VERSIONS_OF_NETWORK


def _complete(row: FromClause) -> ColumnElement[bool]:
    """Hold for a network with a notice in each of its languages: ``Network.complete`` in SQL."""
    told = network_notices.alias()
    languages = select(told.c.language).where(told.c.network_id == row.c.id).correlate(row)
    every = func.array(languages.scalar_subquery(), type_=ARRAY(Text))
    return and_(
        func.cardinality(row.c.languages) > literal_column("0"), row.c.languages.contained_by(every)
    )


NETWORK = View(
    name="Network",
    table=networks,
    code=Code.NETWORK,
    visible=listed,
    orders=BY_NAME,
    default_order="NAME",
    filters={
        "topics": filters.terms("topics", unknown=False),
        "languages": filters.terms("languages", unknown=False),
        "organisation": filters.belongs("organisation_id", Code.ORGANISATION),
    },
    fields={
        "id": identifier(Code.NETWORK),
        **columns(
            networks,
            "slug",
            "name",
            "description",
            "coverage",
            "languages",
            "guidelines",
            "licence",
            "attribution",
            "status",
            "version",
            "changedAt",
        ),
        "allowedActions": allowed_actions(NETWORK_ACTIONS, also={NetworkAction.PUBLISH: _complete}),
        "contact": contacts.OF_NETWORK,
        "guidelineVersions": VERSIONS_OF_NETWORK,
        "organisation": One(
            "Organisation", lambda parent, child: child.c.id == parent.c.organisation_id
        ),
        "topics": Many(
            "Topic",
            lambda parent, child: child.c.slug == parent.c.topics.any_(),
            lambda child: [child.c.sort_key, child.c.id],
        ),
        "concerns": Many(
            "Concern",
            lambda parent, child: child.c.network_id == parent.c.id,
            lambda child: [child.c.position],
        ),
        "notices": Many(
            "Notice",
            lambda parent, child: child.c.network_id == parent.c.id,
            lambda child: [child.c.language],
        ),
        "groups": Pages("Group", lambda parent, child: child.c.network_id == parent.c.id),
    },
)

CONCERN = View(
    name="Concern",
    table=network_concerns,
    fields={
        **columns(network_concerns, "name"),
        "topic": One(
            "Topic",
            lambda parent, child: child.c.slug == parent.c.topic,
            nullable=True,
        ),
    },
)

NOTICE = View(
    name="Notice", table=network_notices, fields=columns(network_notices, "language", "text")
)

VIEWS = (NETWORK, CONCERN, NOTICE)
