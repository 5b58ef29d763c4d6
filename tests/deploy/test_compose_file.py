"""The production files, read: what they declare, without running anything."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

import compose_file
import pytest
from compose_file import FILE, ROOT

SECRET = re.compile(r"PASSWORD|SECRET|_KEY$|SALT")
AIRFLOW = {"api-server", "scheduler", "dag-processor", "triggerer", "worker-1", "worker-2"}


@pytest.fixture(scope="module")
def variables() -> dict[str, str]:
    return {name: f"value-of-{name.lower()}" for name in compose_file.required_variables()}


def test_the_file_follows_the_compose_specification():
    done = subprocess.run([sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", FILE],
                          check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_service_of_a_celery_airflow_is_there(variables):
    assert set(compose_file.services(variables)) == AIRFLOW | {"postgres", "redis", "init"}


def test_every_lasting_service_has_a_health_check(variables):
    bodies = compose_file.load(variables)["services"]
    assert {name for name, body in bodies.items() if "healthcheck" not in body} == {"init"}


def test_airflow_starts_after_the_preparation_run(variables):
    bodies = compose_file.load(variables)["services"]
    for name in AIRFLOW:
        assert bodies[name]["depends_on"]["init"]["condition"] == "service_completed_successfully", name


def test_no_secret_is_written_in_the_file():
    written = [line.strip() for line in FILE.read_text().splitlines()
               if (match := re.match(r"\s+(\w+): *(\S.*)", line)) and SECRET.search(match[1]) and "${" not in match[2]]
    assert written == []


def test_every_required_variable_is_explained_in_the_example():
    example = (ROOT / ".env.example").read_text()
    assert {name for name in compose_file.required_variables() if f"{name}=" not in example} == set()


def test_data_lives_in_named_volumes_and_reports_in_a_folder(variables):
    document = compose_file.load(variables)
    mounted = {volume.split(":")[0] for body in document["services"].values() for volume in body.get("volumes", [])}
    assert set(document["volumes"]) <= mounted
    folders = document["services"]["worker-1"]["volumes"]
    assert any(volume.endswith(":/var/lib/food-safety/reports") for volume in folders)


def test_the_image_holds_every_layer_and_no_demo():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers = set(project["tool"]["importlinter"]["contracts"][0]["layers"])
    copied = set(re.findall(r"^COPY (\S+) \1$", (ROOT / "docker" / "Dockerfile").read_text(), flags=re.MULTILINE))
    allowed = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), flags=re.MULTILINE))
    assert copied == layers | {"dbt_project"}
    assert copied <= allowed
    assert "demo" not in copied | allowed
