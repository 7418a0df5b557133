"""The tables of what must be carried through: the spine row, its actions, its holders, its timeline."""

from django.db import models
from django.db.models import F, Q

from luoshi.base.files.models import StoredFile
from luoshi.kernel.activities.models import Activity
from luoshi.kernel.org.models import Equipment, Party, Person, Place, Unit

CLOSINGS = (
    ("confirmed", "confirmed"),
    ("not evaluated", "not evaluated"),
    ("imported", "imported"),
    ("withdrawn", "withdrawn"),
    ("part", "part"),
)
UNANSWERED = ("withdrawn", "part")  # what the raiser took back, and a part whose raiser is answered with the whole
WAITING = (("asked", "asked"), ("paused", "paused"))
EFFECTS = (("holds", "holds"), ("failed", "failed"))
NATURES = (("containment", "containment"), ("corrective", "corrective"), ("preventive", "preventive"))
PARTS = (("co_responsible", "co_responsible"), ("copied", "copied"))
RATINGS = (("satisfied", "satisfied"), ("mostly", "mostly"), ("dissatisfied", "dissatisfied"))
RESULTS = (("solved", "solved"), ("planned", "planned"), ("explained", "explained"), ("reference", "reference"), ("declined", "declined"))


class Matter(models.Model):
    """One matter of any kind: what it is, where it was found, who raised it, who holds it, when it is due and how it ended.

    `confidential`: the raiser's name is for the office and the raiser alone. `due_workdays` counts from `entered_at`, so that a new
    calendar can move the deadline. `imported` is the key of the import that brought it as history; then `ledger_no` is its number in the
    old ledger, `ledger_key` tells the same row again, `raiser_words` names the raiser as written where nobody here is meant; it is
    `findable` once its words are laid into the search.

    `parent` is the one it is a part of or was merged into; `again_of` the closed one that it repeats. `waiting` says that it stands still
    with a reason; `bound` that the level above has decided whose it is. `reserved`: somebody it concerns must never read it; `conduct`: it
    goes to named recipients outside every tree. `effect_on` is the day on which the effect is looked at, `effect` what was found then.
    `told_level` counts how far up the tree it was told at this station.
    """

    kind = models.CharField(max_length=30)
    number = models.CharField(max_length=40, unique=True, db_column="matter_no")
    title = models.CharField(max_length=120)
    topic = models.CharField(max_length=30, blank=True, default="")
    channel = models.CharField(max_length=30, blank=True, default="")
    state = models.CharField(max_length=30)
    round = models.IntegerField(default=1, db_column="round_no")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="matters")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="matters", db_index=False)
    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, null=True, related_name="matters", db_index=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="matters", db_index=False)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts", db_index=False)
    again_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="recurrences", db_index=False)
    raiser = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="raised")
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    claim = models.CharField(max_length=20, blank=True, default="")
    raiser_words = models.CharField(max_length=60, blank=True, default="")
    confidential = models.BooleanField(default=False)
    reserved = models.BooleanField(default=False)
    conduct = models.BooleanField(default=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, related_name="gave_rise_to", db_index=False)
    ledger_no = models.CharField(max_length=40, blank=True, default="")
    ledger_key = models.CharField(max_length=80, blank=True, default="")
    imported = models.UUIDField(null=True)
    findable = models.BooleanField(default=True)

    office = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="office_matters", db_index=False)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="owned", db_index=False)
    holder_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="held", db_index=False)
    holder = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="held", db_index=False)
    told = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="told_of", db_index=False)
    told_at = models.DateTimeField(null=True)
    told_level = models.IntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    waiting = models.CharField(max_length=10, blank=True, default="", choices=WAITING)
    bound = models.BooleanField(default=False)

    raised_at = models.DateTimeField()
    raised_on = models.DateField()
    happened_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    due_workdays = models.IntegerField(null=True)
    promised_on = models.DateField(null=True)
    result = models.CharField(max_length=12, blank=True, default="", choices=RESULTS)
    answered_at = models.DateTimeField(null=True)
    answered_on = models.DateField(null=True)
    rating = models.CharField(max_length=12, blank=True, default="", choices=RATINGS)
    closed_at = models.DateTimeField(null=True)
    closed_on = models.DateField(null=True)
    closing = models.CharField(max_length=20, blank=True, default="", choices=CLOSINGS)
    effect_on = models.DateField(null=True)
    effect = models.CharField(max_length=10, blank=True, default="", choices=EFFECTS)

    class Meta:
        db_table = "matter"
        indexes = [
            models.Index(
                fields=["kind", "due_at", "unit", "state", "reserved"], name="matter_kind_due", condition=Q(closed_at__isnull=True)
            ),
            models.Index(fields=["unit", "due_at", "id"], name="matter_unit_due", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["holder", "due_at"], name="matter_holder_due", condition=Q(closed_at__isnull=True)),
            models.Index(
                fields=["holder_unit", "due_at"], name="matter_desk_due", condition=Q(closed_at__isnull=True, holder__isnull=True)
            ),
            models.Index(fields=["office", "due_at"], name="matter_office_due", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["told"], name="matter_told", condition=Q(closed_at__isnull=True, told__isnull=False)),
            models.Index(fields=["parent"], name="matter_parent", condition=Q(parent__isnull=False)),
            models.Index(fields=["activity"], name="matter_activity", condition=Q(activity__isnull=False)),
            models.Index(fields=["id"], name="matter_not_findable", condition=Q(findable=False)),
            models.Index(fields=["kind", "id", "unit"], name="matter_kind_unit"),
            models.Index(fields=["kind", "id", "unit"], name="matter_kind_open", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["kind", "raised_on", "unit"], name="matter_raised_on"),
            models.Index(fields=["kind", "closed_on", "unit"], name="matter_closed_on"),
            models.Index(fields=["place", "raised_on"], name="matter_place", condition=Q(place__isnull=False)),
            models.Index(fields=["equipment", "raised_on"], name="matter_equipment", condition=Q(equipment__isnull=False)),
            models.Index(fields=["again_of"], name="matter_again_of", condition=Q(again_of__isnull=False)),
            models.Index(fields=["effect_on", "office"], name="matter_effect", condition=Q(effect_on__isnull=False, effect="")),
            models.Index(fields=["raiser", "id"], name="matter_conduct", condition=Q(conduct=True)),
            models.Index(fields=["id"], name="matter_reserved", condition=Q(reserved=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(answered_at__isnull=False) | Q(closing__in=UNANSWERED),
                name="matter_closed_answered",
            ),
            models.CheckConstraint(condition=Q(again_of__isnull=True) | ~Q(again_of=F("id")), name="matter_not_again_of_itself"),
            models.CheckConstraint(condition=Q(conduct=False) | Q(reserved=True), name="matter_conduct_is_reserved"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_on__isnull=True, closing="")
                | (Q(closed_at__isnull=False, closed_on__isnull=False) & ~Q(closing="")),
                name="matter_closing_complete",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_on__isnull=True) | Q(answered_at__isnull=False, answered_on__isnull=False),
                name="matter_answered_on_a_day",
            ),
            models.UniqueConstraint(fields=["kind", "ledger_key"], condition=~Q(ledger_key=""), name="matter_ledger_key_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(holder__isnull=True, holder_unit__isnull=True),
                name="matter_closed_unheld",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Action(models.Model):
    """One try at putting it right: what, by whom, until when, what was done by and for whom, and what another found when checking.

    A matter may have several measures, each with tries of its own: `measure` is its number, `nature` says what it is for, `money` what it
    costs in yuan, `contingency` what is done if it does not work; one that is not needed any more was dropped.
    """

    VERDICTS = (("passed", "passed"), ("refused", "refused"))

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="actions")
    ordinal = models.IntegerField()
    measure = models.IntegerField(default=1, db_column="measure_no")
    nature = models.CharField(max_length=12, blank=True, default="", choices=NATURES)
    text = models.TextField()
    money = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    contingency = models.TextField(blank=True, default="")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="actions", db_index=False)
    due_at = models.DateTimeField()
    workdays = models.IntegerField(null=True)
    assigned_at = models.DateTimeField()
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    done_for = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    done_at = models.DateTimeField(null=True)
    done_text = models.TextField(blank=True, default="")
    verifier = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="to_verify", db_index=False)
    verified_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    verified_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=10, blank=True, default="", choices=VERDICTS)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "matter_action"
        indexes = [
            models.Index(
                fields=["owner", "due_at"], name="matter_action_owner", condition=Q(done_at__isnull=True, dropped_at__isnull=True)
            ),
            models.Index(fields=["verifier"], name="matter_action_verifier", condition=Q(verified_at__isnull=True, verifier__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["matter", "ordinal"], name="matter_action_ordinal"),
            models.CheckConstraint(condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("done_by")), name="matter_verifier_not_doer"),
            models.CheckConstraint(condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("done_for")), name="matter_verifier_not_for"),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | Q(done_by__isnull=False, done_for__isnull=False),
                name="matter_verified_was_done",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True, verdict="") | (Q(verified_by__isnull=False) & ~Q(verdict="")),
                name="matter_verdict_by_somebody",
            ),
        ]


