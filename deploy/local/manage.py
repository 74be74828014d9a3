"""`make seed` and `make export`: a command of `manage.py` for the site that `make run` is serving."""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

from deploy.local.environment import RunNote, local_dir, site_environment
from deploy.local.problem import Problem
from deploy.local.processes import Processes
from deploy.local.terminal import entry_point


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
    with Processes() as processes:
        return processes.run([sys.executable, "manage.py", name, *arguments], env=env)


if __name__ == "__main__":
    entry_point(main)
