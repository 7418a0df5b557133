"""What every answer carries, whatever it is; how cookies are named behind TLS; what is written down of a refusal."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from luoshi.base.logs import Lines
from luoshi.web.tests.house import Caller
from tests.cast import Plant, key

pytestmark = pytest.mark.django_db
Calls = Callable[[str], Caller]
ANSWERS = (
    "/",
    "/w/",
    "/w/sign-in",
    "/w/nothing-here",
    "/voice/",
    "/static/luoshi/luoshi.css",
    "/static/luoshi/icons.svg",
    "/nowhere",
    "/w/purposes.xlsx",
)


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_says_what_a_browser_must_not_do_with_it(plant: Plant, calls: Calls, address: str) -> None:
    answer = calls("wang").get(address)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "base-uri 'none'" in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Opener-Policy"] == answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert answer.headers["Cache-Control"] == ("max-age=3600, public" if "/static/" in address else "no-store")
    kind = answer.headers["Content-Type"]
    assert "charset" in kind or not kind.startswith("text/")
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("method", ["TRACE", "PUT", "PATCH", "DELETE", "CONNECT", "PROPFIND"])
@pytest.mark.parametrize("address", ["/", "/w/", "/w/me", "/voice/"])
def test_no_other_method_is_taken(plant: Plant, calls: Calls, method: str, address: str) -> None:
    assert calls("wang").generic(method, address).status_code == 405


def _lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log holds of what was refused, from the status on."""
    lines = [Lines("logfmt").format(record) for record in caplog.records if record.name == "luoshi.refused"]
    return ["status=" + line.partition(" status=")[2] for line in lines]


def test_a_page_that_is_not_for_somebody_is_written_down_without_what_was_typed(
    plant: Plant, calls: Calls, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "luoshi.refused")
    wang = calls("wang")
    wang.get("/w/admin/people/20417?q=geheim")
    wang.post("/w/me", {"command": str(key()), "text": "", "secret": "geheim"})
    wang.get("/w/ein\r\n200 person 1 GET faked")
    lines = _lines(caplog)
    who = plant.people["wang"].pk
    seen = f"status=404 person={who} method=GET path=/w/admin/people/20417"
    assert lines[:2] == [seen, f"status=422 person={who} method=POST path=/w/me"]
    assert len(lines) == 3 and "\n" not in lines[2] and "\r" not in lines[2]
    assert "geheim" not in " ".join(lines)


def test_a_failed_way_in_is_written_down_without_number_or_code(plant: Plant, calls: Calls, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "luoshi.refused")
    guest = calls("")
    guest.post("/w/sign-in", {"staff_no": "20416", "password": "geheim"})
    guest.post("/w/activate/ABCD-EFGH-JKLM", {"code": "ABCD-EFGH-JKLM", "password": "x", "again": "x"})
    assert _lines(caplog) == ["status=422 person=- method=POST path=/w/sign-in", "status=422 person=- method=POST path=/w/activate"]


def test_outside_the_signed_in_path_nothing_is_written_down(plant: Plant, calls: Calls, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "luoshi.refused")
    for address in ("/voice/nowhere", "/nowhere", "/p/99999"):
        calls("wang").get(address)
        calls("").get(address)
    assert not [record for record in caplog.records if record.name == "luoshi.refused"]


def test_behind_tls_cookies_are_named_secure_and_the_browser_stays_there() -> None:
    said = subprocess.run(
        [
            sys.executable, "-c",
            "from luoshi.site import settings as s; print(s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE, s.COOKIE_PREFIX, s.SECURE_HSTS_SECONDS,"
            " s.SECURE_HSTS_INCLUDE_SUBDOMAINS)",
        ],
        env={**os.environ, "LUOSHI_TLS": "yes"}, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert said == ["__Secure-luoshi_csrf", "True", "__Secure-", "31536000", "True"]


def test_over_tls_the_browser_is_told_to_stay_there(plant: Plant, calls: Calls, settings: object) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True  # type: ignore[attr-defined]
    answer = calls("").get("/w/sign-in", secure=True)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_signing_out_empties_what_the_browser_kept(plant: Plant, calls: Calls) -> None:
    assert calls("wang").post("/w/sign-out").headers["Clear-Site-Data"] == '"cache", "storage"'
