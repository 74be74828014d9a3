"""`make run`: the whole site on this machine, in the foreground, until Ctrl-C."""

from __future__ import annotations

import errno
import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from deploy.local.engine import Engine, choose_engine, start_engine
from deploy.local.environment import RunNote, local_dir, site_environment, site_url
from deploy.local.problem import Problem, make_folder
from deploy.local.processes import Processes, Stopped
from deploy.local.static import collect_static
from deploy.local.terminal import entry_point, say, shown

READY_SECONDS = 30.0
# After kill -9 the old site needs a moment to notice and leave its port.
LEAVE_SECONDS = 4.0
# With SIGTERM gunicorn would first wait two seconds for the idle connections of a browser.
SITE_STOP_SIGNAL = signal.SIGINT
FIRST_AUTHOR = "author"
# What a command for the running site must have as the site has it: dates are read in its time zone.
NOTED = ("AWS_ENDPOINT_URL_DYNAMODB", "DYNAMODB_TABLE", "SITE_URL", "TIME_ZONE")


def main() -> int:
    with Processes() as processes:
        local, port = local_dir(), _port()
        make_folder(local)
        note = RunNote(local)
        note.claim()
        try:
            _wait_for_port(processes, port, patient=note.path.exists())
            engine, env = _start(processes, note, local, port)
            _say_ready(engine, port)
            _add_first_author(processes, env)
            while True:
                processes.pause(60.0)
        except Stopped:
            say("Stopping.")
            processes.stop()
            say("Stopped. The table's data is kept.")
            return 0
        finally:
            processes.stop()
            note.remove()


def _start(processes: Processes, note: RunNote, local: Path, port: int) -> tuple[Engine, Mapping[str, str]]:
    engine = choose_engine(local, os.environ.get("ENGINE", ""))
    say(f"Starting the table engine {engine.name}. {engine.limits}".rstrip())
    engine.install(processes)
    endpoint = start_engine(processes, engine, local)
    env = site_environment(local, port, endpoint)
    note.write({name: env[name] for name in NOTED})
    _prepare_table(processes, env, engine)
    collect_static(processes, env, local)
    _serve(processes, env, port)
    return engine, env


def _prepare_table(processes: Processes, env: Mapping[str, str], engine: Engine) -> None:
    code = processes.run([sys.executable, "manage.py", "create_table"], env=env)
    if code == os.EX_CONFIG:
        raise Problem("The site was not started, and nothing was changed: put the setting right that is named above.")
    if code != 0:
        raise Problem(
            f"The table could not be created; the lines above say why. Its data is in {shown(engine.data)}: "
            "move that away to start with a new one."
        )
    if processes.run([sys.executable, "manage.py", "seed", "--if-empty"], env=env) != 0:
        say("Not every file of content/ is in the table; the lines above say why. Mend them, then: make seed")


def _serve(processes: Processes, env: Mapping[str, str], port: int) -> None:
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    command += ["--bind", f"127.0.0.1:{port}", "portfolio.wsgi:application"]
    processes.start("gunicorn", command, env=env, stop_signal=SITE_STOP_SIGNAL)
    deadline = time.monotonic() + READY_SECONDS
    while (answer := _readiness(port)) != "200":
        processes.pause(0.05)
        if time.monotonic() > deadline:
            raise Problem(f"The site was not ready within {READY_SECONDS:.0f} s; /readyz says: {answer}.")


def _readiness(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        response = connection.getresponse()
        if response.status == 200:
            return "200"
        return f"{response.status} {response.read(500).decode(errors='replace')}"
    except (OSError, http.client.HTTPException) as error:
        return f"no answer ({error})"
    finally:
        connection.close()


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Problem(f"PORT={text} is not a port: use a number from 1 to 65535.")
    return int(text)


def _wait_for_port(processes: Processes, port: int, *, patient: bool) -> None:
    """Gunicorn's workers bind with SO_REUSEPORT, which would share a taken port without a word; so ask before."""
    deadline = time.monotonic() + (LEAVE_SECONDS if patient else 0.0)
    while refusal := _port_refusal(port):
        if time.monotonic() >= deadline:
            raise Problem(refusal)
        processes.pause(0.1)


def _port_refusal(port: int) -> str | None:
    with socket.socket() as probe:
        # As gunicorn does: connections that have only just ended do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EACCES:
                return f"Port {port} is for root only: choose one from 1024 up (PORT=8001 make run)."
            other = port + 1 if port < 65535 else 8000
            return f"Port {port} is taken by another program: stop that, or choose another (PORT={other} make run)."
    return None


def _add_first_author(processes: Processes, env: Mapping[str, str]) -> None:
    """Last of all, so that the password stands where people look; it is shown once and kept nowhere."""
    command = [sys.executable, "manage.py", "createauthor", "--if-none", "--one-time"]
    if processes.run([*command, "--username", FIRST_AUTHOR, "--role", "admin"], env=env) != 0:
        say("Nobody can sign in yet; the lines above say why. When that is mended: make createauthor")


def _say_ready(engine: Engine, port: int) -> None:
    say(
        f"\nPortfolio is served on {site_url(port)}\n"
        "  Read:  open that address in a browser.\n"
        f"  Write: sign in on {site_url(port)}/author/ (another password: make setpassword, in another terminal),\n"
        "         or put articles as Markdown under content/, then run make seed.\n"
        f"  Stop:  Ctrl-C. The table is kept in {shown(engine.data)}\n"
    )


if __name__ == "__main__":
    entry_point(main)
