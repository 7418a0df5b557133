"""What lies in deploy/ works as it stands there: nginx before the served house, units that systemd takes, rules over numbers that there are."""

import configparser
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser.conftest import absent
from tests.browser.house import House, _free_port, served

HOUSE = Path(__file__).parent.parent
DEPLOY = HOUSE / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
NAME, TOKEN = "luoshi.example.cn", "5e1f" * 8
NUMBER = "0123456789abcdef0123456789abcdef"
LINE = re.compile(r'time=\S+ level=\w+ name=\S+( request=\S+)? event=(?:[^\s"]+|"(?:[^"\\]|\\.)*")( \w+=(?:[^\s"]+|"(?:[^"\\]|\\.)*"))*')
HARDENED = {
    "User": "luoshi", "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "CapabilityBoundingSet": "",
    "PrivateDevices": "yes", "SystemCallFilter": "@system-service", "RestrictNamespaces": "yes", "UMask": "0077", "LogNamespace": "luoshi",
}  # fmt: skip


def unit(path: Path) -> configparser.ConfigParser:
    read = configparser.ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",), strict=True)
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read_string(path.read_text())
    return read


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_each_unit_is_fenced_in_and_runs_a_command_that_there_is(path: Path) -> None:
    read = unit(path)["Service"]
    assert {name: read.get(name) for name in HARDENED} == HARDENED
    assert set(read["ReadWritePaths"].split()) <= {"/var/lib/luoshi", "/var/backups/luoshi"}
    said = re.search(r"/opt/luoshi/bin/luoshi (\w+)((?: --\w+)?)", read["ExecStart"])
    assert said
    help_text = subprocess.run([sys.executable, "-m", "luoshi", said[1], "--help"], capture_output=True, text=True, check=True).stdout
    assert said[2].strip() in help_text
    assert path.name == "luoshi.service" or path.with_suffix(".timer").exists(), "nothing starts it"


def test_systemd_itself_takes_the_units(tmp_path: Path) -> None:
    """Where its analyser is; the keys are looked at above in any case."""
    analyse = shutil.which("systemd-analyze")
    if analyse is None:
        return
    for path in (DEPLOY / "systemd").iterdir():
        text = path.read_text().replace("/opt/luoshi/bin/luoshi", sys.executable).replace("EnvironmentFile=", "EnvironmentFile=-")
        (tmp_path / path.name).write_text(text)
    told = _verified(analyse, tmp_path)
    assert told == "", told
    spoiled = tmp_path / "luoshi.service"
    spoiled.write_text(spoiled.read_text().replace("ProtectHome=", "ProtectHouse="))
    assert "ProtectHouse" in _verified(analyse, tmp_path)


def _verified(analyse: str, folder: Path) -> str:
    """What it says about our units, and not about those of the machine."""
    done = subprocess.run([analyse, "verify", *map(str, sorted(folder.iterdir()))], capture_output=True, text=True, timeout=60)
    return "\n".join(line for line in done.stderr.splitlines() if str(folder) in line)


def test_the_command_runs_as_another_user_with_the_settings_of_the_service(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        return  # it is root's
    (tmp_path / "env").write_text('LUOSHI_HOME=/srv/x\nDATABASE_URL="postgresql://a:b@c/d?x=1&y=2"\n')
    asked = {
        "LUOSHI_SETTINGS": str(tmp_path / "env"),
        "LUOSHI_USER": "nobody",
        "LUOSHI_COMMAND": "/usr/bin/env",
        "PATH": os.environ["PATH"],
    }
    done = subprocess.run([DEPLOY / "luoshi"], env=asked, capture_output=True, text=True, check=True, cwd="/")
    assert {"LUOSHI_HOME=/srv/x", "DATABASE_URL=postgresql://a:b@c/d?x=1&y=2"} <= set(done.stdout.splitlines())


def test_each_setting_in_the_example_is_one_that_the_documents_name() -> None:
    operations = (HOUSE / "docs" / "operations.md").read_text()
    named = re.findall(r"^#?([A-Z_]+)=", (DEPLOY / "luoshi.env").read_text(), re.MULTILINE)
    assert "LUOSHI_HOME" in named and all(f"`{one}" in operations for one in named)


def test_the_logs_are_kept_six_months_at_least() -> None:
    journal = (DEPLOY / "logs" / "journald@luoshi.conf").read_text()
    months = re.search(r"^MaxRetentionSec=(\d+)month$", journal, re.MULTILINE)
    assert months and int(months[1]) >= 6 and "\nStorage=persistent\n" in journal
    rotated = (DEPLOY / "logs" / "luoshi-nginx.logrotate").read_text()
    weeks, days = re.search(r"^ +rotate (\d+)$", rotated, re.MULTILINE), re.search(r"^ +maxage (\d+)$", rotated, re.MULTILINE)
    assert weeks and "    weekly\n" in rotated and int(weeks[1]) * 7 >= 184 and days and int(days[1]) >= 184


@dataclass
class Proxied:
    """A served house behind the nginx of the example."""

    house: House
    plain: int
    port: int
    folder: Path

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=20)
        connection.request(method, path, body, {"Host": NAME, **{name.replace("_", "-"): value for name, value in headers.items()}})
        answer = connection.getresponse()
        said = answer.status, answer.read()
        self.headers = answer.headers
        connection.close()
        return said

    def lines(self, name: str) -> list[str]:
        path = self.folder / "log" / name
        return path.read_text().splitlines() if path.exists() else []


