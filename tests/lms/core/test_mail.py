"""What mail servers are told of the machine that a mail comes from."""

from urllib.parse import urlsplit

from django.core.mail import EmailMessage
from django.core.mail.utils import DNS_NAME


def test_mails_come_from_the_name_of_the_site_and_not_of_a_container(settings):
    name = urlsplit(settings.PUBLIC_URL).hostname

    assert DNS_NAME.get_fqdn() == name
    assert (
        EmailMessage("Bonjour", "…", to=["ines@ecole.example"]).message()["Message-ID"].endswith(f"@{name}>")
    )
