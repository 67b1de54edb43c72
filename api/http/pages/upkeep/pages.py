"""What somebody with a link sees: its groups, what they may say of each, and that it was done."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from starlette.responses import Response

from api.auth.signing_in import throttle
from api.domain.errors import NotFound, NotPossibleNow, Refusal
from api.http.pages.account.answers import Problems, shown, told
from api.http.pages.account.visiting import Visit
from api.http.pages.upkeep.saying import said
from api.persistence.told_once import digest
from api.persistence.upkeep.keeping import Keeping, Kept, LinkOpensNothing

ABOUT = "upkeep"
NO_CODE: Problems = [
    ("code", "This code is used, too old, or incomplete. You can ask for another.")
]
NOTHING_SAID: Problems = [("", "Nothing was chosen, so nothing was done.")]


@dataclass(frozen=True, slots=True)
class UpkeepPages:
    """The pages of one site; ``keeping`` is there once the database is open."""

    keeping: Callable[[], Keeping]

    async def open(self, visit: Visit) -> Response:
        """Ask for the code of a link, which a script takes from behind the ``#``.

        By POST, show what it is for. Neither changes anything, nor uses the link up.
        """
        if not visit.by_post:
            return _code_page(visit)
        visit.check(visit.form.one("token"), ABOUT)
        await _spend(visit, throttle.INTERACTION)
        return await self._groups(visit)

    async def keep(self, visit: Visit) -> Response:
        """Do what was said of each group, and use the link up; by POST alone."""
        visit.check(visit.form.one("token"), ABOUT)
        await _spend(visit, throttle.INTERACTION)
        code = visit.form.one("code")
        try:
            groups = await self.keeping().shown(code, visit.now)
            errands = said(visit.form, groups)
            if not errands:
                return await self._groups(visit, NOTHING_SAID)
            await self.keeping().done(code, errands, visit.now)
        except LinkOpensNothing:
            return _code_page(visit, NO_CODE)
        except Refusal as refusal:
            return await self._groups(visit, told(refusal))
        names = {each.id: each.name for each in groups}
        done = [names[each.group_id] for each in errands]
        return shown("upkeep_done.html", {"done": done, "token": visit.token(ABOUT), "code": code})

    async def no_more(self, visit: Visit) -> Response:
        """Let nobody write to the address of a link any more; by POST alone."""
        visit.check(visit.form.one("token"), ABOUT)
        await _spend(visit, throttle.INTERACTION)
        try:
            await self.keeping().write_no_more(visit.form.one("code"), visit.now)
        except (LinkOpensNothing, NotFound):
            return _code_page(visit, NO_CODE)
        return shown("upkeep_no_more.html", {})

    async def again(self, visit: Visit) -> Response:
        """Have another link sent to the same address; what is said tells nobody whether it was."""
        visit.check(visit.form.one("token"), ABOUT)
        code = visit.form.one("code")
        await _spend(visit, throttle.MESSAGE, digest(code).hex())
        # Somebody who guesses codes learns nothing, and nobody is written to twice.
        with suppress(LinkOpensNothing, NotFound, NotPossibleNow):
            await self.keeping().ask_again(code)
        return shown("upkeep_sent.html", {})

    async def _groups(self, visit: Visit, problems: Problems | None = None) -> Response:
        code = visit.form.one("code")
        try:
            groups: Sequence[Kept] = await self.keeping().shown(code, visit.now)
        except LinkOpensNothing:
            return _code_page(visit, NO_CODE)
        context = {"token": visit.token(ABOUT), "code": code, "groups": groups}
        return shown("upkeep.html", context, problems=problems)


def _code_page(visit: Visit, problems: Problems | None = None) -> Response:
    return shown("upkeep_code.html", {"token": visit.token(ABOUT)}, problems=problems)


async def _spend(visit: Visit, limit: throttle.Limit, account: str | None = None) -> None:
    identity, address = visit.services.identity, visit.caller.address
    await throttle.spend(identity, limit, address=address, account=account)
