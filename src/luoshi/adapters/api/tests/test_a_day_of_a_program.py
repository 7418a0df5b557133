"""A maintenance system raises, reads, steps and lists through its key; what its person may not, it may not."""

import base64
from collections.abc import Callable

import pytest

from luoshi.adapters.api.models import Origin
from luoshi.adapters.api.tests.programs import program
from luoshi.base.ledger.models import LedgerEntry
from luoshi.kernel.matters.models import Matter
from luoshi.web.tests.house import picture
from tests.cast import Plant, at, key, matter, story

pytestmark = pytest.mark.django_db
Clock = Callable[[str], None]
REPORT = {"about": "equipment", "place": "7F3K9A", "text": "蝶阀卡住，手轮打不动。"}


def test_a_problem_is_raised_taken_done_checked_and_answered_through_keys(plant: Plant, clock: Clock) -> None:
    wang, chen, li, qiu = (program(plant, who) for who in ("wang", "chen", "li", "qiu"))
    made = wang.send("/api/matters", REPORT, status=201)
    read = wang.read(made["url"])
    assert (read["number"], read["raiser"], read["state"]["name"]) == (made["number"], "王海生", "reported")
    assert "withdraw" in [one["name"] for one in read["steps"]]
    clock("2026-11-02 10:00")
    url = made["url"]
    assert chen.read("/api/waiting")["items"][0]["id"] == made["id"]
    for who, step, fields in (
        (chen, "register", {}),
        (chen, "assign", {"owner": "20102", "action": "换DN300蝶阀", "workdays": 3}),
        (li, "do", {"note": "已换，开关三次到位", "verifier": "10001"}),
        (qiu, "verify", {}),
        (chen, "answer", {"answer": "阀已换，同型号一并查过。"}),
        (wang, "confirm", {}),
    ):
        offered = {one["name"]: one for one in who.read(url)["steps"]}
        assert step in offered
        assert {one["name"] for one in offered[step]["fields"] if one["required"]} <= set(fields)
        assert who.send(f"{url}/steps/{step}", {"fields": fields}, status=200) == {"id": made["id"], "step": step, "url": url}
    assert matter(made["id"]).state == "closed"
    assert [one["act"] for one in wang.read(url)["story"]] == ["raise", "take", "assign", "do", "pass", "answer", "confirm"]
    assert Origin.objects.count() == len(story(made["id"])) == 7
    assert LedgerEntry.objects.filter(verb="matter.raised").count() == 1


def test_the_same_key_with_the_same_body_answers_the_same_and_with_another_is_refused(plant: Plant, clock: Clock) -> None:
    wang, once = program(plant, "wang"), key()
    first = wang.send("/api/matters", REPORT, once=once, status=201)
    clock("2026-11-02 09:10")
    assert wang.send("/api/matters", REPORT, once=once, status=201) == first
    assert Matter.objects.count() == 1
    other = wang.send("/api/matters", {**REPORT, "text": "另一件事"}, once=once)
    assert (other.status_code, other["Content-Type"]) == (409, "application/problem+json")
    chen, again = program(plant, "chen"), key()
    answers = [chen.send(f"{first['url']}/steps/register", {}, once=again, status=200) for _n in range(2)]
    assert answers[0] == answers[1]
    assert [one.act for one in story(first["id"])] == ["raise", "take"]
    assert chen.send(f"{first['url']}/steps/register", {}).status_code == 422
    for wrong in ("", "x", "{3f1c6d0e-6f6c-4a3e-9f0e-6c756f736869}"):
        assert wang.send("/api/matters", REPORT, once=wrong).json()["field"] == "Idempotency-Key"


def test_what_somebody_may_not_see_is_as_if_it_were_not_there(plant: Plant, clock: Clock) -> None:
    mine = program(plant, "wang").send("/api/matters", REPORT, status=201)
    zhao = program(plant, "zhao")
    for end in ("", "/steps/register", "/steps/withdraw", "/steps/nothing", "/steps/assign"):
        address, nowhere = f"/api/matters/{mine['id']}{end}", f"/api/matters/999999{end}"
        once = key()
        seen, absent = (
            zhao.get(one) if not end else zhao.send(one, {"fields": {"owner": "nobody"}}, once=once) for one in (address, nowhere)
        )
        assert (seen.status_code, seen.content, dict(seen.headers)) == (404, absent.content, dict(absent.headers)), end
    assert zhao.read("/api/matters?kind=problem", 404)["status"] == 404
    assert zhao.read("/api/mine")["items"] == []
    assert zhao.read("/api/figures/problems.found?unit=WATER", 404)["status"] == 404
    assert program(plant, "gao").read(mine["url"], 404)["title"]


