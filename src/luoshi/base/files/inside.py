"""The inside of the bounded process in which a file from outside is opened: `python -m luoshi.base.files.inside WHAT`."""

import json
import resource
import sys

MOST_MEMORY = 768 * 1024**2
MOST_CPU_SECONDS = 20
MOST_READ = 64 * 1024**2


def main(what: str) -> int:
    """Read the file from the standard input; write one line of JSON, and behind it what was made of the file."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from luoshi.base.files.picture import Unreadable

    content = sys.stdin.buffer.read(MOST_READ)
    try:
        made, said = _look(what, content)
    except Unreadable as trouble:
        made, said = b"", {"trouble": str(trouble.args[0]), "about": [str(one) for one in trouble.args[1:]]}
    except (MemoryError, RecursionError):
        made, said = b"", {"trouble": "much", "about": []}
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + made)
    sys.stdout.buffer.flush()
    return 0


def _look(what: str, content: bytes) -> tuple[bytes, dict[str, object]]:
    if what == "picture":
        from luoshi.base.files.picture import made_anew

        return made_anew(content)
    if what == "pdf":
        from luoshi.base.files import pdf

        pdf.look_at(content)
    elif what in ("docx", "xlsx"):
        from luoshi.base.files import office

        return b"", {"unpacked": office.look_at(content, what)}
    else:
        raise ValueError(what)
    return b"", {}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
