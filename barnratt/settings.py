"""Django's settings, in the order of Django's own documentation. Values that differ between
installations come from the environment; `.env.example` lists them all and a test keeps the two in step."""

import secrets
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from barnratt import postgres
from barnratt.database_url import parse_database_url
from barnratt.environment import env_bool, env_int, env_list, env_text

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"


# The installation

DEBUG = env_bool("DEBUG")
# Runs on this machine with demo accounts and over http. Refused for any other host name, so that
# a forgotten DEMO=True can never open a real portal.
DEMO = env_bool("DEMO")

if DEMO:
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    if set(env_list("ALLOWED_HOSTS", "localhost")) - set(ALLOWED_HOSTS):
        raise ImproperlyConfigured("DEMO=True går bara på localhost. Ta bort DEMO eller ALLOWED_HOSTS.")
else:
    ALLOWED_HOSTS = env_list("ALLOWED_HOSTS")


def demo_secret_key():
    """A key of this checkout's own, so that a restarted demo keeps its sign-ins."""
    path = VAR_DIR / "demo_secret_key"
    if not path.exists():
        VAR_DIR.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(60))
    return path.read_text()


SECRET_KEY = demo_secret_key() if DEMO else env_text("SECRET_KEY")

# Where visitors write about faults, accessibility and content.
CONTACT_EMAIL = env_text("CONTACT_EMAIL", "kontakt@barnrattsportalen.example" if DEMO else None)

# Where the portal is, for links in letters.
PORTAL_URL = env_text("PORTAL_URL", "http://localhost:8000" if DEMO else None).rstrip("/")


# Apps: ours first, so that our templates and commands win

INSTALLED_APPS = [
    "barnratt.core",
    "barnratt.schedule",
    "barnratt.outbox",
    "barnratt.audit",
    "barnratt.search",
    "barnratt.convention",
    "barnratt.accounts",
    "barnratt.notifications",
    "barnratt.pages",
    "regions.places",
    "regions.profiles",
    "initiatives",
    "initiatives.contributing",
    "initiatives.freshness",
    "initiatives.matchmaking",
    "initiatives.following",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_filters",
    "procrastinate.contrib.django",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "barnratt.core.middleware.without_nul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "barnratt.core.kept_text.LoginRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "barnratt.urls"
WSGI_APPLICATION = "barnratt.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["barnratt.core.templatetags.components", "barnratt.core.templatetags.swedish"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "barnratt.core.context_processors.portal",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


# Database: DATABASE_URL, else the cluster that `make run` and `make test` start in var/postgres/

DATABASE_URL = env_text("DATABASE_URL", "")
DATABASES = {
    "default": {
        **(parse_database_url(DATABASE_URL) if DATABASE_URL else postgres.connection_settings(BASE_DIR)),
        "CONN_HEALTH_CHECKS": True,
    },
}
if pool_size := env_int("DATABASE_POOL_SIZE", 4):
    pool = {"min_size": 1, "max_size": pool_size, "timeout": 10}
    DATABASES["default"]["OPTIONS"] = {**DATABASES["default"].get("OPTIONS", {}), "pool": pool}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# People

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/konto/logga-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]


# Letters, and what else the portal does by itself (barnratt.schedule), in this order

EMAIL_BACKEND = f"django.core.mail.backends.{'dummy' if DEMO else 'smtp'}.EmailBackend"
EMAIL_HOST = env_text("EMAIL_HOST", "localhost")
EMAIL_PORT = env_int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env_text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env_text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS")
DEFAULT_FROM_EMAIL = CONTACT_EMAIL
DUE_TASKS = [
    "initiatives.freshness.ageing.ask_and_age",
    "barnratt.notifications.actions.send_digests",
    "initiatives.matchmaking.actions.forget_old",
    "barnratt.outbox.actions.deliver_due",  # what the others have written
    "barnratt.outbox.actions.forget_old",
    "initiatives.freshness.links.check_links",  # last, since it waits for others' web sites
]


# Language and time

LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
USE_TZ = True


# Static files: hashed names and compressed copies, served by whitenoise

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_DIR = BASE_DIR / "data"


# Security

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not DEMO
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 0 if DEMO else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO
SECURE_HSTS_PRELOAD = not DEMO
SESSION_COOKIE_SECURE = not DEMO
SESSION_COOKIE_NAME = "session"
CSRF_COOKIE_SECURE = not DEMO
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "barnratt.core.kept_text.csrf_failure"
X_FRAME_OPTIONS = "DENY"
# Set only behind a proxy that always sets or strips this header itself.
if env_bool("BEHIND_HTTPS_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        # The design system draws its icons as data: SVG.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    },
}


# Logging: warnings and worse to stderr, one line each

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
