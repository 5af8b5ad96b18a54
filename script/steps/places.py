"""Where things lie, for every script."""

import hashlib
import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
LOGS = DATA / "log"
RUN = DATA / "run"
PYTHON = ROOT / ".venv" / "bin" / "python"

# The kernel allows 107 characters; the margin is for the temporary names some programs add.
LONGEST_SOCKET_PATH = 100


def socket_path(directory: Path, name: str) -> Path:
    """Return where to put a unix socket: in `directory`, or in a short private folder when too deep."""
    wanted = directory / name
    if len(os.fsencode(wanted)) <= LONGEST_SOCKET_PATH:
        return wanted
    digest = hashlib.sha256(os.fsencode(directory)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"ecole-{os.getuid()}-{digest}" / name


def platform_owner(root: Path = ROOT) -> str:
    """Return the name that this copy writes on its containers: copies leave each other's alone."""
    return f"ecole-{hashlib.sha256(os.fsencode(root)).hexdigest()[:8]}"
