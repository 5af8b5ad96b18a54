from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.mail.utils import DNS_NAME
from django.utils.encoding import punycode


class CoreConfig(AppConfig):
    name = "lms.core"
    label = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        # Mail servers distrust the made-up name of a container: what we send says the name of the site instead.
        DNS_NAME._fqdn = punycode(urlsplit(settings.PUBLIC_URL).hostname or "localhost")