@pytest.fixture(scope="module")
def proxied(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    nginx = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if nginx is None:
        absent("no nginx here (Debian: apt-get install nginx-light)")
    folder = tmp_path_factory.mktemp("proxied")
    home = Path(shutil.copytree(made, folder / "home"))
    also = {"LUOSHI_HOSTS": f"{NAME},127.0.0.1", "LUOSHI_TLS": "yes", "LUOSHI_ADDRESS_HEADER": "X-Real-IP", "LUOSHI_WATCH_TOKEN": TOKEN}
    with served(home, also=also) as house, _nginx(str(nginx), folder, int(house.url.rpartition(":")[2])) as (plain, port):
        yield Proxied(house, plain, port, folder)


@contextmanager
def _nginx(nginx: str, folder: Path, behind: int) -> Iterator[tuple[int, int]]:
    """The example as it stands, with other ports, paths and a certificate of its own."""
    plain, tls, log = _free_port(), _free_port(), folder / "log"
    log.mkdir()
    certificate = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    subprocess.run([*certificate, "-keyout", folder / "key.pem", "-out", folder / "fullchain.pem"], check=True, capture_output=True)
    text = (DEPLOY / "nginx" / "luoshi.conf").read_text()
    for old, new in (
        ("/etc/ssl/luoshi", str(folder)), ("/var/log/luoshi-nginx", str(log)), ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
        ("listen 80 default_server;", f"listen 127.0.0.1:{plain} default_server;"), ("listen [::]:80 default_server;", ""), ("listen [::]:443 ssl http2 default_server;", ""),
        ("listen 443 ssl http2 default_server;", f"listen 127.0.0.1:{tls} ssl http2 default_server;"),
    ):  # fmt: skip
        assert old in text, old
        text = text.replace(old, new)
    (folder / "luoshi.conf").write_text(text)
    places = " ".join(f"{one}_temp_path {folder}/tmp-{one};" for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    main = f"daemon off; pid {folder}/pid; error_log {log}/main.log warn; user root; events {{}} http {{ {places} include {folder}/luoshi.conf; }}"
    (folder / "nginx.conf").write_text(main.replace("user root; ", "") if os.geteuid() else main)
    command = [nginx, "-e", str(log / "main.log"), "-c", str(folder / "nginx.conf")]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert tried.returncode == 0 and "[warn]" not in tried.stderr, tried.stderr
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 10
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", tls)) == 0:
                    break
            time.sleep(0.05)
        yield plain, tls
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(10)


@pytest.mark.sweep
@pytest.mark.xdist_group("deploy")
def test_what_people_do_leaves_a_line_with_its_number_and_without_what_they_asked_for(proxied: Proxied) -> None:
    assert proxied.ask("GET", "/w/sign-in?next=%2Fw%2Fgeheim")[0] == 200
    assert proxied.ask("GET", "/w/activate/ABCD-EFGH-JKLM")[0] == 422
    assert proxied.ask("GET", "/feed/geheim.ics")[0] == 404
    status, _body = proxied.ask("POST", "/w/sign-in", b"staff_no=20416&password=geheim", Content_Type="application/x-www-form-urlencoded")
    assert status == 403  # no form of ours was read before it
    lines = proxied.lines("access.log")
    assert len(lines) == 4 and all(re.match(r"\S+ request=[0-9a-f]{32} address=127\.0\.0\.1 status=\d{3} ", line) for line in lines)
    assert "geheim" not in " ".join(lines) and "ABCD" not in " ".join(lines)
    number = re.search(r"request=(\w+)", lines[3])
    assert number and f"request={number[1]} event=refused status=403" in proxied.house.log.read_text()


@pytest.mark.sweep
@pytest.mark.xdist_group("deploy")
def test_without_tls_people_are_led_on_and_programs_are_refused(proxied: Proxied) -> None:
    for path, status in (("/w/sign-in", 301), ("/voice/", 301), ("/api/me", 403), ("/feed/x.ics", 403)):
        connection = http.client.HTTPConnection("127.0.0.1", proxied.plain, timeout=20)
        connection.request("GET", path, headers={"Host": NAME})
        answer = connection.getresponse()
        assert answer.status == status and (status != 301 or answer.headers["Location"] == f"https://{NAME}{path}")
        connection.close()


@pytest.mark.sweep
@pytest.mark.xdist_group("deploy")
def test_the_way_without_a_name_leaves_no_line_anywhere(proxied: Proxied) -> None:
    before = (
        proxied.lines("access.log"),
        proxied.lines("error.log"),
        proxied.lines("main.log"),
        proxied.house.log.read_text(),
        _sums(proxied),
    )
    assert proxied.ask("GET", "/voice/")[0] == 200 and "Set-Cookie" not in proxied.headers
    assert proxied.ask("POST", "/voice/", b"text=" + b"x" * 200_000, Content_Type="application/x-www-form-urlencoded")[0] in (200, 403, 422)
    assert proxied.ask("GET", "/voice/receipt")[0] == 200
    assert proxied.ask("GET", "/voice/nowhere?lang=en")[0] == 404
    assert proxied.ask("GET", "/voice/", Host="10.0.0.5")[0] in (200, 400)  # by the bare address
    assert proxied.ask("GET", "/static/luoshi/work.js")[0] == 200  # that page alone asks for it
    assert proxied.ask("POST", "/voice/", b"", Content_Length=str(43 * 1024 * 1024))[0] == 413
    after = (
        proxied.lines("access.log"),
        proxied.lines("error.log"),
        proxied.lines("main.log"),
        proxied.house.log.read_text(),
        _sums(proxied),
    )
    assert after == before
    assert not [path for path in proxied.folder.glob("tmp-*/**/*") if path.is_file()]


def _sums(proxied: Proxied) -> list[str]:
    return [line for line in _numbers(proxied).splitlines() if line.startswith("luoshi_http")]


def _numbers(proxied: Proxied, **headers: str) -> str:
    """Asked on the machine itself, past the proxy."""
    connection = http.client.HTTPConnection("127.0.0.1", int(proxied.house.url.rpartition(":")[2]), timeout=20)
    connection.request("GET", "/metrics", headers=headers)
    answer = connection.getresponse()
    assert answer.status == 200
    return answer.read().decode()


@pytest.mark.sweep
@pytest.mark.xdist_group("deploy")
def test_the_numbers_are_the_sum_of_all_workers_and_nobody_reads_them_through_the_proxy(proxied: Proxied) -> None:
    def many() -> float:
        told = re.search(r'^luoshi_http_requests_total\{door="people",status="2xx"\} ([\d.]+)$', _numbers(proxied), re.MULTILINE)
        return float(told[1]) if told else 0.0

    before = many()
    for _time in range(20):
        assert proxied.ask("GET", "/w/sign-in")[0] == 200
    assert {many() - before for _time in range(10)} == {20}  # whichever worker is asked
    assert proxied.ask("GET", "/metrics")[0] == 404 and proxied.ask("GET", "/metrics", Authorization=f"Bearer {TOKEN}")[0] == 404
    assert proxied.ask("GET", "/healthz") == (200, b"alive\n")
    status, said = proxied.ask("GET", "/readyz")
    assert (status, said) == (200, b"ready\n")
    assert "luoshi_jobs_alive 1.0" in _numbers(proxied)


@pytest.mark.sweep
@pytest.mark.xdist_group("deploy")
def test_every_rule_is_over_a_number_that_there_is(proxied: Proxied) -> None:
    told = _numbers(proxied)
    types = set(re.findall(r"^# TYPE (\w+) ", told, re.MULTILINE))
    known = types | {f"{one}_bucket" for one in types} | {f"{one}_total" for one in types}
    sometimes = {"luoshi_backup_last_timestamp_seconds", "luoshi_drill_last_timestamp_seconds", "luoshi_drill_last_ok"}
    rules = re.findall(r"\bluoshi_\w+", "\n".join(re.findall(r"expr: (.*)", (DEPLOY / "prometheus" / "luoshi.rules.yml").read_text())))
    assert len(set(rules)) > 12 and set(rules) - sometimes <= known


def _workers(port: str) -> list[int]:
    """The server of this port and its workers: they have its words, and came after it."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = path.read_text()
            found += [int(path.parent.name)] if "gunicorn" in words and f"127.0.0.1:{port}\0" in words else []
    assert len(found) == 3, found
    return found


@pytest.mark.sweep
@pytest.mark.xdist_group("deploy")
def test_each_line_of_the_house_is_one_event(proxied: Proxied) -> None:
    proxied.ask("GET", "/w/sign-in")
    os.kill(max(_workers(proxied.house.url.rpartition(":")[2])), signal.SIGKILL)
    time.sleep(2.5)
    lines = proxied.house.log.read_text().splitlines()
    events = [line for line in lines if not line.startswith("http://")]
    assert events and [line for line in events if not LINE.fullmatch(line)] == []
    assert any("name=gunicorn.error" in line for line in events)
