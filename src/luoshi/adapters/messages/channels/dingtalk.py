"""DingTalk: a work notification of the own application to a person, a signed post of a group's robot."""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.adapters.messages.channels.channel import Channel, Words, bot_key, bot_secret, setting
from luoshi.adapters.messages.channels.tokens import Fetched, with_token
from luoshi.adapters.messages.channels.wire import ask, base, judge
from luoshi.base.clock import local

STALE = frozenset({40001, 40014, 41001, 42001})
BUSY = frozenset({90002, 90005, 90006, 90018, 130101, 410100})
HOPELESS = frozenset({33012, 60121})


def send(address: str, words: Words, at: datetime) -> None:
    """A work notification to one user id. The other side says the same words to the same person once a day: the moment is among them."""
    key, secret, agent = setting("LUOSHI_DINGTALK_KEY"), setting("LUOSHI_DINGTALK_SECRET"), setting("LUOSHI_DINGTALK_AGENT")

    def fetch() -> Fetched:
        answer = _asked("/gettoken", {"appkey": key, "appsecret": secret}, None)
        return str(answer.get("access_token", "")), int(answer.get("expires_in", 7200))

    def use(token: str) -> None:
        card = {
            "title": words.heading[:64],
            "markdown": "\n\n".join((words.heading, *words.lines, f"{local(at):%m-%d %H:%M}")),
            "single_title": str(_("Open the page")),
            "single_url": words.url,
        }
        body = {"agent_id": int(agent), "userid_list": address, "msg": {"msgtype": "action_card", "action_card": card}}
        _asked("/topapi/message/corpconversation/asyncsend_v2", {"access_token": token}, body)

    with_token(f"dingtalk {key} {secret}", at, fetch, use)


def post(bot: str, words: Words, at: datetime) -> None:
    """A text to a group, signed where its robot has a secret."""
    query, secret = {"access_token": bot_key(bot)}, bot_secret(bot)
    if secret:
        stamp = str(int(at.timestamp() * 1000))
        query |= {"timestamp": stamp, "sign": sign(stamp, secret)}
    _asked("/robot/send", query, {"msgtype": "text", "text": {"content": f"{words.text}\n{words.url}"}})


def sign(stamp: str, secret: str) -> str:
    """The signature over milliseconds and secret, with the secret as key; what travels in the address is encoded there."""
    return base64.b64encode(hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()).decode()


def _asked(path: str, query: dict[str, str], body: dict[str, Any] | None) -> dict[str, Any]:
    status, answer = ask(base("LUOSHI_DINGTALK_BASE", "https://oapi.dingtalk.com") + path, query=query, body=body)
    judge(status, _code(answer), stale=STALE, busy=BUSY, hopeless=HOPELESS, service="DingTalk")
    return answer


def _code(answer: dict[str, Any]) -> object:
    """Its gateway answers 88 and says what it means in a second number."""
    inner = str(answer.get("sub_code", ""))
    return int(inner) if answer.get("errcode") == 88 and inner.isdecimal() else answer.get("errcode")


CHANNEL = Channel(
    name="dingtalk",
    label=_("DingTalk"),
    hint=_("Your user id in the address book of DingTalk; often the staff number"),
    needs=("LUOSHI_DINGTALK_KEY", "LUOSHI_DINGTALK_AGENT", "LUOSHI_DINGTALK_SECRET"),
    fits=r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}",
    send=send,
    post=post,
)
