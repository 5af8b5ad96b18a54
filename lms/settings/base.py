"""What is always true, whatever the machine: applications, middleware, security headers, language."""

from pathlib import Path

from django.utils.csp import CSP

from lms.settings.env import (
    DATA_DIR,
    ROOT,
    env,
    kept_secret_key,
    pool_socket,
    preview_url,
    previews_socket,
    uploads_storage,
    valkey_url,
)

SECRET_KEY = kept_secret_key()
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
PUBLIC_URL = env.str("PUBLIC_URL", default="http://localhost:8000")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
# Where what apprentices wrote is drawn: another name, so that a browser keeps it apart from the platform.
PREVIEW_URL = preview_url(PUBLIC_URL)
# All that is answered under that name.
PREVIEW_PATHS = ["/exercices/apercu/"]
# Below these, each first folder is a site of its own, which may ask for its files by addresses from the top.
PREVIEW_SITES = ["/apercu-site/"]

INSTALLED_APPS = [
    "lms.core",
    "lms.people",
    "lms.about",
    "lms.backups",
    "lms.placements",
    "lms.attendance",
    "lms.exits",
    "lms.records",
    "lms.evaluations",
    "exercises",
    "client_projects",
    "curriculum",
    "lms.dossiers",
    "lms.juries",
    "lms.alerts",
    "lms.dashboard",
    "lms.notifications",
    "lms.watch",
    "lms.privacy",
    "lms.demo",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_rq",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "lms.core.request_ids.RequestIds",
    "lms.core.middleware.NothingButPreviews",
    "django.middleware.security.SecurityMiddleware",
    "lms.core.middleware.SensorsRefused",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A page weighs a fifth on a weak link. Secrets in it are masked anew each time, and its length varies.
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "lms.core.middleware.RelaxedPolicyForTheCms",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lms.core.middleware.KeysNotGuessed",
    "lms.core.sent.NoNul",
    "lms.people.second_factor.SecondFactorAsked",
    "lms.people.acting.ActingAs",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            # Dates and hours as French typography writes them, in every template.
            "builtins": ["lms.core.templatetags.dates"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.people.comfort.comfort",
                "lms.people.acting.acting",
                "lms.dashboard.navigation.navigation",
            ],
        },
    },
]
FORM_RENDERER = "lms.core.rendering.FormRenderer"

# --- Data -----------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # Wagtail's search keeps its index in PostgreSQL's own way there.
    INSTALLED_APPS.append("django.contrib.postgres")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Several processes write: WAL lets readers go on, IMMEDIATE makes writers wait their turn instead
        # of failing half-way when they upgrade a read lock.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiling a query takes PostgreSQL half a second where running it takes thirty milliseconds: what one page
    # asks is long to say and quick to find.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c jit=off"
# Opening a connection costs more than most of what is asked through it.
DATABASES["default"]["CONN_MAX_AGE"] = 60

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# In the database, so that signing in (whose rate limits live in the cache) works while the queue is down.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"},
}

VALKEY_URL = valkey_url()
RQ_QUEUES = {
    # One queue per worker: a worker that listens to several can lose a job between pop and start.
    # Each lane of grading has its own (exercises.states.Lane). Results are rows: nothing of a job that ended is
    # kept. A time-out is longer than the longest grading, so that a slow engine is told from a lost worker.
    "grading-live": {"URL": VALKEY_URL, "DEFAULT_TIMEOUT": 300, "DEFAULT_RESULT_TTL": 0},
    "grading-author": {"URL": VALKEY_URL, "DEFAULT_TIMEOUT": 1200, "DEFAULT_RESULT_TTL": 0},
    "grading-regrade": {"URL": VALKEY_URL, "DEFAULT_TIMEOUT": 300, "DEFAULT_RESULT_TTL": 0},
    "default": {"URL": VALKEY_URL, "DEFAULT_TIMEOUT": 300},
}
RQ = {"COMMIT_MODE": "on_db_commit"}
RQ_EXCEPTION_HANDLERS = ["lms.watch.faults.keep_failed_job"]

