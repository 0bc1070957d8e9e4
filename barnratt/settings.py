"""Django's settings, in the order of Django's own documentation. Values that differ between
installations come from the environment; `.env.example` lists them all and a test keeps the two in step."""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from barnratt import postgres
from barnratt.database_url import parse_database_url
from barnratt.environment import env_bool, env_int, env_list, env_text
from barnratt.identity_provider_file import read_identity_providers

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
# Earlier keys, after a change: what they signed, and the secrets of two-step sign-in that they lock, can be read still.
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS", "")

# Where visitors write about faults, accessibility and content.
CONTACT_EMAIL = env_text("CONTACT_EMAIL", "kontakt@barnrattsportalen.example" if DEMO else None)

# Where the portal is, for links in letters.
PORTAL_URL = env_text("PORTAL_URL", "http://localhost:8000" if DEMO else None).rstrip("/")
if DEMO and urlsplit(PORTAL_URL).hostname not in {host.strip("[]") for host in ALLOWED_HOSTS}:
    raise ImproperlyConfigured("DEMO=True går bara på localhost. Ta bort DEMO eller PORTAL_URL.")


# Apps: ours first, so that our templates and commands win

INSTALLED_APPS = [
    "barnratt.core",
    "barnratt.schedule",
    "barnratt.outbox",
    "barnratt.audit",
    "barnratt.imports",
    "barnratt.questionnaires",
    "barnratt.search",
    "barnratt.convention",
    "barnratt.notifications",
    "barnratt.accounts",
    "barnratt.pages",
    "regions.places",
    "regions.commentary",
    "regions.statistics",
    "regions.surveys",
    "regions.surveys.colleagues",
    "regions.surveys.examples",
    "regions.surveys.preparing",
    "regions.surveys.desk",
    "regions.reports",
    "regions.profiles",
    "assessments",
    "assessments.disposal",
    "assessments.follow_up",
    "assessments.sharing",
    "assessments.yearbook",
    "assessments.local",
    "assessments.voices",
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
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "procrastinate.contrib.django",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "barnratt.core.middleware.WithoutNul",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "barnratt.core.middleware.not_too_large",
    "barnratt.core.kept_text.LoginRequired",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "assessments.middleware.never_stored",
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


# Cache: in the database, so that all processes count the same attempts. Room for many more than one person can make.

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}


# People: signing in is django-allauth's; barnratt/accounts/adapters.py says where we differ

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "/konto/logga-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 60 * 60
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

ACCOUNT_ADAPTER = "barnratt.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # sign-up is closed; allauth's checks want it said
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "add_email": "barnratt.accounts.sign_in_forms.AddEmailForm",
    "change_password": "barnratt.accounts.sign_in_forms.ChangePasswordForm",
    "confirm_email_verification_code": "barnratt.accounts.sign_in_forms.EmailCodeForm",
    "login": "barnratt.accounts.sign_in_forms.SignInForm",
    "reauthenticate": "barnratt.accounts.sign_in_forms.ReauthenticateForm",
    "reset_password": "barnratt.accounts.sign_in_forms.ForgottenPasswordForm",
    "reset_password_from_key": "barnratt.accounts.sign_in_forms.NewPasswordForm",
    "set_password": "barnratt.accounts.sign_in_forms.ChoosePasswordForm",
}
# How often, for each address on the network (ip), person (user), or what the attempt is about (key: an account's
# e-mail address, or a person's second step). Many at one workplace share a network address.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "30/m/ip,300/h/ip,5/5m/key,100/d/key",
    "reset_password": "10/m/ip,60/h/ip,3/10m/key,10/d/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user,30/h/user",
    "confirm_email": "1/10s/key,5/h/key",
    "reauthenticate": "10/m/user",
    "ask_to_join": "10/m/ip,60/h/ip,3/10m/key,10/d/key",
    "identity_provider": "60/m/ip",
}
# How many proxies of our own that each add to X-Forwarded-For. With 0 that header, which anyone can send, is not read.
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("TRUSTED_PROXIES", 0)

