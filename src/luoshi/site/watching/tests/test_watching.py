"""Who watches the house is told what is there, in numbers that bear nothing about a person; who may not is told that there is nothing."""

import logging
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from luoshi.base.clock import now
from luoshi.base.jobs.models import Lease, Run
from luoshi.base.ledger import services as ledger
from luoshi.base.logs import Lines
from luoshi.site.watching import readiness
from tests.cast import Plant

pytestmark = pytest.mark.django_db
HERE = {"HTTP_HOST": "127.0.0.1:8000"}
TOKEN = "0123456789abcdef0123456789abcdef"
SAMPLE = re.compile(r'(\w+)(\{(?:\w+="[^"]*",?)*\})? (-?[\d.e+-]+|NaN|\+Inf)')


@pytest.fixture
def client(home: Path) -> Client:
    """A house with a folder of its own."""
    return Client()


def numbers(client: Client) -> dict[str, float]:
    """Each sample by its name with its labels."""
    answer = client.get("/metrics", headers={"host": "127.0.0.1"})
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/plain; version=0.0.4")
    found = {}
    for line in answer.content.decode().splitlines():
        if not line.startswith("#"):
            sample = SAMPLE.fullmatch(line)
            assert sample, line
            found[f"{sample[1]}{sample[2] or ''}"] = float(sample[3])
    return found


