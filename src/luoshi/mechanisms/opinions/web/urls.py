"""The addresses of opinions read off paper, and of symposiums."""

from django.urls import path

from luoshi.mechanisms.opinions.web import views

urlpatterns = [
    path("w/opinions/enter", views.enter_sheet, name="opinions-enter"),
    path("w/opinions/symposiums/", views.symposiums, name="symposiums"),
    path("w/opinions/symposiums/new", views.new_symposium, name="symposium-new"),
    path("w/opinions/symposiums/<int:pk>", views.symposium, name="symposium"),
]
