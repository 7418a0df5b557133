"""A company's own sign-in on this machine (OpenID Connect), strict where a real one is strict, and lying on request."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET, CLAIM = "luoshi", "a secret between two servers, long enough", "employee_no"


def key() -> Any:
    return rsa.generate_private_key(65537, 2048)


@dataclass
class Provider:
    """Whoever comes is `number`; `lie` may change the claims, `sign` how they are signed."""

    address: str = ""
    number: object = "20416"
    signing: Any = field(default_factory=key)
    kid: str = "first"
    now: Callable[[], float] = time.time
    lie: Callable[[dict[str, Any]], dict[str, Any]] = dict
    sign: Callable[[dict[str, Any]], str] | None = None
    about: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    broken: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def settings(self, name: str = "corp") -> dict[str, str]:
        """What the environment of the house says of it."""
        mine = f"LUOSHI_OIDC_{name.upper()}_"
        said = {"LABEL": "澜江集团", "ISSUER": self.address, "CLIENT": CLIENT, "SECRET": SECRET, "CLAIM": CLAIM}
        return {"LUOSHI_OIDC": name, **{mine + what: value for what, value in said.items()}}

    def metadata(self) -> dict[str, Any]:
        ends = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        return {"issuer": self.address, **{name: self.address + path for name, path in ends.items()}, **self.about}

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.signing.public_key()))
        return {"keys": [{**public, "kid": self.kid, "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT and "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256" and len(asked["state"]) > 30 and len(asked["nonce"]) > 30
        if self.error:
            return f"{asked['redirect_uri']}?{urlencode({'error': self.error, 'state': asked['state']})}"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.address})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(form.get("code", ""), None)
        pair = base64.b64encode(f"{CLIENT}:{quote_plus(SECRET)}".encode()).decode()
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if (
            asked is None
            or authorization != f"Basic {pair}"
            or proof != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        now = int(self.now())
        claims = {
            "iss": self.address,
            "sub": "u-1",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            CLAIM: self.number,
        }
        claims = self.lie(claims)
        signed = self.sign(claims) if self.sign else jwt.encode(claims, self.signing, "RS256", {"kid": self.kid})
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": signed}


@contextmanager
def served() -> Iterator[Provider]:
    """On a free port of this machine until the end of the block."""
    provider = Provider()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            provider.asked.append(parts.path)
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize({name: said[0] for name, said in parse_qs(parts.query).items()}))
                self.end_headers()
                return
            found = {"/.well-known/openid-configuration": provider.metadata, "/keys": provider.keys}.get(parts.path)
            self._say(200 if found else 404, found() if found else {})

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self._say(*provider.token({name: said[0] for name, said in form.items()}, self.headers.get("Authorization", "")))

        def _say(self, status: int, what: dict[str, Any]) -> None:
            if provider.broken in ("500", self.path):
                status, what = 500, {}
            body = b"<html>" if provider.broken == "html" else json.dumps(what).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: Any) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.02}).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
