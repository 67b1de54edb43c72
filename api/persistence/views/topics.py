"""How the topics and the other terms of the vocabulary are read."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from sqlalchemy import ColumnElement, FromClause, Text, case, func, literal_column, select
from sqlalchemy.dialects.postgresql import array

from api.domain.errors import InvalidInput
from api.domain.ids import Code
from api.domain.vocabulary import Dimension
from api.persistence.reading.ask import Ask
from api.persistence.reading.views import Leaf, Pages, View, Visible
from api.persistence.tables.catalogue import term_labels, terms
from api.persistence.views.binding import BY_NAME, columns, identifier

FALLBACK = "en"
ZERO, ONE = literal_column("0"), literal_column("1")


def label(row: FromClause, ask: Ask) -> ColumnElement[str]:
    """Return the label in the language asked for, else in English, else the slug."""
    labels = term_labels.alias()
    language = ask.bind(ask.given("language"), _language, Text())
    best = (
        select(labels.c.text)
        .where(labels.c.term_id == row.c.id, labels.c.language.in_([language, _english(ask)]))
        .order_by(case((labels.c.language == language, ZERO), else_=ONE))
        .limit(ONE)
        .correlate(row)
        .scalar_subquery()
    )
    return func.coalesce(best, row.c.slug)


def of(dimension: Dimension) -> Visible:
    """Hold for the terms of one dimension; vocabulary is public."""

    def visible(row: FromClause, ask: Ask) -> ColumnElement[bool]:
        bound = ask.binds.add(lambda _request: dimension.value, Text(), key=dimension)
        return row.c.dimension == bound

    return visible


def _english(ask: Ask) -> ColumnElement[str]:
    return ask.binds.add(lambda _request: FALLBACK, Text(), key=FALLBACK)


def _language(tag: object) -> str:
    if tag is None:
        return FALLBACK
    text = str(tag)
    if not text.replace("-", "").isalnum() or not text.isascii() or len(text) > 35:  # noqa: PLR2004 - RFC 5646 section 4.4.1
        raise InvalidInput("A language is a BCP 47 tag, such as en or pt-BR.")
    return text


TOPIC = View(
    name="Topic",
    table=terms,
    code=Code.TOPIC,
    visible=of(Dimension.TOPIC),
    orders=BY_NAME,
    default_order="NAME",
    fields={
        "id": identifier(Code.TOPIC),
        **columns(terms, "slug"),
        "label": Leaf(label, nullable=False),
        # Containment, since the index of topics answers that and not a comparison with any.
        "groups": Pages(
            "Group", lambda parent, child: child.c.topics.contains(array([parent.c.slug]))
        ),
    },
)


def _terms(name: str, dimension: Dimension) -> View:
    return View(
        name=name,
        table=terms,
        visible=of(dimension),
        fields={**columns(terms, "slug"), "label": Leaf(label, nullable=False)},
    )


VIEWS = (
    TOPIC,
    _terms("Audience", Dimension.AUDIENCE),
    _terms("Format", Dimension.FORMAT),
    _terms("AccessFeature", Dimension.ACCESSIBILITY),
)
