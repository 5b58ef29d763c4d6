"""Further counties of the demonstration: places of their own, names of their own, worlds as good as the first one's."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from demo import counties, world
from demo.errors import DemoError
from demo.world import geography, people
from warehouse import deployment, reference, settings

FIRST, SECOND = "620899", "620898"


def _settings(home: Path, **values: str) -> settings.Settings:
    return settings.Settings(settings.ROOT, home, values)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deployment of as many counties as there are names for."""
    home = tmp_path_factory.mktemp("counties")
    many = counties.chosen(_settings(home, DEMO_COUNTIES=str(1 + len(counties.FURTHER))))
    counties.write_deployment(home / "deployment", counties.template(settings.load()), many)
    return home / "deployment"


def _rows(folder: Path, seed: str) -> list[dict[str, str]]:
    with (folder / "seeds" / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_one_variant_is_for_all_and_a_list_names_one_each(tmp_path: Path) -> None:
    same = counties.chosen(_settings(tmp_path, DEMO_COUNTIES="3", DEMO_VARIANT="clean", DEMO_SEED="7"))
    each = counties.chosen(_settings(tmp_path, DEMO_COUNTIES="2", DEMO_VARIANT="faulted, clean"))
    assert [(one.code, one.seed, one.variant) for one in same] == [
        ("620899", 7, "clean"), ("620898", 8, "clean"), ("620896", 9, "clean")]
    assert [one.variant for one in each] == ["faulted", "clean"]
    assert [one.place for one in each] == ["", SECOND]


@pytest.mark.parametrize(("values", "message"), [
    ({"DEMO_COUNTIES": "0"}, "choose 1"),
    ({"DEMO_COUNTIES": "99"}, "choose 1"),
    ({"DEMO_COUNTIES": "3", "DEMO_VARIANT": "faulted,clean"}, "for 3 counties"),
    ({"DEMO_COUNTIES": "2", "DEMO_VARIANT": "faulted,perfect"}, "one variant for all"),
])
def test_a_choice_that_means_nothing_is_refused(tmp_path: Path, values: dict[str, str], message: str) -> None:
    with pytest.raises(DemoError, match=message):
        counties.chosen(_settings(tmp_path, **values))


def test_the_command_line_tells_an_error_in_two_lines(tmp_path: Path) -> None:
    own = {**os.environ, "WAREHOUSE_HOME": str(tmp_path), "DEMO_COUNTIES": "99"}
    said = subprocess.run([sys.executable, "-m", "demo", "deliver"], cwd=settings.ROOT, env=own, text=True,
                          capture_output=True)
    assert said.returncode == 1
    assert said.stderr.splitlines() == ["error: DEMO_COUNTIES is 99", f"  → choose 1 … {1 + len(counties.FURTHER)}"]


def test_the_first_county_is_the_one_that_the_project_ships(folder: Path) -> None:
    origin = counties.template(settings.load())
    for path in (origin / "seeds").glob("*.csv"):
        shipped = _rows(origin, path.stem)
        assert _rows(folder, path.stem)[: len(shipped)] == shipped


def test_every_county_has_the_same_kinds_of_places_under_its_own_codes(folder: Path) -> None:
    regions = _rows(folder, "region")
    codes = {code for code, _ in (("620899", ""), *counties.FURTHER)}
    assert {row["county_code"] for row in regions} == codes
    assert all(row["region_code"].startswith(row["county_code"]) for row in regions)
    shapes = {code: sorted((row["region_code"][6:], row["level"], row["valid_from"], row["valid_to"])
                           for row in regions if row["county_code"] == code) for code in codes}
    assert all(shape == shapes[FIRST] for shape in shapes.values())


def test_township_names_are_distinct_within_every_county_and_differ_between_counties(folder: Path) -> None:
    names: dict[str, list[str]] = {}
    for row in _rows(folder, "region"):
        if row["level"] == "township" and not row["valid_to"]:
            names.setdefault(row["county_code"], []).append(row["region_name"])
    assert all(len(own) == len(set(own)) for own in names.values())
    assert len(set(names[FIRST]) & set(names[SECOND])) < 6


def test_no_word_of_the_first_county_is_left_in_another_one(folder: Path) -> None:
    for path in (folder / "seeds").glob("*.csv"):
        for row in _rows(folder, path.stem):
            if row.get("county_code", FIRST) != FIRST:
                assert not [value for value in row.values() if FIRST in value or "川安县" in value]


def test_townships_residents_are_the_countys(folder: Path) -> None:
    sums: dict[tuple[str, str], int] = {}
    whole = {}
    for row in _rows(folder, "population"):
        key = row["county_code"], row["year"]
        if row["region_code"] == row["county_code"]:
            whole[key] = int(row["residents"])
        else:
            sums[key] = sums.get(key, 0) + int(row["residents"])
    assert whole == sums


def test_no_township_is_called_as_a_person_is(folder: Path) -> None:
    """So that a search of the masked views for every name still means what it says."""
    text = "\n".join(row["region_name"] for row in _rows(folder, "region") if row["level"] == "township")
    assert [name for name in people._pool() if name in text] == []


def test_the_deployment_names_connections_of_its_own_for_each_county(folder: Path) -> None:
    described = deployment.load(folder)
    first, second, *_ = described.counties
    assert second.connections["market_supervision"]["base_url"].endswith(f"/{SECOND}")
    folders = [county.connections[name]["folder"] for county in described.counties
               for name in ("animal_husbandry", "food_safety_office")]
    assert len(set(folders)) == len(folders)
    assert {county.prefecture_code for county in described.counties} == {"620800"}
    assert described.prefecture_name(first) == "川陇市"


def test_reference_data_knows_the_prefecture_of_every_county(folder: Path, tmp_path: Path) -> None:
    composed = reference.compose(_settings(tmp_path, DEPLOYMENT=str(folder)))
    with (composed / "county.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["county_code"]: row for row in csv.DictReader(file)}
    assert rows[SECOND]["county_name"] == "陇塬县"
    assert {(row["prefecture_code"], row["prefecture_name"]) for row in rows.values()} == {("620800", "川陇市")}


def test_a_neighbour_of_the_first_county_is_none_of_its_own(folder: Path) -> None:
    assert (SECOND, "陇塬县") in geography.load(folder).neighbours()
    around = geography.load(folder, SECOND).neighbours()
    assert (SECOND, "陇塬县") not in around
    assert (FIRST, "川安县") in around


def test_a_further_countys_world_knows_nothing_of_the_first_one(folder: Path) -> None:
    built = world.build(8, "clean", "2025-W49", "2025-W50", folder, SECOND)
    assert (built.county, built.county_name) == (SECOND, "陇塬县")
    # Animals come from the neighbours and go there.
    foreign = {("AH04", column) for column in ("origin", "origin_code", "dest", "ear_tags")}
    found = set()
    for dataset, frame in built.frames.items():
        text = frame.select_dtypes(exclude=["number", "datetime", "bool"]).astype("str")
        found |= {(dataset, column) for column in text
                  if text[column].str.contains("620899|川安|{", regex=True).any()}
    assert found <= foreign
