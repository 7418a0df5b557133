"""What holds of a voice without a name: who is kept out, what waits how long, what is refused, what is told to whom, what dies when."""

import os
import re
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from luoshi.base.actor import HOUSE
from luoshi.base.clock import local, local_date
from luoshi.base.files.models import StoredFile
from luoshi.base.files.services import path_of, re_encoded
from luoshi.base.ledger.models import LedgerEntry
from luoshi.base.ledger.verification import verify
from luoshi.base.parameters.services import set_parameter
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.models import Event, Matter
from luoshi.kernel.matters.selectors import Filters, in_list
from luoshi.kernel.matters.services import take_step
from luoshi.kernel.matters.services.by_the_clock import tell_leaders
from luoshi.kernel.matters.services.passing_on import pass_on as leave
from luoshi.kernel.metrics.figures import figures
from luoshi.mechanisms.voice import spool
from luoshi.mechanisms.voice.models import Receipt
from luoshi.mechanisms.voice.reach import offered
from luoshi.mechanisms.voice.receipts import check_of, digest_of, grouped, read, words_digest
from luoshi.mechanisms.voice.selectors import readings
from luoshi.mechanisms.voice.services import note_reading, pass_on, release, say_more, shred_old, take_back
from luoshi.mechanisms.voice.services.troubles import note_trouble, tell_troubles
from luoshi.mechanisms.voice.tests.house import TEXT, Nobody, people, quick, recipients, released, work_of
from luoshi.mechanisms.voice.warning import warnings
from luoshi.mechanisms.voice.web import work
from luoshi.web.tests.house import Caller, picture
from tests.cast import SINCE, Plant, at, key, matter

pytestmark = pytest.mark.django_db
SENT, MORNING = at("2026-11-02 10:00"), at("2026-11-03 08:00")


@pytest.fixture
def voiced(plant: Plant, home: Path) -> Plant:
    """Six more people in the workshop; Sun is named for the house, Zeng for the workshop."""
    people(plant)
    recipients(plant, ("sun", "ROOT"), ("zeng", "WATER"))
    return plant


def one(plant: Plant, **more: Any) -> Matter:
    quick(SENT, 1, **more)
    return released(MORNING)[0]


def take(plant: Plant, who: str, pk: int, step: str, when: str, /, **values: Any) -> None:
    take_step(actor=plant.acting(who, at(when)), at=at(when), command=key(), matter=pk, step=step, values=values)


# what waits


def test_one_waits_for_the_morning_and_three_for_the_next_look(voiced: Plant) -> None:
    quick(SENT, 1)
    assert [release(SENT + timedelta(hours=hours)) for hours in (1, 2, 3)] == [0, 0, 0]
    quick(SENT + timedelta(hours=3, minutes=1), 2)
    quick(SENT + timedelta(hours=3, minutes=2), 3)
    assert release(SENT + timedelta(hours=4)) == 0, "what came since the last look waits for the next"
    assert release(SENT + timedelta(hours=5)) == 3
    quick(at("2026-11-02 23:50"), 4)
    assert release(at("2026-11-03 07:50")) == 0 and release(at("2026-11-03 08:10")) == 1


def test_all_of_a_release_bear_its_moment_and_one_entry_of_the_ledger(voiced: Plant) -> None:
    for number in range(1, 5):
        quick(SENT + timedelta(minutes=number), number, f"第{number}件")
    before = LedgerEntry.objects.count()
    rows = released(MORNING)
    assert {row.raised_at for row in rows} == {row.entered_at for row in rows} == {row.happened_at for row in rows} == {MORNING}
    assert [entry.verb for entry in LedgerEntry.objects.order_by("seq")[before:]] == ["voice.released"]
    assert verify().ok


def test_the_order_of_the_numbers_is_not_the_order_of_the_sending(voiced: Plant) -> None:
    seen = set()
    for turn in range(8):
        day = SENT + timedelta(days=turn)
        for number in range(4):
            quick(day, turn * 4 + number + 1, f"{number}")
        rows = released(day + timedelta(days=1) - timedelta(hours=1))
        seen.add("".join(Event.objects.get(matter=row, act="raise").text for row in rows))
    assert len(seen) > 1


