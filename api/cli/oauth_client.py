"""What `peers login` says to an authorization server: RFC 8414, 6749, 7636, 9207 and 7009."""

import base64
import hashlib
import re
import time
from http import HTTPStatus
from urllib.parse import urlencode

import httpx
from pydantic import BaseModel, Field, ValidationError

from api.auth.first_party import COMMAND_LINE
from api.cli.sign_in_file import LOG_IN_AGAIN, SignIn
from api.persistence.faults import Fault
from api.settings import is_loopback

TIMEOUT_SECONDS = 15
_PLAIN = re.compile(r"https?://[\w.:/-]{1,200}")
_CODE = re.compile(r"[a-z_]{1,60}")


class Metadata(BaseModel):
    """Where an authorization server answers (RFC 8414, section 2)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    revocation_endpoint: str


class _Tokens(BaseModel):
    access_token: str = Field(repr=False)
    expires_in: int
    refresh_token: str | None = Field(default=None, repr=False)
    scope: str = ""


class _Error(BaseModel):
    error: str


class SignInEnded(Fault):
    """The server knows a sign-in no more."""


def discover(url: str) -> Metadata:
    """Return where the server of an address answers.

    Fault for an address without TLS that is not this machine's, and for one that answers in
    the name of another.
    """
    url = url.rstrip("/")
    if not _is_safe(url):
        raise Fault("A sign-in needs https.", "Give the address as --url https://…")
    found = _parsed(Metadata, _sent("GET", f"{url}/.well-known/oauth-authorization-server"))
    if found.issuer != url:
        named = found.issuer if _PLAIN.fullmatch(found.issuer) else "the address it calls itself by"
        raise Fault("The server has another address.", f"Give it as --url {named}")
    return found


def _is_safe(url: str) -> bool:
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.host))


def address(metadata: Metadata, asked: dict[str, str], verifier: str) -> str:
    """Return where a browser asks for a code; ``asked`` are the parameters but those of PKCE."""
    parameters = {
        "response_type": "code",
        "client_id": COMMAND_LINE,
        **asked,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
    }
    return f"{metadata.authorization_endpoint}?{urlencode(parameters)}"


def code_of(metadata: Metadata, answer: dict[str, str]) -> str:
    """Return the code of an answer whose state was found to be right.

    Fault where it is another server's, or says that there is no code.
    """
    if answer.get("iss") != metadata.issuer:
        raise Fault("The answer came from another server.", LOG_IN_AGAIN)
    if answer.get("error") == "access_denied":
        raise Fault("You did not allow it, or have no right to any of it.", LOG_IN_AGAIN)
    code = answer.get("code")
    if not code:
        raise Fault(f"The server refused ({_word(answer.get('error'))}).", LOG_IN_AGAIN)
    return code


def redeem(metadata: Metadata, code: str, redirect_uri: str, verifier: str) -> SignIn:
    """Return the tokens for a code."""
    said = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
    }
    tokens = _token(metadata.token_endpoint, said)
    return SignIn(
        issuer=metadata.issuer,
        token_endpoint=metadata.token_endpoint,
        revocation_endpoint=metadata.revocation_endpoint,
        access_token=tokens.access_token,
        expires_at=time.time() + tokens.expires_in,
        refresh_token=tokens.refresh_token,
        scope=tokens.scope,
    )


def refresh(kept: SignIn) -> SignIn:
    """Return the next tokens of a sign-in; the server takes each refresh token once.

    SignInEnded where it takes this one no more, or there is none.
    """
    if kept.refresh_token is None:
        raise SignInEnded("This sign-in has ended.", LOG_IN_AGAIN)
    said = {"grant_type": "refresh_token", "refresh_token": kept.refresh_token}
    tokens = _token(kept.token_endpoint, said)
    return kept.model_copy(
        update={
            "access_token": tokens.access_token,
            "expires_at": time.time() + tokens.expires_in,
            "refresh_token": tokens.refresh_token or kept.refresh_token,
            "scope": tokens.scope or kept.scope,
        }
    )


def revoke(kept: SignIn) -> None:
    """Have the server forget a sign-in: all of it where there is a refresh token."""
    said = {"token": kept.refresh_token or kept.access_token, "client_id": COMMAND_LINE}
    answer = _sent("POST", kept.revocation_endpoint, said)
    if answer.status_code != HTTPStatus.OK:
        raise _refused(answer)


def _token(endpoint: str, said: dict[str, str]) -> _Tokens:
    answer = _sent("POST", endpoint, {**said, "client_id": COMMAND_LINE})
    if answer.status_code != HTTPStatus.OK:
        raise _refused(answer)
    return _parsed(_Tokens, answer)


def _sent(method: str, url: str, form: dict[str, str] | None = None) -> httpx.Response:
    try:
        return httpx.request(method, url, data=form, timeout=TIMEOUT_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL):
        raise Fault(
            "The server cannot be reached.", "Is it running, and is --url its address?"
        ) from None


def _parsed[T: BaseModel](model: type[T], answer: httpx.Response) -> T:
    try:
        return model.model_validate_json(answer.content)
    except ValidationError:
        raise Fault(
            "What answers there is no authorization server.", "Is --url the address of Peers?"
        ) from None


def _refused(answer: httpx.Response) -> Fault:
    try:
        error = _word(_Error.model_validate_json(answer.content).error)
    except ValidationError:
        error = _word(None)
    if error == "invalid_grant":
        return SignInEnded("This sign-in has ended.", LOG_IN_AGAIN)
    return Fault(f"The server refused ({error}).", LOG_IN_AGAIN)


def _challenge(verifier: str) -> str:
    """Return the challenge of a verifier by S256 (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _word(error: str | None) -> str:
    """Return an error code that can be shown in a terminal."""
    return error if error and _CODE.fullmatch(error) else "no reason given"
