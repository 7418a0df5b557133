"""Feishu: a message of the own application to a person, a signed post of a group's robot."""

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.adapters.messages.channels.channel import Channel, Words, bot_key, bot_secret, setting
from luoshi.adapters.messages.channels.tokens import Fetched, with_token
from luoshi.adapters.messages.channels.wire import ask, base, judge

STALE = frozenset({99991661, 99991663, 99991664, 99991668, 99991677})
BUSY = frozenset({9499, 11232, 99991400, 230020})
HOPELESS = frozenset({230013, 99992351})


def send(address: str, words: Words, at: datetime) -> None:
    """A text to one user id or open id. The other side says what has the same mark once within an hour."""
    app, secret = setting("LUOSHI_FEISHU_APP"), setting("LUOSHI_FEISHU_SECRET")
    kind = "open_id" if address.startswith("ou_") else "user_id"

    def fetch() -> Fetched:
        answer = _asked("/open-apis/auth/v3/tenant_access_token/internal", body={"app_id": app, "app_secret": secret})
        return str(answer.get("tenant_access_token", "")), int(answer.get("expire", 7200))

    def use(token: str) -> None:
        content = json.dumps({"text": f"{words.text}\n{words.url}"}, ensure_ascii=False)
        body = {"receive_id": address, "msg_type": "text", "content": content, "uuid": words.once[:50]}
        _asked("/open-apis/im/v1/messages", query={"receive_id_type": kind}, body=body, bearer=token)

    with_token(f"feishu {app} {secret}", at, fetch, use)


def post(bot: str, words: Words, at: datetime) -> None:
    """A text to a group, signed where its robot has a secret."""
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": f"{words.text}\n{words.url}"}}
    secret = bot_secret(bot)
    if secret:
        stamp = str(int(at.timestamp()))
        body |= {"timestamp": stamp, "sign": sign(stamp, secret)}
    _asked(f"/open-apis/bot/v2/hook/{bot_key(bot)}", body=body)


def sign(stamp: str, secret: str) -> str:
    """The signature over nothing, with seconds and secret as key: the other way round than DingTalk's."""
    return base64.b64encode(hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()).decode()


def _asked(path: str, *, body: dict[str, Any], query: dict[str, str] | None = None, bearer: str = "") -> dict[str, Any]:
    status, answer = ask(base("LUOSHI_FEISHU_BASE", "https://open.feishu.cn") + path, query=query, body=body, bearer=bearer)
    judge(status, answer.get("code"), stale=STALE, busy=BUSY, hopeless=HOPELESS, service="Feishu")
    return answer


CHANNEL = Channel(
    name="feishu",
    label=_("Feishu"),
    hint=_("Your user id, or the open id that begins with ou_"),
    needs=("LUOSHI_FEISHU_APP", "LUOSHI_FEISHU_SECRET"),
    fits=r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}",
    send=send,
    post=post,
)
