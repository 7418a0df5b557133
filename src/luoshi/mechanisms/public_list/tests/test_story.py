"""From a matter to the board and back: confirmed by the office, read, asked, objected to, corrected, all through the pages."""

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from luoshi.base.ledger.verification import head_row, verify
from luoshi.kernel.postings.models import Posting, PostingRead, PostingVoice
from luoshi.mechanisms.public_list.models import PublicText
from luoshi.mechanisms.public_list.tests.house import answered, posted, public
from luoshi.web.tests.house import Caller
from tests.cast import Plant, matter

pytestmark = pytest.mark.django_db


def keys(page: str) -> list[str]:
    return re.findall(r'name="command" value="([^"]+)"', page)


def test_the_office_confirms_a_text_and_everybody_in_the_plant_reads_it_without_a_name(
    plant: Plant, calls: Callable[[str], Caller]
) -> None:
    pk = answered(plant)
    chen, zhao = calls("chen"), calls("zhao")
    form = chen.text(f"/w/public/{pk}/text")
    assert "蝶阀卡住" in form and "阀已换，同型号一并查过。" in form
    sent = {"command": keys(form)[0], "title": "泵房蝶阀卡住", "text": "2号泵房一台蝶阀关不上。", "answer": "阀已换，同型号查过。"}
    assert chen.post(f"/w/public/{pk}/text", sent)["Location"] == f"/w/public/{pk}/text?done=confirmed"
    listed = zhao.text("/w/public/")
    assert "泵房蝶阀卡住" in listed and "阀已换，同型号查过。" in listed and "设备管理室" in listed
    assert "王海生" not in listed and "20416" not in listed
    one = zhao.text(f"/w/public/{pk}")
    assert "2号泵房一台蝶阀关不上。" in one and "王海生" not in one
    assert zhao.get(f"/w/matters/{pk}").status_code == 404


def test_what_is_answered_anew_waits_for_the_office_and_every_version_is_kept(
    plant: Plant, calls: Callable[[str], Caller], clock: Callable[[str], None]
) -> None:
    from tests.cast import at

    pk = answered(plant)
    public(plant, pk)
    chen, zhao = calls("chen"), calls("zhao")
    plant.step("wang", pk, "not_fixed", at("2026-11-02 09:10"), reason="又卡了")
    clock("2026-11-02 09:20")
    assert "阀已换。" not in zhao.text("/w/public/")
    plant.step("li", pk, "do", at("2026-11-02 10:00"), note="换了阀杆", verifier="qiu")
    plant.step("qiu", pk, "verify", at("2026-11-02 11:00"))
    plant.step("chen", pk, "answer", at("2026-11-02 14:00"), answer="阀杆已换。")
    clock("2026-11-02 15:00")
    assert f"/w/public/{pk}/text" in chen.text("/w/inbox")
    assert "阀杆已换" not in zhao.text("/w/public/")
    public(plant, pk, answer="阀杆也换了。", at=at("2026-11-02 15:00"))
    assert f"/w/public/{pk}/text" not in chen.text("/w/inbox")
    assert "阀杆也换了。" in zhao.text("/w/public/")
    assert list(PublicText.objects.filter(matter=pk).order_by("version").values_list("answer", flat=True)) == ["阀已换。", "阀杆也换了。"]
    assert "阀已换。" in zhao.text(f"/w/public/{pk}")


def test_the_month_is_posted_read_asked_objected_to_and_corrected(
    plant: Plant, calls: Callable[[str], Caller], clock: Callable[[str], None]
) -> None:
    pk = answered(plant)
    public(plant, pk)
    chen, wang, zhao = calls("chen"), calls("wang"), calls("zhao")
    form = chen.text("/w/postings/new")
    fields: dict[str, Any] = {
        "kind": "list", "title": "十月份办理情况", "audience": "ENERGY", "first_of": "2026-10-01", "last_of": "2026-10-31",
        "body": "公示如下。", "since": "2026-11-02", "last": "2026-11-08", "board": "各车间公示栏",
    }  # fmt: skip
    assert "泵房蝶阀卡住" in chen.post("/w/postings/new", {"command": keys(form)[0], "look": "1", **fields}).content.decode()
    sent = chen.post("/w/postings/new", {"command": keys(form)[0], **fields})
    assert sent.status_code == 302
    first = Posting.objects.get()
    assert (first.number, first.since, first.until) == ("设备公示-2611-01", date(2026, 11, 2), date(2026, 11, 9))
    address = f"/w/postings/{first.pk}"

    opened = wang.text(address)
    wang.text(address)
    zhao.text(address)
    assert "泵房蝶阀卡住" in opened and "阀已换。" in opened
    assert PostingRead.objects.filter(posting=first).count() == 2
    assert "王海生" not in zhao.text(address) and "王海生" in chen.text(address)

    asking = {"command": keys(opened)[0], "kind": "question", "text": "同型号的什么时候换？"}
    assert wang.post(f"{address}/say", asking).status_code == 302
    assert "同型号的什么时候换" not in zhao.text(address)
    assert f"{address}#voice-" in chen.text("/w/inbox")
    voice = PostingVoice.objects.get()
    chen.post(f"/w/postings/voices/{voice.pk}/answer", {"command": keys(chen.text(address))[1], "answer": "下月检修。"})
    told = zhao.text(address)
    assert "下月检修。" in told and "同型号的什么时候换" in told and "王海生" not in told

    objecting = {"command": keys(zhao.text(address))[0], "kind": "objection", "text": "燃气那台也卡，没有写。"}
    assert zhao.post(f"{address}/say", objecting).status_code == 302
    voice = PostingVoice.objects.get(kind="objection")
    became = matter(voice.matter)
    assert (became.kind, became.channel, plant.called(became.raiser_id), plant.code(became.office_id)) == (
        "problem",
        "objection",
        "zhao",
        "EQUIP",
    )
    assert f"/w/matters/{became.pk}" in zhao.text(address) and f"/w/matters/{became.pk}" not in wang.text(address)

    clock("2026-11-03 09:00")
    correcting = chen.text(f"/w/postings/new?replaces={first.pk}")
    fields |= {"replaces": str(first.pk), "body": "补上燃气一台。", "since": "2026-11-03"}
    refused = chen.post("/w/postings/new", {"command": keys(correcting)[0], **fields})
    assert refused.status_code == 422 and 'id="f-why-e"' in refused.content.decode()
    sent = chen.post("/w/postings/new", {"command": keys(correcting)[0], "why": "少写了燃气一台", **fields})
    second = Posting.objects.order_by("-id")[0]
    assert sent["Location"] == f"/w/postings/{second.pk}?done=posted" and second.replaces_id == first.pk
    upheld = {"command": keys(chen.text(address))[0], "answer": "您说得对，已更正。", "upheld": "yes"}
    chen.post(f"/w/postings/voices/{voice.pk}/answer", upheld)
    old = wang.text(address)
    assert "少写了燃气一台" in old and f"/w/postings/{second.pk}" in old and "您说得对，已更正。" in old
    assert f'href="/w/postings/{first.pk}"' not in wang.text("/w/postings/") and f'href="{address}"' in wang.text("/w/postings/?view=past")
    assert wang.post(f"{address}/say", {"command": keys(opened)[0], "kind": "question", "text": "还有呢？"}).status_code in (409, 422)


