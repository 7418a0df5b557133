"""What every test may ask for, beside the code and under tests/: the small plant, and how long hypothesis looks."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

pytest_plugins = ["tests.houses"]

SLOW_ALLOWED = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much]
settings.register_profile(
    "default",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=20,
    stateful_step_count=30,
    suppress_health_check=SLOW_ALLOWED,
    phases=[Phase.explicit, Phase.generate],  # a life made shorter costs minutes
)
settings.register_profile(
    "long", database=None, deadline=None, max_examples=2000, stateful_step_count=50, suppress_health_check=SLOW_ALLOWED
)
settings.load_profile(os.environ.get("LUOSHI_HYPOTHESIS", "default"))

_photographs: dict[object, Any] = {}


@pytest.fixture
def played(db: None) -> Iterator[Callable[..., Any]]:
    """The plant of tests/cast.py in which something has happened: played through the services once, put up again for each test."""
    from luoshi.base.copies.kept import forget
    from tests import cast

    standing: list[Any] = []

    def put_up(play: Callable[[Any], object] | None = None) -> Any:
        if play in _photographs:
            plant = standing[0] if standing and play is None else _photographs[play].put_up()
        else:
            plant = cast.build() if play is None else put_up()
            if play:
                play(plant)
            _photographs[play] = cast.Photograph.of(plant)
        standing.append(plant)
        return plant

    yield put_up
    forget()


@pytest.fixture(autouse=True)
def chained_at_once(settings: Any) -> None:
    """A test lives in one transaction, and the sealer chains only what has ended: here each entry is chained as it is written."""
    settings.LEDGER_SEALED = False


@pytest.fixture
def plant(played: Callable[..., Any]) -> Any:
    """The plant of tests/cast.py on its first day."""
    return played()


@pytest.fixture
def home(tmp_path: Path, settings: object) -> Path:
    """An empty LUOSHI_HOME, for tests that keep files."""
    settings.LUOSHI_HOME = tmp_path  # type: ignore[attr-defined]
    return tmp_path