def test_the_file_that_waits_tells_no_order_no_hour_and_keeps_nothing_of_what_went(voiced: Plant) -> None:
    for number in (9, 1, 5):
        quick(SENT + timedelta(minutes=number), number, f"暗号{number}")
    path = spool.path()
    assert local(at("2026-11-02 00:00")).timestamp() == path.stat().st_mtime
    assert path.stat().st_mode & 0o077 == 0
    content = path.read_bytes()
    assert b"10:0" not in content and "暗号5".encode() in content
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT count(*) FROM waiting WHERE on_day = '2026-11-02'").fetchone() == (3,)
        with pytest.raises(sqlite3.OperationalError):
            raw.execute("SELECT rowid FROM waiting")
    released(MORNING)
    assert "暗号".encode() not in path.read_bytes(), "what went is overwritten"
    os.utime(path, (0, 0))
    spool.stir(at("2026-11-04 15:00"))
    assert path.stat().st_mtime == at("2026-11-04 00:00").timestamp()


def test_handed_over_twice_it_is_one_matter(voiced: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    quick(SENT, 1)
    monkeypatch.setattr(spool, "take_out", lambda ids, at: None)
    release(MORNING)
    release(MORNING + timedelta(hours=1))
    assert Matter.objects.count() == Receipt.objects.count() == 1


def test_what_cannot_be_handed_over_holds_up_nobody(voiced: Plant, caplog: pytest.LogCaptureFixture) -> None:
    quick(SENT, 1, "这一件有毛病")
    held = spool.waiting(SENT)[0]
    spool.lay_in(spool.Waiting(b"x" * 16, held.receipt, held.on, "report", {**held.said, "unit": "NOWHERE"}), SENT)
    quick(SENT, 2, "这一件没有")
    assert len(released(MORNING)) == 2 and len(spool.waiting(MORNING)) == 1
    assert "Unseen" in caplog.text and "毛病" not in caplog.text


def test_what_waits_is_taken_back_by_its_receipt(voiced: Plant) -> None:
    receipt = quick(SENT, 1, "不想说了")
    assert take_back(at=SENT, receipt=receipt) == 1 and take_back(at=SENT, receipt=receipt) == 0
    assert "不想说了".encode() not in spool.path().read_bytes()
    assert release(MORNING) == 0


# who reads


def test_named_recipients_read_it_and_nobody_else_in_any_list(voiced: Plant) -> None:
    row = one(voiced)
    for who in voiced.people:
        actor = voiced.acting(who, MORNING)
        listed = row in in_list(actor, Filters("opinion", view="all"), MORNING)
        assert listed == (who in ("sun", "zeng")), who


def test_whom_it_is_about_does_not_read_it_though_named(voiced: Plant) -> None:
    row = one(voiced, keep_from=[voiced.people["zeng"].pk])
    assert row.holder_id == voiced.people["sun"].pk
    with pytest.raises(Unseen):
        take(voiced, "zeng", row.pk, "register", "2026-11-03 09:00")
    with pytest.raises(Refusal, match="Nobody would be left|没有人"):
        quick(SENT, 2, keep_from=[voiced.people["zeng"].pk, voiced.people["sun"].pk])


def test_each_reading_is_in_the_ledger_once(voiced: Plant) -> None:
    row = one(voiced)
    sun = voiced.acting("sun", MORNING)
    for minutes in (0, 3, 9, 30):
        assert note_reading(actor=sun, at=MORNING + timedelta(minutes=minutes), matter=row.pk)
    assert LedgerEntry.objects.filter(verb="voice.read", subject=row.pk).count() == 2
    assert [name for name, _when in readings(row.pk)] == ["孙梅"]
    with pytest.raises(Unseen):
        note_reading(actor=voiced.acting("tang", MORNING), at=MORNING, matter=row.pk)
    assert not note_reading(actor=sun, at=MORNING, matter=voiced.report("wang", MORNING))


def test_it_counts_and_is_listed_to_nobody(voiced: Plant) -> None:
    one(voiced)
    raised = figures["opinions.raised"]
    assert raised.restricted is not None and Matter.objects.filter(raised.restricted()).count() == 1


def test_a_recipient_who_leaves_hands_it_to_another_recipient_never_to_a_head(voiced: Plant) -> None:
    row = one(voiced)
    leave(voiced.people["zeng"], voiced.people["qiu"], at("2026-11-03 12:00"))
    assert matter(row.pk).holder_id == voiced.people["sun"].pk


def test_no_step_leads_it_out_of_its_recipients(voiced: Plant) -> None:
    row = one(voiced, kind="problem")
    for step, values in (
        ("assign", {"owner": voiced.people["li"], "action": "查", "workdays": 3}),
        ("hand_on", {"office": voiced.units["STEEL-OFFICE"], "reason": "不归我"}),
        ("consult", {"reason": "一起看"}),
        ("involve", {"who": voiced.people["li"], "part": "copied"}),
        ("refile", {"kind": "opinion", "reason": "是意见"}),
    ):
        with pytest.raises(Refusal):
            take(voiced, "zeng", row.pk, step, "2026-11-03 09:00", **values)


# what happens when nobody acts, and talking both ways


def test_when_the_nearest_recipient_does_nothing_the_next_is_told(voiced: Plant) -> None:
    row = one(voiced)
    late = matter(row.pk).due_at + timedelta(hours=1)
    assert tell_leaders(late) == 1
    assert matter(row.pk).told_id == voiced.people["sun"].pk


def test_the_receipt_asks_for_the_next_recipient_only_when_it_is_late(voiced: Plant) -> None:
    receipt = quick(SENT, 1)
    row = released(MORNING)[0]
    say_more(at=MORNING, key=b"1" * 16, receipt=receipt, step="escalate", values={"remark": "等得太久"})
    release(at("2026-11-04 09:00"))
    assert matter(row.pk).told_id is None and Event.objects.get(act="add").text == "等得太久", "not late: the words alone are handed over"
    late = matter(row.pk).due_at + timedelta(hours=1)
    say_more(at=late, key=b"2" * 16, receipt=receipt, step="escalate", values={})
    release(late + timedelta(days=1))
    assert matter(row.pk).told_id == voiced.people["sun"].pk


def test_a_receipt_takes_its_matter_back_before_anybody_works_on_it(voiced: Plant) -> None:
    receipt = quick(SENT, 1)
    row = released(MORNING)[0]
    say_more(at=MORNING, key=b"1" * 16, receipt=receipt, step="take_back", values={})
    release(at("2026-11-04 09:00"))
    assert (matter(row.pk).state, matter(row.pk).closing) == ("withdrawn", "withdrawn")


def test_a_problem_without_a_name_is_answered_and_said_not_to_be_fixed(voiced: Plant) -> None:
    receipt = quick(SENT, 1, "电缆沟盖板缺了一块", kind="problem")
    row = released(MORNING)[0]
    take(voiced, "zeng", row.pk, "undertake", "2026-11-03 09:00", action="补盖板", workdays=3)
    take(voiced, "zeng", row.pk, "answer_nameless", "2026-11-04 09:00", answer="补上了。")
    say_more(at=at("2026-11-04 10:00"), key=b"1" * 16, receipt=receipt, step="not_fixed", values={"reason": "又少了一块"})
    release(at("2026-11-05 09:00"))
    assert (matter(row.pk).state, matter(row.pk).round, matter(row.pk).holder_id) == ("registered", 2, voiced.people["zeng"].pk)


def test_work_is_given_out_as_a_matter_of_its_own_in_other_words(voiced: Plant) -> None:
    row = one(voiced)
    zeng = voiced.acting("zeng", MORNING)
    filled: dict[str, Any] = {"actor": zeng, "at": MORNING, "matter": row.pk, "kind": "problem", "unit": voiced.units["WATER"]}
    with pytest.raises(Refusal):
        pass_on(command=key(), text=f"有人说：{TEXT}", **filled)
    with pytest.raises(Unseen):
        pass_on(command=key(), text="查一下夜里的供饭", **{**filled, "actor": voiced.acting("qiu", MORNING)})
    became = pass_on(command=key(), text="查一下夜里的供饭", **filled)
    assert matter(became).raiser_id == voiced.people["zeng"].pk and not matter(became).reserved
    assert str(row.number) not in repr(list(Event.objects.filter(matter=became).values()))


# what is refused on the way in


def test_a_team_too_small_is_not_offered_and_one_without_a_recipient_neither(voiced: Plant) -> None:
    codes = [unit.code for unit in offered(local_date(SENT))]
    assert "WATER" in codes and "WATER-C" not in codes and "GAS" not in codes
    with pytest.raises(Refusal):
        quick(SENT, 1, unit="WATER-C")


def test_without_any_recipient_the_page_says_so_before_anything_is_typed(plant: Plant, home: Path, calls: Callable[[str], Caller]) -> None:
    page = Nobody().get("/voice/?lang=en").content.decode()
    assert "Nobody is named to read it yet" in page and "<textarea" not in page


def test_the_pages_read_and_set_no_cookie_and_leave_nothing(voiced: Plant, calls: Callable[[str], Caller]) -> None:
    wang = calls("wang")
    for address in ("/voice/", "/voice/receipt"):
        answer = wang.get(address)
        assert not answer.cookies and "王海生" not in answer.content.decode()
        assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
        assert "unsafe" not in answer.headers["Content-Security-Policy"] and "Vary" not in answer or "Cookie" not in answer.get("Vary", "")
        assert "csrfmiddlewaretoken" not in answer.content.decode()


def test_a_form_without_work_with_anothers_or_of_an_old_day_is_refused(
    voiced: Plant, clock: Callable[[str], None], calls: Callable[[str], Caller]
) -> None:
    nobody, filled = Nobody(), {"unit": "WATER", "about": "opinion.canteen", "text": TEXT, "act": "send"}
    form = nobody.form()
    assert nobody.post("/voice/", filled).status_code == 422
    assert nobody.post("/voice/", {**filled, "token": form["token"], "work": "1"}).status_code == 422
    assert nobody.post("/voice/receipt", {**form, "receipt": "1" * 25}).status_code == 422
    forged = form["token"].replace(form["token"][5], "A" if form["token"][5] != "A" else "B", 1)
    assert nobody.post("/voice/", {**filled, "token": forged, "work": form["work"]}).status_code == 422
    clock("2026-11-04 09:00")
    late = nobody.post("/voice/", {**filled, **form})
    assert late.status_code == 422 and TEXT in late.content.decode()
    assert spool.waiting(SENT) == []


def test_without_script_the_sum_and_a_little_patience_are_enough(
    voiced: Plant, clock: Callable[[str], None], calls: Callable[[str], Caller]
) -> None:
    nobody = Nobody()
    page = nobody.get("/voice/?lang=en").content.decode()
    first, second = (int(one) for one in re.findall(r"(\d+) and (\d+) together", page)[0]) if "together" in page else (0, 0)
    token = work_of(page)["token"]
    filled = {"token": token, "unit": "WATER", "about": "opinion.canteen", "text": TEXT, "first": first, "second": second}
    assert nobody.post("/voice/", {**filled, "act": "look", "sum": first + second + 1}).status_code == 422
    assert nobody.post("/voice/", {**filled, "act": "look", "sum": first + second}).status_code == 422, "at once"
    clock("2026-11-02 09:01")
    looked = nobody.post("/voice/", {**filled, "act": "look", "sum": first + second})
    assert looked.status_code == 200 and f'value="{first + second}"' in looked.content.decode()
    assert 'class="code">' in nobody.post("/voice/", {**filled, "act": "send", "sum": first + second}).content.decode()


def test_sent_twice_it_is_one_with_one_receipt(voiced: Plant, clock: Callable[[str], None]) -> None:
    nobody = Nobody()
    filled = {**nobody.form(), "unit": "WATER", "about": "opinion.canteen", "text": TEXT, "act": "send"}
    twice = [re.search(r'class="code">([\d ]{29})<', nobody.post("/voice/", filled).content.decode()) for _turn in range(2)]
    assert twice[0] and twice[1] and twice[0][1] == twice[1][1] and len(spool.waiting(SENT)) == 1


def test_wrong_receipts_make_everybodys_work_harder_and_nobody_is_told_apart(voiced: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_wrong", type(work._wrong)())
    assert work.offer("receipt", SENT).bits == work.BITS
    for _turn in range(30):
        work.wrong_receipt(SENT)
    assert work.offer("receipt", SENT).bits == work.BITS + 3
    assert work.offer("receipt", SENT + timedelta(minutes=11)).bits == work.BITS


def test_a_photograph_is_made_anew_and_a_document_is_refused(voiced: Plant, clock: Callable[[str], None]) -> None:
    stream = picture()
    exif = Image.Exif()
    exif[0x010E], exif[0x9003] = "王海生的手机", "2026:11:02 09:58:11"
    Image.open(stream).save(again := picture(41), "JPEG", exif=exif)
    again.seek(0)
    nobody = Nobody()
    receipt = nobody.send(photos=[again])
    kept = spool.waiting(SENT)[0].pictures[0]
    assert "王海生".encode() not in kept and b"Exif" not in kept
    document = picture(42)
    document.write(b"%PDF-1.7") if document.seek(0) == 0 else None
    document.truncate(8)
    document.seek(0)
    filled = {**nobody.form(), "unit": "WATER", "about": "opinion.canteen", "text": TEXT, "act": "send", "photos": [document]}
    assert nobody.post("/voice/", filled).status_code == 422
    clock("2026-11-03 09:00")
    released(at("2026-11-03 09:00"))
    stored = StoredFile.objects.get()
    assert path_of(stored.digest).stat().st_mtime == at("2026-11-03 00:00").timestamp()
    assert receipt and re_encoded(kept)


def test_what_would_tell_who_wrote_it_is_said_before_sending(voiced: Plant) -> None:
    on = local_date(SENT)
    assert warnings("饭菜太凉", on) == []
    assert any("王海生" in one for one in warnings("王海生说饭菜太凉", on))
    assert warnings("工号20416的说法", on) and warnings("打13812345678找我", on) and warnings("本人在那里十年", on)
    assert warnings("水处理车间夜班在2号净环泵房的人都知道", on)


def test_what_fails_is_noted_with_its_day_and_told_to_the_log_the_morning_after(
    voiced: Plant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, clock: Callable[[str], None]
) -> None:
    def fail(*_args: Any, **_more: Any) -> None:
        raise RuntimeError(TEXT)

    nobody = Nobody()
    form = nobody.form()
    monkeypatch.setattr("luoshi.mechanisms.voice.web.views.send", fail)
    answer = nobody.post("/voice/", {**form, "unit": "WATER", "about": "opinion.canteen", "text": TEXT, "act": "send"})
    assert answer.status_code == 500 and caplog.text == ""
    assert tell_troubles(SENT) == 0 and tell_troubles(MORNING) == 1
    assert "RuntimeError" in caplog.text and TEXT not in caplog.text and "2026-11-02" in caplog.text
    note_trouble(at=MORNING, what="x")
    assert release(at("2026-11-09 09:00")) == 0


# receipts


def test_a_receipt_is_read_however_it_is_typed_and_only_its_digest_is_kept(voiced: Plant) -> None:
    receipt = quick(SENT, 123456789)
    assert read(grouped(receipt)) == read(receipt.replace("0", "０")) == receipt and read("123") == read("x" * 25) == ""
    released(MORNING)
    kept = Receipt.objects.get()
    assert kept.digest == digest_of(receipt).hex() and receipt not in repr(kept.__dict__) and kept.number == check_of(digest_of(receipt))


# what dies


def test_half_a_year_after_the_answer_the_words_die_and_the_count_stays(voiced: Plant) -> None:
    shot = re_encoded(picture(44).read())
    receipt = quick(SENT, 1, "要碎掉的话", pictures=[shot])
    row = released(MORNING)[0]
    take(voiced, "zeng", row.pk, "answer_nameless", "2026-11-04 09:00", answer="要碎掉的答复")
    say_more(at=at("2026-11-04 10:00"), key=b"1" * 16, receipt=receipt, step="rate", values={"rating": "satisfied"})
    release(at("2026-11-05 09:00"))
    photo = path_of(StoredFile.objects.get().digest)
    assert photo.exists()
    assert shred_old(at("2027-05-02 09:00")) == 0
    assert shred_old(at("2027-05-04 09:00")) == 1 and shred_old(at("2027-05-05 09:00")) == 0
    assert Matter.objects.filter(pk=row.pk).count() == 1 and not Receipt.objects.exists() and not StoredFile.objects.exists()
    assert all("碎" not in repr(line) for line in Event.objects.values())
    assert verify().ok
    with pytest.raises(Unseen):
        say_more(at=at("2027-05-05 10:00"), key=b"3" * 16, receipt=receipt, step="add", values={"told": "还在吗"})


def test_the_days_until_then_stay_between_ninety_and_a_year(voiced: Plant) -> None:
    set_parameter(actor=HOUSE, at=SENT, command=key(), name="voice.kept", value="1", since=SINCE, source="test")
    row = one(voiced)
    take(voiced, "zeng", row.pk, "answer_nameless", "2026-11-04 09:00", answer="好")
    assert shred_old(at("2026-12-04 09:00")) == 0 and shred_old(at("2027-02-03 09:00")) == 1


def test_a_proof_of_filing_is_checked_by_whoever_is_shown_it(voiced: Plant, clock: Callable[[str], None]) -> None:
    nobody = Nobody()
    filled = {**nobody.form(), "unit": "WATER", "about": "opinion.canteen", "text": TEXT, "act": "send"}
    page = nobody.post("/voice/?lang=en", filled).content.decode()
    on, check, words, seal = re.findall(r"<dd[^>]*>([^<]+)</dd>", page)[-4:]
    proof = {"act": "check", "on": on, "check": check, "words": words, "seal": seal}
    assert (on, words.replace(" ", "")) == ("2026-11-02", words_digest(TEXT))
    asked = nobody.post("/voice/receipt", {**nobody.form("/voice/receipt"), **proof})
    assert asked.status_code == 200 and TEXT not in asked.content.decode()
    for name, other in (("on", "2026-11-03"), ("check", "0000 0000"), ("words", words_digest("anders")), ("seal", "0" * 20), ("on", "x")):
        assert nobody.post("/voice/receipt", {**nobody.form("/voice/receipt"), **proof, name: other}).status_code == 422
