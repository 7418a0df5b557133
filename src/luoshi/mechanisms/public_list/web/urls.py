"""The addresses of the public list, of postings, and the short one on a notice board."""

from django.urls import path

from luoshi.mechanisms.public_list.web import board, paper, posting, public

urlpatterns = [
    path("p/<int:pk>", paper.short, name="posting-short"),
    path("w/public/", public.public_list, name="public-list"),
    path("w/public/unconfirmed", public.to_confirm, name="public-unconfirmed"),
    path("w/public/<int:pk>", public.public_text, name="public-text"),
    path("w/public/<int:pk>/text", public.confirming, name="public-confirming"),
    path("w/public/<int:pk>/off", public.off, name="public-off"),
    path("w/postings/", board.postings, name="postings"),
    path("w/postings/new", posting.new, name="posting-new"),
    path("w/postings/<int:pk>", board.posting, name="posting"),
    path("w/postings/<int:pk>/say", board.say, name="posting-say"),
    path("w/postings/<int:pk>/withdraw", board.withdrawn, name="posting-withdraw"),
    path("w/postings/<int:pk>/print", paper.board_sheet, name="posting-print"),
    path("w/postings/<int:pk>/notice.docx", paper.word, name="posting-word"),
    path("w/postings/voices/<int:pk>/answer", board.answered, name="posting-answer"),
]
