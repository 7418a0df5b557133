"""Sign-in at a company's own server (OpenID Connect): code with PKCE, state and nonce; what it says is believed only when signed."""

import base64
import hashlib
import hmac
import json
import secrets
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from luoshi.base.refusal import Refusal, Unseen
from luoshi.web.accounts.configured import Provider, providers, safe
from luoshi.web.accounts.sealing import Broken, read_slipped, slipped, spend

MINUTES = 10
PATIENCE = 6.0
MOST = 512_000
KNOWN_FOR = 600.0
AGAIN_AFTER = 30.0
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
LEEWAY = timedelta(seconds=90)


@dataclass(frozen=True)
class Away:
    """Where the browser is sent, and the note it carries meanwhile."""

    address: str
    note: str


class _Straight(urllib.request.HTTPRedirectHandler):
    """A server that is asked with a secret may send us nowhere else."""

    def redirect_request(self, *_given: Any) -> None:
        return None


_open = urllib.request.build_opener(_Straight(), urllib.request.ProxyHandler({})).open
_read_before: dict[str, tuple[float, dict[str, Any]]] = {}


def provider_called(key: str) -> Provider:
    """The provider of this name; Unseen where none is set up."""
    found = next((one for one in providers() if one.key == key), None)
    if found is None:
        raise Unseen
    return found


def send_away(provider: Provider, back: str, onward: str, at: datetime) -> Away:
    """To the provider's page. Only the browser that carries the note can come back with what is said there."""
    about = _about(provider, at)
    state, nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    proof = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code", "client_id": provider.client, "redirect_uri": back, "scope": provider.scopes, "state": state,
        "nonce": nonce, "code_challenge": proof, "code_challenge_method": "S256",
    }  # fmt: skip
    kept = {"provider": provider.key, "state": state, "nonce": nonce, "verifier": verifier, "back": back, "onward": onward}
    to = str(about["authorization_endpoint"])
    joined = "&" if urllib.parse.urlsplit(to).query else "?"
    return Away(f"{to}{joined}{urllib.parse.urlencode(asked)}", slipped(kept, "oidc", at=at, minutes=MINUTES))


def come_back(provider: Provider, said: dict[str, str], note: str, at: datetime) -> tuple[str, str]:
    """The staff number that the provider names, and where to go on. Refused: what this browser did not ask, twice, late, or unsigned."""
    try:
        kept = read_slipped(note, "oidc", at)
    except (Broken, ValueError):
        raise _stale() from None
    if kept["provider"] != provider.key or not hmac.compare_digest(kept["state"].encode(), said.get("state", "").encode()):
        raise _stale()
    if said.get("iss", provider.issuer) != provider.issuer:
        raise _stale()
    if not spend(f"oidc {kept['state']}", at + timedelta(minutes=MINUTES)):
        raise _stale()
    if "error" in said:
        raise _declined(said["error"])
    if not said.get("code"):
        raise _stale()
    token = _exchange(provider, said["code"], kept, at)
    claims = _claims(provider, token, kept["nonce"], at)
    number = claims.get(provider.claim)
    if not isinstance(number, str) or not number.strip():
        raise Refusal(
            _("The company's sign-in did not say your staff number. Tell your administrator; sign in with your password meanwhile.")
        )
    return number.strip(), str(kept["onward"])


def _exchange(provider: Provider, code: str, kept: dict[str, Any], at: datetime) -> str:
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": kept["back"], "client_id": provider.client,
        "code_verifier": kept["verifier"],
    }  # fmt: skip
    about, headers = _about(provider, at), {"Accept": "application/json"}
    ways = about.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if not provider.secret:
        pass
    elif "client_secret_basic" in ways:
        pair = f"{urllib.parse.quote_plus(provider.client)}:{urllib.parse.quote_plus(provider.secret)}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    else:
        form["client_secret"] = provider.secret
    answered = _fetch(str(about["token_endpoint"]), urllib.parse.urlencode(form).encode(), headers)
    token = answered.get("id_token")
    if not isinstance(token, str):
        raise _silent()
    return token


