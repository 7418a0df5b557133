"""Raising a matter through a key: the same choices, the same services and the same refusals as on the report page."""

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import UNSET, Meta, Struct, UnsetType

from luoshi.adapters.api.services import raise_through
from luoshi.adapters.api.web.declared import Asking, Call, Endpoint, Names, Said, Told, given
from luoshi.base.files.room import make_room
from luoshi.base.files.services import Photo, take_in, take_in_document
from luoshi.base.refusal import Refusal, Unseen
from luoshi.kernel.matters.selectors import sent_by
from luoshi.kernel.matters.services.raising import staff
from luoshi.kernel.org.selectors import person_by_id, place_by_code
from luoshi.kernel.org.signs import equipment_at, parties
from luoshi.web.fields import MOST_FILES, MOST_PHOTOS, named_or_unit
from luoshi.web.shelves import Tile, offered_tiles
from luoshi.web.views.report import PROXIES, USUAL

if TYPE_CHECKING:
    from luoshi.kernel.org.models import Place

MOST_BODY = 28 * 1024 * 1024
Code = Annotated[str, Meta(min_length=1, max_length=60)]
Text = Annotated[str, Meta(max_length=20_000)]


class Sent(Struct, forbid_unknown_fields=True, frozen=True):
    """A file that comes along."""

    name: Annotated[str, Meta(min_length=1, max_length=120, examples=["valve.jpg"])]
    content: Annotated[bytes, Meta(description="The file in base64.")]


class Report(Asking, frozen=True):
    """What is raised."""

    among: ClassVar[Mapping[str, Names]] = {"about": lambda on: list(offered_tiles(on))}

    about: Annotated[str, Meta(description="What it is about; GET /api/kinds says what there is.", examples=["equipment"])]
    place: Annotated[Code, Meta(description="Where it was found, by the code on the wall.", examples=["7F3K9A"])]
    text: Annotated[Text, Meta(description="What is wrong, in a sentence.", examples=["蝶阀卡住，手轮打不动。"])] = ""
    photos: Annotated[list[Sent], Meta(max_length=MOST_PHOTOS)] | UnsetType = UNSET
    documents: Annotated[list[Sent], Meta(max_length=MOST_FILES)] | UnsetType = UNSET
    equipment: Annotated[Code, Meta(description="A machine of this place, by its code.")] | UnsetType = UNSET
    channel: Annotated[Code, Meta(description="How it came; for who enters for others.")] | UnsetType = UNSET
    on_behalf_of: Annotated[Code, Meta(description="The staff number of whoever raises it; for who enters for others.")] | UnsetType = UNSET
    party: Annotated[Code, Meta(description="A contractor or customer, by its code; for who enters for others.")] | UnsetType = UNSET
    concerns: (
        Annotated[list[Code], Meta(max_length=20, description="Whom it is about: staff numbers, names or units. It is kept from them.")]
        | UnsetType
    ) = UNSET
    conduct: Annotated[bool, Meta(description="It is about somebody's conduct: it goes to the named recipients alone.")] = False


class Raised(Said, frozen=True):
    """What was raised. The same Idempotency-Key with the same body answers this again."""

    id: int
    number: Annotated[str, Meta(examples=["水处理-2611-0001"])]
    url: Annotated[str, Meta(examples=["/api/matters/17"])]


def _raise(call: Call) -> Told:
    try:
        _take(call, call.body)
    except Refusal as refusal:
        raise _renamed(refusal) from None
    made = sent_by(call.actor, call.command, call.on)
    if made is None:
        raise Unseen
    url = f"/api/matters/{made.pk}"
    return Told(Raised(made.pk, made.number, url), 201, url)


def _take(call: Call, said: Report) -> None:
    tile, where = offered_tiles(call.on)[said.about], _place(call, said)
    raised: dict[str, Any] = {"place": where, "topic": tile.topic, "text": said.text, **_for_others(call, said, tile)}
    raised |= _about(call, said, where)
    raised["photos"] = files(call, given(said.photos, []), given(said.documents, []))
    if raised["photos"] and where.no_phone:
        raise Refusal(_("No photographs are taken at this place: describe it in words."), field="photos")
    raise_through(token=call.who.token, actor=call.actor, at=call.at, command=call.command, report=tile.report, **raised)


def _place(call: Call, said: Report) -> "Place":
    try:
        return place_by_code(said.place, call.on)
    except Unseen:
        raise Refusal(_("There is no place with this code."), field="place") from None


def _for_others(call: Call, said: Report, tile: Tile) -> dict[str, Any]:
    """The raiser and the way it came: others' only for who enters for others on the page too."""
    usual = USUAL if USUAL in tile.channels else next(iter(tile.channels))
    named = [name for name in ("channel", "on_behalf_of", "party") if getattr(said, name) is not UNSET]
    if named and not call.actor.holds(*PROXIES):
        raise Refusal(_("Only who enters for others may say this: leave it out."), field=named[0])
    channel = given(said.channel, usual)
    if channel not in tile.channels:
        raise Refusal(_("There is none of this name. These there are: %(names)s.") % {"names": ", ".join(tile.channels)}, field="channel")
    proxy = given(said.on_behalf_of, "")
    raiser = staff(proxy, call.at) if proxy else person_by_id(call.actor.person) if call.actor.person else None
    return {"channel": channel, "raiser": raiser}


def _about(call: Call, said: Report, where: "Place") -> dict[str, Any]:
    """The machine, the outside party and whom it is about, where they were named."""
    out: dict[str, Any] = {}
    if code := given(said.equipment, ""):
        out["equipment"] = next((one for one in equipment_at(where, call.on) if one.code == code), None)
        if out["equipment"] is None:
            raise Refusal(_("There is no equipment with this code at this place."), field="equipment")
    if code := given(said.party, ""):
        out["party"] = next((one for one in parties(call.on) if one.code == code), None)
        if out["party"] is None:
            raise Refusal(_("There is no outside party with this code."), field="party")
    concerns = [named_or_unit(call.request, one.strip(), "concerns") for one in given(said.concerns, [])]
    return out | ({"concerns": concerns} if concerns else {}) | ({"conduct": True} if said.conduct else {})


def files(call: Call, photos: list[Sent], documents: list[Sent]) -> list[Photo]:
    """The photographs and documents sent along, taken in and on disk, as the pages take them."""
    if not photos and not documents:
        return []
    sizes = [len(one.content) for one in (*photos, *documents)]
    make_room(actor=call.actor, at=call.at, sizes=sizes, field="photos" if photos else "documents")
    taken = [take_in(stream=io.BytesIO(one.content), name=one.name) for one in photos]
    return taken + [take_in_document(stream=io.BytesIO(one.content), name=one.name, field="documents") for one in documents]


FIELDS = {"proxy_staff_no": "on_behalf_of", "concerned": "concerns"}


def _renamed(refusal: Refusal) -> Refusal:
    """The same refusal, at the field as the program wrote it."""
    refusal.field = FIELDS.get(refusal.field, refusal.field)
    return refusal


ENDPOINTS = (
    Endpoint(
        "POST",
        "matters",
        "api-matters",
        "raise",
        gettext_lazy("Raise a matter"),
        _raise,
        Raised,
        body=Report,
        status=201,
        once=True,
        longest=MOST_BODY,
        location=True,
        hidden=True,
    ),
)
