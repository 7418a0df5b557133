"""The tables of org: units and their dated tree, people, holdings, places, shift patterns, the working calendar."""

from django.db import models
from django.db.models import F, Q

from luoshi.kernel.org.roles import ROLES


def _after(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gt=F("since")), name=name)


class Unit(models.Model):
    """A company, plant, workshop, office or team. Where it hangs in the tree is told by its branches, not here."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=20, blank=True, default="")
    receives_for = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="offices")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "org_unit"
        constraints = [
            _after("org_unit_until"),
            models.UniqueConstraint(fields=["short_name"], condition=~Q(short_name=""), name="org_unit_short_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Branch(models.Model):
    """A dated edge of a tree: this unit hangs below that one over `[since, until)`. The root has no parent."""

    tree = models.CharField(max_length=20, default="administrative")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="branches")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="twigs")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "org_branch"
        constraints = [
            _after("org_branch_until"),
            models.UniqueConstraint(fields=["tree", "unit"], condition=Q(until__isnull=True), name="org_branch_one_open"),
            models.CheckConstraint(condition=Q(parent__isnull=True) | ~Q(parent=F("unit")), name="org_branch_not_itself"),
        ]


class Person(models.Model):
    """Somebody who works here, by staff number (text, leading zeros kept); of an outside party if one is named. Accounts lie elsewhere."""

    staff_no = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="people")
    post = models.CharField(max_length=40, blank=True, default="")
    party = models.ForeignKey("Party", on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "org_person"
        constraints = [_after("org_person_until")]

    def __str__(self) -> str:
        return self.name


class Holding(models.Model):
    """A person has a role on a unit over `[since, until)`."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    role = models.CharField(max_length=30)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="holdings")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "org_holding"
        indexes = [models.Index(fields=["role", "unit"], name="org_holding_role_unit")]
        constraints = [
            _after("org_holding_until"),
            models.UniqueConstraint(fields=["person", "role", "unit"], condition=Q(until__isnull=True), name="org_holding_one_open"),
            models.CheckConstraint(condition=Q(role__in=sorted(ROLES)), name="org_holding_known_role"),
        ]


class Place(models.Model):
    """Somewhere in the plant, with the code that hangs on its wall. `no_phone`: ordinary phones are forbidden there."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="places")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="inside")
    no_phone = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "org_place"
        constraints = [
            _after("org_place_until"),
            models.CheckConstraint(condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="org_place_not_in_itself"),
        ]

    def __str__(self) -> str:
        return self.name


class Equipment(models.Model):
    """A machine or a part of one, with the code on its plate; where it stands, who answers for it. `grade`: the plant's own class."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="equipment")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="equipment")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="members")
    grade = models.CharField(max_length=10, blank=True, default="")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "org_equipment"
        constraints = [
            _after("org_equipment_until"),
            models.CheckConstraint(condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="org_equipment_not_in_itself"),
        ]

    def __str__(self) -> str:
        return self.name


class Party(models.Model):
    """Somebody outside the enterprise: a contractor, a customer, a supplier; `unit` is the one that answers for the connection."""

    KINDS = (("contractor", "contractor"), ("customer", "customer"), ("supplier", "supplier"), ("other", "other"))

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=KINDS)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="parties")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "org_party"
        constraints = [_after("org_party_until")]

    def __str__(self) -> str:
        return self.name


class Deputy(models.Model):
    """While somebody is away over `[since, until)`, another stands in: holds what the absent one holds, signs with the own name."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stands_in_for")
    why = models.CharField(max_length=60, blank=True, default="")
    since = models.DateField()
    until = models.DateField()

    class Meta:
        db_table = "org_deputy"
        constraints = [
            _after("org_deputy_until"),
            models.CheckConstraint(condition=~Q(person=F("deputy")), name="org_deputy_is_another"),
        ]


class Skill(models.Model):
    """What somebody knows well enough to be asked for: a consultation invites by it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="skills")
    name = models.CharField(max_length=40)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "org_skill"
        indexes = [models.Index(fields=["name"], name="org_skill_name")]
        constraints = [
            _after("org_skill_until"),
            models.UniqueConstraint(fields=["person", "name"], condition=Q(until__isnull=True), name="org_skill_one_open"),
        ]


class ShiftPattern(models.Model):
    """A rotation as a plant writes it: the cycle, when each letter runs, which teams stand how far ahead. One in use is never rewritten."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=40)
    cycle = models.CharField(max_length=60)
    letters = models.CharField(max_length=120)
    leads = models.CharField(max_length=60)
    source = models.CharField(max_length=120)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "org_shift_pattern"
        constraints = [_after("org_shift_pattern_until")]

    def __str__(self) -> str:
        return self.name


class Rota(models.Model):
    """A team in its shift pattern: on day d it works `cycle[(d − anchor + lead) mod length]`. Without a pattern the usual hours hold."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="rotas")
    pattern = models.ForeignKey(ShiftPattern, on_delete=models.PROTECT, null=True, blank=True, related_name="rotas")
    cycle = models.CharField(max_length=60)
    anchor = models.DateField()
    lead = models.IntegerField(default=0)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "org_rota"
        constraints = [
            _after("org_rota_until"),
            models.UniqueConstraint(fields=["unit"], condition=Q(until__isnull=True), name="org_rota_one_open"),
        ]


class CalendarYear(models.Model):
    """Which years the calendar knows, and whether their make-up days have been announced. What was set by hand is never seeded over."""

    year = models.IntegerField(primary_key=True, db_column="in_year")
    confirmed = models.BooleanField(default=False)
    by_hand = models.BooleanField(default=False)
    source = models.CharField(max_length=120)

    class Meta:
        db_table = "org_calendar_year"


class CalendarDay(models.Model):
    """A day that differs from Monday-to-Friday: a holiday, or a make-up working day."""

    KINDS = (("holiday", "holiday"), ("makeup", "makeup"))

    on = models.DateField(unique=True, db_column="on_day")
    kind = models.CharField(max_length=10, choices=KINDS)
    name = models.CharField(max_length=60, blank=True, default="")
    source = models.CharField(max_length=120)

    class Meta:
        db_table = "org_calendar_day"
