"""`make seed`: put content/ into the table of the site that `make run` is serving."""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

from deploy.local.environment import RunNote, local_dir, site_environment
from deploy.local.problem import Problem
from deploy.local.processes import Processes
from deploy.local.terminal import entry_point


def main() -> int:
    local = local_dir()
    noted = RunNote(local).of_running()
    if noted is None:
        raise Problem("Nothing is running to seed: start it with make run in another terminal, then make seed again.")
    port = urlsplit(noted["SITE_URL"]).port or 80
    env = site_environment(local, port, noted["AWS_ENDPOINT_URL_DYNAMODB"]) | noted
    with Processes() as processes:
        return processes.run([sys.executable, "manage.py", "seed", *sys.argv[1:]], env=env)


if __name__ == "__main__":
    entry_point(main)