STORAGES = {
    "default": uploads_storage(),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
# A bare Git repository for each client project.
CLIENT_REPOSITORIES = DATA_DIR / "repositories"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATIC_URL = "/static/"
# The guides of each role show their pictures on the site as well.
STATICFILES_DIRS = [("guides", ROOT / "docs" / "guides" / "pictures")]

# --- People ---------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "lms.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Addresses are proved by the invitation, which only its mail's reader can accept.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Whoever changes how an account is entered is told by mail.
ACCOUNT_EMAIL_NOTIFICATIONS = True
MFA_ADAPTER = "lms.people.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "activate_totp": "lms.people.security_forms.ActivateAppForm",
    "authenticate": "lms.people.security_forms.SecondStepForm",
    "reauthenticate": "lms.people.security_forms.ConfirmByCodeForm",
    "add_webauthn": "lms.people.security_forms.AddKeyForm",
    "edit_webauthn": "lms.people.security_forms.RenameKeyForm",
}
# The clock of a phone may be half a minute off.
MFA_TOTP_TOLERANCE = 1
# The invitation has proved the address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A browser takes keys over HTTPS, and from the machine itself.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PUBLIC_URL.startswith("http://")
# Whether those who work for a school sign in with more than a password or a mailed code.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=False)
# Besides allauth's own: a client asks for a link, or types the code of her mail.
# Nobody mails invitations without end.
ACCOUNT_RATE_LIMITS = {
    "contact_link": "20/h/ip,4/h/key",
    "contact_code": "30/h/ip,10/h/key",
    "invite": "60/h/user",
}
# Whoever tries secret addresses that nobody was given is stopped.
UNKNOWN_KEYS_PER_MINUTE = 30

# --- Mail -----------------------------------------------------------------------------------------------

MAIL_URL = env.str("MAIL_URL", default="")
if MAIL_URL:
    _mail = env.email_url_config(MAIL_URL)
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": _mail["EMAIL_HOST"],
                "port": _mail["EMAIL_PORT"],
                "username": _mail["EMAIL_HOST_USER"],
                "password": _mail["EMAIL_HOST_PASSWORD"],
                "use_tls": _mail.get("EMAIL_USE_TLS", False),
                "use_ssl": _mail.get("EMAIL_USE_SSL", False),
                "timeout": 10,
            },
        }
    }
else:
    # Without a mail server nothing leaves the machine: each mail becomes a readable file.
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": str(DATA_DIR / "mail")},
        }
    }
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="École du web <ne-pas-repondre@localhost>")

# --- Who runs the site ------------------------------------------------------------------------------------

# Told on the pages of legal information and accessibility, where what is empty is said to be missing, and at the head
# of papers for funders, where it is left out.
ORGANISATION = {
    "NAME": env.str("ORGANISATION_NAME", default="École du web (démonstration)"),
    "ADDRESS": env.str("ORGANISATION_ADDRESS", default=""),
    "SIRET": env.str("ORGANISATION_SIRET", default=""),
    "DECLARATION": env.str("ORGANISATION_DECLARATION", default=""),
    "PUBLISHER": env.str("ORGANISATION_PUBLISHER", default=""),
    "HOST": env.str("ORGANISATION_HOST", default=""),
    "CONTACT_EMAIL": env.str("CONTACT_EMAIL", default="contact@demo.example"),
}

# --- Backups ----------------------------------------------------------------------------------------------

BACKUPS = {
    # A folder of another disk, or any address that restic knows; empty: none are made.
    "REPOSITORY": env.str("BACKUP_REPOSITORY", default=""),
    # Without it nobody reads them, the school included.
    "PASSWORD": env.str("BACKUP_PASSWORD", default=""),
    "AT": env.str("BACKUP_AT", default="02:30"),
    "CACHE": DATA_DIR / "backup-cache",
    # The folder into which PostgreSQL puts its log, so that any minute can be brought back; empty: nights alone.
    "LOG": env.str("BACKUP_LOG", default=""),
    "LOG_MINUTES": env.int("BACKUP_LOG_MINUTES", default=5),
    # Whether it is a fault that there is none: on one's own machine nobody makes any.
    "EXPECTED": False,
}

# --- Language -------------------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# --- Security -------------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    # The nonce is for the code editor alone, which writes its theme into a style element.
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "frame-src": [CSP.SELF, *([PREVIEW_URL] if PREVIEW_URL else [])],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# A token in the session instead of a cookie: one cookie less to explain, and nothing for scripts to read.
CSRF_USE_SESSIONS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Wagtail --------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "École du web"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAILADMIN_LOGIN_URL = "/connexion/"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 8 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"

# --- Grading --------------------------------------------------------------------------------------------

