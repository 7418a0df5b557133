"""The room of messages: to people by WeCom, DingTalk, Feishu and mail, to groups by their bots."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "luoshi.adapters.messages"
    label = "messages"
    default_auto_field = "django.db.models.BigAutoField"
