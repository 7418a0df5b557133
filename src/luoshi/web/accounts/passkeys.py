"""Passkeys (WebAuthn): asked for, kept, checked. A key is good for one house; its holder is shown to it by finger, face or number."""

import hashlib
import json
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.actor import Actor
from luoshi.base.clock import local_date
from luoshi.base.ledger import commands
from luoshi.base.lengths import fits
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.org.selectors import actor_of
from luoshi.web.accounts.configured import Relying
from luoshi.web.accounts.models import Account, Passkey
from luoshi.web.accounts.sealing import Broken, keyed, read_slipped, slipped, spend
from luoshi.web.accounts.second import may_end, own_account, settle, written

if TYPE_CHECKING:
    from fido2.server import Fido2Server

MINUTES = 5
MOST = 10
LONGEST = 20_000


def ask_new(account: Account, house: Relying, at: datetime) -> dict[str, Any]:
    """What a browser is asked in order to make a key for this account: found by the house's name alone, its holder shown to it."""
    from fido2.webauthn import PublicKeyCredentialUserEntity, ResidentKeyRequirement, UserVerificationRequirement

    person = account.person
    user = PublicKeyCredentialUserEntity(id=_handle(account), name=person.staff_no, display_name=person.name)
    held = [_kept(row) for row in Passkey.objects.filter(account=account)]
    found, shown_ = ResidentKeyRequirement.REQUIRED, UserVerificationRequirement.REQUIRED
    asked, state = _server(house).register_begin(user, held, resident_key_requirement=found, user_verification=shown_)
    return _asked(asked, state, house, f"passkey new {account.pk}", at)


def ask(house: Relying, at: datetime, account: Account | None = None) -> dict[str, Any]:
    """What a browser is asked in order to show a key: any key of this house, or one of this account."""
    from fido2.webauthn import UserVerificationRequirement

    held = [_kept(row) for row in Passkey.objects.filter(account=account)] if account else None
    asked, state = _server(house).authenticate_begin(held, user_verification=UserVerificationRequirement.REQUIRED)
    return _asked(asked, state, house, _whose(account), at)


@transaction.atomic
def add_passkey(*, actor: Actor, at: datetime, command: uuid.UUID, name: str, answer: str) -> None:
    """Keep a new key. Refused: no name, more than ten, an answer that is late, used, from elsewhere or without its holder being shown."""
    account = own_account(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(name, answer), outcome=("account", account.pk)):
        return
    name = name.strip()
    fits(Passkey, name=name)
    if not name:
        raise Refusal(_("Give the passkey a name by which you know it again: this phone, the computer at the desk."), field="name")
    if Passkey.objects.filter(account=account).count() >= MOST:
        raise Refusal(_("There are ten passkeys already: end one before you add another."), field="name")
    state, response = _read(answer, f"passkey new {account.pk}", at)
    made = _made(state, response)
    _use_up(state, at)
    credential = keyed_id(bytes(made.credential_data.credential_id))
    if Passkey.objects.filter(credential_digest=credential).exists():
        raise Refusal(_("This passkey is kept here already."), field="name")
    key = bytes(made.credential_data).hex()
    Passkey.objects.create(account=account, name=name, credential_digest=credential, public_key=key, signs=made.counter, since=at)
    settle(account)
    written(actor, at, "account.passkey_added", account, command)


@transaction.atomic
def end_passkey(*, actor: Actor, at: datetime, command: uuid.UUID, passkey: int) -> None:
    """This key is good no longer. Refused where a role asks for a second step and this is the last; somebody else's is Unseen."""
    account = own_account(actor)
    if commands.begin(actor=actor, at=at, command=command, fields=(passkey,), outcome=("account", account.pk)):
        return
    rows = Passkey.objects.filter(account=account, pk=passkey)
    if not rows.exists():
        raise Unseen
    may_end(actor, at, account, rows)
    rows.delete()
    settle(account)
    written(actor, at, "account.passkey_ended", account, command)


