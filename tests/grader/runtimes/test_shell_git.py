"""The shell and Git: what the observer finds after honest scripts, and after hostile ones."""

from typing import Any

import pytest

from grader.contract import BoxReport, Check, Fault, GradingRequest, Json, Limits, Outcome, Probe, Verdict
from grader.grading import canary, grade, observe
from grader.runtimes import RUNTIMES, BadProbe
from grader.sandbox.docker import DockerSandbox

SHELL_GIT = RUNTIMES["shell_git"]
QUICK = SHELL_GIT.default_limits().adjusted(probe_seconds=2, wall_seconds=8)
START = "git init -q\n"
OUTPUT, EXIT_CODE = Probe("output", {}), Probe("exit_code", {})
# A commit with a plain message, of a file of that name.
COMMIT = 'commit() { echo "$1" > "$1.txt"; git add .; git commit -qm "$1"; }\n'


def probe(kind: str, **params: Json) -> Probe:
    return SHELL_GIT.validated(Probe(kind, params))


def report_on(
    sandbox: DockerSandbox, script: str, *probes: Probe, limits: Limits = QUICK, **files: str
) -> BoxReport:
    named = {name.replace("_", "."): text for name, text in files.items()}
    request = GradingRequest("shell_git", {"commandes.sh": script, **named}, "commandes.sh", probes, limits)
    return observe(request, sandbox)


def see(sandbox: DockerSandbox, script: str, *probes: Probe, **files: str) -> list[Any]:
    report = report_on(sandbox, script, *probes, **files)
    return [report.seen_by(one) for one in probes]


def judged(
    sandbox: DockerSandbox, script: str, asked: Probe, limits: Limits = QUICK, **expect: Json
) -> Verdict:
    request = GradingRequest("shell_git", {"commandes.sh": script}, "commandes.sh", (asked,), limits)
    return grade(request, [Check("a", "Demandé.", asked, expect)], sandbox)


def subjects(seen: Any) -> list[str]:
    return [commit["subject"] for commit in seen["commits"]]


@pytest.mark.parametrize(
    "asked",
    [
        Probe("path", {}),
        Probe("path", {"path": "/etc/passwd"}),
        Probe("path", {"path": "../x"}),
        Probe("path", {"path": "a//b"}),
        Probe("path", {"path": "a\nb"}),
        Probe("folder", {"depth": 9}),
        Probe("folder", {"depth": True}),
        Probe("folder", {"hidden": 1}),
        Probe("output", {"after": "ls"}),
        Probe("commits", {"revision": "main..menu"}),
        Probe("commits", {"revision": "a b"}),
        Probe("commits", {"repository": "../x"}),
        Probe("merged", {"into": "main"}),
        Probe("revision_file", {"revision": "main"}),
        Probe("config", {"key": "user"}),
        Probe("value", {"expression": "1"}),
    ],
)
def test_a_probe_that_cannot_be_answered_is_refused(asked: Probe) -> None:
    with pytest.raises(BadProbe):
        SHELL_GIT.validated(asked)


def test_a_probe_is_completed() -> None:
    assert probe("folder").params == {"path": ".", "depth": 1, "hidden": False}
    assert probe("merged", branch="menu").params == {"repository": ".", "branch": "menu", "into": "HEAD"}
    assert probe("path", path="images/").params == {"path": "images"}


