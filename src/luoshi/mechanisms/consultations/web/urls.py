"""The addresses of consultations."""

from django.urls import path

from luoshi.mechanisms.consultations.web import acting, calling, views

urlpatterns = [
    path("w/consultations/", views.listed, name="consultations"),
    path("w/consultations/new", calling.new, name="consultation-new"),
    path("w/consultations/of/<int:activity>", views.of_activity, name="consultation-of"),
    path("w/consultations/<int:pk>", views.consultation, name="consultation"),
    path("w/consultations/<int:pk>/dossier", views.dossier_printed, name="consultation-dossier"),
    path("w/consultations/<int:pk>/minutes", views.minutes_page, name="consultation-minutes"),
    path("w/consultations/<int:pk>/minutes.docx", views.minutes_word, name="consultation-word"),
    path("w/consultations/<int:pk>/items/<int:n>", views.item, name="consultation-item"),
    path("w/consultations/<int:pk>/items/<int:n>/<str:act>", acting.on_item, name="consultation-item-act"),
    path("w/consultations/<int:pk>/<str:act>", acting.act, name="consultation-act"),
]
