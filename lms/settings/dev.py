"""On one machine, without any configuration: embedded Valkey, SQLite, mail as files."""

from lms.settings.base import *

# Serves static files from the packages themselves: no collecting while one works on them.
WHITENOISE_USE_FINDERS = True
# Files that are rebuilt while the site runs are served as they are now, not cut at their former length.
WHITENOISE_AUTOREFRESH = True

# The demo school has a known password: it is refused wherever this is not set.
DEMO_ALLOWED = True
