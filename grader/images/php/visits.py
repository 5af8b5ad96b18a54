"""One visit: requests one after the other, with the cookies, the forms and the redirections of a browser."""

import base64
import json
import os
from typing import Any
from urllib.parse import unquote, urlencode, urljoin

import serving
from cookies import Cookies
from forms import Form, forms_of
from problems import died, problems_of
from project import SITE
from waiting import HEADERS, MAIL, WaitingPhp

ORIGIN = "http://localhost"
_REDIRECTIONS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTIONS = 10
_MOST_HEADERS = 60
_MOST_COOKIES = 60
_LONGEST_HEADER = 1000
_LONGEST_ADDRESS = 8000
_MOST_MAILS = 5
_LONGEST_MAIL = 2000
_LONGEST_PAGE = 192 * 1024
_MAIL = ("to", "subject", "headers", "message")
_FORM = "application/x-www-form-urlencoded"


class Impossible(Exception):
    """A step that no browser could do: the page before has no such form, or the form no such field."""

    def __init__(self, why: str, name: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.name = name


class Request:
    """What one request sends. `address` is a path with its query."""

    def __init__(self, method: str, address: str, headers: dict[str, str], body: bytes = b"") -> None:
        self.method = method
        self.address = address
        self.headers = headers
        self.body = body


class Answer:
    """What came back; `text` is None for what is not text."""

    def __init__(self, address: str, method: str, status: int, headers: list[tuple[str, str]]) -> None:
        self.address = address
        self.method = method
        self.status = status
        self.headers = headers
        self.length = 0
        self.text: str | None = None
        self.warnings: list[dict[str, Any]] = []
        self.stopped: dict[str, Any] | None = None
        self.cookies: list[dict[str, Any]] = []
        self.mails: list[dict[str, str]] = []

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    def body_is(self, body: bytes, size: int) -> None:
        self.length = size
        kind, _, more = self.header("content-type").partition(";")
        if kind.startswith("text/") or any(word in kind for word in ("json", "xml", "javascript")):
            western = "8859-1" in more or "1252" in more
            self.text = body[:_LONGEST_PAGE].decode("cp1252" if western else "utf-8", "replace")


class Visit:
    """`root` is the folder that is served, below the project's own or that folder itself."""

    def __init__(self, php: WaitingPhp, root: str, memory: str, deadline: float) -> None:
        self._php = php
        self._root = f"{SITE}/{root}".rstrip("/")
        self._memory = memory
        self._deadline = deadline
        self._cookies = Cookies()
        self._last: Answer | None = None

    def step(self, step: dict[str, Any]) -> Answer:
        """Does one step; raises Impossible, and Late when a page does not answer in time."""
        answer = self._ask(self._request(step))
        hops = _MOST_REDIRECTIONS if step["follow"] else 0
        while hops and (following := self._redirected(answer, step)):
            hops -= 1
            answer = self._ask(following)
        self._last = answer
        return answer

    # ---- what is sent ---------------------------------------------------------------------------------
    def _request(self, step: dict[str, Any]) -> Request:
        headers = dict(step["headers"])
        if "submit" in step:
            return self._submitted(self._form(step["submit"]), step, headers)
        form, uploads = step.get("form"), step["uploads"]
        method = step["method"]
        if "json" in step:
            headers.setdefault("Content-Type", "application/json")
            return Request(
                method, step["path"], headers, json.dumps(step["json"], ensure_ascii=False).encode()
            )
        if "body" in step:
            return Request(method, step["path"], headers, step["body"].encode())
        fields = [(name, value) for name, values in (form or {}).items() for value in _texts(values)]
        return _with_fields(Request(method, step["path"], headers), fields, uploads)

    def _form(self, which: int | str) -> Form:
        forms = forms_of(self._last.text or "") if self._last else []
        if isinstance(which, int):
            if which <= len(forms):
                return forms[which - 1]
        elif named := next((form for form in forms if form.id == which), None):
            return named
        raise Impossible("form", str(which))

    def _submitted(self, form: Form, step: dict[str, Any], headers: dict[str, str]) -> Request:
        given = step.get("form") or {}
        uploads = step["uploads"]
        for name in [*given, *(upload["field"] for upload in uploads)]:
            if name not in form.names:
                raise Impossible("field", name)
        here = self._last.address if self._last else "/"
        address = _led_to(here, form.action or here)
        if address is None:
            raise Impossible("outside", form.action)
        fields = form.filled(given)
        if form.method != "POST":
            return Request("GET", f"{address.partition('?')[0]}?{urlencode(fields)}", headers)
        request = Request("POST", address, headers)
        if uploads and not form.multipart:
            # Without its enctype a form sends the names of the files, and nothing else.
            fields += [(upload["field"], upload["name"]) for upload in uploads]
            return _with_fields(request, fields, [])
        return _with_fields(request, fields, uploads, multipart=form.multipart)

    def _redirected(self, answer: Answer, step: dict[str, Any]) -> Request | None:
        place = answer.header("location")
        if answer.status not in _REDIRECTIONS or not place:
            return None
        address = _led_to(answer.address, place)
        return None if address is None else Request("GET", address, dict(step["headers"]))

    # ---- what comes back ------------------------------------------------------------------------------
    def _ask(self, request: Request) -> Answer:
        if len(request.address) > _LONGEST_ADDRESS:
            request.address = request.address[:_LONGEST_ADDRESS]
            return _as_it_is(request, 414, "text/html", b"<h1>URI Too Long</h1>")
        path, _, query = request.address.partition("?")
        served = serving.find(self._root, unquote(path))
        if served is None:
            return _as_it_is(request, 404, "text/html", b"<h1>Not Found</h1>")
        if not served.is_page:
            return _as_it_is(request, 200, *serving.read_file(self._root, served.file))
        return self._page(request, served, path, query)

    def _page(self, request: Request, served: serving.Served, path: str, query: str) -> Answer:
        script = f"{self._root}/{served.file}"
        cookies = self._cookies.for_path(path)
        headers = _complete(request, cookies, self._last)
        settings = [
            ("file", script),
            ("folder", os.path.dirname(script)),
            ("memory", self._memory),
            ("method", request.method),
            ("uri", request.address),
            ("query", query),
            ("length", str(len(request.body))),
            *_server_variables(request, served, self._root, query, headers),
        ]
        if kind := headers.get("Content-Type"):
            settings.append(("type", kind))
        if cookies:
            settings.append(("cookies", cookies))
        if "Authorization" in headers:
            settings.append(("authorization", headers["Authorization"]))
        ran = self._php.run("page", settings, given=request.body, deadline=self._deadline)
        status, found, given = _headers(ran.told.first(HEADERS))
        answer = Answer(request.address, request.method, status, found)
        answer.warnings, stopped = problems_of(ran.told.frames)
        answer.stopped = stopped or died(ran)
        answer.mails = [_mail(told) for kind, told in ran.told.frames if kind == MAIL][:_MOST_MAILS]
        answer.body_is(bytes(ran.printed.head), ran.printed.size)
        answer.cookies = [self._cookies.receive(header, path) for header in given]
        return answer


def _led_to(here: str, place: str) -> str | None:
    """Returns the address, on this site, where a link of the page at `here` leads; None for elsewhere."""
    try:
        address = urljoin(ORIGIN + here, place)
    except ValueError:
        return None
    return address.removeprefix(ORIGIN).partition("#")[0] if address.startswith(ORIGIN + "/") else None


def _as_it_is(request: Request, status: int, kind: str, content: bytes) -> Answer:
    """What the server answers without PHP."""
    answer = Answer(request.address, request.method, status, [("Content-Type", kind)])
    answer.body_is(content, len(content))
    return answer


def _mail(told: bytes) -> dict[str, str]:
    texts = told.decode("utf-8", "replace").split("\0", 3)
    return {name: text[:_LONGEST_MAIL] for name, text in zip(_MAIL, texts, strict=True)}


def _texts(values: Any) -> list[str]:
    return [str(value) for value in values] if isinstance(values, list) else [str(values)]


def _with_fields(
    request: Request, fields: list[tuple[str, str]], uploads: list[dict[str, Any]], *, multipart: bool = False
) -> Request:
    if not uploads and not multipart:
        if fields or request.method == "POST":
            request.headers.setdefault("Content-Type", _FORM)
            request.body = urlencode(fields).encode()
        return request
    boundary = "----" + os.urandom(12).hex()
    request.headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
    parts = [(f'name="{name}"', "", value.encode()) for name, value in fields]
    for upload in uploads:
        kind = f"Content-Type: {upload['type']}\r\n"
        parts.append((f'name="{upload["field"]}"; filename="{upload["name"]}"', kind, _content(upload)))
    whole = b"".join(
        f"--{boundary}\r\nContent-Disposition: form-data; {name}\r\n{kind}\r\n".encode() + content + b"\r\n"
        for name, kind, content in parts
    )
    request.body = whole + f"--{boundary}--\r\n".encode()
    return request


def _content(upload: dict[str, Any]) -> bytes:
    content = base64.b64decode(upload["base64"]) if "base64" in upload else upload["content"].encode()
    size = upload.get("size", len(content))
    return (content * (size // max(1, len(content)) + 1))[:size] if size > len(content) else content


def _complete(request: Request, cookies: str, last: Answer | None) -> dict[str, str]:
    """What a browser adds; the author's own headers win."""
    headers = {
        "Host": "localhost",
        "User-Agent": "Mozilla/5.0",
        "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
        "Accept-Language": "fr",
    }
    if last is not None:
        headers["Referer"] = ORIGIN + last.address
    if request.method not in ("GET", "HEAD"):
        headers["Origin"] = ORIGIN
    if cookies:
        headers["Cookie"] = cookies
    if request.body:
        headers["Content-Length"] = str(len(request.body))
    return {**headers, **request.headers}


def _server_variables(
    request: Request, served: serving.Served, root: str, query: str, headers: dict[str, str]
) -> list[tuple[str, str]]:
    """What PHP shows as $_SERVER, and the headers as they were sent."""
    variables = {
        "DOCUMENT_ROOT": root,
        "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_PORT": "50000",
        "SERVER_SOFTWARE": "PHP Development Server",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "REQUEST_URI": request.address,
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": f"/{served.file}",
        "SCRIPT_FILENAME": f"{root}/{served.file}",
        "PHP_SELF": f"/{served.file}{served.rest}",
        "QUERY_STRING": query,
    }
    if served.rest:
        variables["PATH_INFO"] = served.rest
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        variables[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
    shown = [(f"${name}", value) for name, value in variables.items()]
    return shown + [(f"@{name}", value) for name, value in headers.items()]


def _headers(told: bytes | None) -> tuple[int, list[tuple[str, str]], list[str]]:
    """Returns (status, headers, cookies). A program that was stopped before it could answer is the server's error."""
    if told is None:
        return 500, [("Content-Type", "text/html; charset=UTF-8")], []
    status, *lines = told.decode("utf-8", "replace").split("\n")
    headers: list[tuple[str, str]] = []
    cookies: list[str] = []
    for line in lines:
        name, colon, value = line.partition(":")
        if name.lower() == "set-cookie":
            cookies.append(value.strip())
        elif colon:
            headers.append((name.strip(), value.strip()[:_LONGEST_HEADER]))
    return int(status), headers[:_MOST_HEADERS], cookies[:_MOST_COOKIES]
