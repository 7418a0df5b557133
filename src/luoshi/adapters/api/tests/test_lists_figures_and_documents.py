"""Lists page by page, figures with their records, and the documentation drawn from the declarations."""

from collections.abc import Callable

import pytest
from django.test import Client

from luoshi.adapters.api.models import Pace
from luoshi.adapters.api.tests.programs import program
from luoshi.adapters.api.web.urls import ENDPOINTS
from luoshi.kernel.metrics.figures import figures
from luoshi.web.accounts.tokens import SCOPES
from luoshi.web.tests.house import Caller
from tests.cast import Plant, at

pytestmark = pytest.mark.django_db
Clock = Callable[[str], None]


def test_a_list_goes_on_page_by_page_and_is_narrowed(plant: Plant, clock: Clock) -> None:
    ids = [plant.report("wang", at("2026-11-01 09:00"), f"第{n}件") for n in range(53)]
    far = plant.report("zhao", at("2026-11-01 09:00"), "煤气", place="gas station")
    tang, qiu = program(plant, "tang"), program(plant, "qiu")
    first = tang.read("/api/matters?kind=problem&unit=WATER")
    assert (len(first["items"]), first["items"][0]["title"]) == (50, "第52件")
    second = tang.read(first["next"])
    assert ([one["id"] for one in second["items"]], second["next"]) == (ids[2::-1], None)
    assert [one["id"] for one in tang.read("/api/matters?kind=problem&words=煤气")["items"]] == [far]
    assert far not in [one["id"] for one in qiu.read("/api/matters?kind=problem&view=all")["items"]]
    assert tang.read("/api/matters?kind=problem&since=2026-11-02")["items"] == []
    assert tang.read("/api/matters?kind=problem&view=closed&topic=equipment&channel=phone&place=7F3K9A")["items"] == []


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("", "kind"), ("kind=nothing", "kind"), ("kind=problem&kind=opinion", "kind"), ("kind=problem&since=x", "since"),
        ("kind=problem&more=1", "more"), ("kind=problem&before=0", "before"), ("kind=problem&before=99999999999999999999", "before"),
        ("kind=problem&view=mine", "view"), ("kind=problem&unit=NOWHERE", "unit"), ("kind=problem&words=%00", "words"),
    ],
)  # fmt: skip
def test_a_question_that_does_not_fit_is_refused_at_its_field(plant: Plant, clock: Clock, asked: str, field: str) -> None:
    assert program(plant, "tang").read(f"/api/matters?{asked}", 422)["field"] == field


def test_a_figure_comes_with_its_definition_and_its_records(plant: Plant, clock: Clock) -> None:
    ids = [plant.report("wang", at("2026-10-05 09:00")), plant.report("wang", at("2026-11-01 09:00"))]
    qiu = program(plant, "qiu")
    said = qiu.read("/api/figures/problems.found?since=2026-10-01&until=2026-11-01")
    assert (said["value"], said["unit"], said["since"], said["until"]) == (1, "WATER", "2026-10-01", "2026-11-01")
    assert said["definition"]["counted"] and said["definition"]["measure"]
    records = qiu.read(said["records"])
    assert ([one["id"] for one in records["items"]], records["hidden"], records["next"]) == (ids[:1], 0, None)
    assert qiu.read("/api/figures/problems.found?as_of=2026-10-31")["value"] == 1
    assert {one["name"] for one in qiu.read("/api/figures")["figures"]} == set(figures.names())
    for one in figures.names():
        assert qiu.read(f"/api/figures/{one}")["definition"]["name"] == one
        assert "items" in qiu.read(f"/api/figures/{one}/records?only=yes")
    for wrong in ("as_of=2027-01-01", "since=2026-11-01&until=2026-11-01", "by=nothing"):
        assert qiu.read(f"/api/figures/problems.found?{wrong}", 422)["field"]
    assert qiu.read("/api/figures/problems.found?unit=GAS", 404) == qiu.read("/api/figures/problems.found?unit=NOWHERE", 404)
    assert program(plant, "wang").read("/api/figures", 404)["status"] == 404