@pytest.mark.docker
class TestFilesAndOutput:
    def test_the_canary_lives(self, docker_sandbox: DockerSandbox) -> None:
        assert canary(SHELL_GIT, docker_sandbox).alive

    def test_files_folders_and_links_are_told_apart(self, docker_sandbox: DockerSandbox) -> None:
        script = "mkdir -p images/petites\necho é > note.txt\nchmod 750 note.txt\nln -s note.txt lien\nmkfifo tube\n"
        paths = ("note.txt", "images", "lien", "tube", "rien")
        note, folder, link, pipe, nothing = see(
            docker_sandbox, script, *(probe("path", path=one) for one in paths)
        )

        assert note == {"kind": "file", "mode": "750", "size": 3, "lines": ["é", ""]}
        assert (folder["kind"], folder["mode"]) == ("folder", "755")
        assert (link["kind"], link["target"]) == ("link", "note.txt")
        assert pipe["kind"] == "other"
        assert nothing == {"kind": "absent"}

    def test_a_name_in_other_capitals_is_pointed_at(self, docker_sandbox: DockerSandbox) -> None:
        seen = see(docker_sandbox, "mkdir a\ntouch a/Index.HTML\n", probe("path", path="a/index.html"))

        assert seen == [{"kind": "absent", "near": "Index.HTML"}]

    def test_a_folder_is_listed_as_deep_as_asked(self, docker_sandbox: DockerSandbox) -> None:
        script = "mkdir -p a/b/c .cache\ntouch a/x a/b/y a/b/c/z .secret 'un deux'\ngit init -q\n"
        top, deep, hidden = see(
            docker_sandbox,
            script,
            probe("folder"),
            probe("folder", path="a", depth=2),
            probe("folder", depth=6, hidden=True),
        )

        assert [entry["path"] for entry in top["entries"]] == ["a", "un deux"]
        assert [entry["path"] for entry in deep["entries"]] == ["b", "x", "b/c", "b/y"]
        assert not any(entry["path"].startswith(".git/") for entry in hidden["entries"])
        assert {".git", ".cache", ".secret", "a/b/c/z"} <= {entry["path"] for entry in hidden["entries"]}

    def test_the_files_of_the_exercise_are_there_and_the_script_is_not(
        self, docker_sandbox: DockerSandbox
    ) -> None:
        (seen,) = see(docker_sandbox, "cat index.html", OUTPUT, index_html="<p>Bonjour")
        (listed,) = see(docker_sandbox, "", probe("folder", hidden=True), index_html="<p>", prepare_sh="")

        assert seen["lines"] == ["<p>Bonjour"]
        assert [entry["path"] for entry in listed["entries"]] == ["index.html"]

    def test_output_and_complaints_are_told_apart_and_shown_together(
        self, docker_sandbox: DockerSandbox
    ) -> None:
        script = "echo un\nsleep 0.1\necho deux >&2\nsleep 0.1\necho trois\nls absent || true\n"
        report = report_on(docker_sandbox, script, OUTPUT)

        assert (report.seen_by(OUTPUT) or {})["lines"] == ["un", "trois"]
        assert (report.note("printed") or {})["lines"][:3] == ["un", "deux", "trois"]  # type: ignore[index]
        assert report.note("load_error") is None

    @pytest.mark.parametrize(
        ("script", "code"),
        [("true", 0), ("exit 7", 7), ("false", 1), ("echo )", 2), ("set -e\nfalse\nexit 3", 1)],
    )
    def test_the_exit_code_is_seen(self, docker_sandbox: DockerSandbox, script: str, code: int) -> None:
        assert see(docker_sandbox, script, EXIT_CODE) == [{"exit_code": code}]

    def test_scripts_go_on_as_if_nobody_listened(self, docker_sandbox: DockerSandbox) -> None:
        script = 'false\necho $?\necho ${BASH_ENV:-rien}\nread x\necho "$x."\nf() { return 4; }\nf\necho $?\n'

        assert see(docker_sandbox, script, OUTPUT)[0]["lines"] == ["1", "rien", ".", "4"]

    @pytest.mark.parametrize(
        ("script", "sentence"),
        [
            ("mkdir a\ngti init\n", "Ligne 2: la commande «gti» n’existe pas. Vérifiez son orthographe."),
            ("git init -q\necho a\n\ngit comit\n", "Ligne 4: la commande «git comit» n’existe pas."),
            ("echo 'a\n", "Ligne 1: le signe ' est ouvert et n’est jamais fermé."),
        ],
    )
    def test_a_mistake_is_told_with_its_line(
        self, docker_sandbox: DockerSandbox, script: str, sentence: str
    ) -> None:
        said = judged(docker_sandbox, script, probe("path", path="b"), kind="folder").first_sentence

        assert said.replace("\u00a0", "").replace(" de commandes.sh", "") == sentence

    @pytest.mark.parametrize(
        "script", ["git log 2>/dev/null || git init -q", "if ls absent; then :; fi", "grep x /etc/hostname"]
    )
    def test_a_failure_that_was_provided_for_is_no_mistake(
        self, docker_sandbox: DockerSandbox, script: str
    ) -> None:
        assert report_on(docker_sandbox, script, OUTPUT).note("load_error") is None

    @pytest.mark.parametrize(
        "script", ["yes", "yes >&2", "yes | tr -d '\\n'", "while :; do printf '\\036'; done >&2"]
    )
    def test_a_flood_is_cut_while_it_is_read(self, docker_sandbox: DockerSandbox, script: str) -> None:
        report = report_on(docker_sandbox, script, OUTPUT)

        assert report.outcome is Outcome.OUT_OF_TIME
        assert (report.note("printed") or {})["count"] != 0

    def test_odd_files_are_neither_followed_nor_waited_for(self, docker_sandbox: DockerSandbox) -> None:
        script = (
            "ln -s /etc dehors\nln -s /etc/passwd mots\nmkfifo tube\nln -s boucle boucle\n"
            "truncate -s 10M creux\nhead -c 300000 /dev/zero > zeros\nyes | head -c 300000 > long\nchmod 0 long\n"
        )
        paths = ("dehors/passwd", "mots", "tube", "boucle", "creux", "zeros", "long")
        seen = see(
            docker_sandbox, script, *(probe("path", path=one) for one in paths), probe("folder", depth=6)
        )

        assert [one["kind"] for one in seen[:4]] == ["absent", "link", "other", "link"]
        assert (seen[4]["size"], seen[4]["cut"], seen[4]["binary"]) == (10 * 2**20, True, True)
        assert seen[5]["binary"] is True
        assert seen[6]["lines"] == [""]
        assert {"path": "dehors", "kind": "link"} in seen[7]["entries"]

    def test_deep_and_crowded_folders_are_bounded(self, docker_sandbox: DockerSandbox) -> None:
        script = (
            "down=$(printf 'd/%.0s' {1..400})\nfor i in 1 2 3 4 5; do mkdir -p $down; cd $down; done\n"
            "cd /tmp/work\ntouch f{1..1500}\n"
        )
        (seen,) = see(docker_sandbox, script, probe("folder", depth=6))

        assert (len(seen["entries"]), seen["more"]) == (300, True)


