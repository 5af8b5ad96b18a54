"""`script/pictures`: the pictures of the guides, taken again of the demo school, so that they never age."""

import argparse
import socket
import subprocess
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, ViewportSize, sync_playwright

from script.steps.instruments import CHROMIUM, ensure_instruments, throwaway_valkey, without_platform_settings
from script.steps.listening import site_answers
from script.steps.pictures_of_guides import PICTURES, PICTURES_OF_GUIDES, Picture
from script.steps.places import PYTHON, ROOT, platform_owner
from script.steps.preparation import prepare_sandboxes, prepare_sources
from script.steps.processes import background_processes, web_process
from script.steps.progress import Stop, end_with_sentence, say, step
from script.steps.supervisor import Supervisor

DESK: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 780}
PATIENCE = 60_000
STARTUP_SECONDS = 90
# Strong enough to read every word, small enough to be kept beside the text.
QUALITY = 72
# Other tests prove the exercises: here, dozens of them would keep the machine busy for minutes.
TAKEN_AS_PROVED = (
    "from django.utils import timezone; from exercises.models import ExerciseVersion; "
    "ExerciseVersion.objects.update(proof='holds', proof_ended_at=timezone.now())"
)


def main() -> int:
    """Take the pictures of the guides that are named, or of all; return the exit code."""
    guides = sorted({picture.guide for picture in PICTURES_OF_GUIDES})
    parser = argparse.ArgumentParser(prog="script/pictures", description="Refait les images des guides.")
    parser.add_argument("guides", nargs="*", metavar="GUIDE", help=f"parmi {', '.join(guides)} ; sinon tous")
    asked = parser.parse_args().guides or guides
    if unknown := set(asked) - set(guides):
        raise Stop(f"aucun guide ne s'appelle {', '.join(sorted(unknown))} ; il y a {', '.join(guides)}.")
    wanted = [picture for picture in PICTURES_OF_GUIDES if picture.guide in asked]
    prepare_sources()
    ensure_instruments()
    prepare_sandboxes()
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo_site() as url, step("Images"):
        take(wanted, url)
    say(f"  {len(wanted)} images dans {PICTURES.relative_to(ROOT)}")
    return 0


@contextmanager
def demo_site() -> Iterator[str]:
    """Run a platform of its own with the demo school, which grades; yield its address."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="ecole-pictures-") as folder, throwaway_valkey() as queue:
        env = {
            **without_platform_settings(),
            "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
            "DATA_DIR": folder,
            "VALKEY_URL": queue,
            "PUBLIC_URL": f"http://localhost:{port}",
            "GRADER_OWNER": f"{platform_owner()}-pictures",
        }
        with step("École de démonstration"):
            for told in (["migrate", "-v0"], ["load_demo"], ["shell", "-v0", "-c", TAKEN_AS_PROVED]):
                manage(told, env)
        with Supervisor(env=env, logs=Path(folder) / "logs") as supervisor:
            supervisor.start(web_process(host="127.0.0.1", port=port))
            for process in background_processes():
                if process.name == "grading-worker":
                    supervisor.start(process)
            wait_for(supervisor, port)
            yield env["PUBLIC_URL"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def manage(arguments: list[str], env: dict[str, str]) -> None:
    done = subprocess.run(
        [str(PYTHON), "manage.py", *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Stop(f"l'école de démonstration n'a pas pu être créée :\n{done.stderr[-2000:]}")


def wait_for(supervisor: Supervisor, port: int) -> None:
    waited = 0.0
    while not site_answers("127.0.0.1", port, "/connexion/"):
        supervisor.wait(0.3)
        waited += 0.3
        if waited > STARTUP_SECONDS:
            raise Stop("le site des images ne répond pas ; relancez.")


def take(wanted: list[Picture], url: str) -> None:
    """Take each picture and write it where the guides find it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        )
        for guide in sorted({picture.guide for picture in wanted}):
            signed_in = sign_in(browser, url, guide)
            for picture in (one for one in wanted if one.guide == guide):
                write(picture, shoot(browser, signed_in, url, picture))
        browser.close()


def sign_in(browser: Browser, url: str, role: str) -> StorageState:
    """Sign in as the demo person of a role; return what her browser keeps of it."""
    sign_ins = tomllib.loads((ROOT / "lms/demo/content/school.toml").read_text(encoding="utf-8"))["sign_ins"]
    context = open_browser(browser, DESK)
    page = context.new_page()
    page.goto(f"{url}/connexion/")
    page.get_by_label("E-mail").fill(sign_ins[role])
    page.locator("input[name=password]").fill(demo_password())
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda address: "/connexion/" not in address)
    state = context.storage_state()
    context.close()
    return state


def demo_password() -> str:
    """Return the password that load_demo gives everybody, without Django."""
    text = (ROOT / "lms/demo/people.py").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("DEMO_PASSWORD"))
    return line.split('"')[1]


def open_browser(browser: Browser, size: ViewportSize, state: StorageState | None = None) -> BrowserContext:
    context = browser.new_context(
        viewport=size, locale="fr-FR", color_scheme="light", reduced_motion="reduce", storage_state=state
    )
    context.set_default_timeout(PATIENCE)
    return context


def shoot(browser: Browser, state: StorageState, url: str, picture: Picture) -> bytes:
    """Go the way of one picture; return what is seen, as PNG."""
    context = open_browser(browser, PHONE if picture.on_phone else DESK, state)
    page = context.new_page()
    try:
        walk(page, url, picture)
        return page.screenshot()
    finally:
        context.close()


def walk(page: Page, url: str, picture: Picture) -> None:
    first, *further = picture.way.split(">")
    answer = page.goto(url + first)
    for part in further:
        link = page.locator(f"a[href*='{part}']").first
        answer = page.goto(url + (link.get_attribute("href") or ""))
    if answer is None or answer.status != 200:
        raise Stop(f"{picture.file_name} : la page {page.url} ne s'ouvre pas ; son chemin a changé.")
    page.wait_for_load_state("networkidle")
    if picture.press:
        page.get_by_role("button", name=picture.press).first.click()
    page.locator(picture.until).first.wait_for()
    if picture.part:
        page.locator(picture.part).first.evaluate("part => part.scrollIntoView()")
    page.wait_for_load_state("networkidle")


def write(picture: Picture, png: bytes) -> None:
    """Keep a picture small enough to be handed out."""
    with Image.open(BytesIO(png)) as image:
        image.convert("RGB").save(PICTURES / picture.file_name, "WEBP", quality=QUALITY, method=6)


if __name__ == "__main__":
    end_with_sentence(main)
