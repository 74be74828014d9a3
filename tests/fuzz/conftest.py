"""The same cases in every run, so that a run means something; `make fuzz` looks for new ones."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# Each case is timed by its test. Nothing is kept between runs: a case worth keeping becomes an example in the code.
COMMON = settings(
    deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.register_profile("fixed", COMMON, derandomize=True)
settings.register_profile("wild", COMMON, derandomize=False)
settings.load_profile("wild" if os.environ.get("FUZZ_TIMES") else "fixed")