MFA_ADAPTER = "barnratt.accounts.adapters.TwoStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "activate_totp": "barnratt.accounts.sign_in_forms.ActivateAppForm",
    "add_webauthn": "barnratt.accounts.sign_in_forms.AddKeyForm",
    "authenticate": "barnratt.accounts.sign_in_forms.SecondStepForm",
    "authenticate_webauthn": "barnratt.accounts.sign_in_forms.SecondStepByKeyForm",
    "edit_webauthn": "barnratt.accounts.sign_in_forms.RenameKeyForm",
    "login_webauthn": "barnratt.accounts.sign_in_forms.SignInByKeyForm",
    "reauthenticate": "barnratt.accounts.sign_in_forms.ReauthenticateByCodeForm",
    "reauthenticate_webauthn": "barnratt.accounts.sign_in_forms.ReauthenticateByKeyForm",
}

# The sign-in of people's own organisations: OIDC and SAML, from a file only.
SOCIALACCOUNT_ADAPTER = "barnratt.accounts.adapters.IdentityProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = read_identity_providers(env_text("IDENTITY_PROVIDERS", ""))

# What each room keeps about a person: modules with export(user), a dictionary, and erase(user).
PERSONAL_DATA = [
    "barnratt.accounts.personal_data",
    "initiatives.contributing.personal_data",
    "initiatives.freshness.personal_data",
    "initiatives.matchmaking.personal_data",
    "initiatives.following.personal_data",
    "barnratt.imports.personal_data",
    "assessments.personal_data",
    "assessments.disposal.personal_data",
    "assessments.follow_up.personal_data",
    "assessments.sharing.personal_data",
    "assessments.yearbook.personal_data",
    "regions.surveys.personal_data",
    "regions.commentary.personal_data",
    "regions.surveys.colleagues.personal_data",
    "regions.surveys.examples.personal_data",
    "regions.surveys.desk.personal_data",
    "regions.reports.personal_data",
    "assessments.voices.personal_data",
    "barnratt.questionnaires.personal_data",
    "barnratt.notifications.personal_data",
    "barnratt.outbox.personal_data",
    "barnratt.audit.personal_data",
]


# Letters, and what else the portal does by itself (barnratt.schedule), in this order

EMAIL_BACKEND = f"django.core.mail.backends.{'dummy' if DEMO else 'smtp'}.EmailBackend"
EMAIL_HOST = env_text("EMAIL_HOST", "localhost")
EMAIL_PORT = env_int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env_text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env_text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS")
DEFAULT_FROM_EMAIL = CONTACT_EMAIL
# What can be read from spreadsheets; see barnratt.imports.kinds.
IMPORTERS = [
    "initiatives.imports.InitiativeKind",
    "initiatives.contributing.imports.FilmKind",
    "regions.places.imports.OrganisationKind",
    "regions.places.imports.ContactKind",
    "regions.places.imports.MunicipalityYearKind",
    "regions.statistics.imports.IndicatorKind",
    "regions.statistics.imports.ObservationKind",
    "regions.surveys.imports.SurveyAnswerKind",
    "barnratt.accounts.imports.InvitationKind",
]

DUE_TASKS = [
    "initiatives.freshness.ageing.ask_and_age",
    "assessments.follow_up.reminders.remind",
    "regions.surveys.desk.reminders.remind",
    "barnratt.notifications.actions.send_digests",
    "initiatives.matchmaking.actions.forget_old",
    "initiatives.following.digests.send_digests",
    "initiatives.following.actions.forget_watches",
    "barnratt.questionnaires.presence.forget",
    "barnratt.imports.work.work_off",
    "barnratt.imports.actions.forget_people",
    "regions.surveys.actions.forget_approvers",
    "regions.reports.actions.forget_approvers",
    "initiatives.index.catch_up",
    "regions.statistics.drawing.draw_due",
    "barnratt.outbox.actions.deliver_due",  # what the others have written
    "barnratt.outbox.actions.forget_old",
    "barnratt.accounts.actions.forget_expired",
    "initiatives.freshness.links.check_links",  # last, since it waits for others' web sites
]
# A tick that went well, half a million a year, leaves nothing behind.
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}


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
