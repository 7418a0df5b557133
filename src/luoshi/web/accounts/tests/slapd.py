"""A company's directory on this machine: slapd with its own folder and port, ended by its process id."""

import base64
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

SLAPD, SLAPADD, SCHEMA = "/usr/sbin/slapd", "/usr/sbin/slapadd", Path("/etc/ldap/schema")
BASE, READER, READS, SPEAKS = "dc=lanjiang,dc=example", "cn=reader,dc=lanjiang,dc=example", "a reader reads", "阀门 and 7 wheels"
CONFIG = """
include {schema}/core.schema
include {schema}/cosine.schema
include {schema}/inetorgperson.schema
pidfile {folder}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile {folder}/own.pem
TLSCertificateKeyFile {folder}/own.key
allow bind_anon_cred bind_anon_dn
sizelimit size.soft=500 size.hard=500 size.prtotal=1210
access to attrs=userPassword by anonymous auth by * none
access to * by dn.base="{reader}" read by * none
database mdb
suffix "{base}"
directory {folder}/kept
"""
ENTRY = """dn: {dn}
objectClass: inetOrgPerson
cn: {cn}
sn:: {sn}
{number}userPassword:: {password}

"""


class Missing(Exception):
    """There is no slapd on this machine."""


@dataclass(frozen=True)
class Slapd:
    folder: Path
    port: int
    tls_port: int

    def settings(self, **other: str) -> dict[str, str]:
        """What the environment of the house says of it."""
        return {
            "LUOSHI_LDAP": f"ldap://127.0.0.1:{self.port}", "LUOSHI_LDAP_BASE": BASE, "LUOSHI_LDAP_READER": READER,
            "LUOSHI_LDAP_READER_PASSWORD": READS, "LUOSHI_LDAP_CERTIFICATES": str(self.folder / "own.pem"), **other,
        }  # fmt: skip


@contextmanager
def running(folder: Path, more: str = "") -> Iterator[Slapd]:
    """With one person of the cast, one twice, one number with signs that mean something, one without a password; and `more` entries."""
    if not Path(SLAPD).exists() or not SCHEMA.exists():
        raise Missing("no slapd here (apt-get install slapd)")
    (folder / "kept").mkdir(parents=True)
    _certificate(folder)
    config = folder / "slapd.conf"
    config.write_text(CONFIG.format(schema=SCHEMA, folder=folder, base=BASE, reader=READER))
    filled = subprocess.run([SLAPADD, "-f", str(config)], input=_entries() + more, text=True, capture_output=True, check=False)
    if filled.returncode:
        raise RuntimeError(filled.stderr)
    port, tls_port = _free_port(), _free_port()
    listening = f"ldap://127.0.0.1:{port}/ ldaps://127.0.0.1:{tls_port}/"
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([SLAPD, "-f", str(config), "-h", listening, "-d", "0"], stdout=log, stderr=log)
    try:
        _wait(port, server, folder)
        yield Slapd(folder, port, tls_port)
    finally:
        server.send_signal(signal.SIGCONT)
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(10)
        if server.poll() is None:
            server.kill()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _entries() -> str:
    people = [
        ("cn=Wang,ou=people", "王海生", "20416", SPEAKS), ("cn=Li,ou=people", "李国栋", "20102", "twice"), ("cn=Li 2,ou=people", "李国栋", "20102", "twice"),
        ("cn=Li*,ou=people", "李*", "2*", "starred"), ("cn=Gone,ou=people", "走了", "30001", SPEAKS), ("cn=reader", "reader", "", READS),
    ]  # fmt: skip
    root = f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\ndc: lanjiang\no: 澜江\n\n"
    root += f"dn: ou=people,{BASE}\nobjectClass: organizationalUnit\nou: people\n\n"
    return root + "".join(
        ENTRY.format(
            dn=f"{dn},{BASE}",
            cn=dn.removeprefix("cn=").split(",")[0],
            sn=_in_64(sn),
            number=f"employeeNumber: {number}\n" if number else "",
            password=_in_64(password),
        )
        for dn, sn, number, password in people
    )


def add(branch: str, people: Iterable[tuple[str, str, str]]) -> str:
    """Entries of a branch of their own: number, name, unit."""
    words = f"dn: ou={branch},{BASE}\nobjectClass: organizationalUnit\nou: {branch}\n\n"
    return words + "".join(
        ENTRY.format(
            dn=f"cn={number},ou={branch},{BASE}",
            cn=number,
            sn=_in_64(name),
            number=f"employeeNumber: {number}\ndepartmentNumber: {unit}\n",
            password=_in_64(SPEAKS),
        )
        for number, name, unit in people
    )


def _in_64(words: str) -> str:
    return base64.b64encode(words.encode()).decode()


def _certificate(folder: Path) -> None:
    """For 127.0.0.1, by itself, for a day."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    from ipaddress import ip_address

    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30)).not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    (folder / "own.pem").write_bytes(made.public_bytes(pem))
    (folder / "own.key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    os.chmod(folder / "own.key", 0o600)  # noqa: PTH101


def _wait(port: int, server: "subprocess.Popen[bytes]", folder: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"slapd did not start: {(folder / 'log').read_text()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