GRADER = {
    # Labels every container, so that two platforms on one engine never remove each other's.
    "OWNER": env.str("GRADER_OWNER", default="ecole"),
    # The name of this machine among those that grade; empty where there is one.
    "HOST": env.str("GRADER_HOST", default=""),
    "OCI_RUNTIME": env.str("GRADER_OCI_RUNTIME", default=""),
    "DOCKER_HOST": env.str("DOCKER_HOST", default=""),
    # How often one person may check in a minute.
    "CHECKS_PER_MINUTE": env.int("GRADER_CHECKS_PER_MINUTE", default=10),
    # How often one person may run her code in a minute without having it checked.
    "DRY_RUNS_PER_MINUTE": env.int("GRADER_DRY_RUNS_PER_MINUTE", default=20),
    # How long an answer to « Vérifier » waits for a verdict that is about to come.
    "MOMENT_SECONDS": 0.3,
    # Where workers ask for a box that waits; empty, every box is started when it is needed.
    "POOL_SOCKET": pool_socket(),
    # What the waiting boxes may hold in memory together, and how many of each kind wait for nobody in particular.
    "POOL_MEMORY_MB": env.int("GRADER_POOL_MEMORY_MB", default=1024),
    "POOL_IDLE": env.int("GRADER_POOL_IDLE", default=1),
}

PREVIEWS = {
    # Where the web asks for the pages of sites made with PHP; empty, such sites cannot be visited.
    "SOCKET": previews_socket(),
    # How many of them are visited at once, each half a gigabyte at most, and how long one stays without a visit.
    "BOXES": env.int("PREVIEW_BOXES", default=3),
    "IDLE_MINUTES": env.int("PREVIEW_IDLE_MINUTES", default=10),
}

# --- Watching over the platform ---------------------------------------------------------------------------

# What whoever collects the figures at /metrics says to be let in; empty, that address does not exist.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
# Who is written to when something breaks down; empty, the contact of the site.
ALERTS_EMAIL = env.str("ALERTS_EMAIL", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        # What breaks is also kept in the database, in groups and without anything of anybody.
        "faults": {"class": "lms.watch.faults.KeepFaults", "level": "ERROR"},
    },
    "root": {"handlers": ["console", "faults"], "level": "INFO"},
    "loggers": {
        # rq 3 no longer propagates its loggers to the root.
        "rq.worker": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # Each page that is saved would say four lines of what it does behind: thousands when a course is brought.
        "wagtail": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
    },
}

LOCALE_PATHS: list[str] = []
BASE_DIR = ROOT

# Where an exercise stands in the course: the course lies above the exercises, so they ask it by name.
EXERCISE_PLACEMENT = "curriculum.queries.placement_of"
# Which lessons place each exercise, asked in the same way.
EXERCISE_USAGE = "curriculum.queries.exercise_usage"
# What is not open yet to an apprentice, asked in the same way.
EXERCISE_LOCK = "curriculum.queries.lock_of"
# The guide of the course that belongs to a screen, asked in the same way.
GUIDE_PLACEMENT = "curriculum.queries.guide_of"
# On which days a cohort works, asked in the same way by client projects.
COHORT_WORKING_DAYS = "curriculum.queries.working_days"
# Why nobody of a cohort is expected on a day, asked in the same way.
COHORT_DAY_OFF = "curriculum.queries.day_off"
# Which versions of certifications a cohort prepares, asked in the same way by the papers of attendance.
COHORT_VERSIONS = "lms.records.queries.versions_of"

# At which ports of this very machine the inventory of an old site may ask; elsewhere only public addresses are asked.
INVENTORY_LOCAL_PORTS: list[int] = env.list("INVENTORY_LOCAL_PORTS", cast=int, default=[])
# Of how many pages of an old site pictures are taken: the first ones, two to four seconds of a processor each.
INVENTORY_PAGES_LOOKED_AT: int = env.int("INVENTORY_PAGES_LOOKED_AT", default=30)

DEMO_ALLOWED = False


# An exit counts after a stay of more months than this: the rule of integration workshops, which may change.
EXITS_COUNT_AFTER_MONTHS = 3

# How many months what is kept of people lasts, by the code of `lms.privacy.periods`, where another period than the
# usual one was decided: {"proof": 120, "identity": 120} where the European Social Fund pays.
PRIVACY_MONTHS: dict[str, int] = env.dict("PRIVACY_MONTHS", cast={"value": int}, default={})
