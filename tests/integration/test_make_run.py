"""`make run` as a person meets it: started, used, stopped, killed, and given bad ground to stand on."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from deploy.local.engine import choose_engine
from deploy.local.ministack import Ministack
from deploy.local.problem import Problem
from tests.engine import PROJECT, engine_binary, free_port

READY_SECONDS = 60.0
KEPT = {"pk": {"S": "TEST#kept"}, "sk": {"S": "TEST"}}


@dataclass
class Run:
    """One supervisor. It leads a session, by which all it ever started can be found."""

    process: subprocess.Popen[str]
    port: int
    local: Path
    log: Path

    @property
    def noted(self) -> dict[str, str]:
        lines = (self.local / "run.env").read_text().splitlines()
        return {name: value for name, _, value in (line.partition("=") for line in lines)}

    def members(self) -> dict[int, str]:
        """Living processes of the session with their command lines, the supervisor first."""
        found = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                state, _, _, session = stat.read_text().rpartition(")")[2].split()[:4]
                command = stat.with_name("cmdline").read_text().replace("\0", " ")
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(session) == self.process.pid and state != "Z":
                found[int(stat.parent.name)] = command
        return dict(sorted(found.items()))

    def pid_of(self, words: str) -> int:
        return next(pid for pid, command in self.members().items() if words in command)

    def kill_all(self) -> None:
        for pid in self.members():
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def wait_until_gone(self, seconds: float = 20.0) -> None:
        deadline = time.monotonic() + seconds
        while (left := self.members()) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not left

    def wait_until_ready(self) -> None:
        self.wait_until_said("is served on")

    def wait_until_said(self, words: str) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while words not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.02)

    def table(self) -> Any:
        return boto3.client(
            "dynamodb",
            endpoint_url=self.noted["AWS_ENDPOINT_URL_DYNAMODB"],
            region_name="eu-central-1",
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )


Start = Callable[[], Run]


def environment(local: Path, port: int | None = None, **changes: str) -> dict[str, str]:
    """Nothing else from here, so that what a run sets by itself is what counts."""
    base = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    ours = {"LOCAL_DIR": str(local), "PORT": str(port or free_port()), "DYNOXIDE_BINARY": str(engine_binary())}
    return base | ours | changes


def refused(module: str, env: dict[str, str], *arguments: str) -> str:
    """Run a program that is to refuse, and return the one sentence in which it does."""
    (sentence,) = complaints(module, env, *arguments)
    return sentence


def complaints(module: str, env: dict[str, str], *arguments: str) -> list[str]:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    return done.stderr.splitlines()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start supervisors over one folder; none outlives the test."""
    runs: list[Run] = []

    def start_one() -> Run:
        port, log = free_port(), tmp_path / f"run-{len(runs)}.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "deploy.local.run"],
                cwd=PROJECT,
                env=environment(tmp_path / "local", port),
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        runs.append(Run(process, port, tmp_path / "local", log))
        runs[-1].wait_until_ready()
        return runs[-1]

    yield start_one
    for run in runs:
        run.kill_all()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_run_serves_until_sigterm_and_stops_all_it_started(start: Start) -> None:
    run = start()
    engine_port = int(run.noted["AWS_ENDPOINT_URL_DYNAMODB"].rpartition(":")[2])
    with urllib.request.urlopen(f"http://127.0.0.1:{run.port}/readyz", timeout=5) as response:
        assert response.status == 200
    assert f"http://127.0.0.1:{run.port}\n" in run.log.read_text()
    seeding = subprocess.run(
        [sys.executable, "-m", "deploy.local.manage", "seed"], cwd=PROJECT, env=environment(run.local)
    )
    assert seeding.returncode == 0
    assert f"already serving http://127.0.0.1:{run.port}:" in refused("deploy.local.run", environment(run.local))

    run.process.terminate()

    assert run.process.wait(20) == 0
    assert run.members() == {}
    assert not answers(run.port)
    assert not answers(engine_port)
    assert not (run.local / "run.env").exists()
    assert (run.local / "secret_key").stat().st_mode & 0o777 == 0o600


def test_run_killed_keeps_data_and_leaves_no_process(start: Start) -> None:
    first = start()
    first.table().put_item(TableName=first.noted["DYNAMODB_TABLE"], Item=KEPT)
    first.kill_all()

    second = start()
    assert second.table().get_item(TableName=second.noted["DYNAMODB_TABLE"], Key=KEPT)["Item"] == KEPT
    second.process.kill()  # the supervisor alone
    second.wait_until_gone()


def one_time_passwords(said: str) -> list[str]:
    return re.findall(r"^    ([a-z]{5}(?:-[a-z]{5}){3})$", said, re.MULTILINE)


def profile(run: Run) -> dict[str, Any]:
    key = {"pk": {"S": "USER#author"}, "sk": {"S": "PROFILE"}}
    item: dict[str, Any] = run.table().get_item(TableName=run.noted["DYNAMODB_TABLE"], Key=key)["Item"]
    return item


