"""The job that looks for nightly lists: what is new is read in a process of its own, what has been read is weighed."""

import hashlib
import io
import uuid
from datetime import datetime, timedelta

from luoshi.adapters.spreadsheets.folder import Folder
from luoshi.adapters.spreadsheets.models import AWAY, CLOSED, DIRECTORY, FAILED, FOLDER, READ, READING, NightlyLook, SheetImport
from luoshi.adapters.spreadsheets.nightly.source import NAMES, Laid, content, laid, source_of
from luoshi.adapters.spreadsheets.nightly.weighing import nightly_lists, worth_again
from luoshi.adapters.spreadsheets.services import begin_reading, settle
from luoshi.base.clock import local_date
from luoshi.base.refusal import Refusal
from luoshi.web.accounts.configured import directory

EVERY = timedelta(minutes=1)
TRIED_AGAIN = timedelta(minutes=55)
KEPT_CLOSED = timedelta(days=30)
SEEN = ("source", "looked_at", "waited_since", "came_at", "size", "trouble", "told")


def look(at: datetime) -> int:
    """Settle what was being read, then look for what is new, units before people. Answers how many lists began to be read or ended."""
    _forget_what_is_gone()
    done = sum(settle(at=at, brought=one).state != READING for one in SheetImport.objects.exclude(nightly="").filter(state=READING))
    for register in NAMES:
        source = source_of(register)
        if source:
            done += _look(register, source, at)
        else:
            NightlyLook.objects.filter(register=register).delete()
    return done


def _forget_what_is_gone() -> None:
    """A list that waits and whose file is gone (the house was brought back from a backup) is forgotten, so that it is looked for anew."""
    for one in SheetImport.objects.filter(state__in=(READING, READ, FAILED)).exclude(nightly=""):
        if not Folder.of(one.key).path.exists():
            NightlyLook.objects.filter(register=one.register).update(came_at=None, size=0)
            one.delete()


def tidy(at: datetime) -> int:
    """Lines of nightly lists that ended without being taken go after a month; the last of each register stays: by it the next is known."""
    left: list[SheetImport] = []
    for register in NAMES:
        last = nightly_lists(register).exclude(digest="").first()
        ended = nightly_lists(register).filter(state__in=(CLOSED, AWAY), ended_at__lt=at - KEPT_CLOSED)
        left += [one for one in ended if one != last]
    for one in left:
        Folder.of(one.key).drop()
        one.delete()
    return len(left)


def _look(register: str, source: str, at: datetime) -> int:
    first = {"source": source, "looked_at": at, "waited_since": at}
    seen, _fresh = NightlyLook.objects.get_or_create(register=register, defaults=first)
    before = {name: getattr(seen, name) for name in SEEN}
    if seen.source != source:
        seen.source, seen.waited_since, seen.came_at, seen.trouble, seen.told = source, at, None, "", False
    try:
        found = _ask_directory(seen, at) if source == DIRECTORY else _open_file(seen, at)
    except Refusal as refusal:
        found, seen.trouble = 0, str(refusal)[:400]
    if source != DIRECTORY or found:
        seen.looked_at = at
    changed = {name: getattr(seen, name) for name in SEEN if getattr(seen, name) != before[name]}
    if changed:
        NightlyLook.objects.filter(pk=seen.pk).update(**changed)
    return found


def _open_file(seen: NightlyLook, at: datetime) -> int:
    """Read the file that lies there unless it is the one that was there before."""
    file = laid(seen.register)
    seen.trouble = "" if file is None else seen.trouble
    if file is None or (not seen.trouble and (seen.came_at, seen.size) == (file.at, file.size)):
        return 0
    stream = content(file, at)
    if stream is None:
        return 0
    seen.came_at, seen.size, seen.waited_since, seen.trouble, seen.told = file.at, file.size, min(file.at, at), "", False
    return _bring(seen.register, file, stream, at)


def _bring(register: str, file: Laid, stream: io.BytesIO, at: datetime) -> int:
    digest = hashlib.sha256(stream.getbuffer()).hexdigest()
    last = nightly_lists(register).exclude(digest="").first()
    if last is not None and last.digest == digest and not worth_again(last):
        return 0
    begin_reading(
        key=uuid.uuid4(),
        at=at,
        register=register,
        unit=None,
        person=None,
        stream=stream,
        name=file.path.name,
        digest=digest,
        nightly=FOLDER,
    )
    return 1


def _ask_directory(seen: NightlyLook, at: datetime) -> int:
    """Once a day, by the plant's calendar; where the directory gave nothing, again within the hour."""
    if nightly_lists(seen.register).filter(state=READING).exists():
        return 0
    if seen.trouble and seen.looked_at > at - TRIED_AGAIN:
        return 0
    if seen.came_at is not None and local_date(seen.came_at) == local_date(at) and not seen.trouble:
        return 0
    found = directory()
    begin_reading(
        key=uuid.uuid4(),
        at=at,
        register=seen.register,
        unit=None,
        person=None,
        stream=None,
        name=found.host if found else "?",
        digest="",
        nightly=DIRECTORY,
    )
    return 1
