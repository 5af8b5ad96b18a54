"""What the code of an exercise asks for that its box will not have: packages, files of other exercises."""

import ast
import posixpath
import re
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping

_JS_IMPORT = re.compile(r"""(?:\bfrom\s+|\bimport\s+|\brequire\(\s*|\bimport\(\s*)['"]([^'"\n]+)['"]""")
_PHP_FILE = re.compile(r"""\b(?:require|include)(?:_once)?\s*\(?\s*(?:__DIR__\s*\.\s*)?['"]([^'"\n]+)['"]""")
_JS_THERE = re.compile(
    r"@jest/globals|vitest|node:.+|assert|buffer|crypto|events|fs|os|path|readline|stream|url|util|timers"
    r"|(?:fs|timers)/promises"
)
_PYTHON_THERE = frozenset({"pytest", *sys.stdlib_module_names})
_PHP_THERE = re.compile(r"(?:^|/)vendor/autoload\.php$")


def missing_dependencies(language: str, files: Mapping[str, str]) -> list[str]:
    """Returns a French sentence for each package or file that is asked for and will not be there."""
    finders = {"javascript": _javascript, "python": _python, "php": _php}
    return list(dict.fromkeys(finders[language](files)))


def _javascript(files: Mapping[str, str]) -> Iterator[str]:
    for path, text in files.items():
        if not path.endswith((".js", ".mjs")):
            continue
        for name in _JS_IMPORT.findall(_without_comments(text)):
            if name.startswith("."):
                if not _is_there(_beside(path, name), files, ("", ".js", ".mjs", ".json", "/index.js")):
                    yield f"{path} a besoin de « {name} », qui n’est pas dans l’exercice."
            elif not _JS_THERE.fullmatch(name):
                yield f"{path} a besoin du paquet « {name} », que la boîte n’a pas."


def _without_comments(text: str) -> str:
    return re.sub(r"^\s*(?://|\*|/\*).*$", "", text, flags=re.MULTILINE)


def _python(files: Mapping[str, str]) -> Iterator[str]:
    own = {path.removesuffix(".py").split("/")[0] for path in files if path.endswith(".py")}
    for path, text in files.items():
        if not path.endswith(".py"):
            continue
        try:
            with warnings.catch_warnings(action="ignore"):
                tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue  # a starter may well be unfinished; the proof says the rest
        for name in sorted(_imported(tree) - own - _PYTHON_THERE):
            yield f"{path} a besoin du module « {name} », que la boîte n’a pas."


def _imported(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def _php(files: Mapping[str, str]) -> Iterator[str]:
    for path, text in files.items():
        if not path.endswith(".php"):
            continue
        for name in _PHP_FILE.findall(re.sub(r"^\s*(?://|#|\*|/\*).*$", "", text, flags=re.MULTILINE)):
            if not _PHP_THERE.search(name) and not _is_there(
                _beside(path, f"./{name.lstrip('/')}"), files, ("",)
            ):
                yield f"{path} a besoin de « {name} », qui n’est pas dans l’exercice."


def _beside(path: str, name: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), name))


def _is_there(name: str, files: Mapping[str, str], endings: Iterable[str]) -> bool:
    return any(f"{name}{ending}" in files for ending in endings)
