"""`make seed`, `make setpassword` and their like: a command of `manage.py` for the site that `make run` is serving."""

from __future__ import annotations

import os
import sys
from urllib.parse import urlsplit

from deploy.local.environment import RunNote, local_dir, site_environment
from deploy.local.problem import Problem
from deploy.local.processes import PROJECT, Processes
from deploy.local.terminal import entry_point

# They ask for passwords, and only programs in the terminal's foreground may read from it.
ASKING = ("createauthor", "setpassword")


def main() -> int:
    name, *arguments = sys.argv[1:]
    local = local_dir()
    noted = RunNote(local).of_running()
    if noted is None:
        raise Problem(
            f"Nothing is running to {name}: start it with make run in another terminal, then make {name} again."
        )
    port = urlsplit(noted["SITE_URL"]).port or 80
    env = site_environment(local, port, noted["AWS_ENDPOINT_URL_DYNAMODB"]) | noted
    command = [sys.executable, "manage.py", name, *arguments]
    if name in ASKING:
        os.chdir(PROJECT)
        os.execve(sys.executable, command, env)
    with Processes() as processes:
        return processes.run(command, env=env)


if __name__ == "__main__":
    entry_point(main)
