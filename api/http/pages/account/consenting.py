"""The page on which a person says what an app may do, and for whom."""

from dataclasses import replace

from starlette.responses import Response

from api.auth.authorization import deny
from api.auth.signing_in import consent
from api.auth.signing_in.consent import NEEDED, Choice, Need
from api.domain.scopes import Scope
from api.http.pages.account.answers import Problems, see_other, shown
from api.http.pages.account.beginning import allow, may_be_remembered
from api.http.pages.account.errands import Errand, errand, note, take
from api.http.pages.account.scope_words import in_words
from api.http.pages.account.visiting import Visit

NOTHING_LEFT = ("scope", "Choose at least one thing that the app may do, or decline.")
NO_CHOICE = ("choice", "Please choose one.")


async def consenting(visit: Visit) -> Response:
    """Ask a signed-in person; by POST, do what they decided."""
    found = await errand(visit, visit.path_id())
    if visit.by_post:
        visit.check(visit.form.one("token"), "consent", found.id)
        return await _decided(visit, found)
    if found.need is not Need.NOTHING:
        return _to_sign_in(found)
    if _goes_without_saying(visit, found):
        await take(visit, found)
        return see_other(await allow(visit, found, found.offered[0]))
    return _page(visit, found)


async def _decided(visit: Visit, found: Errand) -> Response:
    decision = visit.form.one("decision")
    if decision == "deny":
        await take(visit, found)
        return see_other(deny(visit.services.config, found.request))
    if decision == "without":
        await note(visit, found, without_step_up=True)
        return see_other(_address(found))
    if found.need is not Need.NOTHING:
        return _to_sign_in(found)
    if decision == "choose":
        return await _choose(visit, found)
    if decision == "change":
        await note(visit, found, choice=None)
        return see_other(_address(found))
    return await _allowed(visit, found)


async def _choose(visit: Visit, found: Errand) -> Response:
    key = visit.form.one("choice")
    if key not in {each.key for each in found.offered}:
        return _page(visit, found, problems=[NO_CHOICE])
    await note(visit, found, choice=key)
    return see_other(_address(found))


async def _allowed(visit: Visit, found: Errand) -> Response:
    choice = found.chosen
    if choice is None:
        return _page(visit, found, problems=[NO_CHOICE] if found.offered else None)
    ticked = set(visit.form.all("scope"))
    kept = frozenset(scope for scope in choice.scopes if scope in NEEDED or scope.value in ticked)
    if not kept:
        return _page(visit, found, problems=[NOTHING_LEFT])
    await take(visit, found)
    return see_other(await allow(visit, found, replace(choice, scopes=kept)))


def _goes_without_saying(visit: Visit, found: Errand) -> bool:
    """Return whether the person allowed the same app just this before, with nothing to choose."""
    return (
        len(found.offered) == 1
        and "consent" not in found.request.prompt
        and may_be_remembered(visit, found.request)
        and bool(consent.remembered(found.request.client_id, found.offered, found.given))
    )


def _page(visit: Visit, found: Errand, *, problems: Problems | None = None) -> Response:
    choice = found.chosen
    context = {
        "errand": found,
        "token": visit.token("consent", found.id),
        "choice": choice,
        "scopes": in_words(choice.scopes) if choice else [],
        "refused": in_words(_left_out(found, choice)) if choice else [],
        "needed": NEEDED,
        "choices": found.offered,
    }
    return shown("account_consent.html", context, problems=problems, policy=found.policy)


def _left_out(found: Errand, choice: Choice) -> frozenset[Scope]:
    """Return what the app asks for and cannot have here."""
    return frozenset(found.request.scopes) - choice.scopes


def _address(found: Errand) -> str:
    return f"/consent/{found.id}"


def _to_sign_in(found: Errand) -> Response:
    return see_other(f"/sign-in?interaction={found.id}")
