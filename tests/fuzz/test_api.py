"""The ways for programs, asked as their documentation allows and as it forbids: no trouble in the house, nothing undocumented, none slow."""

import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from requests import PreparedRequest
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from luoshi.adapters.api.tests.programs import Program, program
from luoshi.adapters.spreadsheets.models import SheetImport
from luoshi.base.actor import HOUSE
from luoshi.base.parameters.services import set_parameter
from tests.cast import SINCE, key
from tests.fuzz import CASES, timed
from tests.permissions.world import FOUNDED, World

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
DROPPED = ("content-type", "content-length", "cookie", "accept-encoding")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance, response_schema_conformance]
WHO = ("the worker", "the handler", "the leader", "the receiver", "the recipient", "the sysadmin", "chen", "wang")
SELDOM = {"POST /api/imports/{key}/take"}  # what nobody but the reading process makes ready


def keys_of(world: World) -> dict[str, str]:
    """A key with every scope for some of the plant; they may ask as often as they like."""
    set_parameter(actor=HOUSE, at=FOUNDED, command=key(), name="api.pace", value="100000000", since=SINCE, source="试验")
    return {who: program(world.plant, who).secret for who in WHO}


def asked(case: Any, secret: str) -> Response:
    """Send the case to the house; nothing of it stays."""
    kwargs = case.as_transport_kwargs(base_url="http://testserver")
    request = PreparedRequest()
    body = kwargs.get("data")
    request.prepare(
        method=kwargs["method"], url=kwargs["url"], params=kwargs.get("params"), headers=kwargs.get("headers"), data=body,
        json=kwargs.get("json"), files=kwargs.get("files"),
    )  # fmt: skip
    sent = {name: value for name, value in request.headers.items() if name.lower() not in DROPPED}
    point, client = transaction.savepoint(), Client(raise_request_exception=False)
    content = request.body.encode() if isinstance(request.body, str) else request.body or b""
    try:
        answer = client.generic(
            kwargs["method"], request.path_url, content, content_type=request.headers.get("Content-Type", ""),
            headers={**sent, "authorization": f"Bearer {secret}"},
        )  # fmt: skip
    finally:
        transaction.savepoint_rollback(point)
    headers = {name.lower(): [value] for name, value in answer.headers.items()}
    return Response(answer.status_code, headers, answer.getvalue(), request, 0.0, verify=False, encoding="utf-8")


@dataclass
class Neighbourhood:
    """What is there for somebody: the steps that are open to each, what fields they ask for, and a ledger that was brought."""

    world: World
    secrets: dict[str, str]
    steps: dict[str, list[tuple[int, str, list[dict[str, Any]]]]]
    brought: str

    @classmethod
    def of(cls, world: World) -> "Neighbourhood":
        secrets, steps = keys_of(world), {}
        for who, secret in secrets.items():
            read = [Program(secret).get(f"/api/matters/{pk}") for pk in sorted(world.matters.values())]
            seen = [answer.json() for answer in read if answer.status_code == 200]
            steps[who] = [(one["id"], step["name"], step["fields"]) for one in seen for step in one["steps"]]
        sysadmin = world.person("sysadmin")
        brought = SheetImport.objects.create(
            register="people", person=sysadmin, file_name="人员.csv", digest="0" * 64, state="failed", trouble="坏了", started_at=FOUNDED
        )
        return cls(world, secrets, steps, str(brought.pk))

    def near(self, case: Any, who: str, draw: Any) -> str:
        """Mostly what is asked for is something that is there; who asks for it."""
        place: dict[str, Any] = {
            "pk": st.sampled_from(sorted(self.world.matters.values())), "name": st.just("problems.found"), "key": st.just(self.brought)
        }  # fmt: skip
        if "files" in case.path:
            place["key"] = st.sampled_from(sorted([*self.world.files.values(), *self.world.photos.values()]))
        for name in case.path_parameters or {}:
            if name in place and often(draw):
                case.path_parameters[name] = draw(place[name])
        if case.headers and "Idempotency-Key" in case.headers and often(draw):
            case.headers["Idempotency-Key"] = str(uuid.uuid4())
        if case.query and "unit" in case.query and often(draw):
            case.query["unit"] = draw(st.sampled_from(("WATER", "STEEL", "PORT")))
        if isinstance(case.body, dict) and "place" in case.body and often(draw):
            case.body |= {
                "place": "7F3K9A",
                "about": draw(st.sampled_from(("equipment", "hazard", "opinion"))),
                "text": draw(st.text(max_size=40)),
            }
            for name in ("photos", "documents", "equipment", "party", "channel", "on_behalf_of", "concerns", "conduct"):
                if often(draw):
                    case.body.pop(name, None)
        if "step" in (case.path_parameters or {}) and self.steps[who] and often(draw):
            self._open_step(case, who, draw)
        if "imports" in case.path and often(draw):
            who = "the sysadmin"
            if case.query and case.media_type in ("text/csv", None) and often(draw):
                case.query.pop("unit", None)
                case.query["register"] = "people"
                case.body, case.media_type = draw(st.binary(min_size=1, max_size=200)), "text/csv"
        return who

    def _open_step(self, case: Any, who: str, draw: Any) -> None:
        pk, step, fields = draw(st.sampled_from(self.steps[who]))
        case.path_parameters |= {"pk": pk, "step": step}
        said = {
            one["name"]: draw(st.one_of(PLAUSIBLE, PLAUSIBLE, st.text(max_size=30))) for one in fields if one["required"] or often(draw)
        }
        for one in fields:
            if one["kind"] in ("photos", "files"):
                said.pop(one["name"], None)
            if one["choices"] and one["name"] in said and often(draw):
                said[one["name"]] = draw(st.sampled_from([choice["name"] for choice in one["choices"]]))
        case.body, case.media_type = {"fields": said}, "application/json"


PLAUSIBLE = st.sampled_from(("20416", "20102", "10001", "WATER", "EQUIP", "3", "2026-11-20", "换阀", "已换，开关三次到位", "12000.50"))


def often(draw: Any) -> bool:
    return bool(draw(st.integers(0, 3)))


def test_every_address_answers_as_documented_whatever_is_asked(world: World) -> None:
    schema = schemathesis.openapi.from_dict(Client().get("/api/openapi.json").json())
    operations = [one.ok() for one in schema.get_all_operations()]
    there = Neighbourhood.of(world)
    answered: Counter[tuple[str, int]] = Counter()
    for operation in operations:
        modes = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]
        cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes])

        @settings(
            max_examples=CASES // len(operations) + 1, deadline=None, database=None, derandomize=CASES <= 1000, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(data=st.data(), case=cases, who=st.sampled_from(WHO))
        def fuzz(data: Any, case: Any, who: str) -> None:
            who = there.near(case, who, data.draw)
            said, slow = timed(lambda: asked(case, there.secrets[who]))
            answered[f"{case.method} {case.operation.path}", said.status_code] += 1
            case.validate_response(said, checks=CHECKS)
            assert not slow, (who, case.method, case.path)

        fuzz()
    assert answered.total() >= CASES
    went_well = {address for address, status in answered if status < 300}
    everywhere = {f"{one.method.upper()} {one.path}" for one in operations} - SELDOM
    assert CASES < 1000 or went_well >= everywhere, "\n".join(f"{one} {status}: {n}" for (one, status), n in sorted(answered.items()))