def test_who_asked_not_to_be_named_is_not(plant: Plant, clock: Clock) -> None:
    from luoshi.kernel.matters.services import raise_matter

    early = at("2026-11-01 09:00")
    pk = raise_matter(
        actor=plant.acting("chen", early), at=early, command=key(), kind="opinion", unit=plant.units["WATER"], place=None, text="食堂太咸",
        topic="canteen", channel="symposium", raiser=plant.people["zhao"], confidential=True,
    )  # fmt: skip
    for who, knows in (("chen", True), ("qiu", False), ("han", False)):
        read = program(plant, who).get(f"/api/matters/{pk}")
        listed = program(plant, who).get("/api/matters?kind=opinion&view=all")
        assert read.status_code == 200 and read.json()["discreet"]
        assert ("赵永清" in read.content.decode()) is knows
        assert listed.json()["items"][0]["raiser"] is None


def test_only_who_enters_for_others_says_who_raised_it(plant: Plant, clock: Clock) -> None:
    liu, wang = program(plant, "liu"), program(plant, "wang")
    made = liu.send("/api/matters", {**REPORT, "on_behalf_of": "20416", "channel": "team_talk"}, status=201)
    assert (matter(made["id"]).raiser, matter(made["id"]).channel) == (plant.people["wang"], "team_talk")
    for said in ({"on_behalf_of": "20417"}, {"channel": "paper"}, {"party": "SERVICE"}):
        refused = wang.send("/api/matters", {**REPORT, **said}, status=422)
        assert refused["field"] == next(iter(said))
    assert liu.send("/api/matters", {**REPORT, "on_behalf_of": "99999"}, status=422)["field"] == "on_behalf_of"


def test_what_is_incomplete_or_wrong_is_refused_at_its_field(plant: Plant, clock: Clock) -> None:
    wang, chen = program(plant, "wang"), program(plant, "chen")
    for said, field in (
        ({"text": " "}, "text"), ({"place": "NOWHERE"}, "place"), ({"about": "nothing"}, "about"), ({"equipment": "PUMP"}, "equipment"),
        ({"conduct": True}, "concerned"), ({"concerns": ["nobody at all"]}, "concerns"), ({"more": 1}, "more"), ({"text": 7}, "text"),
        ({"photos": [{"name": "a.jpg", "content": "eA=="}]}, "photos"), ({"text": "a\0b"}, ""),
    ):  # fmt: skip
        answer = wang.send("/api/matters", {**REPORT, **said})
        assert (answer.status_code, answer.json().get("field", "")) == (422, "concerns" if field == "concerned" else field), said
    assert Matter.objects.count() == 0
    url = wang.send("/api/matters", REPORT, status=201)["url"]
    chen.send(f"{url}/steps/register", {}, status=200)
    for fields, field in (
        ({}, "action"), ({"owner": "nobody"}, "owner"), ({"owner": "20102", "action": "换阀", "workdays": "x"}, "workdays"),
        ({"nothing": "x"}, "nothing"), ({"owner": [{"area": "a", "action": "b", "owner": "c", "workdays": 1}]}, "owner"),
        ({"photos": "x"}, "photos"),
    ):  # fmt: skip
        assert chen.send(f"{url}/steps/assign", {"fields": fields}, status=422)["field"] == field, fields


def test_photographs_come_along(plant: Plant, clock: Clock, home: object) -> None:
    wang = program(plant, "wang")
    shot = base64.b64encode(picture(60).read()).decode()
    made = wang.send("/api/matters", {**REPORT, "text": "", "photos": [{"name": "a.jpg", "content": shot}]}, status=201)
    assert matter(made["id"]).title
    assert story(made["id"])[0].photos.count() == 1
    [shown] = wang.read(made["url"])["story"][0]["files"]
    answer = wang.get(shown["url"])
    assert (answer.status_code, answer["Content-Type"], answer.getvalue()[:2]) == (200, "image/jpeg", b"\xff\xd8")
    again = wang.get(shown["url"], headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    zhao = program(plant, "zhao")
    assert zhao.get(shown["url"]).content == zhao.get(f"/api/files/{key()}").content
    assert zhao.get(shown["url"]).status_code == 404


def test_a_matter_that_is_split_takes_its_rows(plant: Plant, clock: Clock) -> None:
    wang, chen = program(plant, "wang"), program(plant, "chen")
    url = wang.send("/api/matters", REPORT, status=201)["url"]
    chen.send(f"{url}/steps/register", {}, status=200)
    rows = [{"area": f"{n}号泵", "action": "查阀", "owner": "20102", "workdays": 3} for n in (1, 2)]
    offered = {one["name"]: one["fields"] for one in chen.read(url)["steps"]}
    assert [one["name"] for one in offered["split"] if one["kind"] == "parts"] == ["parts"]
    chen.send(f"{url}/steps/split", {"fields": {"parts": rows}}, status=200)
    assert Matter.objects.filter(parent__isnull=False).count() == 2
