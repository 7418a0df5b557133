"""One matter for programs: what its sheet shows this person, its story, and what may be done next."""

from typing import Annotated

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy
from msgspec import Meta

from luoshi.adapters.api.selectors import file_must_have_a_name, must_have_a_name
from luoshi.adapters.api.web.declared import Call, Endpoint, Said
from luoshi.adapters.api.web.shapes import Moment, Named, moment, state_of
from luoshi.base.clock import local
from luoshi.base.files.kinds import TYPES
from luoshi.base.workflow import Need, Step
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.sheet import Line, Sheet, photo_of, sheet
from luoshi.web.depth import elsewhere
from luoshi.web.facts import holder
from luoshi.web.giving_files import given


class Wanted(Said, frozen=True):
    """A field that a step asks for. `kind` says how it is written: persons by staff number, units by code, matters by number."""

    name: str
    kind: Annotated[str, Meta(examples=["person"])]
    label: str
    required: bool
    choices: list[Named]


class Possible(Said, frozen=True):
    """A step that may be taken now; `measure` is the number of the measure it is about, where there are several."""

    name: str
    label: str
    measure: int | None
    fields: list[Wanted]
    url: Annotated[str, Meta(examples=["/api/matters/17/steps/assign"])]


class File(Said, frozen=True):
    """A photograph (without a name) or a document."""

    name: str
    url: Annotated[str, Meta(examples=["/api/files/3f1c6d0e-6f6c-4a3e-9f0e-6c756f736869"])]


class StoryLine(Said, frozen=True):
    """A line of the story."""

    at: Moment
    act: str
    step: str
    before: str
    after: str
    person: str | None
    behalf: str | None
    text: str
    files: list[File]


class Measure(Said, frozen=True):
    """What is done about it: one try of one measure."""

    measure: int
    text: str
    owner: str
    due_at: Moment
    done_at: Moment | None
    done_text: str
    verified_at: Moment | None
    verdict: Annotated[str, Meta(description="passed, refused, or empty.")]
    dropped_at: Moment | None


class Held(Said, frozen=True):
    """Who had it, from when to when."""

    unit: str
    person: str | None
    since: Moment
    until: Moment | None


class Matter(Said, frozen=True):
    """One matter as this person may see it."""

    id: int
    number: str
    kind: str
    title: str
    text: str
    state: Named
    round: int
    channel: str
    topic: str
    unit: str
    place: str | None
    equipment: str | None
    office: str
    raiser: Annotated[str | None, Meta(description="Null where nobody signed it, or where this person may not read the name.")]
    discreet: Annotated[bool, Meta(description="The raiser asked not to be named: do not pass the name on.")]
    owner: str | None
    holder: str | None
    waiting: str
    whole: Annotated[str | None, Meta(description="The number of the matter that it is answered with.")]
    repeats: Annotated[str | None, Meta(description="The number of the matter that it repeats.")]
    raised_at: Moment
    due_at: Moment | None
    answered_at: Moment | None
    closed_at: Moment | None
    measures: list[Measure]
    held: list[Held]
    story: list[StoryLine]
    steps: list[Possible]
    page: Annotated[str, Meta(description="Where people read it.", examples=["/w/matters/17"])]


def _read(call: Call) -> Matter:
    pk = call.named["pk"]
    must_have_a_name(pk)
    return told(sheet(call.actor, pk, call.on))


def told(seen: Sheet) -> Matter:
    """What the sheet shows, field by field: nothing goes out that is not named here."""
    m = seen.matter
    return Matter(
        id=m.pk, number=m.number, kind=m.kind, title=m.title, text=seen.lines[0].text if seen.lines else "",
        state=state_of(m.kind, m.state), round=m.round, channel=m.channel, topic=m.topic, unit=m.unit.code,
        place=m.place.code if m.place else None, equipment=m.equipment.code if m.equipment else None, office=m.office.code,
        raiser=m.raiser.name if m.raiser else None, discreet=m.confidential, owner=m.owner.name if m.owner else None,
        holder=holder(seen) or None, waiting=m.waiting, whole=m.parent.number if m.parent else None,
        repeats=m.again_of.number if m.again_of else None, raised_at=local(m.raised_at).replace(microsecond=0), due_at=moment(m.due_at),
        answered_at=moment(m.answered_at), closed_at=moment(m.closed_at),
        measures=[_measure(one) for one in seen.actions],
        held=[Held(one.unit, one.person, local(one.since), moment(one.until)) for one in seen.stays],
        story=[_line(one) for one in seen.lines], steps=_steps(seen), page=f"/w/matters/{m.pk}",
    )  # fmt: skip


def _measure(one: object) -> Measure:
    get = lambda name: getattr(one, name)  # noqa: E731
    return Measure(
        get("measure"), get("text"), get("owner").name, local(get("due_at")), moment(get("done_at")), get("done_text"),
        moment(get("verified_at")), get("verdict"), moment(get("dropped_at")),
    )  # fmt: skip


def _line(one: Line) -> StoryLine:
    files = [("", photo) for photo in one.photos] + [(name, file) for file, name, _size in one.files]
    return StoryLine(
        local(one.at).replace(microsecond=0), one.act, one.step, one.before, one.after, one.person, one.behalf, one.text,
        [File(name, f"/api/files/{file}") for name, file in files],
    )  # fmt: skip


def _file(call: Call) -> HttpResponseBase:
    file_must_have_a_name(call.named["key"])
    return given(call.request, photo_of(call.actor, call.named["key"], call.on))


def _steps(seen: Sheet) -> list[Possible]:
    """The steps that are this person's to take, as the sheet offers them; what has a form of its own elsewhere is not among them."""
    ways = [(step, None) for step in seen.steps if step.act not in elsewhere()]
    ways += [(step, one.measure) for step, one in seen.offers]  # type: ignore[misc]
    return [
        Possible(step.name, str(step.label), measure, _fields(seen, step), f"/api/matters/{seen.matter.pk}/steps/{step.name}")
        for step, measure in ways
    ]


def _fields(seen: Sheet, step: Step) -> list[Wanted]:
    asked = [*((need, True) for need in step.needs), *((need, False) for need in step.offers)]
    return [Wanted(need.name, need.kind, str(need.label), required, _choices(seen, need)) for need, required in asked]


def _choices(seen: Sheet, need: Need) -> list[Named]:
    if need.kind == "kind":
        return [Named(kind.name, str(kind.label)) for kind in kinds if kind.name != seen.matter.kind]
    return [Named(one.value, str(one.label)) for one in need.choices]


ENDPOINTS = (
    Endpoint(
        "GET",
        "matters/<int:pk>",
        "api-matter",
        "matters",
        gettext_lazy("One matter with its story, and what I may do next"),
        _read,
        Matter,
        hidden=True,
    ),
    Endpoint(
        "GET",
        "files/<uuid:key>",
        "api-file",
        "matters",
        gettext_lazy("A photograph or a document of a matter"),
        _file,
        None,
        gives=tuple(TYPES.values()),
        also=(304,),
        hidden=True,
    ),
)
