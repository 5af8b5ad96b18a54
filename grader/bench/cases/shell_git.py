"""A first repository made with Git, beside `sh` running the same commands and asking Git the same questions."""

from grader.bench.cases.base import Bare, Case, check

_COMMANDS = """\
mkdir notes
echo "prêt" > notes/lundi.txt
git init --quiet
git add .
git commit --quiet --message "Premier jour"
echo "fini" > notes/mardi.txt
git add notes/mardi.txt
git commit --quiet --message "Deuxième jour"
echo "fini"
"""
_CHECK = """\
mkdir -p "/tmp/$$/home" && cd "/tmp/$$"
mkdir work && cd work
[ "$(bash /bench/commandes.sh)" = fini ] || exit 1
[ "$(cat notes/lundi.txt)" = prêt ] || exit 1
[ "$(git log --reverse --format=%s)" = 'Premier jour
Deuxième jour' ] || exit 1
[ -z "$(git status --porcelain)" ] || exit 1
[ "$(git show HEAD:notes/mardi.txt)" = fini ] || exit 1
"""

CASES = (
    Case(
        "shell_git, 5 checks",
        "shell_git",
        "shell_git",
        {"commandes.sh": _COMMANDS},
        (
            check("shell_git", 1, "Le script écrit fini.", {"lines": ["fini"]}, "output"),
            check("shell_git", 2, "La note.", {"content": "prêt"}, "path", path="notes/lundi.txt"),
            check("shell_git", 3, "Les commits.", {"subjects": ["Premier jour", "Deuxième jour"]}, "commits"),
            check("shell_git", 4, "Rien ne reste.", {"clean": True}, "status"),
            check(
                "shell_git",
                5,
                "La note enregistrée.",
                {"content": "fini"},
                "revision_file",
                path="notes/mardi.txt",
            ),
        ),
        Bare({"commandes.sh": _COMMANDS, "check.sh": _CHECK}, ("sh", "check.sh")),
    ),
)