@pytest.mark.docker
class TestPreparing:
    def test_the_authors_script_runs_first_in_the_same_folder(self, docker_sandbox: DockerSandbox) -> None:
        prepare = f"{START}git add .\ngit commit -qm 'Le départ'\n"
        commits, status = see(
            docker_sandbox,
            "git log --format=%s%ad",
            probe("commits"),
            probe("status"),
            prepare_sh=prepare,
            a_txt="a",
        )

        assert subjects(commits) == ["Le départ"]
        assert status["clean"] is True

    def test_what_is_made_has_the_same_names_each_time(self, docker_sandbox: DockerSandbox) -> None:
        prepare = f"{START}git add .\ngit commit -qm un\n"
        script = "echo b > b\ngit add b\ngit commit -qm deux\n"
        seen = [
            see(docker_sandbox, script, probe("commits"), prepare_sh=prepare, a_txt="a") for _ in range(2)
        ]

        assert seen[0] == seen[1]

    @pytest.mark.parametrize("prepare", ["exit 3", "false\ntrue", "git comit", "sleep 60 &\nwait"])
    def test_an_authors_script_that_fails_is_the_authors_matter(
        self, docker_sandbox: DockerSandbox, prepare: str
    ) -> None:
        request = GradingRequest(
            "shell_git",
            {"commandes.sh": "true", "prepare.sh": prepare},
            "commandes.sh",
            (EXIT_CODE,),
            QUICK.adjusted(wall_seconds=20),
        )
        verdict = grade(request, [Check("a", "Demandé.", EXIT_CODE, {"equals": 0})], docker_sandbox)

        assert verdict.fault is Fault.AUTHOR
        assert "prepare.sh" in verdict.detail

    def test_nothing_that_it_left_running_meets_the_apprentice(self, docker_sandbox: DockerSandbox) -> None:
        script = "sleep 0.3\nls\n"
        (seen,) = see(docker_sandbox, script, OUTPUT, prepare_sh="(sleep 0.1; touch tard) &\n")

        assert seen["lines"] == []