def shown(*, at: datetime, answer: str, account: Account | None = None) -> Account:
    """Whose key has answered. Refused: any doubt; a counter that went back stands in the ledger, for then there are two of one key."""
    state, response = _read(answer, _whose(account), at)
    with transaction.atomic():
        row = _row(response, account)
        counter = _checked(state, response, row)
        _use_up(state, at)
        copied = (counter or row.signs) and counter <= row.signs
        if not copied:
            Passkey.objects.filter(pk=row.pk).update(signs=counter)
    if copied:
        with transaction.atomic():
            written(actor_of(row.account.person, local_date(at)), at, "account.passkey_copied", row.account, None)
        raise Refusal(
            _("This passkey may have been copied and is not taken. Sign in another way, end it and add a new one."), field="passkey"
        )
    return row.account


def proves(account: Account, typed: str, at: datetime) -> bool:
    """Has a key of this account answered? For showing once more who one is."""
    try:
        return typed.startswith("{") and shown(at=at, answer=typed, account=account).pk == account.pk
    except Refusal:
        return False


def has_passkey(account: Account) -> bool:
    return Passkey.objects.filter(account=account).exists()


def keyed_id(credential: bytes) -> str:
    """A key's own name as it is kept."""
    return hashlib.sha256(credential).hexdigest()


def _row(response: dict[str, Any], account: Account | None) -> Passkey:
    from fido2.utils import websafe_decode

    try:
        credential = keyed_id(websafe_decode(response["rawId"]))
        handle = websafe_decode(response["response"].get("userHandle") or "")
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _not_taken() from None
    row = (
        Passkey.objects.select_for_update(of=("self",)).select_related("account__person__unit").filter(credential_digest=credential).first()
    )
    if row is None or (account is not None and row.account_id != account.pk):
        raise _not_taken()
    if (handle or account is None) and handle != _handle(row.account):
        raise _not_taken()
    return row


def _checked(state: dict[str, Any], response: dict[str, Any], row: Passkey) -> int:
    """The counter that the key has signed."""
    from fido2.webauthn import AuthenticationResponse

    try:
        _server(_house(state)).authenticate_complete(state, [_kept(row)], response)
        return AuthenticationResponse.from_dict(response).response.authenticator_data.counter
    except Exception:  # whatever a forged answer makes the reader stumble over
        raise _not_taken() from None


def _made(state: dict[str, Any], response: dict[str, Any]) -> Any:
    try:
        return _server(_house(state)).register_complete(state, response)
    except Exception:  # whatever a forged answer makes the reader stumble over
        raise _not_taken() from None


def _asked(asked: Any, state: dict[str, Any], house: Relying, what: str, at: datetime) -> dict[str, Any]:
    note = slipped({**state, "house": house.name, "origin": house.origin}, what, at=at, minutes=MINUTES)
    return {"publicKey": dict(asked)["publicKey"], "note": note}


def _read(answer: str, what: str, at: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was asked, out of the note that travelled along, and what was answered."""
    try:
        if len(answer) > LONGEST:
            raise ValueError
        both = json.loads(answer)
        return read_slipped(both["note"], what, at), dict(both["answer"])
    except (Broken, KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise _not_taken() from None


def _use_up(state: dict[str, Any], at: datetime) -> None:
    if not spend(f"passkey {state['challenge']}", at + timedelta(minutes=MINUTES)):
        raise _not_taken()


def _not_taken() -> Refusal:
    return Refusal(
        _("The passkey was not taken: it took too long, or it belongs elsewhere. Try again, or sign in another way."), field="passkey"
    )


def _server(house: Relying) -> "Fido2Server":
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    return Fido2Server(PublicKeyCredentialRpEntity(id=house.name, name=_("Luoshi")), verify_origin=lambda origin: origin == house.origin)


def _house(state: dict[str, Any]) -> Relying:
    return Relying(state["house"], state["origin"])


def _kept(row: Passkey) -> Any:
    from fido2.webauthn import AttestedCredentialData

    return AttestedCredentialData(bytes.fromhex(row.public_key))


def _handle(account: Account) -> bytes:
    """By what a key names its account: says nothing to whoever reads the key."""
    return bytes.fromhex(keyed(str(account.pk), "passkey handle"))


def _whose(account: Account | None) -> str:
    return f"passkey of {account.pk}" if account else "passkey of anybody"
