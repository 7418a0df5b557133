"""What is being written is kept for its writer alone, offered again, and gone once it was sent."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from luoshi.base.refusal import Refusal, Unseen
from luoshi.web.drafts.models import Draft
from luoshi.web.drafts.selectors import begun
from luoshi.web.drafts.services import MOST, forget_old, keep_draft, throw_away
from luoshi.web.tests.conftest import calls, clock  # noqa: F401
from luoshi.web.tests.house import NOW, Caller
from tests.cast import Plant, key

pytestmark = pytest.mark.django_db
FORM = "/w/report/7F3K9A"


def typed(words: str) -> str:
    return json.dumps({"tile": ["equipment"], "text": [words]})


def keep(caller: Client, words: str = "泵又漏了", form: str = FORM, **more: str) -> int:
    sent = {"form": form, "page": FORM, "title": "我要反映", "typed": typed(words), **more}
    return caller.post("/w/drafts", sent).status_code


def offered(caller: Client, form: str = FORM) -> list[dict]:
    return caller.get("/w/drafts", {"form": form}).json()["drafts"]


def test_what_was_begun_is_offered_on_another_device_and_gone_after_it_was_sent(calls: Callable[[str], Caller], home: object) -> None:  # noqa: F811
    phone, desk = calls("wang"), calls("wang")
    assert f'data-draft="{FORM}"' in phone.text(FORM)
    assert keep(phone) == 200 and keep(phone, "2号泵又漏了") == 200
    (one,) = offered(desk)
    assert one["typed"]["text"] == ["2号泵又漏了"] and "11-02 09:00" in one["words"]
    assert "我要反映" in desk.text("/w/") and f'href="{FORM}"' in desk.text("/w/")
    refused = desk.post(FORM, {"command": desk.command(FORM), "tile": "equipment", "text": "", "draft": FORM})
    assert refused.status_code == 422 and offered(phone), "a refused form keeps its draft"
    sent = desk.post(FORM, {"command": desk.command(FORM), "tile": "equipment", "text": "2号泵又漏了", "draft": FORM})
    assert sent.status_code == 302 and offered(phone) == [] and not Draft.objects.exists()


def test_a_save_on_its_way_does_not_bring_back_what_was_sent(calls: Callable[[str], Caller], home: object) -> None:  # noqa: F811
    wang = calls("wang")
    command = wang.command(FORM)
    assert wang.post(FORM, {"command": command, "tile": "equipment", "text": "漏了"}).status_code == 302
    assert keep(wang, command=command) == 200 and offered(wang) == []


def test_drafts_are_their_writers_alone(calls: Callable[[str], Caller]) -> None:  # noqa: F811
    wang, qiu, guest = calls("wang"), calls("qiu"), calls("")
    keep(wang)
    (one,) = offered(wang)
    assert offered(qiu) == []
    assert qiu.post(one["away_url"]).status_code == 404 and offered(wang)
    assert guest.get("/w/drafts", {"form": FORM}).status_code == 404 and keep(guest) == 404
    assert wang.post(one["away_url"]).status_code == 204 and offered(wang) == []
    assert wang.post(one["away_url"]).status_code == 404
    assert wang.get(one["away_url"]).status_code == 405


@pytest.mark.parametrize(
    "sent",
    [
        {"typed": "{"},
        {"typed": "[1, 2]"},
        {"typed": '{"text": "words"}'},
        {"typed": '{"text": [1]}'},
        {"typed": "[" * 5000},
        {"typed": typed("长" * 7000)},
        {"typed": typed("x" * 60000)},
        {"form": ""},
        {"form": "x" * 81},
        {"form": "a b<script>"},
        {"page": "https://elsewhere.example/"},
        {"page": "//elsewhere.example/w/"},
        {"page": ""},
    ],
)
def test_garbage_and_too_much_is_refused_calmly(calls: Callable[[str], Caller], sent: dict[str, str]) -> None:  # noqa: F811
    wang = calls("wang")
    answer = wang.post("/w/drafts", {"form": FORM, "page": FORM, "title": "", "typed": typed("漏"), **sent})
    assert answer.status_code == 422 and answer.json()["refused"] and not Draft.objects.exists()


def test_secrets_and_keys_are_never_kept_and_an_emptied_form_keeps_nothing(plant: Plant) -> None:
    wang = plant.acting("wang", NOW)
    fields = {
        "text": ["漏"],
        "password": ["x"],
        "new_password2": ["x"],
        "csrfmiddlewaretoken": ["x"],
        "command": [str(key())],
        "draft": [FORM],
    }
    keep_draft(actor=wang, at=NOW, form=FORM, page=FORM, title="", typed=fields)
    assert begun(wang, 5)[0].typed == {"text": ["漏"]}
    keep_draft(actor=wang, at=NOW, form=FORM, page=FORM, title="", typed={"text": [""]})
    assert begun(wang, 5) == []


def test_fifty_are_kept_for_a_person_and_none_longer_than_thirty_days(plant: Plant) -> None:
    wang, li = plant.acting("wang", NOW), plant.acting("li", NOW)
    for n in range(MOST + 2):
        keep_draft(actor=wang, at=NOW + timedelta(minutes=n), form=f"f{n}", page="/w/", title="", typed={"text": ["漏"]})
    keep_draft(actor=li, at=NOW, form="f0", page="/w/", title="", typed={"text": ["漏"]})
    kept = [one.form for one in begun(wang, 100)]
    assert len(kept) == MOST and kept[-1] == "f2"
    assert forget_old(NOW + timedelta(days=30)) == 0
    assert forget_old(NOW + timedelta(days=30, minutes=5)) == 4
    assert begun(li, 5) == [] and forget_old(NOW + timedelta(days=40)) == MOST - 3


def test_nobody_throws_anothers_away_and_nothing_without_a_person(plant: Plant) -> None:
    wang = plant.acting("wang", NOW)
    kept = keep_draft(actor=wang, at=NOW, form=FORM, page=FORM, title="", typed={"text": ["漏"]})
    for who in ("li", "qiu", "guest"):
        with pytest.raises(Unseen):
            throw_away(actor=plant.acting(who, NOW), draft=kept)
    with pytest.raises(Unseen):
        keep_draft(actor=plant.acting("guest", NOW), at=NOW, form=FORM, page=FORM, title="", typed={"text": ["漏"]})
    with pytest.raises(Refusal):
        keep_draft(actor=wang, at=NOW, form=FORM, page="/elsewhere", title="", typed={"text": ["漏"]})


def test_every_step_form_of_a_sheet_keeps_what_is_written(calls: Callable[[str], Caller], plant: Plant) -> None:  # noqa: F811
    matter = plant.report("wang", NOW)
    text = calls("chen").text(f"/w/matters/{matter}")
    assert text.count("<form") - text.count('action="/w/sign-out"') - text.count('action="/w/search"') == text.count("data-draft=") > 0
    assert f'data-draft="/w/matters/{matter}/steps/assign" data-page="/w/matters/{matter}"' in text
