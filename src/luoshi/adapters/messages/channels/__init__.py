"""The ways out of the house: one file for each, all saying the same `send`, on one list."""

from luoshi.adapters.messages.channels import dingtalk, feishu, mail, wecom
from luoshi.adapters.messages.channels.channel import Channel

CHANNELS: dict[str, Channel] = {one.name: one for one in (wecom.CHANNEL, dingtalk.CHANNEL, feishu.CHANNEL, mail.CHANNEL)}

__all__ = ["CHANNELS"]
