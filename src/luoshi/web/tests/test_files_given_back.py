"""A photograph and a document on a matter's sheet: who may have it, under which heads it comes, what stands on the page."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from luoshi.base.files import services
from luoshi.base.files.models import StoredFile
from luoshi.kernel.matters.models import Matter
from luoshi.web.tests.house import Caller
from tests.cast import Plant, at
from tests.corpus import papers, pictures
from tests.corpus.here import here

pytestmark = pytest.mark.django_db
Calls = Callable[[str], Caller]
PAGE = "/w/report/7F3K9A"


@pytest.fixture(autouse=True)
def opened_here(home: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "opened", here)


def named(name: str, content: bytes) -> io.BytesIO:
    stream = io.BytesIO(content)
    stream.name = name
    return stream


def send(caller: Caller, **values: Any) -> Any:
    return caller.post(PAGE, {"command": caller.command(PAGE), "tile": "equipment", "text": "蝶阀卡住", **values})


def test_a_document_comes_with_a_report_and_is_saved_under_its_name(calls: Calls) -> None:
    wang = calls("wang")
    send(wang, files=named("检修方案（终稿）.pdf", papers.pdf()))
    stored, matter = StoredFile.objects.get(), Matter.objects.get()
    page = wang.text(f"/w/matters/{matter.pk}")
    assert f'href="/w/files/{stored.pk}"' in page and "检修方案（终稿）.pdf" in page
    assert f'src="/w/files/{stored.pk}"' not in page
    answer = wang.get(f"/w/files/{stored.pk}")
    assert b"".join(answer.streaming_content) == papers.pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%A3%80")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "private, no-cache"


def test_whether_one_may_see_it_is_asked_each_time(calls: Calls) -> None:
    wang = calls("wang")
    send(wang, photos=named("a.jpg", pictures.plain()))
    address = f"/w/photos/{StoredFile.objects.get().pk}"
    answer = wang.get(address)
    assert (answer.status_code, answer["Content-Type"], answer.get("Content-Disposition")) == (200, "image/jpeg", "inline")
    mark = {"If-None-Match": answer["ETag"]}
    assert wang.get(address, headers=mark).status_code == 304
    assert calls("zhao").get(address, headers=mark).status_code == 404
    assert calls("").get(address, headers=mark).status_code == 302


def test_an_answer_goes_out_with_its_document(calls: Calls, plant: Plant, clock: Callable[[str], None]) -> None:
    problem = plant.report("wang", at("2026-11-02 08:00"))
    plant.carry(problem, until="verified")
    clock("2026-11-02 16:00")
    chen = calls("chen")
    assert 'type="file" accept=".pdf,.docx,.xlsx"' in chen.text(f"/w/matters/{problem}")
    chen.step(problem, "answer", answer="方案附后。", files=named("方案.docx", papers.word()))
    assert re.search(r'href="/w/files/[^"]+">方案.docx', calls("wang").text(f"/w/matters/{problem}"))


def test_of_a_moving_picture_it_is_said_that_one_frame_was_kept(calls: Calls) -> None:
    wang = calls("wang")
    answer = send(wang, photos=named("动.gif", pictures.moving("GIF")))
    assert answer["Location"].endswith("?still")
    assert "first frame" in wang.text(answer["Location"]) or "第一帧" in wang.text(answer["Location"])


def test_before_sign_in_only_photographs_are_taken(calls: Calls) -> None:
    guest = calls("")
    assert 'name="files"' not in guest.text(PAGE)
    assert send(guest, files=named("方案.pdf", papers.pdf())).status_code == 422
    assert not Matter.objects.exists() and not StoredFile.objects.exists()


def test_one_bad_file_among_good_ones_is_named_and_nothing_is_sent(calls: Calls) -> None:
    wang = calls("wang")
    answer = send(wang, photos=[named("一.jpg", pictures.plain()), named("二.jpg", b"<html>")])
    assert answer.status_code == 422 and "二.jpg" in answer.content.decode() and "蝶阀卡住" in answer.content.decode()
    assert not Matter.objects.exists() and not StoredFile.objects.exists()


def test_the_same_form_sent_twice_keeps_one_document(calls: Calls) -> None:
    wang = calls("wang")
    values = {"command": wang.command(PAGE), "tile": "equipment", "text": "阀", "files": named("a.pdf", papers.pdf())}
    first = wang.post(PAGE, values)
    values["files"].seek(0)
    assert wang.post(PAGE, values)["Location"] == first["Location"]
    assert StoredFile.objects.count() == 1