def test_it_lives_whatever_the_database_does(plant: Plant, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", _away)
    assert client.get("/healthz").content == b"alive\n"
    answer = client.get("/readyz", **HERE)
    assert answer.status_code == 503 and b"database: the database does not answer" in answer.content
    assert numbers(client)["luoshi_database_up"] == 0


def _away(*_args: object, **_named: object) -> None:
    raise DatabaseError("no route to 10.0.0.5")


def test_it_is_ready_and_says_why_not_only_to_who_may_watch(plant: Plant, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/readyz").content == b"ready\n"
    assert client.get("/readyz", **HERE).content == b"ready\ndatabase: ok\ntables: ok\nledger: ok\n"
    monkeypatch.setattr(readiness, "_known_current", set())
    monkeypatch.setattr(readiness, "behind", lambda: ["org.0009"])
    outside, inside = client.get("/readyz"), client.get("/readyz", **HERE)
    assert outside.status_code == inside.status_code == 503
    assert outside.content == b"not ready\n" and b"1 steps behind" in inside.content


def test_entries_that_wait_too_long_for_their_place_make_it_not_ready(plant: Plant, client: Client, settings: Any) -> None:
    settings.LEDGER_SEALED = True
    if not ledger.chains_later():
        return  # on the embedded database each writer chains
    from luoshi.base.actor import HOUSE

    long_ago = now() - timedelta(hours=1)
    ledger.record(actor=HOUSE, at=long_ago, verb="backup.drilled", subject=("backup", 0), on=long_ago.date(), payload={"ok": True})
    assert client.get("/readyz").status_code == 503
    told = numbers(client)
    assert told["luoshi_ledger_unchained_entries"] >= 1 and told["luoshi_ledger_unchained_seconds"] > 3000


@pytest.mark.parametrize(
    "asking",
    [
        {"HTTP_HOST": "luoshi.example.cn"},
        {**HERE, "REMOTE_ADDR": "10.0.0.7"},
        {**HERE, "HTTP_X_FORWARDED_FOR": "10.0.0.7"},
        {**HERE, "HTTP_X_REAL_IP": "127.0.0.1"},
        {**HERE, "HTTP_X_FORWARDED_PROTO": "https"},
        {**HERE, "HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_HOST": "127.0.0.1.example.cn"},
        {"HTTP_HOST": "localhost@evil.example"},
        {"HTTP_HOST": ""},
        {"HTTP_HOST": "evil.example", "HTTP_AUTHORIZATION": "Bearer "},
        {"HTTP_HOST": "evil.example", "HTTP_AUTHORIZATION": "Bearer " + TOKEN[:-1]},
        {"HTTP_HOST": "evil.example", "HTTP_AUTHORIZATION": "Basic " + TOKEN},
    ],
)
def test_for_others_there_is_nothing_here(plant: Plant, client: Client, settings: Any, asking: dict[str, str]) -> None:
    for token in ("", TOKEN):
        settings.WATCH_TOKEN = token
        answer = client.get("/metrics", **asking)
        nowhere = client.get("/nowhere", **asking)
        assert answer.status_code == nowhere.status_code == 404 and answer.headers == nowhere.headers
        assert b"luoshi_database_up" not in answer.content


def test_with_the_token_it_is_read_from_another_machine(plant: Plant, client: Client, settings: Any) -> None:
    settings.WATCH_TOKEN = TOKEN
    asking = {"HTTP_HOST": "luoshi.example.cn", "HTTP_X_FORWARDED_FOR": "10.0.0.7", "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}
    assert client.get("/metrics", **asking).status_code == 200
    assert client.get("/readyz", **asking).content.startswith(b"ready\ndatabase")


def test_on_the_machine_itself_it_is_read_although_people_use_another_name(plant: Plant, client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["luoshi.example.cn"]
    assert numbers(client)["luoshi_database_up"] == 1
    assert client.get("/readyz", **HERE).status_code == client.get("/healthz", **HERE).status_code == 200


def test_requests_are_counted_by_door_and_class_of_status_with_their_time(plant: Plant, client: Client) -> None:
    before = numbers(client)
    client.get("/w/sign-in")
    client.get("/nowhere")
    client.get("/api/me")
    after = numbers(client)

    def more(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert more('luoshi_http_requests_total{door="people",status="2xx"}') == 1
    assert more('luoshi_http_requests_total{door="everybody",status="4xx"}') == 1
    assert more('luoshi_http_requests_total{door="programs",status="4xx"}') == 1
    assert more('luoshi_http_request_duration_seconds_count{door="people"}') == 1


def test_the_way_without_a_name_moves_no_number(plant: Plant, client: Client) -> None:
    before = {name: value for name, value in numbers(client).items() if name.startswith("luoshi_http")}
    for asked in (client.get, client.post):
        for address in ("/voice/", "/voice/receipt", "/voice/nowhere"):
            asked(address)
    assert {name: value for name, value in numbers(client).items() if name.startswith("luoshi_http")} == before


def test_no_sample_is_about_a_person_a_matter_or_what_waits_without_a_name(plant: Plant, client: Client) -> None:
    told = numbers(client)
    labels = {label for name in told for label in re.findall(r'(\w+)="', name)}
    assert labels <= {"door", "status", "le", "job", "channel", "state", "version", "database"}
    spoken = " ".join(told)
    assert not any(person.name in spoken or person.staff_no in spoken for person in plant.people.values())
    assert not [name for name in told if "voice" in name and not name.startswith(("luoshi_job_last_run", "luoshi_job_failed"))]


def test_jobs_that_do_not_run_are_behind_and_their_process_is_missed(plant: Plant, client: Client) -> None:
    told = numbers(client)
    assert told["luoshi_jobs_alive"] == 0 and told["luoshi_jobs_behind"] > 5
    Lease.objects.create(name="clock", holder="here:1", until=now() + timedelta(seconds=30))
    Run.objects.create(name="matters.tell", ran_at=now(), trouble="")
    Run.objects.create(name="matters.remind", ran_at=now(), trouble="ValueError: x")
    after = numbers(client)
    assert after["luoshi_jobs_alive"] == 1 and after["luoshi_jobs_behind"] == told["luoshi_jobs_behind"] - 2
    assert after['luoshi_job_failed{job="matters.tell"}'] == 0 and after['luoshi_job_failed{job="matters.remind"}'] == 1


def test_a_line_bears_the_number_of_its_request_its_own_or_the_one_a_proxy_gave_it(plant: Plant, client: Client) -> None:
    """And never in the answer: two answers to the same question are the same."""
    seen: list[str] = []

    class Here(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(Lines("logfmt").format(record))

    handler, given = Here(), "5f2b8c1d9e0a4b7c8d6e5f4a3b2c1d0e"
    logging.getLogger("luoshi.refused").addHandler(handler)
    try:
        for number in (given, "", "short", "x" * 65, "with space1", "a=b=c=d=e", "0123456789\u00e9"):
            answer = client.post("/w/sign-in", {"staff_no": "20416", "password": "geheim"}, headers={"X-Request-ID": number})
            assert "X-Request-ID" not in answer.headers
    finally:
        logging.getLogger("luoshi.refused").removeHandler(handler)
    assert f" request={given} event=refused status=422 person=- method=POST path=/w/sign-in" in seen[0]
    assert len(seen) == 7 and all(re.search(r" request=[0-9a-f]{32} event=refused ", line) for line in seen[1:])