@pytest.mark.docker
class TestGit:
    def test_a_history_is_told_from_the_oldest_to_the_newest(self, docker_sandbox: DockerSandbox) -> None:
        script = (
            f"{START}{COMMIT}commit un\ngit switch -qc menu\ncommit deux\ncommit trois\n"
            "git switch -q main\ncommit quatre\ngit merge -q --no-ff -m Fusion menu\n"
            "git rm -q un.txt\necho x > deux.txt\n"
            "git commit -qam 'Le dernier' -m 'Avec une suite.' --author 'Ada <ada@ecole.example>'\n"
        )
        seen, older = see(docker_sandbox, script, probe("commits"), probe("commits", revision="menu~1"))

        assert subjects(seen) == ["un", "quatre", "deux", "trois", "Fusion", "Le dernier"]
        assert [commit["parents"] for commit in seen["commits"]] == [0, 1, 1, 1, 2, 1]
        last = seen["commits"][-1]
        assert (last["author"], last["email"], last["body"]) == (
            "Ada",
            "ada@ecole.example",
            "Avec une suite.",
        )
        assert last["files"] == [
            {"path": "deux.txt", "change": "changed"},
            {"path": "un.txt", "change": "deleted"},
        ]
        assert (seen["count"], seen["merges"], seen["more"]) == (6, 1, False)
        assert subjects(older) == ["un", "deux"]

    def test_branches_tags_and_remotes_are_told(self, docker_sandbox: DockerSandbox) -> None:
        script = (
            f"git init -q --bare distant.git\ngit clone -q distant.git site 2>/dev/null\ncd site\n{COMMIT}commit un\n"
            "git push -q origin main\ngit branch essai/un\ngit tag v1\ngit tag -a v2 -m deux\n"
            "git switch -q --detach\n"
        )
        (seen,) = see(docker_sandbox, script, probe("repository", repository="site"))
        (distant,) = see(docker_sandbox, script, probe("commits", repository="distant.git", revision="main"))

        assert (seen["branches"], seen["remote_branches"]) == (["essai/un", "main"], ["origin/main"])
        assert seen["tags"] == [{"name": "v1", "annotated": False}, {"name": "v2", "annotated": True}]
        assert seen["remotes"] == {"origin": "/tmp/work/distant.git"}
        assert (seen["current_branch"], seen["in_progress"], seen["bare"]) == (None, "nothing", False)
        assert subjects(distant) == ["un"]

    def test_a_branch_is_in_another_or_not(self, docker_sandbox: DockerSandbox) -> None:
        script = f"{START}{COMMIT}commit un\ngit branch a\ngit switch -qc b\ncommit deux\n"
        seen = see(docker_sandbox, script, probe("merged", branch="a"), probe("merged", branch="b", into="a"))

        assert seen == [{"merged": True}, {"merged": False}]

    def test_a_conflict_is_seen_in_files_state_and_status(self, docker_sandbox: DockerSandbox) -> None:
        script = (
            f"{START}echo a > a\ngit add a\ngit commit -qm a\ngit switch -qc b\necho b > a\ngit commit -qam b\n"
            "git switch -q main\necho c > a\ngit commit -qam c\ngit merge b\necho n > 'un neuf'\n"
        )
        status, state, text = see(
            docker_sandbox, script, probe("status"), probe("repository"), probe("path", path="a")
        )

        assert status == {
            "clean": False,
            "staged": [],
            "changed": [],
            "untracked": ["un neuf"],
            "conflicts": ["a"],
        }
        assert state["in_progress"] == "merge"
        assert "<<<<<<< HEAD" in text["lines"]

    def test_status_knows_what_is_ignored(self, docker_sandbox: DockerSandbox) -> None:
        script = (
            f"{START}{COMMIT}commit un\nprintf '*.log\\n/build/\\n!garde.log\\n' > .gitignore\nmkdir build\n"
            "touch a.log garde.log build/x\ngit add .gitignore\necho y >> un.txt\nmkdir -p é/è\ntouch é/è/f\n"
        )
        (seen,) = see(docker_sandbox, script, probe("status"))

        assert seen["staged"] == [".gitignore"]
        assert seen["changed"] == ["un.txt"]
        assert seen["untracked"] == ["garde.log", "é/è/f"]

    def test_a_file_is_seen_as_a_commit_keeps_it(self, docker_sandbox: DockerSandbox) -> None:
        script = (
            f"{START}mkdir -p a/b\necho un > a/b/f\nchmod +x a/b/f\n"
            "git add .\ngit commit -qm un\necho deux > a/b/f\n"
        )
        kept, folder, nothing = see(
            docker_sandbox,
            script,
            *(probe("revision_file", revision="main", path=path) for path in ("a/b/f", "a/b", "a/b/f/g")),
        )

        assert kept == {"kind": "file", "mode": "755", "size": 3, "lines": ["un", ""]}
        assert folder["kind"] == "folder"
        assert nothing["kind"] == "absent"

    def test_settings_of_the_person_and_of_the_repository_are_read(
        self, docker_sandbox: DockerSandbox
    ) -> None:
        script = (
            f"{START}git config --global user.name Ada\ngit config --global user.email a@b.example\n"
            "git config user.email c@d.example\ngit config --global alias.st status\n"
        )
        keys = ("user.name", "User.EMAIL", "alias.st", "core.editor")
        seen = see(docker_sandbox, script, *(probe("config", key=key) for key in keys))

        assert [one["value"] for one in seen] == ["Ada", "c@d.example", "status", None]

    @pytest.mark.parametrize(
        "pack", ["git gc -q", "git repack -adq && git prune-packed", "git pack-refs --all"]
    )
    def test_packed_repositories_are_read_alike(self, docker_sandbox: DockerSandbox, pack: str) -> None:
        script = f"{START}{COMMIT}commit un\ncommit deux\ngit tag -a v1 -m v1\ngit branch autre\n{pack}\n"
        commits, state, text, status = see(
            docker_sandbox,
            script,
            probe("commits", revision="v1"),
            probe("repository"),
            probe("revision_file", revision="autre", path="deux.txt"),
            probe("status"),
        )

        assert subjects(commits) == ["un", "deux"]
        assert commits["commits"][1]["files"] == [{"path": "deux.txt", "change": "added"}]
        assert (state["branches"], [tag["name"] for tag in state["tags"]]) == (["autre", "main"], ["v1"])
        assert text["lines"] == ["deux", ""]
        assert status["clean"] is True

    def test_a_history_of_any_length_is_bounded(self, docker_sandbox: DockerSandbox) -> None:
        script = (
            f"{START}"
            'awk \'BEGIN { for (i = 1; i <= 100000; i++) print "commit refs/heads/main\\ncommitter A <a@b> " i'
            ' " +0000\\ndata 2\\nx\\n" }\' | git fast-import --quiet\n'
        )
        limits = QUICK.adjusted(probe_seconds=15, wall_seconds=30)
        asked = probe("commits")
        seen: Any = report_on(docker_sandbox, script, asked, limits=limits).seen_by(asked)

        assert (seen["count"], seen["more"], len(seen["commits"])) == (1_000, True, 60)

    @pytest.mark.parametrize(
        ("script", "asked", "missing"),
        [
            ("", probe("commits"), {"missing": "repository", "elsewhere": []}),
            ("git init -q site", probe("status"), {"missing": "repository", "elsewhere": ["site"]}),
            (START, probe("commits"), {"missing": "revision", "revision": "HEAD", "branches": []}),
            (
                f"{START}{COMMIT}commit un",
                probe("commits", revision="x"),
                {"missing": "revision", "revision": "x", "branches": ["main"]},
            ),
            ("git init -q --bare", probe("status"), {"missing": "repository", "elsewhere": []}),
            ("git init -q --ref-format=reftable", probe("commits"), {"missing": "format"}),
            ("git init -q --object-format=sha256", probe("commits"), {"missing": "format"}),
        ],
    )  # fmt: skip
    def test_what_is_not_there_is_told(
        self, docker_sandbox: DockerSandbox, script: str, asked: Probe, missing: dict[str, Any]
    ) -> None:
        assert see(docker_sandbox, script, asked) == [missing]


