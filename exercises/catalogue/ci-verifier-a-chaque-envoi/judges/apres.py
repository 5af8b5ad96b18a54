"""Nothing goes out before the tests."""

import re


class Wrong(Exception):
    """What is read first about a file that cannot be understood."""


def _lines(text):
    kept = []
    for number, line in enumerate(text.splitlines(), start=1):
        if "\t" in line[: len(line) - len(line.lstrip())]:
            raise Wrong(f"Ligne {number} : une tabulation. En YAML, on décale avec des espaces.")
        bare = re.sub(r"(^|\s)#.*$", "", line).rstrip()
        if bare.strip() and bare.strip() != "---":
            kept.append((number, len(bare) - len(bare.lstrip()), bare.strip()))
    return kept


def _scalar(text):
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return [_scalar(part) for part in text[1:-1].split(",") if part.strip()]
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text


def _value(lines, indent):
    if lines[0][2].startswith("- ") or lines[0][2] == "-":
        return _list(lines, indent)
    return _table(lines, indent)


def _list(lines, indent):
    found = []
    while lines and lines[0][1] == indent and (lines[0][2].startswith("- ") or lines[0][2] == "-"):
        number, _, text = lines.pop(0)
        rest = text[1:].lstrip()
        if re.match(r"[\w.-]+:(\s|$)", rest):
            inner = indent + len(text) - len(rest)
            lines.insert(0, (number, inner, rest))
            found.append(_table(lines, inner))
        elif rest:
            found.append(_scalar(rest))
        else:
            found.append(_value(lines, lines[0][1]) if lines and lines[0][1] > indent else "")
    return found


def _table(lines, indent):
    found = {}
    while lines and lines[0][1] == indent and not lines[0][2].startswith("- "):
        number, _, text = lines.pop(0)
        match = re.match(r"([\w./-]+|\"[^\"]+\"|'[^']+')\s*:(?:\s+(.*))?$", text)
        if not match:
            raise Wrong(f"Ligne {number} : on attend « nom: valeur », avec une espace après les deux points.")
        name, rest = _scalar(match[1]), (match[2] or "").strip()
        if rest in ("|", "|-", ">", ">-"):
            block = []
            while lines and lines[0][1] > indent:
                block.append(lines.pop(0)[2])
            found[name] = "\n".join(block)
        elif rest:
            found[name] = _scalar(rest)
        elif lines and (lines[0][1] > indent or lines[0][1] == indent and lines[0][2].startswith("- ")):
            found[name] = _value(lines, lines[0][1])
        else:
            found[name] = ""
    if lines and lines[0][1] > indent:
        raise Wrong(f"Ligne {lines[0][0]} : elle est plus décalée que la précédente, sans raison.")
    return found


def read(text):
    """What a plain YAML file holds: tables, lists and texts; raises Wrong with the line and the remedy."""
    lines = _lines(text)
    if not lines:
        raise Wrong("Le fichier est vide.")
    value = _value(lines, lines[0][1])
    if lines:
        raise Wrong(f"Ligne {lines[0][0]} : son décalage ne correspond à aucune ligne au-dessus.")
    if not isinstance(value, dict):
        raise Wrong("Le fichier doit commencer par un nom suivi de deux points.")
    return value


def at(value, *names):
    """The table under these names, or an empty one."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if value is not None else {}


def listed(value):
    """A list of texts, whichever way it was written."""
    if isinstance(value, dict):
        return [f"{name}={one}" for name, one in value.items()]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []


def judge(seen, files):
    try:
        data = read(files["verifier.yml"])
    except Wrong as wrong:
        return str(wrong)
    return problem(data)


def problem(data):
    job = at(data, "jobs", "deployer")
    if not job:
        return "Il manque le travail deployer, sous jobs:."
    if "tests" not in listed(at(job, "needs")):
        return "deployer n’attend pas tests : un site cassé partirait en ligne. Écrivez needs: tests."
    condition = str(at(job, "if") or "")
    if "refs/heads/main" not in condition and not re.search(r"github\.ref_name\s*==\s*'main'", condition):
        return "deployer partirait aussi pour une demande de fusion : if: github.ref == 'refs/heads/main'."
    steps = [step for step in at(job, "steps") or [] if isinstance(step, dict)]
    if not any("deployer.sh" in str(step.get("run", "")) for step in steps):
        return "Il manque l’étape qui lance bash deployer.sh."
    return None