def _claims(provider: Provider, token: str, nonce: str, at: datetime) -> dict[str, Any]:
    """What the provider has signed: by its own key, for us, for this very question, now."""
    import jwt

    try:
        head = jwt.get_unverified_header(token)
        if head.get("alg") not in SIGNED_BY:
            raise _unproved()
        key = _key(provider, head.get("kid"), head["alg"], at)
        must = {"require": ["iss", "sub", "aud", "exp", "iat"], "verify_exp": False, "verify_iat": False, "verify_nbf": False}
        claims: dict[str, Any] = jwt.decode(
            token, key, algorithms=[head["alg"]], audience=provider.client, issuer=provider.issuer, options=must,  # type: ignore[arg-type]
        )  # fmt: skip
        until, since = float(claims["exp"]), float(claims["iat"])
        others = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        asker = claims.get("azp", "" if others else provider.client)
        asked = str(claims.get("nonce", ""))
    except (jwt.PyJWTError, TypeError, ValueError, KeyError):
        raise _unproved() from None
    now, slack = at.timestamp(), LEEWAY.total_seconds()
    early = since > now + slack or float(claims.get("nbf", since) or since) > now + slack
    if until <= now - slack or early or asker != provider.client or not hmac.compare_digest(asked.encode(), nonce.encode()):
        raise _unproved()
    return claims


def _key(provider: Provider, kid: object, algorithm: str, at: datetime) -> Any:
    """The provider's key of this name; read again when it is not among those known, for keys change."""
    from jwt import PyJWK

    where = str(_about(provider, at)["jwks_uri"])
    for older_than in (KNOWN_FOR, AGAIN_AFTER):
        keys = [one for one in _known(where, older_than, at).get("keys", []) if isinstance(one, dict) and one.get("use", "sig") == "sig"]
        fit = [one for one in keys if (one.get("kid") == kid if kid else True) and one.get("kty") != "oct"]
        if len(fit) == 1:
            return PyJWK(fit[0], algorithm).key
    raise _unproved()


def _about(provider: Provider, at: datetime) -> dict[str, Any]:
    """What the provider says of itself; believed only where it gives the very name we know it by."""
    about = _known(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration", KNOWN_FOR, at)
    ends = [about.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if about.get("issuer") != provider.issuer or not all(isinstance(one, str) and safe(one) for one in ends):
        raise _silent()
    return about


def _known(address: str, older_than: float, at: datetime) -> dict[str, Any]:
    now = at.timestamp()
    before = _read_before.get(address)
    if before is None or abs(now - before[0]) > older_than:
        before = (now, _fetch(address, None, {"Accept": "application/json"}))
        _read_before[address] = before
    return before[1]


def _fetch(address: str, body: bytes | None, headers: dict[str, str]) -> dict[str, Any]:
    if not safe(address):
        raise _silent()
    try:
        with _open(urllib.request.Request(address, body, headers), timeout=PATIENCE) as answer:  # noqa: S310 — only https, or this machine
            found = json.loads(answer.read(MOST))
    except urllib.error.HTTPError as error:
        error.close()
        raise _silent() from None
    except (OSError, ValueError, urllib.error.URLError, RecursionError):
        raise _silent() from None
    if not isinstance(found, dict):
        raise _silent()
    return found


def forget() -> None:
    """Drop what is known of the providers."""
    _read_before.clear()


def _stale() -> Refusal:
    return Refusal(_("This way of signing in was begun elsewhere, twice, or too long ago: begin again."))


def _silent() -> Refusal:
    return Refusal(_("The company's sign-in does not answer as it should. Sign in with your password, or try again later."))


def _unproved() -> Refusal:
    return Refusal(_("What the company's sign-in said could not be proved, so nobody was let in. Tell your administrator."))


def _declined(error: str) -> Refusal:
    if error in ("access_denied", "login_required", "interaction_required", "consent_required"):
        return Refusal(_("The company's sign-in was broken off. Begin again, or sign in with your password."))
    return _silent()
