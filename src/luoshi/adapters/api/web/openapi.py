"""The documentation, drawn from the declarations: OpenAPI 3.1, every parameter, every body, every status."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi import __version__
from luoshi.adapters.api.web.declared import JSON, Asking, Call, Endpoint, Nothing
from luoshi.web.accounts.tokens import SCOPES

REF = "#/components/schemas/{name}"
PROBLEM = {
    "type": "object",
    "description": "A refusal (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence that says what to do."},
        "field": {"type": "string", "description": "Which field is to be mended."},
    },
}
KINDS: Mapping[str, Mapping[str, Any]] = {
    "int": {"type": "integer", "minimum": 1, "maximum": 2**63 - 1},
    "str": {"type": "string", "minLength": 1},
    "uuid": {"type": "string", "format": "uuid"},
}
LANG = {
    "name": "lang", "in": "query", "required": False, "description": "The language of sentences and labels.",
    "schema": {"type": "string", "enum": ["zh-hans", "en"]},
}  # fmt: skip
ONCE = {
    "name": "Idempotency-Key", "in": "header", "required": True,
    "description": "A UUID of your own. The same with the same body answers the same and changes nothing; with another body it is 409.",
    "schema": {"type": "string", "format": "uuid"},
}  # fmt: skip


def _about_keys() -> str:
    return _("A key is made on the page “Keys for programs”. Scopes:")


def words(status: int) -> str:
    """What a number means."""
    return {
        200: _("Done, or found"), 201: _("Raised"), 202: _("Taken in; it is being read"),
        304: _("As it was: If-None-Match names what is there"), 400: _("This cannot be read"),
        401: _("A key is needed"), 403: _("This key may not do that"), 404: _("Nothing here, or not for this key"),
        409: _("The same Idempotency-Key came with other content"), 413: _("Too large"), 415: _("Not this kind of content"),
        422: _("Not complete or not allowed: the sentence says what to do"), 429: _("Too often: wait as long as Retry-After says"),
    }[status]  # fmt: skip


def document(declared: Sequence[Endpoint], on: date) -> dict[str, Any]:
    """The whole of it."""
    types = [one.answer for one in declared if one.answer] + [one.body for one in declared if one.body]
    _refs, schemas = msgspec.json.schema_components(types, ref_template=REF)
    for one in declared:
        if one.body is not None:
            _choices(schemas[one.body.__name__], one.body, on)
    paths: dict[str, dict[str, Any]] = {}
    for one in declared:
        paths.setdefault(one.spoken, {})[one.method.lower()] = _operation(one, on)
    scopes = "\n".join(f"- `{name}`: {label}" for name, label in SCOPES.items())
    return {
        "openapi": "3.1.0",
        "info": {"title": "Luoshi", "version": __version__, "description": f"{_about_keys()}\n\n{scopes}"},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": {**schemas, "Problem": PROBLEM},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }  # fmt: skip


def _operation(one: Endpoint, on: date) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": dict(KINDS[kind])} for name, kind in one.parameters
    ]
    parameters += [*_query(one.query, on), LANG, *([ONCE] if one.once else [])]
    scope = _("Needs the scope %(scope)s.") % {"scope": one.scope} if one.scope else ""
    operation: dict[str, Any] = {
        "operationId": f"{one.name}-{one.method.lower()}",
        "summary": str(one.says),
        "description": scope,
        "parameters": parameters,
        "responses": {str(status): _response(one, status) for status in one.statuses},
        "security": [] if one.scope is None else [{"key": []}],
    }
    if one.body is not None:
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": {"$ref": REF.format(name=one.body.__name__)}}}}
    if one.files:
        file = {"schema": {"type": "string", "format": "binary"}}
        operation["requestBody"] = {"required": True, "content": dict.fromkeys(one.files, file)}
    return operation


def _query(query: type[Asking], on: date) -> list[dict[str, Any]]:
    if query is Nothing:
        return []
    schema = msgspec.json.schema_components([query], ref_template=REF)[1][query.__name__]
    _choices(schema, query, on)
    required = schema.get("required", [])
    return [_parameter(name, dict(said), name in required) for name, said in schema["properties"].items()]


def _parameter(name: str, schema: dict[str, Any], required: bool) -> dict[str, Any]:
    out: dict[str, Any] = {"name": name, "in": "query", "required": required, "schema": schema}
    if "description" in schema:
        out["description"] = schema.pop("description")
    return out


def _choices(schema: dict[str, Any], asking: type[Asking], on: date) -> None:
    """The names there are on this day."""
    for name, names in asking.among.items():
        schema["properties"][name] = {**schema["properties"][name], "enum": names(on)}


def _response(one: Endpoint, status: int) -> dict[str, Any]:
    if status >= 400:
        problem = {"application/problem+json": {"schema": {"$ref": REF.format(name="Problem")}}}
        headers = {"Retry-After": {"schema": {"type": "string"}, "description": _("Seconds")}} if status == 429 else {}
        return {"description": words(status), "content": problem, **({"headers": headers} if headers else {})}
    if status == 304:
        return {"description": words(status)}
    if one.gives:
        return {"description": words(status), "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in one.gives}}
    if one.answer is None:
        return {"description": words(status), "content": {JSON: {"schema": {"type": "object"}}}}
    answer: dict[str, Any] = {"description": words(status), "content": {JSON: {"schema": {"$ref": REF.format(name=one.answer.__name__)}}}}
    if one.location:
        answer["headers"] = {"Location": {"schema": {"type": "string"}}}
    return answer


def _told(call: Call) -> HttpResponse:
    from luoshi.adapters.api.web.urls import ENDPOINTS

    return JsonResponse(document(ENDPOINTS, call.on), json_dumps_params={"ensure_ascii": False})


DOCUMENTATION = Endpoint("GET", "openapi.json", "api-openapi", None, gettext_lazy("This documentation"), _told, None)
