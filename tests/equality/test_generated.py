"""Generated documents on both executors, for every kind of reader: the same answers, errors included.

`make test` asks the same few hundred each time, `make soak` 5,000 others.
"""

import gc
from collections.abc import AsyncIterator

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from persistence.read import MODELS
from resolvers.readings import READINGS
from tests.equality.chance import Chance
from tests.equality.comparing import Comparison
from tests.equality.documents import request_of

# A few per noun would be easy to reach by chance; less than this, and the check passes on what it leaves out.
COMPILED_LEAST = 0.35
FAULTY_MOST = 0.1
FIELDS_LEAST = 0.9
# Of what read models speak of, and of anything that is served.
KNOWN, ANY = (3_500, 1_500) if settings().max_examples > 1_000 else (120, 50)
SEEDS = st.integers(0, 2**48)
# A smaller seed is no smaller document.
PHASES = (Phase.explicit, Phase.generate)

# When one root is refused the library drops what the others were about to do.
pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning"),
    # Found as garbage inside a function without builtins, the interpreter cannot even say that.
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <coroutine object Executor:pytest.PytestUnraisableExceptionWarning"
    ),
]


@pytest.fixture
async def counted(comparison: Comparison) -> AsyncIterator[Comparison]:
    yield comparison
    gc.collect()
    tally = comparison.tally
    assert tally.documents >= ANY
    assert tally.faulty / tally.documents < FAULTY_MOST, tally


@pytest.fixture
async def mostly_compiled(counted: Comparison) -> AsyncIterator[Comparison]:
    yield counted
    tally = counted.tally
    assert tally.share > COMPILED_LEAST, tally
    if tally.documents == KNOWN > 1_000:
        assert READINGS.keys() <= tally.roots.keys()
        fields = {
            f"{model.name}.{name}" for model in MODELS.values() for name in (*model.fields, *model.edges)
        }
        assert len(fields & tally.fields.keys()) > FIELDS_LEAST * len(fields), fields - tally.fields.keys()


@settings(max_examples=KNOWN, phases=PHASES)
@given(seed=SEEDS)
async def test_what_read_models_speak_of_is_answered_alike(mostly_compiled: Comparison, seed: int) -> None:
    """One choice of hypothesis makes a whole document: of many small ones it would repeat most."""
    await mostly_compiled.hold(request_of(Chance(seed), mostly_compiled.town, known=True))


@settings(max_examples=ANY, phases=PHASES)
@given(seed=SEEDS)
async def test_whatever_is_served_is_answered_alike(counted: Comparison, seed: int) -> None:
    await counted.hold(request_of(Chance(seed), counted.town, known=False))
