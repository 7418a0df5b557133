"""The door for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.site.settings")
application = get_wsgi_application()

from luoshi.web.accounts.services import nobody  # noqa: E402

nobody()
