"""Nothing is told to what lies inside, however its address is written."""

import ipaddress
import socket
from typing import Any

import pytest

from luoshi.adapters.api import guard, wire
from luoshi.adapters.api.guard import Forbidden, Way, is_public, way_to

HOUSE = "https://luoshi.plant.example"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_what_lies_inside_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "114.114.114.114", "2400:3200::1", "::ffff:8.8.8.8"])
def test_what_lies_on_the_open_net_is(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def resolves(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    found = [(socket.AF_INET6 if ":" in one else socket.AF_INET, 1, 6, "", (one, 443)) for one in addresses]
    monkeypatch.setattr(guard.socket, "getaddrinfo", lambda *_args, **_more: found)


def test_a_name_of_which_one_answer_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves(monkeypatch, "8.8.8.8")
    assert way_to("https://mes.example/x?y=1", HOUSE) == Way("mes.example", "8.8.8.8", 443, "/x?y=1", True)
    resolves(monkeypatch, "8.8.8.8", "10.0.0.1")
    with pytest.raises(Forbidden):
        way_to("https://mes.example/", HOUSE)


@pytest.mark.parametrize(
    "address",
    [
        "http://mes.example/", "ftp://mes.example/", "https://user@mes.example/", "https://u:p@mes.example/", "https://mes.example/#x",
        "https://", "//mes.example", "mes.example", "https://mes.example:99999/", "https://mes.example\\@inside/", "https://mes example/",
        "https://mes.example/\n", "https://luoshi.plant.example/api/", "https://[::1/", f"https://mes.example/{'x' * 300}", "https://例子.中国/",
    ],
)  # fmt: skip
def test_what_is_no_address_for_it_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    resolves(monkeypatch, "8.8.8.8")
    with pytest.raises(Forbidden):
        way_to(address, HOUSE)


@pytest.mark.parametrize(
    "address", ["https://2130706433/", "https://0x7f.1/", "https://127.1/", "https://localhost/", "https://[::ffff:7f00:1]/"]
)
def test_other_spellings_of_this_machine_are_refused_too(address: str) -> None:
    with pytest.raises(Forbidden):
        way_to(address, HOUSE)


def test_what_the_environment_names_is_let_through_with_its_port_and_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUOSHI_HOOK_HOSTS", "mes.local, http://10.1.2.3:8080/,10.1.2.4:8443")
    resolves(monkeypatch, "10.1.2.3")
    assert way_to("https://mes.local/", HOUSE).tls
    assert not way_to("http://10.1.2.3:8080/x", HOUSE).tls
    assert way_to("https://10.1.2.4:8443/", HOUSE).port == 8443
    for other in ("http://mes.local/", "https://mes.local:444/", "http://10.1.2.3/", "https://10.1.2.4/"):
        with pytest.raises(Forbidden):
            way_to(other, HOUSE)


def test_it_speaks_to_the_address_that_was_looked_at_though_the_name_leads_elsewhere_by_now(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def connect(address: Any, timeout: float) -> Any:
        asked.append(address)
        raise OSError

    monkeypatch.setattr(wire.socket, "create_connection", connect)
    resolves(monkeypatch, "10.0.0.1")
    from datetime import UTC, datetime

    with pytest.raises(wire.Silent):
        wire.post(Way("mes.example", "8.8.8.8", 443, "/", True), b"{}", "s", datetime(2026, 11, 2, tzinfo=UTC), event="test", delivery="x")
    assert asked == [("8.8.8.8", 443)]
