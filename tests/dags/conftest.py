"""Airflow for tests that read DAG files: an empty metadata database in a temporary folder, no server."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session", autouse=True)
def airflow_home() -> Iterator[Path]:
    """Settings must be there before airflow is first imported; nothing here connects to a database."""
    with tempfile.TemporaryDirectory() as folder:
        values = {
            "AIRFLOW_HOME": folder,
            "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "dags" / "plugins"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__DAG_DISCOVERY_SAFE_MODE": "False",
            "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
        }
        before = {key: os.environ.get(key) for key in values}
        os.environ.update(values)
        yield Path(folder)
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value
