"""What every test may ask for, beside the code and under tests/: the small plant, and how long hypothesis looks."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SLOW_ALLOWED = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much]
settings.register_profile(
    "default", derandomize=True, database=None, deadline=None, max_examples=20, stateful_step_count=30, suppress_health_check=SLOW_ALLOWED
)
settings.register_profile(
    "long", database=None, deadline=None, max_examples=2000, stateful_step_count=50, suppress_health_check=SLOW_ALLOWED
)
settings.load_profile(os.environ.get("LUOSHI_HYPOTHESIS", "default"))

_photographs: list = []


@pytest.fixture
def plant(db: None) -> Iterator[object]:
    """The plant of tests/cast.py: built through the services once, put up again for each test."""
    from luoshi.base.copies.kept import forget
    from tests import cast

    if _photographs:
        yield _photographs[0].put_up()
    else:
        built = cast.build()
        _photographs.append(cast.Photograph.of(built))
        yield built
    forget()


@pytest.fixture
def home(tmp_path: Path, settings: object) -> Path:
    """An empty LUOSHI_HOME, for tests that keep files."""
    settings.LUOSHI_HOME = tmp_path  # type: ignore[attr-defined]
    return tmp_path
