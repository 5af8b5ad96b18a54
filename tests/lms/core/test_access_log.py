from datetime import timedelta
from types import SimpleNamespace

from gunicorn.config import Config

from lms.core.access_log import AccessLog


def line_of(path, referer="-"):
    response = SimpleNamespace(status="200 OK", sent=10, headers=[])
    request = SimpleNamespace(
        method="GET", uri=path, path=path, query="", version=(1, 1), headers=[("REFERER", referer)]
    )
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": path,
        "PATH_INFO": path,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": referer,
    }
    config = Config()
    atoms = AccessLog(config).atoms(response, request, environ, timedelta(seconds=0.1))
    return config.access_log_format % atoms


def test_the_token_of_an_invitation_is_not_logged():
    line = line_of("/invitation/un-jeton-secret/", "http://ecole/invitation/un-jeton-secret/")
    assert "un-jeton-secret" not in line
    assert "/invitation/" in line


def test_the_token_of_a_calendar_is_not_logged():
    line = line_of("/calendrier/un-jeton-secret.ics")
    assert "un-jeton-secret" not in line
    assert "/calendrier/" in line


def test_the_address_that_ends_mails_is_not_logged():
    line = line_of("/courriels/arreter/un-jeton:secret/")
    assert "un-jeton:secret" not in line
    assert "/courriels/arreter/" in line


def test_the_address_of_a_portfolio_is_not_logged():
    line = line_of("/travaux/un-jeton-secret/")
    assert "un-jeton-secret" not in line
    assert "/travaux/" in line


def test_other_addresses_are_logged_whole():
    assert "/classes/1/calendrier/modules/2/" in line_of("/classes/1/calendrier/modules/2/")
    assert "/exercices/html-carte-de-visite/" in line_of("/exercices/html-carte-de-visite/")