def test_without_its_scope_a_key_opens_nothing(plant: Plant, clock: Clock) -> None:
    pk = plant.report("wang", at("2026-11-01 09:00"))
    named = {
        "<int:pk>": str(pk),
        "<str:step>": "register",
        "<str:name>": "problems.found",
        "<uuid:key>": "3f1c6d0e-6f6c-4a3e-9f0e-6c756f736869",
    }
    for one in ENDPOINTS:
        address = "/api/" + one.path
        for parameter, value in named.items():
            address = address.replace(parameter, value)
        assert Client().generic(one.method, address).status_code == (200 if one.scope is None else 401), address
        if one.scope:
            others = program(plant, "chen", *[scope for scope in SCOPES if scope != one.scope])
            answer = others.generic(one.method, address)
            assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json"), address
            assert one.scope in answer.json()["detail"]


def test_what_is_not_there_and_what_cannot_be_read_is_a_problem_in_json(plant: Plant, clock: Clock) -> None:
    wang = program(plant, "wang")
    sent = {"idempotency-key": "3f1c6d0e-6f6c-4a3e-9f0e-6c756f736869"}
    tried = [
        (404, wang.get("/api/nothing")), (404, wang.get("/api/matters/x")), (404, wang.get(f"/api/matters/{'9' * 30}")),
        (405, wang.put("/api/matters")), (405, wang.delete("/api/me")), (405, wang.post("/api/me")), (405, wang.get("/api/matters/1/steps/x")),
        (400, wang.post("/api/matters", "{", content_type="application/json", headers=sent)),
        (400, wang.post("/api/matters", b"\xff", content_type="application/json", headers=sent)),
        (400, wang.get("/api/mine?" + "&".join(f"a{n}=1" for n in range(1100)))),
        (415, wang.post("/api/matters", {"text": "x"}, headers=sent)),
        (415, wang.post("/api/matters", "x", content_type="multipart/form-data; boundary=x", headers=sent)),
        (413, wang.post("/api/imports/3f1c6d0e-6f6c-4a3e-9f0e-6c756f736869/take", "x" * 70_000, content_type="application/json", headers=sent)),
        (422, wang.post("/api/matters", "[]", content_type="application/json", headers=sent)),
        (401, Client().post("/api/matters", "{}", content_type="application/json")),
    ]  # fmt: skip
    for status, answer in tried:
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.request["PATH_INFO"]
        assert answer.json()["status"] == status
        assert answer.json()["detail"]
    assert tried[5][1]["Allow"] == "GET, HEAD"


def test_a_key_that_asks_too_often_waits(plant: Plant, clock: Clock) -> None:
    from luoshi.base.parameters.services import set_parameter

    at_nine = at("2026-11-02 09:00")
    set_parameter(
        actor=plant.acting("gao", at_nine),
        at=at_nine,
        command=__import__("uuid").uuid4(),
        name="api.pace",
        value="3",
        since=at_nine.date(),
        source="厂规",
    )
    wang, chen = program(plant, "wang"), program(plant, "chen")
    assert [wang.get("/api/me").status_code for _n in range(5)] == [200, 200, 200, 429, 429]
    answer = wang.get("/api/me")
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert chen.get("/api/me").status_code == 200
    clock("2026-11-02 09:01")
    assert wang.get("/api/me").status_code == 200
    assert Pace.objects.count() == 2


def test_the_documentation_names_every_address_status_and_scope(plant: Plant, clock: Clock) -> None:
    said = Client().get("/api/openapi.json").json()
    assert said["openapi"].startswith("3.1")
    assert {one.spoken for one in ENDPOINTS} == set(said["paths"])
    for one in ENDPOINTS:
        operation = said["paths"][one.spoken][one.method.lower()]
        assert set(operation["responses"]) == {str(status) for status in one.statuses}
        assert operation["summary"]
        for status, answer in operation["responses"].items():
            assert int(status) < 400 or int(status) == 304 or "application/problem+json" in answer["content"]
    assert said["components"]["schemas"]["Report"]["properties"]["about"]["enum"]
    assert "problem" in str(said["paths"]["/api/matters"]["get"]["parameters"][0]["schema"]["enum"])
    assert Client().get("/api/openapi.json?lang=en").json()["paths"]["/api/mine"]["get"]["summary"] == "What I raised"


def test_the_front_page_is_for_reading(plant: Plant, clock: Clock, calls: Callable[[str], Caller]) -> None:
    page = calls("").text("/api/")
    assert "/api/matters/{pk}/steps/{step}" in page
    assert "/api/openapi.json" in page
