"""Every formula's unit tests, run by dbt itself."""

import pytest
from dbt.cli.main import dbtRunner

from warehouse import dbt

FEWEST = 31


def test_every_unit_test_of_the_models_passes(built_warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in dbt.environment().items():
        monkeypatch.setenv(name, value)
    outcome = dbtRunner().invoke(["test", "--select", "test_type:unit", *dbt.QUIET])
    assert outcome.exception is None
    failed = [f"{result.node.name}: {result.message}" for result in outcome.result if result.status != "pass"]
    assert not failed, "\n".join(failed)
    assert len(outcome.result) >= FEWEST
