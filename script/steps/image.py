"""What the Dockerfile builds from the sources: catalogues, style sheets, scripts, static files, compiled modules."""

import compileall
import shutil

from script.steps.places import ROOT
from script.steps.preparation import prepare_sources
from script.steps.programs import manage, run_logged
from script.steps.progress import Stop, end_with_sentence, step

# Collecting reads the settings, which ask for these; nothing of them stays in the image.
ONLY_FOR_COLLECTING = {
    "DJANGO_SETTINGS_MODULE": "lms.settings.production",
    "SECRET_KEY": "only-for-collecting-static-files",
    "PUBLIC_URL": "http://localhost",
    "ALLOWED_HOSTS": "localhost",
    "STATIC_ROOT": str(ROOT / "static"),
}
# The build has already read these; their own relative addresses mean nothing to a browser.
ONLY_SOURCES = ("core/css/*", "core/js/*", "exercises/css/*", "exercises/js/*", "curriculum/css/*")


def main() -> int:
    prepare_sources()
    with step("Fichiers statiques"):
        run_logged(
            manage("collectstatic", "--no-input", *(f"--ignore={pattern}" for pattern in ONLY_SOURCES)),
            log="collectstatic",
            env=ONLY_FOR_COLLECTING,
            failure="les fichiers statiques n'ont pas pu être rassemblés ; lisez l'erreur ci-dessous.",
        )
    # What runs may write nothing there: each process would compile our sources again at each start.
    with step("Compilation des sources"):
        for package in ("grader", "lms", "curriculum", "exercises", "client_projects", "script"):
            if not compileall.compile_dir(ROOT / package, quiet=1):
                raise Stop(f"les sources de {package} ne se compilent pas ; l'erreur est au-dessus.")
    # Only the build needed these.
    for leftover in ("node_modules", "var"):
        shutil.rmtree(ROOT / leftover, ignore_errors=True)
    return 0


if __name__ == "__main__":
    end_with_sentence(main)
