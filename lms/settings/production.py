"""Behind a reverse proxy with certificates: secrets are required, cookies travel over HTTPS only."""

from urllib.parse import urlsplit

from lms.settings.base import *
from lms.settings.env import env, required

SECRET_KEY = required("SECRET_KEY", "a-long-random-text")
PUBLIC_URL = required("PUBLIC_URL", "https://ecole.example.org")
ALLOWED_HOSTS = required("ALLOWED_HOSTS", "ecole.example.org").split(",")
if PREVIEW_URL:
    ALLOWED_HOSTS.append(urlsplit(PREVIEW_URL).hostname or "")

SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=True)
# Limits count by address: without this, all the world would have that of the proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
if SESSION_COOKIE_SECURE:
    # The prefix keeps neighbours from setting it: what runs in previews must never choose whose session this is.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0

BACKUPS = {**BACKUPS, "EXPECTED": True}

# One JSON object a line, without anything of anybody.
LOGGING = {**LOGGING, "formatters": {"plain": {"()": "lms.core.logs.JsonLines"}}}

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
