"""A device that makes passkeys and answers with them, as a phone would; and one that lies, as an attacker would."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

PRESENT, VERIFIED, ATTESTED = 1, 4, 64


@dataclass
class Device:
    """One key, for whoever it was made for."""

    origin: str = "https://testserver"
    house: str = "testserver"
    flags: int = PRESENT | VERIFIED
    counter: int = 0
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    handle: str = ""

    def make(self, asked: dict[str, Any]) -> str:
        """A new key, as the form of the own page sends it."""
        self.handle = asked["publicKey"]["user"]["id"]
        held = AttestedCredentialData.create(bytes(16), self.credential, ES256.from_cryptography_key(self.key.public_key()))
        data = AuthenticatorData.create(sha256(self.house.encode()), self.flags | ATTESTED, self.counter, held)
        attested = AttestationObject.create("none", data, {})
        return self._sent(asked, {"clientDataJSON": self._client("webauthn.create", asked), "attestationObject": bytes(attested)})

    def answer(self, asked: dict[str, Any], **other: Any) -> str:
        """The key is shown."""
        self.counter += 1 if self.counter else 0
        data = AuthenticatorData.create(sha256(self.house.encode()), self.flags, other.get("counter", self.counter))
        client = self._client("webauthn.get", asked)
        signature = self.key.sign(bytes(data) + sha256(client), ec.ECDSA(hashes.SHA256()))
        said = {"clientDataJSON": client, "authenticatorData": bytes(data), "signature": other.get("signature", signature)}
        handle = other.get("handle", self.handle)
        return self._sent(asked, said | ({"userHandle": websafe_decode(handle)} if handle else {}))

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        return bytes(CollectedClientData.create(kind, asked["publicKey"]["challenge"], self.origin))

    def _sent(self, asked: dict[str, Any], said: dict[str, bytes]) -> str:
        name = websafe_encode(self.credential)
        response = {what: websafe_encode(value) for what, value in said.items()}
        answer = {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
        return json.dumps({"note": asked["note"], "answer": answer})
