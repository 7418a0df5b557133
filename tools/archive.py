"""Packs everything an installation needs into one file, for machines that reach no package index.

    python tools/archive.py --out var                                          for machines like this one
    python tools/archive.py --out var --platform manylinux_2_28_x86_64         for others: older systems (glibc 2.28)
    python tools/archive.py --out var --platform manylinux_2_28_aarch64        or other processors (Kunpeng, Phytium)

In it: the house and every part it runs on as wheels, each pinned with its digest in requirements.txt; install.sh; docs, deploy; SHA256SUMS
over all of it. The versions are those installed here, which the tests ran with. The same commit gives the same names and digests.
"""

import argparse
import gzip
import hashlib
import io
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.parts import HOUSE, parts

ALSO = ("README.md", "README.zh.md", "CHANGELOG.md", "LICENSE")
FOLDERS = ("docs", "deploy")
INSTALL = """#!/bin/sh
# Installs or upgrades the house from this folder alone: nothing is asked of any network.   sh install.sh [/opt/luoshi]
set -eu
cd "$(dirname "$0")"
to=${1:-/opt/luoshi}
python=${PYTHON:-python@MAJOR@.@MINOR@}
no() { echo "$1" >&2; exit 1; }
sha256sum --check --quiet SHA256SUMS || no "A file is not what was packed: carry the archive over again."
"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (@MAJOR@, @MINOR@))' || no "Python @MAJOR@.@MINOR@ is needed: set PYTHON."
[ -x "$to/bin/python" ] || "$python" -m venv "$to"
"$to/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels --require-hashes -r requirements.txt
echo "Installed: $to/bin/luoshi. A new house: luoshi init. One that is there: luoshi backup, then luoshi upgrade."
"""
GLIBC = re.compile(r"manylinux_2_(\d+)_(\w+)")
OLDEST = 17


def pip(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words], cwd=HOUSE, check=True)


def wheels(folder: Path, platform: str) -> None:
    """The wheel of the house and one of each part, in the version that is installed here."""
    pip("wheel", "--no-deps", "--wheel-dir", str(folder), ".")
    pins = [f"{name}=={one.version}" for name, (one, _by) in sorted(parts().items())]
    other = [word for one in platforms(platform) for word in ("--platform", one)]
    other += ["--python-version", f"{sys.version_info[0]}.{sys.version_info[1]}"] if platform else []
    pip("download", "--no-deps", "--only-binary", ":all:", *other, "--dest", str(folder), *pins)


def platforms(platform: str) -> list[str]:
    """What a machine of this kind also takes: wheels made for an older glibc."""
    found = GLIBC.fullmatch(platform)
    if not found:
        return [platform] if platform else []
    return [f"manylinux_2_{number}_{found[2]}" for number in range(int(found[1]), OLDEST - 1, -1)] + [f"manylinux2014_{found[2]}"]


def requirements(folder: Path) -> str:
    """One line for each wheel: name, version, digest."""
    lines = []
    for path in sorted(folder.glob("*.whl")):
        name, version = path.name.split("-")[:2]
        lines.append(f"{re.sub(r'[-_.]+', '-', name).lower()}=={version} --hash=sha256:{digest(path.read_bytes())}")
    return "\n".join(lines) + "\n"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def content(folder: Path) -> Iterator[tuple[str, bytes, int]]:
    """What goes in: name, bytes, mode; the list of digests last."""
    script = INSTALL.replace("@MAJOR@", str(sys.version_info[0])).replace("@MINOR@", str(sys.version_info[1]))
    found = [("install.sh", script.encode(), 0o755), ("requirements.txt", requirements(folder).encode(), 0o644)]
    found += [(f"wheels/{path.name}", path.read_bytes(), 0o644) for path in sorted(folder.glob("*.whl"))]
    tracked = subprocess.run(["git", "ls-files", "-z", *ALSO, *FOLDERS], cwd=HOUSE, check=True, capture_output=True).stdout.decode()
    found += [(name, (HOUSE / name).read_bytes(), 0o644) for name in sorted(tracked.split("\0")) if name and (HOUSE / name).is_file()]
    yield from found
    yield "SHA256SUMS", "".join(f"{digest(data)}  {name}\n" for name, data, _mode in found).encode(), 0o644


def packed(path: Path, top: str, folder: Path, when: int) -> None:
    """The same content gives the same bytes: nobody's name, one moment, in order."""
    with (
        path.open("wb") as out,
        gzip.GzipFile("", "wb", fileobj=out, mtime=when) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as archive,
    ):
        for name, data, mode in content(folder):
            member = tarfile.TarInfo(f"{top}/{name}")
            member.size, member.mode, member.mtime = len(data), mode, when
            archive.addfile(member, io.BytesIO(data))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=HOUSE / "var")
    parser.add_argument("--platform", default="", help="as wheels name it; this machine's unless said")
    arguments = parser.parse_args()
    commit, when = subprocess.run(
        ["git", "log", "-1", "--format=%h %ct"], cwd=HOUSE, check=True, capture_output=True, text=True
    ).stdout.split()  # fmt: skip
    os.environ["SOURCE_DATE_EPOCH"] = when
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        wheels(folder, arguments.platform)
        version = next(folder.glob("luoshi-*.whl")).name.split("-")[1]
        machine = arguments.platform or sysconfig.get_platform().replace("-", "_")
        top = f"luoshi-{version}-{commit}-{machine}"
        arguments.out.mkdir(parents=True, exist_ok=True)
        path = arguments.out / f"{top}.tar.gz"
        packed(path, top, folder, int(when))
    sys.stdout.write(f"{path}\nsha256 {digest(path.read_bytes())}, {path.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