def managed(run: Run, *arguments: str, typed: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-m", "deploy.local.manage", *arguments],
        cwd=PROJECT,
        env=environment(run.local),
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_run_first_author_has_a_password_for_one_sign_in_shown_once(start: Start) -> None:
    first = start()
    first.wait_until_said("shown only this once")
    said = first.log.read_text()
    (password,) = one_time_passwords(said)
    assert f"sign in on http://127.0.0.1:{first.port}/author/ " in said
    assert (profile(first)["role"], profile(first)["must_change"]) == ({"S": "admin"}, {"BOOL": True})
    kept = [path for path in first.local.rglob("*") if path.is_file() and password.encode() in path.read_bytes()]
    assert not kept
    first.kill_all()

    second = start()
    assert "author" in managed(second, "listauthors")
    said = second.log.read_text()
    assert not one_time_passwords(said) and "make setpassword" in said
    assert one_time_passwords(managed(second, "setpassword", "--one-time")) != [password]
    managed(second, "setpassword", "author", "--password-stdin", typed="four quiet lamps wander\n")
    assert profile(second)["must_change"] == {"BOOL": False}
    assert not one_time_passwords(second.log.read_text())


def test_run_engine_dies_says_so_and_stops_the_rest(start: Start) -> None:
    run = start()
    os.kill(run.pid_of("--db-path"), signal.SIGKILL)
    assert run.process.wait(20) == 1
    assert run.members() == {}
    assert run.log.read_text().endswith(
        "The table engine dynoxide ended by itself (killed by SIGKILL), so everything else is stopped too.\n"
    )


@pytest.mark.parametrize("name", ["seed", "export", "createauthor", "setpassword", "listauthors"])
def test_command_nothing_running_says_so(tmp_path: Path, name: str) -> None:
    sentence = refused("deploy.local.manage", environment(tmp_path), name)
    assert sentence.startswith(f"Nothing is running to {name}: start it")


def test_run_taken_port_names_another(tmp_path: Path) -> None:
    with socket.socket() as other:
        # As another site of the same kind would hold it: sharing would be possible, and wrong.
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        sentence = refused("deploy.local.run", environment(tmp_path, port))
    assert sentence.startswith(f"Port {port} is taken by another program")


@pytest.mark.parametrize("text", ["web", "0", "65536"])
def test_run_impossible_port(tmp_path: Path, text: str) -> None:
    assert refused("deploy.local.run", environment(tmp_path, PORT=text)).startswith(f"PORT={text} is not a port")


@pytest.mark.parametrize(
    "damage",
    [b"not a database" * 1000, b"SQLite format 3\0" + b"\xff" * 84, b"\0" * 50],
    ids=["text", "broken-header", "cut-short"],
)
def test_run_damaged_data_names_the_file(tmp_path: Path, damage: bytes) -> None:
    data = tmp_path / "data" / "portfolio.db"
    data.parent.mkdir()
    data.write_bytes(damage)
    sentence = refused("deploy.local.run", environment(tmp_path))
    assert f"{data} is damaged" in sentence
    assert data.read_bytes() == damage


def test_run_data_folder_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    sentence = refused("deploy.local.run", environment(tmp_path))
    assert sentence == f"{tmp_path / 'data'} should be a folder and is something else: move it away and start again."


@pytest.mark.parametrize(
    ("name", "text"),
    [("SITE_ACCENT", "blue"), ("TIME_ZONE", "Warsaw"), ("SITE_LINKS", "GitHub"), ("SITE_LANGUAGE", "?")],
)
def test_run_wrong_setting_is_named_and_nobody_told_to_move_data(tmp_path: Path, name: str, text: str) -> None:
    setting, last = complaints("deploy.local.run", environment(tmp_path) | {name: text})
    assert name in setting and "Set it to" in setting
    assert last == "The site was not started, and nothing was changed: put the setting right that is named above."


def test_run_notes_its_time_zone_for_commands_of_another_terminal(start: Start) -> None:
    run = start()
    run.wait_until_ready()
    assert run.noted["TIME_ZONE"] == "UTC"


def test_run_npm_missing_says_how_to_get_it(tmp_path: Path) -> None:
    env = environment(tmp_path, DYNOXIDE_BINARY="", ENGINE="dynoxide", PATH=str(tmp_path))
    assert refused("deploy.local.run", env).startswith("npm is missing")


def test_choose_engine_npm_missing_falls_back_aloud(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("DYNOXIDE_BINARY", raising=False)
    engine = choose_engine(tmp_path, "")
    assert isinstance(engine, Ministack)
    assert capsys.readouterr().out.endswith("Using ministack instead.\n")
    assert "kill -9" in engine.limits


def test_ministack_damaged_data_is_not_overwritten(tmp_path: Path) -> None:
    engine = Ministack(tmp_path)
    engine.data.parent.mkdir(parents=True)
    engine.data.write_text('{"cut": ')
    with pytest.raises(Problem, match="is damaged: move it away"):
        engine.check_data()
