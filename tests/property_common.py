"""How hypothesis runs here: the same on a busy machine, and independent of earlier runs."""

from hypothesis import HealthCheck, settings


def examples(count):
    """A decorator for tests with `given`.

    :param int count: how many examples are tried
    """
    return settings(
        deadline=None,
        database=None,
        max_examples=count,
        suppress_health_check=list(HealthCheck),
    )
