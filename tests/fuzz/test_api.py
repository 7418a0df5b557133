"""The ways for programs, asked as their documentation allows and as it forbids: no trouble in the house, nothing undocumented, none slow."""

import time
import uuid
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from requests import PreparedRequest, Response
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from luoshi.adapters.api.tests.programs import program
from luoshi.base.actor import HOUSE
from luoshi.base.parameters.services import set_parameter
from tests.cast import SINCE, key
from tests.fuzz import CASES, SLOW
from tests.permissions.world import FOUNDED, World

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance, response_schema_conformance]
WHO = ("the worker", "the handler", "the leader", "the receiver", "the recipient", "the sysadmin", "chen", "wang")
STEPS = ("register", "assign", "do", "answer", "urge", "withdraw", "split", "merge", "pause", "inform", "measure", "refile", "not_ours")


def keys_of(world: World) -> dict[str, str]:
    """A key with every scope for some of the plant; they may ask as often as they like."""
    set_parameter(actor=HOUSE, at=FOUNDED, command=key(), name="api.pace", value="100000000", since=SINCE, source="试验")
    return {who: program(world.plant, who).secret for who in WHO}


def asked(case: Any, secret: str) -> tuple[Any, Response, float]:
    """Send the case to the house; nothing of it stays."""
    kwargs = case.as_transport_kwargs(base_url="http://testserver")
    request = PreparedRequest()
    body = kwargs.get("data")
    request.prepare(
        method=kwargs["method"], url=kwargs["url"], params=kwargs.get("params"), headers=kwargs.get("headers"), data=body,
        json=kwargs.get("json"), files=kwargs.get("files"),
    )  # fmt: skip
    sent = {name: value for name, value in request.headers.items() if name.lower() not in ("content-type", "content-length", "cookie")}
    point, client = transaction.savepoint(), Client(raise_request_exception=False)
    content = request.body.encode() if isinstance(request.body, str) else request.body or b""
    began = time.perf_counter()
    try:
        answer = client.generic(
            kwargs["method"], request.path_url, content, content_type=request.headers.get("Content-Type", ""),
            headers={**sent, "authorization": f"Bearer {secret}"},
        )  # fmt: skip
        took = time.perf_counter() - began
    finally:
        transaction.savepoint_rollback(point)
    said = Response()
    said.status_code, said._content, said.request, said.url = answer.status_code, answer.content, request, kwargs["url"]
    said.headers.update(dict(answer.headers))
    return answer, said, took


def near(case: Any, draw: Any, world: World) -> None:
    """Half of the time what is asked for is something that is there."""
    there: dict[str, Any] = {
        "pk": st.sampled_from(sorted(world.matters.values())), "step": st.sampled_from(STEPS), "name": st.just("problems.found"),
        "key": st.just(str(world.things["import:other"])),
    }  # fmt: skip
    for name in case.path_parameters or {}:
        if name in there and draw(st.booleans()):
            case.path_parameters[name] = draw(there[name])
    if case.headers and "Idempotency-Key" in case.headers and draw(st.booleans()):
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
    if isinstance(case.body, dict) and "place" in case.body and draw(st.booleans()):
        case.body["place"] = "7F3K9A"
    if case.query and "unit" in case.query and draw(st.booleans()):
        case.query["unit"] = draw(st.sampled_from(("WATER", "STEEL", "PORT")))


def test_every_address_answers_as_documented_whatever_is_asked(world: World) -> None:
    schema = schemathesis.openapi.from_dict(Client().get("/api/openapi.json").json())
    operations = [one.ok() for one in schema.get_all_operations()]
    secrets = keys_of(world)
    counted = 0
    for operation in operations:
        modes = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]
        cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes])

        @settings(
            max_examples=CASES // len(operations) + 1, deadline=None, database=None, derandomize=CASES <= 1000, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(data=st.data(), case=cases, who=st.sampled_from(WHO))
        def fuzz(data: Any, case: Any, who: str) -> None:
            nonlocal counted
            counted += 1
            near(case, data.draw, world)
            _answer, said, took = asked(case, secrets[who])
            case.validate_response(said, checks=CHECKS)
            if took >= SLOW:  # the machine may have been busy: once more
                took = asked(case, secrets[who])[2]
            assert took < SLOW, (who, case.method, case.path, took)

        fuzz()
    assert counted >= CASES, counted
