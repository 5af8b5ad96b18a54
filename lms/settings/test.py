"""For the tests: fast password hashing, mail kept in memory, warnings about hidden queries made errors."""

from lms.settings.base import *

SECRET_KEY = "only-for-tests"  # noqa: S105 - protects nothing
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["*"]
if template := env("TEST_DATABASE_TEMPLATE", default=""):
    DATABASES["default"]["TEST"] = {"TEMPLATE": template}
# Each run has containers of its own, so that a test never removes those of a running platform.
GRADER = {**GRADER, "OWNER": "ecole-tests", "POOL_SOCKET": "", "MOMENT_SECONDS": 0}

# Tests that look at kept errors hang the handler up themselves: the others may not reach a database.
LOGGING = {**LOGGING, "root": {"handlers": ["console"], "level": "INFO"}}

# The demo school has a known password: it is refused wherever this is not set.
DEMO_ALLOWED = True
