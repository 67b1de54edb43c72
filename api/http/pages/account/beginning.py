"""The beginning of an app's errand: kept for the browser, or answered at once without a page."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from api.auth.authorization import AuthorizationRequest, approve, deny
from api.auth.services import AuthServices
from api.auth.signing_in import consent, throttle
from api.auth.signing_in.consent import Choice, Need, Terms
from api.auth.signing_in.interacting import keep
from api.http.pages.account.answers import answered, see_other
from api.http.pages.account.errands import Errand, considered
from api.http.pages.account.visiting import Visit, visited
from api.persistence.identity.interactions import Purpose


async def begin(
    services: AuthServices, request: Request, authorization: AuthorizationRequest
) -> Response:
    """Answer an authorization request that was found to be in order.

    It is kept for this browser alone, and what was asked stays out of the addresses from here
    on. With ``prompt=none`` nobody is asked anything (OpenID Connect Core 1.0, 3.1.2.1).
    """
    visit = await visited(services, request)

    async def answer(visit: Visit) -> Response:
        if "none" in authorization.prompt:
            return see_other(await _silently(visit, authorization))
        await throttle.spend(services.identity, throttle.INTERACTION, address=visit.caller.address)
        state = {"request": authorization.to_json()}
        begun = await keep(services.identity, visit.caller, Purpose.AUTHORIZATION, state)
        return see_other(f"/consent/{begun}")

    response = await answered(visit, answer)
    if visit.is_new:
        visit.cookies.keep(response, visit.cookies.browser, visit.browser)
    return response


async def _silently(visit: Visit, request: AuthorizationRequest) -> str:
    """Return where to send a person who must not be asked."""
    terms = Terms(
        # Whoever is asked nothing cannot sign in again either.
        since=visit.now - timedelta.resolution,
        max_age=request.max_age,
        acr_values=frozenset(request.acr_values),
    )
    errand = await considered(visit, request, terms)
    config = visit.services.config
    if visit.session is None or errand.need is not Need.NOTHING:
        return deny(config, request, error="login_required")
    known = consent.remembered(request.client_id, errand.offered, errand.given)
    if len(known) != 1 or not may_be_remembered(visit, request):
        return deny(config, request, error="consent_required")
    return await allow(visit, errand, known[0])


def may_be_remembered(visit: Visit, request: AuthorizationRequest) -> bool:
    return consent.may_be_remembered(request.redirect_uri, visit.services.config.issuer)


async def allow(visit: Visit, errand: Errand, choice: Choice) -> str:
    """Have a grant and a code made, and return where the browser takes it."""
    session, position = visit.signed_in(), choice.position
    return await approve(
        visit.services.identity,
        visit.services.config,
        errand.request,
        person_id=session.person_id,
        organisation_id=choice.organisation_id,
        staff_id=position.staff_id if position else None,
        scopes=choice.scopes,
        session=session,
    )
