"""The one template engine: Jinja2 with translations, looking into each room's web/templates."""

from typing import Any

from django.template.backends.jinja2 import Jinja2
from django.templatetags.static import static
from django.utils import translation
from jinja2 import Environment

from luoshi import __version__


class Templates(Jinja2):
    app_dirname = "web/templates"


def environment(**options: Any) -> Environment:
    """The environment: `_()` and `{% trans %}` translate."""
    env = Environment(**options, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)  # noqa: S701
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals["static"] = versioned
    return env


def versioned(path: str) -> str:
    """The address of a static file, new with every version, so that no browser keeps an old one."""
    return f"{static(path)}?v={__version__}"
