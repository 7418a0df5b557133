"""WeCom: a message of the own application to a person, a post of a group's robot."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.adapters.messages.channels.channel import Channel, Words, bot_key, setting
from luoshi.adapters.messages.channels.tokens import Fetched, with_token
from luoshi.adapters.messages.channels.trouble import Hopeless
from luoshi.adapters.messages.channels.wire import ask, base, judge

STALE = frozenset({40014, 41001, 42001})
BUSY = frozenset({45009, 45033})
HOPELESS = frozenset({40003, 46004, 60111, 81013})


def send(address: str, words: Words, at: datetime) -> None:
    """A text card to one user id. The other side says the same card once within half an hour."""
    corp, secret, agent = setting("LUOSHI_WECOM_CORP"), setting("LUOSHI_WECOM_SECRET"), setting("LUOSHI_WECOM_AGENT")

    def fetch() -> Fetched:
        answer = _asked("/cgi-bin/gettoken", {"corpid": corp, "corpsecret": secret}, None)
        return str(answer.get("access_token", "")), int(answer.get("expires_in", 7200))

    def use(token: str) -> None:
        card = {"title": words.heading[:128], "description": "\n".join(words.lines)[:500] or " ", "url": words.url}
        body = {
            "touser": address,
            "msgtype": "textcard",
            "agentid": int(agent),
            "textcard": card,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": 1800,
        }
        answer = _asked("/cgi-bin/message/send", {"access_token": token}, body)
        if answer.get("invaliduser"):
            raise Hopeless("WeCom: nobody of this user id sees the application")

    with_token(f"wecom {corp} {secret}", at, fetch, use)


def post(bot: str, words: Words, at: datetime) -> None:
    """A text to a group."""
    body = {"msgtype": "text", "text": {"content": f"{words.text}\n{words.url}"}}
    _asked("/cgi-bin/webhook/send", {"key": bot_key(bot)}, body)


def _asked(path: str, query: dict[str, str], body: dict[str, Any] | None) -> dict[str, Any]:
    status, answer = ask(base("LUOSHI_WECOM_BASE", "https://qyapi.weixin.qq.com") + path, query=query, body=body)
    judge(status, answer.get("errcode"), stale=STALE, busy=BUSY, hopeless=HOPELESS, service="WeCom")
    return answer


CHANNEL = Channel(
    name="wecom",
    label=_("WeCom"),
    hint=_("Your user id in the address book of WeCom; often the staff number"),
    needs=("LUOSHI_WECOM_CORP", "LUOSHI_WECOM_AGENT", "LUOSHI_WECOM_SECRET"),
    fits=r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}",
    send=send,
    post=post,
)
