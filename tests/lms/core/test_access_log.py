import json
from datetime import timedelta
from types import SimpleNamespace

from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from gunicorn.config import Config

from lms.core.access_log import AccessLog
from lms.core.logs import JsonLines


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


def patterns(resolver):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from patterns(pattern)


def address_with_token(pattern):
    names = {*getattr(pattern.pattern, "converters", {}), *pattern.pattern.regex.groupindex}
    if "token" not in names:
        return None
    others = dict.fromkeys(names - {"token"}, "autre")
    try:
        return reverse(pattern.name, kwargs={"token": "un-jeton-secret", **others})
    except NoReverseMatch:
        return reverse(pattern.name, kwargs={"token": "un-jeton-secret", **dict.fromkeys(others, 1)})


def test_no_address_that_takes_a_token_is_logged_with_it():
    addresses = {pattern.name: address_with_token(pattern) for pattern in patterns(get_resolver())}
    secret = {name: address for name, address in addresses.items() if address}
    assert {"invitation", "site_preview"} <= secret.keys()
    told = [name for name, at in secret.items() if "un-jeton-secret" in line_of(at, f"http://ecole{at}")]
    assert told == []


def test_other_addresses_are_logged_whole():
    assert "/classes/1/calendrier/modules/2/" in line_of("/classes/1/calendrier/modules/2/")
    assert "/exercices/html-carte-de-visite/" in line_of("/exercices/html-carte-de-visite/")


def test_on_a_server_a_line_names_the_request_and_not_who_asked(monkeypatch, caplog):
    monkeypatch.setattr(AccessLog, "writes_objects", True)
    # The one that catches lines for every test stands among those whose form the server's log sets.
    monkeypatch.setattr(caplog.handler, "formatter", caplog.handler.formatter)
    response = SimpleNamespace(status="200 OK", sent=10, headers=[("X-Request-ID", "abc234")])
    request = SimpleNamespace(method="GET", uri="/etat/", path="/etat/", query="", version=(1, 1), headers=[])
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": "/travaux/un-jeton/?mail=lea@test.example",
        "PATH_INFO": "/travaux/un-jeton/",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.7",
        "HTTP_USER_AGENT": "Navigateur",
        "HTTP_REFERER": "https://ecole.example/?q=Léa",
    }
    config = Config()
    config.set("accesslog", "-")
    log = AccessLog(config)
    log.access_log.addHandler(caplog.handler)
    try:
        log.access(response, request, environ, timedelta(seconds=0.1))
    finally:
        log.access_log.removeHandler(caplog.handler)
    line = json.loads(JsonLines().format(caplog.records[-1]))
    assert line["request"] == "abc234"
    assert line["message"] == "GET /travaux/…/ answered 200 in 100 ms"
