"""The door for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.site.settings")
application = get_wsgi_application()

from luoshi.site.commands.start import durable_or_not_at_all  # noqa: E402
from luoshi.web.accounts.services import nobody  # noqa: E402

durable_or_not_at_all()
nobody()
