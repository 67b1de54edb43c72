"""What a form says of each group."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from api.domain.errors import InvalidInput
from api.http.pages.forms import Form
from api.persistence.upkeep.keeping import Errand, Kept
from api.persistence.upkeep.tonight import Tonight

RIGHT = "right"


def said(form: Form, groups: Sequence[Kept]) -> list[Errand]:
    """Return what was said of these groups, of those alone of which anything was.

    Raises InvalidInput for a day that is none.
    """
    if form.one("all") == RIGHT:
        return [Errand(group_id=each.id, right=True) for each in groups]
    spoken = [_said_of(form, each) for each in groups]
    return [each for each in spoken if each is not None]


def _said_of(form: Form, group: Kept) -> Errand | None:
    word, _, of = form.one(f"do-{group.id.hex}").partition("-")
    match word:
        case "right":
            return Errand(group_id=group.id, right=True)
        case "pause":
            return Errand(group_id=group.id, paused_until=_day(form, group.id))
        case "cancel":
            return Errand(group_id=group.id, cancelled=_named(of, group.tonight))
        case "online":
            linked = [each for each in group.tonight if each.may_go_online]
            return Errand(group_id=group.id, online=_named(of, linked))
        case _:
            return None


def _named(of: str, tonight: Sequence[Tonight]) -> UUID:
    found = {each.occurrence_id.hex: each.occurrence_id for each in tonight}
    if of not in found:
        raise InvalidInput("There is no such time any more.")
    return found[of]


def _day(form: Form, group_id: UUID) -> date:
    field = f"until-{group_id.hex}"
    try:
        return date.fromisoformat(form.one(field))
    except ValueError:
        raise InvalidInput("Please choose until which day.", path=(field,)) from None