class Involved(models.Model):
    """Somebody beside the owner: answers for it too, or is kept informed."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="involved")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="involved_in")
    part = models.CharField(max_length=15, choices=PARTS)
    since = models.DateTimeField()

    class Meta:
        db_table = "matter_involved"
        constraints = [models.UniqueConstraint(fields=["matter", "person", "part"], name="matter_involved_once")]


class Concern(models.Model):
    """Whom a matter is about: this person or unit, and those below, never read, own, assign or verify it."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="concerns")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "matter_concern"
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, unit__isnull=False) | Q(person__isnull=False, unit__isnull=True),
                name="matter_concern_one_of_both",
            ),
        ]


class Custody(models.Model):
    """Who held a matter over `[since, until)`: a person, or an office as a whole. The time is charged to them."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="custodies")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    why = models.CharField(max_length=30, blank=True, default="")

    class Meta:
        db_table = "matter_custody"
        constraints = [
            models.UniqueConstraint(fields=["matter"], condition=Q(until__isnull=True), name="matter_custody_one_open"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="matter_custody_until"),
        ]


class Event(models.Model):
    """One line of the timeline: who did what, from which state to which, in words."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=30)
    step = models.CharField(max_length=30, blank=True, default="")
    before = models.CharField(max_length=30, blank=True, default="", db_column="state_before")
    after = models.CharField(max_length=30, db_column="state_after")
    round = models.IntegerField(db_column="round_no")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    behalf = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(db_column="at_moment")
    on = models.DateField(db_column="on_day")
    text = models.TextField(blank=True, default="", db_column="said")
    detail = models.JSONField(default=dict)

    class Meta:
        db_table = "matter_event"
        indexes = [
            models.Index(fields=["act", "on"], name="matter_event_act_on"),
            models.Index(fields=["person", "id"], name="matter_event_person"),
        ]


class EventPhoto(models.Model):
    """A photograph shown with a line of the timeline."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", db_column="stored_file_id")
    ordinal = models.IntegerField()

    class Meta:
        db_table = "matter_event_photo"
        constraints = [models.UniqueConstraint(fields=["event", "ordinal"], name="matter_event_photo_order")]


class Serial(models.Model):
    """The last number given out in a unit and month."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    month = models.CharField(max_length=4, db_column="in_month")
    last = models.IntegerField(db_column="last_given")

    class Meta:
        db_table = "matter_serial"
        constraints = [models.UniqueConstraint(fields=["unit", "month"], name="matter_serial_month")]


class StockPhrase(models.Model):
    """A sentence that an office uses again and again for one kind of matter."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    ordinal = models.IntegerField()
    text = models.CharField(max_length=300, db_column="words")

    class Meta:
        db_table = "matter_phrase"
        constraints = [models.UniqueConstraint(fields=["unit", "kind", "ordinal"], name="matter_phrase_order")]
