"""Lists to choose from: which words each has, since when and until when each is offered, and the forms that keep them."""

import uuid
from datetime import timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.lists import lists
from luoshi.base.lists.services import add_word, change_word, offer_word
from luoshi.base.refusal import Unseen
from luoshi.kernel.org.rights import must_administer
from luoshi.web.request import Asked, actor, today
from luoshi.web.views.administration_forms import HOME, Form, Sheet, Table, address, choice, day, keys, read_day, serve, text
from luoshi.web.views.administration_units import ASKING


@require_safe
def every(request: Asked) -> HttpResponse:
    """All lists with how many words each offers today."""

    def make() -> Sheet:
        must_administer(actor(request))
        on, words = today(request), keys(request).words
        rows = [
            ((one.label, address("lists", one.name)), len(one.offered(on)), "、".join(str(label) for label in one.offered(on).values()))
            for one in lists
            if not words or words in str(one.label) or any(words in str(label) for label in one.values())
        ]
        table = Table((_("List"), _("Number of words"), _("Offered today")), rows, empty=_("Nothing matches"))
        return Sheet(_("Lists to choose from"), tables=[table], find=_("Words"))

    return serve(request, make)


@require_http_methods(ASKING)
def one(request: Asked, name: str) -> HttpResponse:
    """One list: its words, and the forms that add, rename, leave out and bring back."""
    must_administer(actor(request))
    chosen = lists.get(name)
    if chosen is None:
        raise Unseen
    here, on = address("lists", name), today(request)

    def told(request: Asked, key: uuid.UUID) -> dict[str, object]:
        return {"actor": actor(request), "at": request.at, "command": key, "name": name}

    def add(request: Asked, key: uuid.UUID) -> str:
        label, english = request.POST.get("label", ""), request.POST.get("english", "")
        add_word(**told(request, key), label=label, english=english, since=read_day(request))  # type: ignore[arg-type]
        return f"{here}?done=added"

    def change(request: Asked, key: uuid.UUID) -> str:
        post = request.POST
        change_word(
            **told(request, key), word=post.get("word", ""), label=post.get("label", ""), english=post.get("english", ""),  # type: ignore[arg-type]
        )  # fmt: skip
        return f"{here}?done=changed"

    def end(request: Asked, key: uuid.UUID) -> str:
        offer_word(**told(request, key), word=request.POST.get("word", ""), until=read_day(request, "until"))  # type: ignore[arg-type]
        return f"{here}?done=ended"

    def again(request: Asked, key: uuid.UUID) -> str:
        offer_word(**told(request, key), word=request.POST.get("word", ""), until=None)  # type: ignore[arg-type]
        return f"{here}?done=changed"

    def make() -> Sheet:
        own, offered = chosen.kept(), chosen.offered(on)
        rows = []
        for word, label in chosen.items():
            row = own.get(word)
            days = (row.since or "", row.until or "") if row else ("", "")
            rows.append((label, row.english if row else "", _("shipped") if word in chosen.shipped else _("our own"), *days,
                         "" if word in offered else _("not offered")))  # fmt: skip
        heads = (_("Word"), _("In English"), _("From where"), _("Offered from"), _("Until"), "")
        every = [(word, label) for word, label in chosen.items()]
        ending = [(word, label) for word, label in every if word not in own or own[word].until is None]
        ended = [(word, label) for word, label in every if word in own and own[word].until is not None]
        forms = [
            Form("add", _("Add a word"), _("Add"), add, [
                text("label", _("Word")), text("english", _("In English"), required=False), day("since", _("Offered from"), on),
            ]),
            Form("change", _("Another label"), _("Change"), change, [
                choice("word", _("Word"), every), text("label", _("Its label")), text("english", _("In English"), required=False),
            ], _("It is shown everywhere at once, also with what was raised under it.")),
            Form("end", _("Offer a word no longer"), _("Leave it out from that day"), end, [
                choice("word", _("Word"), ending), day("until", _("From"), on + timedelta(days=1)),
            ], _("What was raised under it keeps it.")),
        ]  # fmt: skip
        if ended:
            forms.append(Form("again", _("Offer a word again"), _("Offer it again"), again, [choice("word", _("Word"), ended)]))
        return Sheet(str(chosen.label), [(_("Lists to choose from"), f"{HOME}lists")], tables=[Table(heads, rows)], forms=forms)

    return serve(request, make)
