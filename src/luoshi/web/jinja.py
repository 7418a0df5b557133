"""The one template engine: Jinja2 with translations, looking into each room's web/templates."""

from functools import cache
from typing import Any

from django.template.backends.jinja2 import Jinja2
from django.templatetags.static import static
from django.utils import translation
from jinja2 import Environment
from jinja2.runtime import Macro
from markupsafe import Markup

from luoshi import __version__

MOST = 2000
_said: dict[tuple[str | None, str], Markup] = {}
_drawn: dict[tuple[Any, ...], Markup] = {}


class Templates(Jinja2):
    app_dirname = "web/templates"


def environment(**options: Any) -> Environment:
    """The environment: `_()`, by the catalogue in memory, and `{% trans %}` translate."""
    env = Environment(**options, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)  # noqa: S701
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals["static"] = versioned
    env.globals["_"] = said
    env.globals["drawn"] = drawn
    return env


def said(words: str, **values: Any) -> Markup:
    """The words in the language of this request; a sentence without values is kept, in one with values their signs are escaped."""
    if values:
        return Markup(translation.gettext(words)) % values  # noqa: S704
    which = (translation.get_language(), words)
    found = _said.get(which)
    if found is None:
        found = _said[which] = Markup(translation.gettext(words) % ())  # noqa: S704
    return found


def drawn(macro: Macro, *values: Any) -> Markup:
    """What this macro draws of these values, drawn once for each: for what is the same in every language."""
    which = (macro.name, *(tuple(one) if isinstance(one, list) else one for one in values))
    found = _drawn.get(which)
    if found is None:
        if len(_drawn) >= MOST:
            _drawn.clear()
        found = _drawn[which] = Markup(macro(*values))  # noqa: S704
    return found


@cache
def versioned(path: str) -> str:
    """The address of a static file, new with every version, so that no browser keeps an old one."""
    return f"{static(path)}?v={__version__}"
