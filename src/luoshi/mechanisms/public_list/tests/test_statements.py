"""What these pages ask of the database: the same number of statements however many rows there are."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.kernel.matters.models import Matter
from luoshi.kernel.postings.models import PostingRead, PostingVoice
from luoshi.mechanisms.public_list.models import PublicText
from luoshi.mechanisms.public_list.tests.house import CONFIRMED, answered, posted, public
from luoshi.web.tests.house import NOW, Caller
from tests.cast import Plant

pytestmark = pytest.mark.django_db
MOST = {"/w/public/": 4, "/w/public/unconfirmed": 4, "/w/postings/": 4, "posting": 9, "print": 5}


def asked(caller: Caller, address: str) -> int:
    caller.text(address)
    with CaptureQueriesContext(connection) as seen:
        caller.text(address)
    return len([one for one in seen if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))])


def pour(plant: Plant, like: int, many: int) -> None:
    """More public texts, as confirming would leave them."""
    row, text = Matter.objects.get(pk=like), PublicText.objects.get(matter=like)
    fields = [one.attname for one in Matter._meta.concrete_fields if not one.primary_key]
    kept = {name: getattr(row, name) for name in fields}
    made = Matter.objects.bulk_create(Matter(**{**kept, "number": f"量-{n}"}) for n in range(2 * many))
    texts = {one.attname: getattr(text, one.attname) for one in PublicText._meta.concrete_fields if not one.primary_key}
    PublicText.objects.bulk_create(PublicText(**{**texts, "matter_id": one.pk}) for one in made[:many])


def test_pages_ask_no_more_for_many_rows_than_for_few(plant: Plant, calls: Callable[[str], Caller]) -> None:
    like = answered(plant)
    public(plant, like)
    few = posted(plant)
    chen = calls("chen")
    pages = {"/w/public/": "/w/public/", "/w/public/unconfirmed": "/w/public/unconfirmed", "/w/postings/": "/w/postings/"}
    pages |= {"posting": f"/w/postings/{few}", "print": f"/w/postings/{few}/print"}
    before = {name: asked(chen, address) for name, address in pages.items()}
    pour(plant, like, 60)
    many = posted(plant, when="2026-11-02 08:50")
    for n, person in enumerate(plant.people.values()):
        PostingRead.objects.create(posting_id=many, person=person, at=CONFIRMED)
        PostingVoice.objects.create(posting_id=many, person=person, kind="question", text=f"问{n}", at=NOW, due_at=NOW + timedelta(days=5))
    pages |= {"posting": f"/w/postings/{many}", "print": f"/w/postings/{many}/print"}
    after = {name: asked(chen, address) for name, address in pages.items()}
    assert after == before
    assert {name: count for name, count in after.items() if count > MOST[name]} == {}
    assert 'rel="next"' in chen.text("/w/public/")