NOWHERE = "1234567890" * 4
ELSEWHERE = f"git init -q /tmp/ailleurs\ncd /tmp/ailleurs\n{COMMIT}commit un\ncd /tmp/work\n"
# $a names a commit that says « Autre », $b one that says « Premier ».
TWO_COMMITS = (
    "git commit -qm Autre --allow-empty\na=$(git rev-parse HEAD)\n"
    "git commit -qm Premier --allow-empty --amend\nb=$(git rev-parse HEAD)\n"
)
RUN = "touch /tmp/work/ran"


def configured(*lines: str, file: str = ".git/config") -> str:
    """The commands that add lines to a file of settings."""
    return "".join(f"echo '{line}' >> {file}\n" for line in lines)


# Each would leave a file « ran » in the work folder if what looks at the repository ran it.
TRAPS = {
    "hooks": "for hook in post-checkout post-index-change pre-commit reference-transaction; do\n"
    f"printf '#!/bin/sh\\n{RUN}\\n' > .git/hooks/$hook; chmod +x .git/hooks/$hook; done\n",
    "fsmonitor": configured("[core]", f"fsmonitor = {RUN}"),
    "pager": configured("[core]", f"pager = {RUN}", "[pager]", f"status = {RUN}"),
    "alias": configured("[alias]", f"status = !{RUN}", f"config = !{RUN}", f"cat-file = !{RUN}"),
    "filter": configured('[filter "x"]', f"clean = {RUN}", f"process = {RUN}", "required = true")
    + "echo '* filter=x' > .gitattributes\necho y > un.txt\n",
    "textconv": configured('[diff "x"]', f"textconv = {RUN}", f"command = {RUN}")
    + "echo '* diff=x' > .gitattributes\n",
    "include": configured("[core]", f"fsmonitor = {RUN}", file="inside")
    + configured("[include]", "path = /tmp/work/inside")
    + "cp .git/config ~/.gitconfig\n",
    "worktree": configured("[core]", "worktree = /tmp/home", "[extensions]", "worktreeConfig = true")
    + configured("[core]", f"fsmonitor = {RUN}", file=".git/config.worktree"),
    "submodule": "git init -q sous\n(cd sous; git commit -qm x --allow-empty)\ngit add sous 2>/dev/null\n"
    + configured("[core]", f"fsmonitor = {RUN}", file="sous/.git/config"),
    "environment": f"export GIT_EXTERNAL_DIFF='{RUN}' GIT_CONFIG_GLOBAL=/tmp/work/inside GIT_DIR=/nowhere\n"
    + configured("export GIT_DIR=/nowhere", RUN, file="~/.bashrc")
    + "cp ~/.bashrc ~/.profile\n",
    "credentials": configured("[credential]", f"helper = !{RUN}", '[remote "origin"]', f"url = ext::{RUN}"),
}


