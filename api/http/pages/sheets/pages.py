"""Bringing a spreadsheet in: chosen, looked at, then written or dropped; without any script."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Final

from starlette.responses import Response

from api.auth.signing_in.acting import Acting
from api.domain.ids import Code, encode
from api.domain.import_words import ImportFormat
from api.http.imports.asking import asked_for
from api.http.imports.receiving import pack
from api.http.imports.taking import Taking, sender
from api.http.pages.account.answers import Problems, see_other, shown
from api.http.pages.account.visiting import Visit
from api.http.pages.asking import Asker, Json
from api.http.pages.forms import Form
from api.http.pages.serving import missing
from api.http.pages.sheets.desks import Laid, desks, laid
from api.http.pages.sheets.uploading import Sent, uploaded
from api.schema.messages import RequestRefused

HERE: Final = "/account/spreadsheets"
ABOUT: Final = "spreadsheets"
NO_NETWORK: Problems = [("network", "Please choose the network that it goes into.")]
NO_FILE: Problems = [("file", "Please choose a file.")]
NOTHING_CHOSEN: Problems = [("", "Nothing was chosen, so nothing was done.")]
WORKED_ON: Final = frozenset({"RECEIVED", "APPLYING"})
LOOKS, PAUSE_SECONDS = 12, 0.25
"""How long a page waits for an import to be read or written, before it says to look again."""
_LONGEST_VERSION: Final = 10
_DOCUMENTS: Final[Mapping[str, tuple[str, str]]] = {
    "apply": ("sheet_apply", "applyImport"),
    "drop": ("sheet_drop", "dropImport"),
}


@dataclass(frozen=True, slots=True)
class SheetPages:
    """The pages of one site: clients of the schema on behalf of whoever is signed in."""

    asker: Asker
    taking: Taking

    async def choose(self, visit: Visit) -> Response:
        """Show the form for a file, and what was brought in lately."""
        return self._chooser(visit, await self._laid(visit))

    async def send(self, visit: Visit) -> Response:
        """Take a file. Whose it is to be is known before a byte of it is read."""
        known = await self._laid(visit)
        async with uploaded(visit.request) as sent:
            visit = replace(visit, form=sent.form)
            visit.check(sent.form.one("token"), ABOUT)
            desk = _desk_of(sent.form.one("network"), known)
            if desk is None or sent.file is None:
                return self._chooser(visit, known, NO_NETWORK if desk is None else NO_FILE)
            try:
                return see_other(f"{HERE}/{await self._taken(desk, sent)}")
            except RequestRefused as refused:
                return self._chooser(visit, known, [_told(refused)])

    async def show(self, visit: Visit) -> Response:
        """Show what an import would do, or did, once it is read or written."""
        return await self._shown(visit)

    async def decide(self, visit: Visit) -> Response:
        """Have an import written, or give it up."""
        visit.signed_in()
        named, form = _named(visit), visit.form
        visit.check(form.one("token"), ABOUT, named)
        if form.one("do") not in _DOCUMENTS:
            return await self._shown(visit, NOTHING_CHOSEN)
        document, field = _DOCUMENTS[form.one("do")]
        given: Json = {"id": named, "expectedVersion": _version(form)}
        if field == "applyImport":
            given["allowRemovals"] = form.one("removals") == "allow"
        for desk in await desks(visit):
            if await self._import(desk, {"id": named}) is None:
                continue
            answer = await self.asker.ask_as(desk.viewer, document, {"input": given}, changes=True)
            errors = answer[field]["errors"]
            if errors:
                return await self._shown(visit, [("", each["message"]) for each in errors])
            return see_other(f"{HERE}/{named}")
        return missing()

    async def _laid(self, visit: Visit) -> list[Laid]:
        return [await laid(self.asker, each) for each in await desks(visit)]

    async def _taken(self, desk: Acting, sent: Sent) -> str:
        """Return the id of the import that a file became, by the way that the API takes."""
        form = sent.form
        given = {name: form.one(name) for name in ("network", "language", "timeZone")}
        draft = "true" if form.one("draft") else "false"
        wanted = asked_for(ImportFormat.CSV, {**given, "draft": draft})
        by = sender(desk.viewer, token_hex(8))
        taken = await self.taking.take(by, wanted, lambda: pack(sent.pieces(), wanted.form))
        return encode(Code.IMPORT, taken.made.id)

    def _chooser(
        self, visit: Visit, known: Sequence[Laid], problems: Problems | None = None
    ) -> Response:
        context = {
            "token": visit.token(ABOUT),
            "desks": known,
            "chosen": visit.form.one("network"),
            "language": visit.form.one("language") or "en",
            "time_zone": visit.form.one("timeZone"),
            "draft": bool(visit.form.one("draft")),
        }
        return shown("sheets.html", context, problems=problems)

    async def _shown(self, visit: Visit, problems: Problems | None = None) -> Response:
        named, turned = _named(visit), {} if visit.by_post else _turned(visit.form)
        for desk in await desks(visit):
            found = await self._settled(desk, {"id": named, **turned})
            if found is not None:
                context = {"token": visit.token(ABOUT, named), "brought": found}
                return shown("sheet.html", context, problems=problems)
        return missing()

    async def _settled(self, desk: Acting, asked: Json) -> Json | None:
        """Return an import once nobody works on it, or as it is after a few looks."""
        found = await self._import(desk, asked)
        for _ in range(LOOKS):
            if found is None or found["status"] not in WORKED_ON:
                break
            await asyncio.sleep(PAUSE_SECONDS)
            found = await self._import(desk, asked)
        return found

    async def _import(self, desk: Acting, asked: Json) -> Json | None:
        """Return an import of a desk, None where it has none such."""
        return (await self.asker.ask_as(desk.viewer, "sheet", asked))["import"]


def _named(visit: Visit) -> str:
    return visit.request.path_params["id"]


def _turned(form: Form) -> Json:
    """Return how far somebody has turned the pages of what an import does and refused."""
    return {name: form.one(name) for name in ("after", "problems") if form.one(name)}


def _version(form: Form) -> int:
    sent = form.one("version")
    return int(sent) if sent.isdecimal() and len(sent) < _LONGEST_VERSION else 0


def _desk_of(network: str, known: Sequence[Laid]) -> Acting | None:
    return next((at.desk for at in known for each in at.networks if each["id"] == network), None)


def _told(refused: RequestRefused) -> tuple[str, str]:
    """Return a refusal beside the field that it is about, or beside the file."""
    named = refused.details.get("argument") == ["language"]
    return "language" if named else "file", refused.message
