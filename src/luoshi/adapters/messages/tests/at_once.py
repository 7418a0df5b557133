"""Senders at once and one that is killed, in processes and a database of their own: prints what became of it as one JSON document.

`python -m luoshi.adapters.messages.tests.at_once`; with the word `send` it is the sender that will be killed.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from typing import Any

WHEN = "2026-11-02 09:00"
HERE = "luoshi.adapters.messages.tests.at_once"


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.site.settings")
    import django
    from django.conf import settings

    if "pool" in settings.DATABASES["default"].get("OPTIONS", {}):
        settings.DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 12}
    django.setup()


def play() -> dict[str, Any]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from luoshi.adapters.messages.models import Address, Message
    from luoshi.adapters.messages.sending import send_ready
    from luoshi.adapters.messages.tests.receivers import Receiver, environment, listen
    from luoshi.kernel.matters.notices import Notice, tell
    from tests.at_once import at_once
    from tests.cast import at, build

    plant, morning, receiver = build(), at(WHEN), Receiver()
    listen(receiver)
    os.environ.update(environment(receiver))
    for person in plant.people.values():
        Address.objects.create(person=person, channel="wecom", address=person.staff_no, nonce="n", code_until=morning, confirmed_at=morning)
    for number in range(5):
        for person in plant.people.values():
            tell(Notice(f"{number} {person.pk}", "to_office", person.pk, f"{person.staff_no}的第{number}件", "/w/inbox", None), morning)
    found: dict[str, Any] = {"people": len(plant.people)}
    found["settled by each of four"] = at_once([lambda: send_ready(morning)] * 4)
    cards = [got.body["textcard"]["description"] for got in receiver.sent("message/send")]
    said = Counter(line for card in cards for line in card.splitlines())
    found["titles"], found["most often"] = len(said), max(said.values())
    found["open"] = Message.objects.filter(sent_at=None).count()

    receiver.got.clear()
    li = plant.people["li"]
    tell(Notice("killed", "to_office", li.pk, "发到一半", "/w/inbox", None), morning)
    receiver.say("message/send", {"errcode": 0}, wait=20)
    child = subprocess.Popen([sys.executable, "-m", HERE, "send"], env=dict(os.environ))
    deadline = time.monotonic() + 60
    while not receiver.sent("message/send") and time.monotonic() < deadline:
        time.sleep(0.05)
    child.kill()
    child.wait()
    found["while claimed"] = send_ready(morning + timedelta(minutes=4))
    found["after the claim"] = send_ready(morning + timedelta(minutes=6))
    found["and then"] = send_ready(morning + timedelta(minutes=20))
    found["sent although killed"] = len(receiver.sent("message/send"))
    return found


def main() -> int:
    set_up()
    if "send" in sys.argv:
        from luoshi.adapters.messages.sending import send_ready
        from tests.cast import at

        send_ready(at(WHEN))
        return 0
    sys.stdout.write(json.dumps(play(), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
