"""How the house is put together. An installation chooses by LUOSHI_HOME, DATABASE_URL, LUOSHI_HOSTS, LUOSHI_TLS, LUOSHI_ORIGINS."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

PACKAGE = Path(__file__).resolve().parent.parent
LUOSHI_HOME = Path(os.environ.get("LUOSHI_HOME", "var")).resolve()


def _secret() -> str:
    """The installation's own key, made at `luoshi init` and kept in LUOSHI_HOME; a passing one before that."""
    kept = LUOSHI_HOME / "secret"
    return kept.read_text().strip() if kept.exists() else get_random_secret_key()


def _database(url: str) -> dict[str, object]:
    if not url:
        pragmas = (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;"
        )
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": LUOSHI_HOME / "luoshi.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": options,
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must read postgresql://user:password@host:port/name")
    return {
        "ENGINE": "luoshi.base.databases.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 4, "timeout": 10},
            "options": "-c jit=off",  # compiling a statement takes PostgreSQL longer than any of ours runs
            "prepare_threshold": 2**31,  # nothing is planned ahead by itself, but what asks for it may be
            **dict(parse_qsl(parts.query)),
        },
    }


SECRET_KEY = _secret()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("LUOSHI_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
ROOT_URLCONF = "luoshi.site.urls"
WSGI_APPLICATION = "luoshi.site.wsgi.application"
DATABASES = {"default": _database(os.environ.get("DATABASE_URL", ""))}
DURABLE_ALONE = True  # nothing starts on a database that may lose what it has acknowledged; only a trial's own settings say False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MECHANISMS = [
    "luoshi.mechanisms.problems.apps.ProblemsConfig",
    "luoshi.mechanisms.opinions.apps.OpinionsConfig",
    "luoshi.mechanisms.consultations.apps.ConsultationsConfig",
    "luoshi.mechanisms.public_list.apps.PublicListConfig",
    "luoshi.mechanisms.voice.apps.VoiceConfig",
]
LEDGER_SEALED = True  # on PostgreSQL the jobs process chains the ledger; else each writer does

INSTALLED_APPS = [
    "luoshi.base.copies.apps.CopiesConfig",
    "luoshi.base.ledger.apps.LedgerConfig",
    "luoshi.base.parameters.apps.ParametersConfig",
    "luoshi.base.lists.apps.ListsConfig",
    "luoshi.base.jobs.apps.JobsConfig",
    "luoshi.base.files.apps.FilesConfig",
    "luoshi.base.search.apps.SearchConfig",
    "luoshi.base.documents.apps.DocumentsConfig",
    "luoshi.kernel.org.apps.OrgConfig",
    "luoshi.kernel.activities.apps.ActivitiesConfig",
    "luoshi.kernel.metrics.apps.MetricsConfig",
    "luoshi.kernel.postings.apps.PostingsConfig",
    "luoshi.kernel.matters.apps.MattersConfig",
    "luoshi.web.accounts.apps.AccountsConfig",
    "luoshi.web.apps.WebConfig",
    "luoshi.web.drafts.apps.DraftsConfig",
    "luoshi.web.privacy.apps.PrivacyConfig",
    *MECHANISMS,
    "luoshi.adapters.spreadsheets.apps.SpreadsheetsConfig",
    "luoshi.adapters.messages.apps.MessagesConfig",
    "luoshi.adapters.api.apps.ApiConfig",
    "luoshi.site.apps.SiteConfig",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "luoshi.web.watched.Watched",
    "django.middleware.security.SecurityMiddleware",
    "luoshi.web.headers.Headers",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "luoshi.web.middleware.Door",
    "django.middleware.csrf.CsrfViewMiddleware",
    "luoshi.web.accounts.again.Again",
    "luoshi.web.accounts.second_first.SecondFirst",
    "luoshi.web.drafts.middleware.DraftsSent",
]
TEMPLATES = [
    {
        "BACKEND": "luoshi.web.jinja.Templates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"environment": "luoshi.web.jinja.environment", "autoescape": True},
    }
]

AUTH_USER_MODEL = "accounts.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STORAGES = {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
}
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 12

SIGNED_IN_PATH = "/w/"
ADDRESS_HEADER = os.environ.get("LUOSHI_ADDRESS_HEADER", "")  # behind a proxy: the header in which it writes from where somebody comes
WATCH_TOKEN = os.environ.get("LUOSHI_WATCH_TOKEN", "")  # with it the numbers are read from another machine
if WATCH_TOKEN and len(WATCH_TOKEN) < 32:
    raise ImproperlyConfigured("LUOSHI_WATCH_TOKEN needs 32 signs at least, e.g. those of: openssl rand -hex 32")
if os.environ.get("LUOSHI_LOG", "logfmt") not in ("logfmt", "json"):
    raise ImproperlyConfigured("LUOSHI_LOG reads logfmt or json")
SECURE_TLS = os.environ.get("LUOSHI_TLS", "no") == "yes"
COOKIE_PREFIX = "__Secure-" if SECURE_TLS else ""  # not __Host-: cookies are bound to the signed-in path
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_TLS
CSRF_COOKIE_PATH = SIGNED_IN_PATH
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}luoshi_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SECURE_TLS
CSRF_FAILURE_VIEW = "luoshi.web.views.entry.stale_form"
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("LUOSHI_ORIGINS", "").split(",") if origin]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "object-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "luoshi.base.logs.Lines"}},
    "filters": {"voice": {"()": "luoshi.web.in_hand.WithoutVoice"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["voice"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"luoshi": {"level": "INFO"}, "django.request": {"level": "ERROR"}, "psycopg.pool": {"level": "ERROR"}},
}
