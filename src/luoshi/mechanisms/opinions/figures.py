"""What is counted of opinions and of the symposiums that gave them."""

from datetime import date

from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.activities.models import Activity, Participation
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.knowing import answered_as_known
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.matters.unlisted import conduct, guarded, hidden_from
from luoshi.kernel.metrics.cohorts import Cohort, Rate
from luoshi.kernel.metrics.figures import Figure, figure
from luoshi.kernel.metrics.lines import Kept
from luoshi.kernel.metrics.waiting import Duration, Within

OPINIONS, DAYS, SHARE = _("opinions"), _("days"), _("share")
ANSWERED, WAITING = _("Answered"), _("Not answered")
NOT_DECLARED = _("answers that nobody has signed yet, and answers the raiser sent back and that were not written again")


def answered(as_of: date | None) -> Q:
    """It had an answer: signed, signed as a plan, or not taken up with a reason."""
    return Q(**{f"{'known_on' if as_of else 'answered_on'}__isnull": False})


def declare_figures() -> None:
    """The figures of opinions, then those of symposiums."""
    raised = Figure(
        "opinions.raised",
        _("Opinions raised"),
        OPINIONS,
        of=lambda: Matter.objects.filter(kind="opinion"),
        on="raised_on",
        topic="topic",
        person="owner_id",
        topics=lambda: kinds["opinion"].topics,
        discreet="confidential",
        restricted=conduct(),
        barred=hidden_from(),
        guarded=guarded(),
        kept=Kept("opinion", "raised"),
        counted=_("every opinion raised in the period, by the day it was raised; merged ones each count"),
        not_counted=_("nothing is left out"),
    )
    figure(raised)
    told = Cohort(
        "opinions.answered",
        _("Opinions answered"),
        OPINIONS,
        of=raised,
        when=answered,
        known=answered_as_known,
        kept="answered",
        yes=ANSWERED,
        no=WAITING,
        counted=_("of the opinions raised in the period, those that have a signed answer, a signed plan, or a reason why not taken up"),
        not_counted=NOT_DECLARED,
    )
    figure(told)
    figure(
        Rate(
            "opinions.answer_rate",
            _("Share of opinions answered"),
            SHARE,
            part=told,
            whole=raised,
            yes=ANSWERED,
            no=WAITING,
            counted=told.counted,
            not_counted=NOT_DECLARED,
        )
    )
    _times(raised)
    _symposiums()


def _times(raised: Figure) -> None:
    waiting = _("nothing is left out: those still waiting count with the days they have waited so far")
    for name, share, label, counted in (
        (
            "median",
            0.5,
            _("Days until half of the opinions are answered"),
            _("days from raising to the answer that half of them had by then"),
        ),
        ("p90", 0.9, _("Days until nine in ten opinions are answered"), _("days from raising to the answer that nine in ten had by then")),
    ):
        figure(
            Duration(
                f"opinions.days_to_answer.{name}",
                label,
                DAYS,
                of=raised,
                quantile=share,
                known=answered_as_known,
                yes=ANSWERED,
                no=WAITING,
                counted=counted,
                not_counted=waiting,
            )
        )
    figure(
        Within(
            "opinions.answered_within",
            _("Share of opinions answered in time"),
            SHARE,
            of=raised,
            parameter="opinion.answered_within",
            known=answered_as_known,
            yes=_("In time"),
            no=_("Not in time"),
            counted=_("answered by the end of the last working day allowed, counted from the day after it was raised"),
            not_counted=_("opinions whose working days are not over yet, answered or not"),
            set_aside=_("too young to tell: their working days are not over"),
        )
    )


def _symposiums() -> None:
    figure(
        Figure(
            "symposiums.held",
            _("Symposiums held"),
            _("symposiums"),
            of=lambda: Activity.objects.filter(kind="symposium").annotate(number=Value("")),
            on="held_on",
            person="host_id",
            face={"at": "held_at"},
            url="/w/opinions/symposiums/{id}",
            matters=False,
            counted=_("every symposium recorded, by the day it was held; by person: who led it"),
            not_counted=_("nothing is left out"),
        )
    )
    figure(
        Figure(
            "symposiums.representatives",
            _("Representatives at symposiums"),
            _("attendances"),
            of=lambda: Participation.objects.filter(activity__kind="symposium", part="representative").annotate(number=Value("")),
            on="activity__held_on",
            matters=False,
            unit="activity__unit_id",
            person="person_id",
            face={"id": "activity_id", "title": "activity__title", "at": "activity__held_at"},
            url="/w/opinions/symposiums/{id}",
            counted=_("each representative at each symposium, by the day it was held: who came twice counts twice"),
            not_counted=_("leaders who took part"),
        )
    )
    heard = Figure(
        "symposiums.opinions",
        _("Opinions from symposiums"),
        OPINIONS,
        of=lambda: Matter.objects.filter(kind="opinion", activity__kind="symposium"),
        on="activity__held_on",
        topic="topic",
        person="owner_id",
        topics=lambda: kinds["opinion"].topics,
        discreet="confidential",
        restricted=conduct(),
        barred=hidden_from(),
        guarded=guarded(),
        counted=_("every opinion that a symposium gave, by the day the symposium was held"),
        not_counted=_("opinions that came another way"),
    )
    figure(heard)
    figure(
        Cohort(
            "symposiums.opinions_answered",
            _("Opinions from symposiums answered"),
            OPINIONS,
            of=heard,
            when=answered,
            known=answered_as_known,
            yes=ANSWERED,
            no=WAITING,
            counted=_("of the opinions of symposiums held in the period, those that have an answer"),
            not_counted=NOT_DECLARED,
        )
    )