def test_the_sheet_for_the_board_has_a_code_heads_on_every_page_and_both_papers(plant: Plant, calls: Callable[[str], Caller]) -> None:
    public(plant, answered(plant))
    pk = posted(plant)
    chen = calls("chen")
    for paper in ("A4", "A3"):
        sheet = chen.text(f"/w/postings/{pk}/print?paper={paper}")
        assert 'class="qr"' in sheet and "<thead>" in sheet and f"/p/{pk}" in sheet and f"{paper.lower()}.css" in sheet
        assert "王海生" not in sheet and "2026年11月2日" in sheet
        assert verify(head_row()).ok and "{}:{}".format(*head_row()) in sheet, "the paper is the witness outside"
    style = b"".join(chen.get("/static/public_list/board.css")).decode()
    assert "thead{display:table-header-group}" in style and "break-inside:avoid" in style
    assert "size:A3" in b"".join(chen.get("/static/public_list/a3.css")).decode()
    assert calls("").get(f"/p/{pk}")["Location"] == f"/w/postings/{pk}?from=board"
    onward = calls("").get(f"/w/postings/{pk}?from=board")["Location"]
    assert onward == f"/w/sign-in?next=%2Fw%2Fpostings%2F{pk}%3Ffrom%3Dboard"


def test_the_notice_opens_as_a_word_document(plant: Plant, calls: Callable[[str], Caller]) -> None:
    import docx

    public(plant, answered(plant), title="泵房蝶阀<卡住>&不动")
    pk = posted(plant)
    answer = calls("wang").get(f"/w/postings/{pk}/notice.docx")
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    word = docx.Document(io.BytesIO(answer.content))
    lines = [one.text for one in word.paragraphs]
    assert "十月份办理情况" in lines and "2026年11月2日" in lines and "公示时间：2026年11月2日至2026年11月15日" in lines
    assert [cell.text for cell in word.tables[0].rows[1].cells][1] == "泵房蝶阀<卡住>&不动"
    assert "王海生" not in "\n".join(lines)


def test_a_stranger_finds_neither_the_notice_nor_the_text(plant: Plant, calls: Callable[[str], Caller]) -> None:
    matter_ = answered(plant)
    public(plant, matter_)
    pk = posted(plant)
    zeng = calls("zeng")
    for address in (f"/w/postings/{pk}", f"/w/postings/{pk}/print", f"/w/postings/{pk}/notice.docx", f"/w/public/{matter_}"):
        assert zeng.get(address).status_code == 404, address
    assert "蝶阀" not in zeng.text("/w/public/")
    for who in ("wang", "qiu"):
        assert calls(who).get(f"/w/public/{matter_}/text").status_code == 404
    assert calls("wang").get("/w/postings/new").status_code == 404
    assert (
        calls("wang").post(f"/w/postings/{pk}/withdraw", {"command": "2d1c2a5e-7c8e-4f0e-8d3a-1b2c3d4e5f60", "why": "x"}).status_code == 404
    )


def test_the_part_on_the_sheet_says_how_the_public_text_stands(plant: Plant) -> None:
    from luoshi.mechanisms.public_list.web.part import draw
    from tests.cast import at

    pk, now = answered(plant), at("2026-11-02 09:00")
    assert draw(plant.acting("wang", now), pk, now) is None
    _name, offered = draw(plant.acting("chen", now), pk, now) or ("", {})
    assert offered["public_text"] is None and offered["public_confirm"]
    public(plant, pk)
    name, seen = draw(plant.acting("wang", now), pk, now) or ("", {})
    assert name == "public_list/part.html" and seen["public_text"].answer == "阀已换。" and seen["public_confirm"] is None
