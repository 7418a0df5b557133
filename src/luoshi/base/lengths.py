"""What people type must fit where it is kept: one check before the database would cut or refuse it."""

from django.db import models
from django.utils.translation import gettext as _

from luoshi.base.refusal import Refusal


def fits(model: type[models.Model], **typed: str) -> None:
    """Refused: the first of these texts that is longer than its column, by the name of its field."""
    for name, text in typed.items():
        most = model._meta.get_field(name).max_length  # type: ignore[union-attr]
        if most is not None and len(text.strip()) > most:
            raise Refusal(_("At most %(n)s signs fit here.") % {"n": most}, field=name)
