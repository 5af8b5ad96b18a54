"""On one machine, without any configuration: embedded Valkey, SQLite, mail as files."""

from lms.settings.base import *

# Serves static files from the packages themselves: no collecting while one works on them.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# The demo school has a known password: it is refused wherever this is not set.
DEMO_ALLOWED = True
