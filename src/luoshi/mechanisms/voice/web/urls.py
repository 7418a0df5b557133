"""The addresses of the voice without a name. Those of its writers lie outside the signed-in path, where no cookie is read."""

from django.urls import path

from luoshi.mechanisms.voice.web import onward, receipt, views

urlpatterns = [
    path("voice/", views.voice, name="voice"),
    path("voice/receipt", receipt.by_receipt, name="voice-receipt"),
    path("w/voice/<int:pk>/onward", onward.onward, name="voice-onward"),
]
