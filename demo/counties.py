"""The counties of a demonstration: the first one as the project ships it, further ones like it in the same prefecture.

DEMO_COUNTIES says how many; DEMO_VARIANT may name one variant for all, or one per county (`faulted,clean`). For more
than one county a deployment is written under the demo's home and published as the setting DEPLOYMENT. Its reference
data follows from the first county's: other codes, other names of the county and its townships, other residents.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import yaml

from demo import state
from demo.errors import DemoError
from demo.systems.database import setting_of
from demo.world.model import VARIANTS
from demo.world.vocabulary import FIRST_COUNTY
from warehouse import settings
from warehouse.settings import Settings

DEFAULT_SEED = 620899
#: Further counties: code, name. 620897 平川区 stays a neighbour that delivers nothing.
FURTHER = (
    ("620898", "陇塬县"),
    ("620896", "川宁县"),
    ("620895", "川和县"),
    ("620894", "安川县"),
    ("620893", "川阳县"),
    ("620892", "陇川县"),
    ("620891", "川源县"),
    ("620890", "西川县"),
    ("620889", "川平县"),
    ("620888", "塬川县"),
    ("620887", "川岭县"),
)
#: Township names of the first county that change from county to county; the others (城关 …) exist everywhere.
_RENAMED = (
    "川口", "石门", "柳林", "红河", "罗川", "永兴", "古城", "太平", "清水", "双庙", "石佛", "黑河", "丰台", "梁原",
    "东华", "白庙", "龙泉", "上良", "南塬", "北岭", "红崖",
)
_STEMS = (
    "青石", "三合", "白水", "长坡", "双桥", "河湾", "槐树", "沙坪", "北塬", "南川", "东岭", "西坡", "上坪", "下川",
    "中塬", "平泉", "安口", "新集", "大庄", "小湾", "草峰", "花所", "寨河", "峡门", "麻川", "香莲", "西阳", "土桥",
    "窑峰", "朝那", "什字", "百里", "独店", "星火", "蒲窝", "灵沟",
)
_RESIDENTS_STEP = (0.83, 1.19, 0.71, 1.07, 0.94, 1.31, 0.66)


@dataclass(frozen=True)
class County:
    """One county of the demonstration.

    Attributes:
        code, name: six digits; full name.
        number: 0 for the first one.
        seed, variant: of its world.
    """

    code: str
    name: str
    number: int
    seed: int
    variant: str

    @property
    def place(self) -> str:
        """What `demo.state.places` knows it by: nothing for the first one."""
        return self.code if self.number else ""


def chosen(values: Settings) -> list[County]:
    """The counties that the settings ask for (DEMO_COUNTIES, DEMO_VARIANT, DEMO_SEED).

    Raises:
        DemoError: too many counties, an unknown variant, or a list of variants of another length.
    """
    count, seed = values.integer("DEMO_COUNTIES", 1), values.integer("DEMO_SEED", DEFAULT_SEED)
    known = (FIRST_COUNTY, *FURTHER)
    if not 1 <= count <= len(known):
        raise DemoError(f"DEMO_COUNTIES is {count}", fix=f"choose 1 … {len(known)}")
    words = [word.strip() for word in values.get("DEMO_VARIANT", "ordinary").split(",")]
    variants = words * count if len(words) == 1 else words
    if set(variants) - set(VARIANTS) or len(variants) != count:
        raise DemoError(f"DEMO_VARIANT is {','.join(words)!r} for {count} counties",
                        fix=f"one variant for all, or one per county, of {', '.join(VARIANTS)}")
    return [County(code, name, number, seed + number, variant)
            for number, ((code, name), variant) in enumerate(zip(known[:count], variants, strict=True))]


def prepare(counties: list[County]) -> Path:
    """The deployment of these counties: written and published when there are several, else the one of the settings.

    Returns:
        Its folder.

    Raises:
        DemoError: several counties, but the environment names a deployment of its own.
    """
    values, own = settings.load(), state.places().deployment
    for left in state.further():
        if left.county not in {county.place for county in counties}:
            shutil.rmtree(left.root)
    if len(counties) == 1:
        if values.deployment == own.resolve():
            state.publish({"DEPLOYMENT": ""})
        return settings.load().deployment
    if values.deployment not in (own.resolve(), template(values)):
        raise DemoError(f"DEPLOYMENT is {values.deployment}, but {len(counties)} counties need one of the demo's own",
                        fix="leave DEPLOYMENT out of the environment, or ask for one county")
    write_deployment(own, template(values), counties)
    state.publish({"DEPLOYMENT": str(own)})
    return own


def template(values: Settings) -> Path:
    """The deployment that the project ships."""
    return values.root / "demo" / "deployment"


def write_deployment(folder: Path, origin: Path, counties: list[County]) -> None:
    """Write `deployment.yaml` and `seeds/*.csv` for the counties; what is there already and equal is left alone.

    Args:
        folder: where to.
        origin: deployment of the first county, from which the others follow.
        counties: the first county and the further ones.
    """
    document = yaml.safe_load((origin / "deployment.yaml").read_text(encoding="utf-8"))
    first = document["counties"][0]
    document["counties"] = [first, *(_entry(first, county) for county in counties[1:])]
    (folder / "seeds").mkdir(parents=True, exist_ok=True)
    _put(folder / "deployment.yaml", yaml.safe_dump(document, allow_unicode=True, sort_keys=False))
    for path in sorted((origin / "seeds").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as source:
            header, *rows = csv.reader(source)
        if "county_code" in header:
            rows += [row for county in counties[1:] for row in _translated(rows, header, county)]
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows([header, *rows])
        _put(folder / "seeds" / path.name, text.getvalue())


def _entry(first: dict, county: County) -> dict:
    """A further county's entry: its own address, database and inbox; passwords stay settings."""
    places = state.places(county=county.place)
    how = {name: dict(options) for name, options in first["connections"].items()}
    how["market_supervision"]["base_url"] += f"/{county.code}"
    how["agriculture"]["url"] = f"${{{setting_of(county.place)}:-}}"
    for submitter in ("animal_husbandry", "food_safety_office"):
        how[submitter]["folder"] = str(places.inbox / submitter)
    return {**first, "code": county.code, "name": county.name, "connections": how}


def _translated(rows: list[list[str]], header: list[str], county: County) -> list[list[str]]:
    """Rows of the first county as a further county has them."""
    code, name = FIRST_COUNTY
    own = {name: county.name, code: county.code, **names_of(county.number)}
    pattern = re.compile("|".join(own))
    copies = [[pattern.sub(lambda found: own[found[0]], value) for value in row] for row in rows]
    return _peopled(copies, header, county) if "residents" in header else copies


def _peopled(rows: list[list[str]], header: list[str], county: County) -> list[list[str]]:
    """The population with another number of residents per township; the county has the sum of them."""
    factor, sums = _RESIDENTS_STEP[county.number % len(_RESIDENTS_STEP)], defaultdict(int)
    people = [dict(zip(header, row, strict=True)) for row in rows]
    for row in people:
        row["residents"] = int(int(row["residents"]) * factor)
        sums[row["year"]] += row["residents"] if row["region_code"] != county.code else 0
    for row in people:
        row["residents"] = sums[row["year"]] if row["region_code"] == county.code else row["residents"]
    return [[str(row[name]) for name in header] for row in people]


def names_of(number: int) -> dict[str, str]:
    """What townships of the first county are called in the n-th further one; a name stands for one township only."""
    return {name: _STEMS[(number * 15 + place) % len(_STEMS)] for place, name in enumerate(_RENAMED)}


def _put(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
