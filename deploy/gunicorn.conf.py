"""How the site is served, on a laptop and in a container alike. The address comes from `--bind` or from PORT."""

from __future__ import annotations

import gc
import os
from pathlib import Path

from gunicorn.glogging import Logger

from portfolio.logs import gunicorn_logging


def _available_cpus() -> int:
    """Those this process may use, not those of the machine: a container gets a share."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class QuietLogger(Logger):  # type: ignore[misc]
    """With `logconfig_dict` gunicorn collects 20 values of every request for an access log that nobody reads."""

    @property
    def access_log_enabled(self) -> bool:
        return bool(self.cfg.accesslog)


# gthread with the site's own error pages. Threads, because a cache miss waits for DynamoDB; few, because a page from
# memory is all Python and threads only take turns. A miss waits 500 ms at most, so with eight a worker answers 16 a
# second even while the table hangs.
worker_class = "portfolio.worker.Worker"
threads = 8

# One process per CPU: Python runs one thread at a time in each.
workers = int(os.environ.get("WEB_CONCURRENCY") or _available_cpus())

# A listening socket per worker, between which the kernel spreads connections. With one shared socket an idle
# gthread worker may accept every keep-alive connection of a balancer and leave the others without work.
# Workers bind after the start, so a taken port is not refused at once: whoever starts gunicorn checks that.
reuse_port = True

# Django, the SDK and the Markdown parser are imported once and shared between the workers' pages of memory. Safe
# while importing opens no socket and starts no thread: clients, pools and telemetry are made in the worker.
preload_app = True

# Longer than a balancer's idle time-out (60 s at AWS), so that it is the balancer who closes: otherwise it may send
# a request into a connection that is being closed here, and answer 502.
keepalive = 75

# A page takes milliseconds and never more than its deadline; a worker without a sign of life is replaced.
timeout = 30
# Inside the 30 s that ECS grants between SIGTERM and SIGKILL.
graceful_timeout = 10

# The longest request line gunicorn can be told to take, so that an over-long path gets the site's own 404 page.
limit_request_line = 8190
limit_request_fields = 64
limit_request_field_size = 8190

# The sign of life is a file's time stamp; on a disk, writing it can block the worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None

# Its socket has one fixed path per user, over which two sites would quarrel, and its thread lives across forks.
control_socket_disable = True

# The site's log line of a read says what an access log would; gunicorn's own lines take the site's JSON form.
accesslog = None
logger_class = QuietLogger
logconfig_dict = gunicorn_logging()


def when_ready(server: object) -> None:
    """Import what the first request would, while it can still be shared, and keep it so."""
    from django.urls import get_resolver

    _ = get_resolver().url_patterns
    gc.collect()
    # Collecting garbage writes to what it looks at, and a page of memory that is written to is no longer shared.
    gc.freeze()


def post_fork(server: object, worker: object) -> None:
    """An exporter's thread does not survive a fork, so each worker starts its own."""
    from portfolio import telemetry

    telemetry.configure()


def post_worker_init(worker: object) -> None:
    """Make clients and read the first pages before the first visitor waits for them."""
    from articles import wiring

    wiring.warm_up()
