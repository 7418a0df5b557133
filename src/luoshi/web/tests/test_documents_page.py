"""The page of Word templates: an administrator sets the company's own, what is wrong with a file is said at its field."""

import io
from collections.abc import Callable

import docx
import pytest

from luoshi.base.documents.models import WordTemplate
from luoshi.web.tests.house import Caller

pytestmark = pytest.mark.django_db
PAGE = "/w/documents/"


def test_the_usual_template_is_taken_changed_and_set(calls: Callable[[str], Caller]) -> None:
    gao = calls("gao")
    usual = gao.get("/w/documents/usual/minutes")
    word = docx.Document(io.BytesIO(usual.content))
    word.paragraphs[0].insert_paragraph_before("澜江钢铁有限公司")
    mine = io.BytesIO()
    word.save(mine)
    mine.seek(0)
    mine.name = "会诊纪要.docx"
    sent = {"command": gao.command(PAGE), "name": "minutes", "since": "2026-11-02", "source": "办公室〔2026〕8号", "template": mine}
    assert gao.post(PAGE, sent)["Location"] == "/w/documents/?done=set"
    row = WordTemplate.objects.get()
    assert (row.file_name, row.source) == ("会诊纪要.docx", "办公室〔2026〕8号")
    assert "会诊纪要.docx" in gao.text(PAGE)
    assert gao.get(f"/w/documents/{row.pk}").content == bytes(row.content)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"since": "gestern"}, "since"),
        ({"since": "2026-11-01"}, "since"),
        ({"source": ""}, "source"),
        ({"name": "x"}, "name"),
        ({}, "template"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(calls: Callable[[str], Caller], wrong: dict[str, str], field: str) -> None:
    gao = calls("gao")
    file = io.BytesIO(b"no word")
    file.name = "x.docx"
    given = {"command": gao.command(PAGE), "name": "minutes", "since": "2026-11-02", "source": "通知", "template": file, **wrong}
    answer = gao.post(PAGE, given)
    assert answer.status_code == 422 and f'id="f-{field}-e"' in answer.content.decode()
    assert not WordTemplate.objects.exists()


def test_nobody_else_finds_the_page(calls: Callable[[str], Caller]) -> None:
    for who in ("chen", "qiu", "wang"):
        assert [calls(who).get(one).status_code for one in (PAGE, "/w/documents/usual/minutes", "/w/documents/1")] == [404, 404, 404]
    assert calls("gao").get("/w/documents/usual/none").status_code == 404
