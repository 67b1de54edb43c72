"""Groups as values of the domain, from rows: what a row does not say is picked, or left open."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from api.domain.groups import Capacity, Group, OpenPlace
from api.domain.vocabulary import (
    Anonymity,
    CapacityStatus,
    Cost,
    Dimension,
    GroupStatus,
    Joining,
    Openness,
    OpenPlaceKind,
    Size,
    Style,
    Support,
)
from api.feeds.demo.chance import pick
from api.feeds.demo.organisations import demo_host
from api.feeds.demo.phrases import Remark
from api.feeds.demo.plan import Plan
from api.feeds.demo.seeds import Ages, Form, Mark

SOURCE = "demo"
_STYLES = {
    Form.CIRCLE: Style.DIALOGUE,
    Form.GATHERING: Style.DIALOGUE,
    Form.WALK: Style.ACTIVITY,
    Form.TABLE: Style.MIXED,
    Form.WORKSHOP: Style.ACTIVITY,
    Form.HOUR: Style.DIALOGUE,
    Form.QUIET: Style.MIXED,
}
_FORMATS: dict[Form, tuple[str, ...]] = {
    Form.CIRCLE: ("discussion",),
    Form.WALK: ("activity",),
    Form.WORKSHOP: ("activity",),
    Form.HOUR: ("information",),
    Form.QUIET: ("meditation",),
}
_SIZES = (None, Size.UP_TO_8, Size.FROM_9_TO_15, Size.FROM_9_TO_15, Size.FROM_16_TO_30)
_COSTS = (None, Cost.FREE, Cost.DONATION)
_ANONYMITIES = (None, Anonymity.FIRST_NAME, Anonymity.PSEUDONYM, Anonymity.ANONYMOUS)
_SUPPORTS: tuple[tuple[Support, ...], ...] = (
    (),
    (Support.EMOTIONAL,),
    (Support.EMOTIONAL, Support.INFORMATIONAL),
    (Support.THERAPEUTIC, Support.EMOTIONAL),
)
_NEWCOMERS: dict[Joining | None, tuple[bool | None, ...]] = {
    None: (None, True),
    Joining.OPEN: (True, True, None),
    Joining.ON_REQUEST: (True, None, False),
    Joining.BY_REFERRAL: (None,),
    Joining.CLOSED: (False,),
}
_VERIFIED_DAYS_AGO = (2, 11, 26, 40, 75, 130, 420, 800, None, None)
_CAPACITY_DAYS_AGO = (1, 4, 12, 45, 210)


def group_of(plan: Plan) -> Group:
    values = {**_required(plan), **_texts(plan), **_UNSTATED, **_state(plan)}
    if not plan.bare:
        values |= _stated(plan)
    return Group(**values)


_UNSTATED: dict[str, Any] = {
    **dict.fromkeys(("style", "size", "joining", "newcomers_welcome", "newcomers_as_of")),
    **dict.fromkeys(("eligibility", "cost", "cost_note", "anonymity")),
    **dict.fromkeys(("support", "accessibility", "formats"), ()),
}


def _required(plan: Plan) -> dict[str, Any]:
    ages = plan.traits.one(Ages) or Ages(None)
    return {
        "id": plan.id,
        "organisation_id": plan.organisation_id,
        "network_id": plan.network_id,
        "slug": plan.slug,
        "topics": plan.topics,
        "languages": plan.languages,
        "audiences": plan.traits.slugs(Dimension.AUDIENCE),
        "minimum_age": ages.least,
        "maximum_age": ages.most,
        "neutral_title": plan.traits.has(Mark.NEUTRAL),
        "source": SOURCE,
        "imported_at": None,
        "version": 1,
        "changed_at": plan.at,
    }


def _texts(plan: Plan) -> dict[str, Any]:
    wording = plan.wording
    return {
        "name": wording.name(),
        "summary": None if plan.bare else wording.summary(),
        "description": wording.description(plan.joining),
        "language": wording.language,
        "translations": () if plan.bare else wording.translations(),
    }


def _stated(plan: Plan) -> dict[str, Any]:
    traits, slug, form = plan.traits, plan.slug, plan.seed.form
    cost = traits.one(Cost) or pick(_COSTS, slug, "cost")
    welcome = pick(_NEWCOMERS[plan.joining], slug, "newcomers")
    formats = dict.fromkeys((*_FORMATS.get(form, ()), *traits.slugs(Dimension.FORMAT)))
    shared = traits.one(Openness) is Openness.CLOSED
    return {
        "support": traits.all_of(Support) or pick(_SUPPORTS, slug, "support"),
        "style": pick((_STYLES[form], _STYLES[form], _STYLES[form], None), slug, "style"),
        "size": traits.one(Size) or pick(_SIZES, slug, "size"),
        "joining": plan.joining,
        "newcomers_welcome": welcome,
        "newcomers_as_of": None if welcome is None else (plan.at - timedelta(days=20)).date(),
        "eligibility": plan.wording.remark(Remark.SHARED) if shared else None,
        "accessibility": traits.slugs(Dimension.ACCESSIBILITY),
        "cost": cost,
        "cost_note": plan.wording.remark(Remark.COST) if cost is Cost.PAID else None,
        "anonymity": traits.one(Anonymity) or pick(_ANONYMITIES, slug, "anonymity"),
        "formats": tuple(formats),
    }


def _state(plan: Plan) -> dict[str, Any]:
    days_ago = pick(_VERIFIED_DAYS_AGO, plan.slug, "verified")
    return {
        "accepts_referrals": plan.traits.has(Mark.REFERRALS),
        "capacity": _capacity(plan),
        "open_places": tuple(_open_places(plan)),
        "verified_at": None if days_ago is None else plan.at - timedelta(days=days_ago, hours=6),
        "verified_by": None if days_ago is None else SOURCE,
        "status": plan.status,
        "paused_until": plan.pause_ends if plan.status is GroupStatus.PAUSED else None,
        "successor_id": plan.successor_id,
    }


def _capacity(plan: Plan) -> Capacity:
    status = plan.traits.one(CapacityStatus) or CapacityStatus.UNKNOWN
    if status is CapacityStatus.UNKNOWN:
        return Capacity()
    days = pick(_CAPACITY_DAYS_AGO, plan.slug, "capacity")
    return Capacity(status=status, as_of=plan.at - timedelta(days=days, hours=4), by=SOURCE)


def _open_places(plan: Plan) -> Iterator[OpenPlace]:
    host = demo_host(plan.network.organisation)
    for kind in plan.traits.all_of(OpenPlaceKind):
        staffed = kind is OpenPlaceKind.WARM_LINE
        yield OpenPlace(
            kind=kind,
            name=None,
            url=f"https://{host}/{plan.slug}/{kind.lower().replace('_', '-')}",
            hours=plan.wording.remark(Remark.HOURS) if staffed else None,
            moderated=pick((True, True, None, False), plan.slug, kind, "moderated"),
        )
