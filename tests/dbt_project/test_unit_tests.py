"""Every formula's unit tests, run by dbt itself."""

from dbt.cli.main import dbtRunner

from warehouse import dbt

FEWEST = 31


def test_every_unit_test_of_the_models_passes(built_warehouse) -> None:
    outcome = dbtRunner().invoke(["test", "--select", "test_type:unit", *dbt.QUIET])
    assert outcome.exception is None
    failed = [f"{result.node.name}: {result.message}" for result in outcome.result if result.status != "pass"]
    assert not failed, "\n".join(failed)
    assert len(outcome.result) >= FEWEST
