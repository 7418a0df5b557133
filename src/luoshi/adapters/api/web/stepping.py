"""Taking a step through a key: what the step's form asks, read and refused as the form is."""

from typing import Annotated, Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import UNSET, Meta, Struct, UnsetType

from luoshi.adapters.api.selectors import must_have_a_name
from luoshi.adapters.api.services import step_through, written
from luoshi.adapters.api.web.declared import Asking, Call, Endpoint, Said, Told, given
from luoshi.adapters.api.web.raising import MOST_BODY, Sent, files
from luoshi.base.refusal import Refusal, Unseen
from luoshi.base.workflow import Step
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.sheet import sheet
from luoshi.web.fields import MOST_FILES, MOST_PHOTOS, read
from luoshi.web.part_rows import MOST as MOST_PARTS

Text = Annotated[str, Meta(max_length=20_000)]


class PartRow(Struct, forbid_unknown_fields=True, frozen=True):
    """One area of a matter that is split."""

    area: Text
    action: Text
    owner: Annotated[Text, Meta(description="A staff number.")]
    workdays: Annotated[int, Meta(ge=0, le=366)]


Value = Text | Annotated[int, Meta(ge=-(10**15), le=10**15)] | Annotated[list[PartRow], Meta(max_length=MOST_PARTS)] | None


class Taken(Asking, frozen=True):
    """What the step asks for, by the names under `steps` in what GET /api/matters/{pk} answers."""

    fields: Annotated[dict[str, Value], Meta(description="The fields of the step.", examples=[{"answer": "阀已换。"}])] | UnsetType = UNSET
    measure: Annotated[int, Meta(ge=1, le=9999, description="The number of the measure it is about.")] | UnsetType = UNSET
    photos: Annotated[list[Sent], Meta(max_length=MOST_PHOTOS)] | UnsetType = UNSET
    documents: Annotated[list[Sent], Meta(max_length=MOST_FILES)] | UnsetType = UNSET


class Stepped(Said, frozen=True):
    """What was done. The same Idempotency-Key with the same body answers this again."""

    id: int
    step: str
    url: Annotated[str, Meta(examples=["/api/matters/17"])]


def _step(call: Call) -> Told:
    pk, name, said = call.named["pk"], call.named["step"], call.body
    declared = kinds[must_have_a_name(pk)].workflow.step(name)
    if declared is None:
        raise Unseen
    try:
        values = _values(call, declared, given(said.fields, {}))
        shots = files(call, given(said.photos, []), given(said.documents, []))
        step_through(
            token=call.who.token, actor=call.actor, at=call.at, command=call.command, matter=pk, step=name, values=values, photos=shots,
            measure=given(said.measure),
        )  # fmt: skip
    except Refusal:
        sheet(call.actor, pk, call.on)  # of what is not seen nothing is refused: it is not there
        raise
    return Told(Stepped(pk, name, f"/api/matters/{pk}"))


def _values(call: Call, declared: Step, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields as the form of the page would have them, read by the same reader."""
    asked = {need.name: need for need in (*declared.needs, *declared.offers)}
    for name, value in fields.items():
        if name not in asked or asked[name].kind in ("photos", "files"):
            raise Refusal(_("This step has no such field. It has: %(names)s.") % {"names": ", ".join(asked) or "—"}, field=name[:60])
        if isinstance(value, list) != (asked[name].kind == "parts") and value is not None:
            raise Refusal(_("Rows belong to the field of areas alone."), field=name)
    rows = {name: [_row(one) for one in value] if isinstance(value, list) else value for name, value in fields.items()}
    form = QueryDict(mutable=True)
    for name, texts in written(rows).items():
        form.setlist(name, texts)
    call.request.POST = form  # type: ignore[assignment]
    return read(call.request, declared)


def _row(one: PartRow) -> dict[str, str]:
    return {"area": one.area, "action": one.action, "owner": one.owner, "workdays": str(one.workdays)}


ENDPOINTS = (
    Endpoint(
        "POST",
        "matters/<int:pk>/steps/<str:step>",
        "api-step",
        "steps",
        gettext_lazy("Take a step"),
        _step,
        Stepped,
        body=Taken,
        once=True,
        longest=MOST_BODY,
        hidden=True,
    ),
)