@pytest.mark.docker
class TestHostileScripts:
    @pytest.mark.parametrize("trap", TRAPS)
    def test_looking_at_a_repository_runs_nothing_of_it(
        self, docker_sandbox: DockerSandbox, trap: str
    ) -> None:
        script = f"{START}{COMMIT}commit un\n{TRAPS[trap]}"
        looks = (
            probe("status"),
            probe("commits"),
            probe("repository"),
            probe("config", key="user.name"),
            probe("revision_file", path="un.txt"),
        )
        *seen, ran = see(docker_sandbox, script, *looks, probe("path", path="ran"))

        assert ran == {"kind": "absent"}
        assert subjects(seen[1]) == ["un"]
        assert seen[2]["branches"] == ["main"]
        assert "clean" in seen[0]

    @pytest.mark.parametrize(
        "script",
        [
            'git() { echo "[main (root-commit) f2a6849] Premier"; }\ngit init\ngit commit -m Premier\n',
            "alias git=true\nshopt -s expand_aliases\ngit init\ngit commit -m Premier\n",
            "echo '[main (root-commit) f2a6849] Premier'\nexit 0\n",
            f"{START}echo Premier > .git/COMMIT_EDITMSG\n",
            f"{START}printf '%040d' 0 > .git/refs/heads/main\n",
            f"{START}echo {NOWHERE} > .git/refs/heads/main\n",
            f"{START}echo 'ref: refs/heads/main' > .git/refs/heads/main\n",
            f"{START}echo '{NOWHERE} refs/heads/main' > .git/packed-refs\n",
            f"{START}mkdir -p .git/logs\necho '{NOWHERE} {NOWHERE} A <a> 0 +0\tcommit: Premier' > .git/logs/HEAD\n",
            # A commit without the tree that it names.
            f"{START}printf 'tree {NOWHERE}\\nauthor A <a> 0 +0000\\ncommitter A <a> 0 +0000\\n\\nPremier\\n'"
            " | git hash-object -t commit -w --stdin --literally > .git/refs/heads/main\n",
            # The object of one commit under the name of another.
            f"{START}{TWO_COMMITS}o=.git/objects\ncp -f $o/${{b:0:2}}/${{b:2}} $o/${{a:0:2}}/${{a:2}}\n"
            "echo $a > .git/refs/heads/main\n",
            f"{START}{TWO_COMMITS}git update-ref refs/heads/main $a\ngit replace $a $b\ngit log --format=%s\n",
        ],
        ids=[
            *("function", "alias", "printed", "message", "zeros", "nowhere"),
            *("loop", "packed", "log", "no-tree", "renamed", "replaced"),
        ],
    )
    def test_nothing_but_a_commit_is_taken_for_one(self, docker_sandbox: DockerSandbox, script: str) -> None:
        verdict = judged(docker_sandbox, script, probe("commits", revision="main"), subjects=["Premier"])

        assert (verdict.passed, verdict.fault) == (False, Fault.APPRENTICE)

    @pytest.mark.parametrize(
        "script",
        [
            f"{ELSEWHERE}ln -s /tmp/ailleurs/.git .git\n",
            f"{ELSEWHERE}echo 'gitdir: /tmp/ailleurs/.git' > .git\n",
            f"{START}{COMMIT}commit un\nmv .git/objects /tmp/objects\nln -s /tmp/objects .git/objects\n",
            f"{START}{COMMIT}commit un\nmv .git/HEAD /tmp/HEAD\nln -s /tmp/HEAD .git/HEAD\n",
            f"{START}{COMMIT}commit un\nrm .git/HEAD\nmkfifo .git/HEAD\n",
            f"{START}{COMMIT}commit un\nrm .git/refs/heads/main\nmkfifo .git/refs/heads/main\n",
            f"{START}{COMMIT}commit un\nchmod 0 .git\n",
            f"{START}{COMMIT}commit un\nchmod 0 .git/objects .git/refs\n",
        ],
        ids=["link", "file", "objects", "head", "pipe", "ref", "closed", "shut"],
    )
    def test_a_repository_that_leads_elsewhere_is_none(
        self, docker_sandbox: DockerSandbox, script: str
    ) -> None:
        commits, status = see(docker_sandbox, script, probe("commits"), probe("status"))

        assert "missing" in commits
        assert "clean" not in status or status["untracked"] == [] or status["staged"] == []

    @pytest.mark.parametrize(
        "script",
        [
            "rm .git/index\nmkfifo .git/index\n",
            "rm .git/config\nmkfifo .git/config\n",
            "rm -f ~/.gitconfig\nmkfifo ~/.gitconfig\n",
            "head -c 12000000 /dev/zero > .git/index\n",
            "head -c 12000000 /dev/zero > .git/config\n",
            "head -c 12000000 /dev/zero > .git/packed-refs\n",
            "mkdir -p .git/refs/heads/{a..z}/{a..z}\n",
            "name=$(git rev-parse main)\nfor i in {1..1500}; do echo $name > .git/refs/heads/b$i; done\n",
            "mkdir -p .git/info\nmkfifo .git/info/exclude .git/shallow .git/objects/info/alternates 2>/dev/null\n",
            "echo /tmp/work/.git/objects > .git/objects/info/alternates\n",
            "cat /dev/zero > plein 2>/dev/null\n",
        ],
    )
    def test_files_of_git_that_are_no_such_thing_hurt_nobody(
        self, docker_sandbox: DockerSandbox, script: str
    ) -> None:
        report = report_on(
            docker_sandbox,
            f"{START}{COMMIT}commit un\n{script}",
            *(
                looks := (
                    probe("commits"),
                    probe("status"),
                    probe("repository"),
                    probe("config", key="user.name"),
                )
            ),
        )

        assert report.outcome is Outcome.FINISHED
        assert subjects(report.seen_by(looks[0])) == ["un"]
        assert all(report.seen_by(look) is not None for look in looks)

    def test_an_object_that_swells_is_not_read_whole(self, docker_sandbox: DockerSandbox) -> None:
        script = (
            f"{START}{COMMIT}commit un\nhead -c 15000000 /dev/zero > gros\ngit add gros\ngit commit -qm gros\n"
            "(echo 'tree x'; head -c 15000000 /dev/zero)"
            " | git hash-object -t commit -w --stdin --literally > .git/refs/heads/b\n"
        )
        commits, text, state = see(
            docker_sandbox, script, probe("commits"), probe("revision_file", path="gros"), probe("repository")
        )

        assert subjects(commits) == ["un", "gros"]
        assert (text["size"], text["cut"]) == (15_000_000, True)
        assert state["branches"] == ["main"]

    @pytest.mark.parametrize(
        "script",
        [
            "while :; do :; done",
            "sleep 60",
            "sleep 60 | cat",
            "trap '' TERM INT HUP\nwhile :; do :; done",
            "cat /dev/zero > /dev/null",
        ],
    )
    def test_what_never_ends_is_out_of_time(self, docker_sandbox: DockerSandbox, script: str) -> None:
        verdict = judged(docker_sandbox, script, EXIT_CODE, equals=0)

        assert (verdict.outcome, verdict.passed) == (Outcome.OUT_OF_TIME, False)
        assert verdict.timings.run < 7

    def test_what_eats_all_memory_is_out_of_memory(self, docker_sandbox: DockerSandbox) -> None:
        limits = QUICK.adjusted(memory_mb=64, probe_seconds=6, wall_seconds=12)
        verdict = judged(docker_sandbox, "a=x\nwhile :; do a=$a$a; done", EXIT_CODE, limits, equals=0)

        assert (verdict.outcome, verdict.fault) == (Outcome.OUT_OF_MEMORY, Fault.APPRENTICE)

    @pytest.mark.parametrize(
        "script",
        [
            ":(){ :|:& };:\nwait",
            "while :; do sleep 60 & done",
            "kill -9 -1",
            "kill -9 $PPID",
            "kill -STOP $PPID",
            "kill -TERM 1",
        ],
    )
    def test_processes_and_signals_gain_nothing(self, docker_sandbox: DockerSandbox, script: str) -> None:
        limits = QUICK.adjusted(wall_seconds=4)
        verdict = judged(docker_sandbox, script, probe("path", path="a"), limits, kind="file")

        assert (verdict.passed, verdict.fault) == (False, Fault.APPRENTICE)
        assert verdict.timings.run < 6

    def test_what_goes_on_in_the_background_ends_with_the_script(self, docker_sandbox: DockerSandbox) -> None:
        script = (
            f"{START}(sleep 0.2; touch tard) &\nsetsid sh -c 'sleep 0.2; touch tard' &\n"
            "nohup sh -c 'while :; do touch /tmp/work/sans-cesse; done' >/dev/null 2>&1 &\ndisown -a\n"
        )
        long = [probe("path", path=f"x{n}") for n in range(20)]
        *_, late = see(docker_sandbox, script, *long, probe("status"), probe("path", path="tard"))

        assert late == {"kind": "absent"}

    @pytest.mark.parametrize("place", ["/proc/1/fd/1", "/proc/$PPID/fd/1", "/dev/stdout", "/dev/fd/200"])
    def test_lines_written_anywhere_are_only_noise(self, docker_sandbox: DockerSandbox, place: str) -> None:
        asked = probe("path", path="a")
        line = f'{{"probe": "{asked.id}", "seen": {{"kind": "file"}}}}'
        script = (
            "nonce=$(cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr '\\0' '\\n'"
            " | grep -aoE '[0-9a-f]{32}' | head -1)\n"
            f"echo '@'\"$nonce\"' {line}' > {place}\necho '@'\"$nonce\"' {{\"end\":true}}' > {place}\n"
        )
        verdict = judged(docker_sandbox, script, asked, kind="file")

        assert (verdict.passed, verdict.fault) == (False, Fault.APPRENTICE)

    def test_the_observer_cannot_be_looked_into(self, docker_sandbox: DockerSandbox) -> None:
        script = "for f in mem environ maps fd/0 fd/1; do (: < /proc/$PPID/$f) 2>/dev/null && echo $f; done\ntrue\n"

        assert see(docker_sandbox, script, OUTPUT)[0]["lines"] == []

    @pytest.mark.parametrize(
        "script", ["exec 3<>/dev/tcp/127.0.0.1/80", "touch /etc/x", "touch /opt/observer/x", "mknod d b 8 0"]
    )
    def test_the_walls_hold(self, docker_sandbox: DockerSandbox, script: str) -> None:
        assert see(docker_sandbox, script, EXIT_CODE)[0]["exit_code"] != 0

    def test_a_good_script_passes_after_a_hostile_one(self, docker_sandbox: DockerSandbox) -> None:
        judged(docker_sandbox, "kill -9 -1", EXIT_CODE, equals=0)

        assert judged(docker_sandbox, "touch a", probe("path", path="a"), kind="file").passed
