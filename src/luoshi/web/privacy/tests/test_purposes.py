"""The register of personal data: whole, true about what is deleted, readable by everybody, with the company's rule it rests on."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils import translation
from openpyxl import load_workbook

from luoshi.base.jobs.schedule import shelf as jobs
from luoshi.base.parameters.declared import shelf as parameters
from luoshi.base.purposes import BASES, Personal, held, personal
from luoshi.kernel.org.models import Person
from luoshi.web.accounts.models import Account
from luoshi.web.privacy.models import CompanyRule
from luoshi.web.privacy.tests.impersonal import IMPERSONAL
from luoshi.web.tests.house import Caller
from tests.cast import Plant, key

Calls = Callable[[str], Caller]
OPEN_ENDED = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)
NAMING_SOMEBODY = {"person", "behalf", "set_by", "who", "actor", "raiser", "owner"}
RULE = {
    "basis": "labour", "name": "员工信息管理规定", "version": "2026版", "congress_on": "2026-09-10", "published_on": "2026-09-20",
    "published_where": "公示栏、内网", "since": "2026-11-02",
}  # fmt: skip


def fields() -> Iterator[tuple[str, str, "models.Field[Any, Any]"]]:
    for model in apps.get_models():
        if not model._meta.proxy:
            for field in model._meta.concrete_fields:
                yield f"{model._meta.app_label}.{model._meta.object_name}", field.name, field


def may_be_personal(field: "models.Field[Any, Any]") -> bool:
    """Leads to a person, or may hold words: then it is declared, or somebody has said that it is about nobody."""
    return field.related_model in (Person, Account) or isinstance(field, OPEN_ENDED) or field.name in NAMING_SOMEBODY


def test_every_field_that_may_hold_personal_data_is_declared_or_said_to_be_about_nobody() -> None:
    declared = {(one.model, name) for one in held for name in one.fields}
    missing = [
        f"{model}.{name}"
        for model, name, field in fields()
        if may_be_personal(field) and (model, name) not in declared and f"{model}.{name}" not in IMPERSONAL
    ]
    assert not missing, f"declare them in personal.py of their room, or in impersonal.py: {missing}"


def test_what_is_declared_is_there() -> None:
    there = {(model, name) for model, name, _field in fields()}
    gone = [f"{one.model}.{name}" for one in held for name in one.fields if (one.model, name) not in there]
    assert not gone
    names = {f"{model}.{name}" for model, name in there}
    assert not sorted(set(IMPERSONAL) - names), "said to be about nobody, but no longer there"
    assert not {f"{one.model}.{name}" for one in held for name in one.fields} & set(IMPERSONAL)


def test_nothing_that_leads_to_a_person_is_said_to_be_about_nobody() -> None:
    wrong = [
        f"{model}.{name}" for model, name, field in fields() if field.related_model in (Person, Account) and f"{model}.{name}" in IMPERSONAL
    ]
    assert not wrong


def test_what_is_said_to_be_deleted_is_deleted_by_a_job_that_is_there() -> None:
    for one in held:
        assert not one.job or one.job in jobs, one.name
        assert not one.days or (one.job and one.days in parameters), one.name
        said = str(one.kept)
        assert one.job or "is deleted" not in said, f"{one.name} says that it is deleted, by which job?"


def test_a_field_is_declared_once_with_a_basis_that_is_there() -> None:
    told: dict[str, Any] = {"what": "", "purpose": "", "readers": "", "kept": ""}
    with pytest.raises(ValueError, match="declared twice"):
        personal("again", "org.Person", ("name",), basis="labour", **told)
    with pytest.raises(ValueError, match="no basis"):
        Personal("wrong", "org.Person", ("x",), basis="whim", **told)
    assert {one.basis for one in held} == set(BASES)


@pytest.mark.django_db
def test_everybody_reads_the_whole_register(plant: Plant, calls: Calls) -> None:
    wang = calls("wang")
    wang.cookies["luoshi_lang"] = "en"
    page = wang.text("/w/purposes")
    with translation.override("en"):
        for one in held:
            assert str(one.what).split("'")[0] in page, one.name
    assert "1096 days. Then it is deleted" in page
    assert "No rule of the company is entered yet" in page and "Enter the rule" not in page


@pytest.mark.django_db
def test_the_workbook_says_the_same(plant: Plant, calls: Calls) -> None:
    wang = calls("wang")
    wang.cookies["luoshi_lang"] = "en"
    answer = wang.get("/w/purposes.xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)  # type: ignore[union-attr]
    said = {cell for row in rows for cell in row}
    with translation.override("en"):
        assert {str(one.what) for one in held} <= said
    assert any("org.Person.staff_no" in str(cell) for cell in said)


@pytest.mark.django_db
def test_the_administrator_enters_the_rule_and_everybody_reads_it(plant: Plant, calls: Calls) -> None:
    gao = calls("gao")
    assert gao.post("/w/purposes", {"command": gao.command("/w/purposes"), **RULE}).status_code == 302
    wang = calls("wang")
    wang.cookies["luoshi_lang"] = "en"
    page = wang.text("/w/purposes")
    assert "员工信息管理规定" in page and "2026-09-10" in page and "公示栏、内网" in page
    assert "No rule of the company is entered yet" not in page
    assert gao.post("/w/purposes", {"command": str(key()), **RULE}).status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"version": ""}, "version"),
        ({"published_where": "字" * 121}, "published_where"),
        ({"congress_on": "昨天"}, "congress_on"),
        ({"congress_on": "0001-01-01"}, "congress_on"),
        ({"published_on": "2026-09-01"}, "published_on"),
        ({"since": "2026-09-01"}, "since"),
        ({"basis": "safety"}, "basis"),
        ({"basis": "x"}, "basis"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_at_its_field(plant: Plant, calls: Calls, wrong: dict[str, str], field: str) -> None:
    answer = calls("gao").post("/w/purposes", {"command": str(key()), **RULE, **wrong})
    assert answer.status_code == 422
    assert f'id="f-rule-{field}-e"' in answer.content.decode()
    assert not CompanyRule.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["wang", "zheng", "han", "chen"])
def test_nobody_but_an_administrator_enters_a_rule(plant: Plant, calls: Calls, who: str) -> None:
    assert calls(who).post("/w/purposes", {"command": str(key()), **RULE}).status_code == 404
