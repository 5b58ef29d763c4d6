"""Builds a world: entities first, then each department's frames, then the files' timetable."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import chinese_calendar
import numpy as np
import pandas as pd

from demo import calendar
from demo.world import (
    acceptance,
    bindings,
    brands,
    cadres,
    capacity,
    carcasses,
    certificates,
    complaints,
    corrections,
    dealers,
    deliveries,
    entities,
    farm_register,
    farms,
    first_visits,
    funds,
    geography,
    hazards,
    inspections,
    licences,
    markets,
    meetings,
    misreadings,
    monitoring,
    naming,
    officers,
    producers,
    profile,
    publicity,
    quarantine,
    ratings,
    register,
    sampling,
    schema,
    slaughter,
    smart_platform,
    staff_control,
    surveys,
    trainings,
    visits,
    window,
)
from demo.world.model import World
from demo.world.profile import Profile
from warehouse import settings

_FEAST_LIFT, _FEAST_LEAD_DAYS = 1.3, 30


def build(
    seed: int, variant: str, first_week: str, last_week: str, deployment: Path | None = None, county: str = ""
) -> World:
    """A world of some weeks; the same arguments give the same world.

    Args:
        seed: any whole number.
        variant: `clean` (nothing wrong), `ordinary` (the usual shortfalls), or `faulted` (a clean world for
            `demo.faults` to plant faults in).
        first_week, last_week: ISO weeks such as `2025-W39`.
        deployment: folder with the county's reference data; by default the one that the settings name.
        county: six digits; by default the first county of the reference data.

    Raises:
        DemoError: unknown variant, or no week between first and last.
    """
    folder = Path(deployment) if deployment else settings.load().deployment
    places = geography.load(folder, county)
    world = World(seed, variant, first_week, last_week, places.county, folder, places.county_name)
    rates, span = profile.OF_VARIANT[variant], window.span(world.weeks)
    roster = entities_of(world, places, span)
    _market_supervision(world, roster, places, span, rates)
    _agriculture(world, roster, places, span, rates)
    _husbandry(world, roster, places, span, rates)
    _office(world, roster, places, span, rates)
    _supervision(world, roster, places, span, rates)
    naming.fill(world.frames, places)
    misreadings.write(world, rates)
    world.outages = _outages(world, rates)
    again = corrections.apply(world, span)
    first = deliveries.schedule(world, rates)
    sent = {
        (d.dataset, d.period)
        for d in first
        if all(
            d.received_at < other.received_at
            for other in again
            if (other.dataset, other.period) == (d.dataset, d.period)
        )
    }
    kept = [delivery for delivery in again if (delivery.dataset, delivery.period) in sent]
    world.deliveries = sorted([*first, *kept], key=lambda delivery: delivery.received_at)
    return world


def entities_of(world: World, places: geography.Geography, span: window.Window) -> pd.DataFrame:
    """The roster of food businesses, kept in `World.facts['entities']`."""
    world.facts["entities"] = entities.roster(span, places, world.rng("entities"))
    return world.facts["entities"]


def _market_supervision(
    world: World, roster: pd.DataFrame, places: geography.Geography, span: window.Window, rates: Profile
) -> None:
    issued = licences.issued(roster, span, places, world.rng("licences"))
    again = licences.reissues(issued, roster, span, rates, world.rng("reissues"))
    world.facts["licences"] = issued
    _founded_before_licensed(roster, issued)
    frames = world.frames
    frames["MS01"] = register.entities(roster, span, world.rng("MS01"))
    frames["MS02"] = register.production(issued, again, roster, span, places, rates, world.rng("MS02"))
    frames["MS03"] = register.operation(issued, again, roster, span, rates, world.rng("MS03"))
    frames["MS04"] = register.registrations(issued, again, roster, span, places, rates, world.rng("MS04"))
    frames["MS11"] = smart_platform.access(roster, issued, span, rates, world.rng("MS11"), world.rng("canteens"))
    taken = sampling.samples(roster, span, world.rng("samples"))
    cases = sampling.cases(taken, roster, span, rates, world.rng("cases"))
    frames["MS08"] = sampling.sample_frame(taken, world.rng("MS08"))
    frames["MS09"] = sampling.case_frame(cases, world.rng("MS09"))


def _supervision(
    world: World, roster: pd.DataFrame, places: geography.Geography, span: window.Window, rates: Profile
) -> None:
    """What market supervision's officers do, who look at what the registers, the farms and the cadres recorded."""
    frames, force = world.frames, officers.roster(roster, world.rng("officers"))
    rated = ratings.ratings(roster, force, frames["MS09"], span, rates, world.rng("ratings"))
    made = inspections.inspections(
        roster, force, ratings.required(rated), frames["AG02"], span, rates, world.rng("inspections")
    )
    sheets = complaints.complaints(
        roster, frames["MS09"], places.county_name, span, rates, world.rng("complaints")
    )
    found = hazards.hazards(roster, frames["FS03"], made, sheets, span, rates, world.rng("hazards"))
    frames["MS05"] = inspections.frame(made, world.rng("MS05"))
    frames["MS06"] = hazards.frame(found, world.rng("MS06"))
    frames["MS07"] = ratings.frame(rated, roster, frames["MS08"], frames["MS09"], span, world.rng("MS07"))
    frames["MS10"] = complaints.frame(sheets, world.rng("MS10"))
    frames["MS12"] = staff_control.months(roster, span, rates, world.rng("MS12"))


def _founded_before_licensed(roster: pd.DataFrame, issued: pd.DataFrame) -> None:
    """A business is older than the first version of any of its licences."""
    earlier = issued["version_no"].where(issued["family"] != "MS04", 1) - 1
    first = issued["issued_on"] - pd.to_timedelta(earlier * 1826, unit="D")
    oldest = first.groupby(issued["owner"]).min().reindex(roster.index) - pd.Timedelta(days=9)
    old = roster["born"].isna() & (oldest < roster["established_on"])
    roster.loc[old, "established_on"] = oldest[old].astype("datetime64[s]")


def _agriculture(
    world: World, roster: pd.DataFrame, places: geography.Geography, span: window.Window, rates: Profile
) -> None:
    growers = producers.roster(roster, span, places, world.rng("producers"))
    sales = certificates.selling(growers, span, world.rng("selling"))
    given = certificates.certificates(growers, sales, span, rates, world.rng("certificates"))
    world.facts["producers"] = growers
    world.frames["AG01"] = producers.frame(growers, span, world.rng("AG01"))
    world.frames["AG02"] = certificates.certificate_frame(given, span, world.rng("AG02"))
    world.frames["AG03"] = certificates.month_frame(growers, sales, given, world.rng("AG03"))
    world.frames["AG05"] = brands.frame(growers, roster, places, span, rates, world.rng("AG05"))
    world.frames["AG06"] = dealers.frame(places, span, rates, world.rng("AG06"))


def _husbandry(
    world: World, roster: pd.DataFrame, places: geography.Geography, span: window.Window, rates: Profile
) -> None:
    closed, lift = festival_closing(span), festival_lift(span)
    plants = slaughter.plants(roster, places, world.rng("plants"))
    lines = slaughter.lines(plants)
    kept = farms.live(span, places, lift, rates, world.rng("farms"))
    living = quarantine.animals(kept, lines, closed, places, span, lift, rates, world.rng("animals"))
    days = slaughter.days(lines, living, closed, span, world.rng("slaughter"))
    shops = roster["entity_name"][roster["biz_form"].isin(["supermarket", "farm_mkt"]) & ~roster["was_closed"]]
    meat = quarantine.products(days, lines, closed, places, shops, span, world.rng("products"))
    world.facts["farms"], world.facts["plants"], world.facts["plant_lines"] = kept.farms, plants, lines
    frames = world.frames
    samples = monitoring.samples(
        world.facts["producers"], plants, days, lines, places, span, world.rng("monitoring")
    )
    frames["AG04"] = monitoring.frame(samples, span, world.rng("AG04"))
    frames["AH01"] = farm_register.frame(kept, places, span, world.rng("AH01"))
    frames["AH02"] = slaughter.plant_frame(plants, span, world.rng("AH02"))
    frames["AH03"] = slaughter.day_frame(days, lines)
    frames["AH04"] = quarantine.frame(living, meat, span, rates, world.rng("AH04"))
    frames["AH05"] = carcasses.frame(kept, days, lines, span, world.rng("AH05"))
    frames["AH06"] = farms.frame(kept, span, world.rng("AH06"))


def _office(
    world: World, roster: pd.DataFrame, places: geography.Geography, span: window.Window, rates: Profile
) -> None:
    staff = cadres.roster(roster, span, places, rates, world.rng("cadres"))
    main = world.facts["licences"].drop_duplicates("owner").set_index("owner")["lic_no"]
    ties = bindings.segments(roster, staff, main, span, rates, world.rng("bindings"))
    made = visits.visits(ties, roster, staff, span, rates, world.rng("visits"))
    made = first_visits.added(made, ties, roster, staff, span, rates, world.rng("first visits"))
    world.facts["cadres"], world.facts["bindings"] = staff, ties
    world.frames["FS01"] = cadres.frame(staff, span, world.rng("FS01"))
    world.frames["FS02"] = bindings.frame(ties, roster, staff, places, span, rates, world.rng("FS02"))
    world.frames["FS03"] = visits.frame(made)
    held = meetings.meetings(roster, staff, span, rates, world.rng("meetings"))
    world.frames["FS04"] = meetings.frame(held, world.rng("FS04"))
    world.frames["FS05"] = capacity.frame(capacity.quarters(places, span, rates, world.rng("FS05")))
    world.frames["FS07"] = trainings.frame(trainings.trainings(span, rates, world.rng("trainings")), world.rng("FS07"))
    world.frames["FS10"] = acceptance.frame(acceptance.items(span, rates, world.rng("items")), span, world.rng("FS10"))
    _publicity(world, roster, places, span, rates)
    _markets(world, roster, places, span, rates)


def _publicity(
    world: World, roster: pd.DataFrame, places: geography.Geography, span: window.Window, rates: Profile
) -> None:
    """FS08 and FS09; the quick tests of 你点我检 stand in the sampling system, too."""
    frames = world.frames
    acts = publicity.activities(roster, places, span, rates, world.rng("publicity"))
    frames["FS08"] = publicity.frame(acts, world.rng("FS08"))
    frames["MS08"] = schema.joined(
        frames["MS08"], publicity.quick_tests(acts, roster, places.county, world.rng("quick tests"))
    )
    frames["FS09"] = surveys.frame(places, span, rates, world.rng("FS09"))
    publicity.rough_numbers(world, rates, world.rng("rough copies"))


def _markets(
    world: World, roster: pd.DataFrame, places: geography.Geography, span: window.Window, rates: Profile
) -> None:
    """FS06 and FS11; whom market supervision registered in a market's township may stand in that market."""
    frames = world.frames
    built = markets.clusters(roster, places, world.rng("markets"))
    world.facts["markets"] = built
    markets.settle(frames["MS04"], built, world.rng("stalls"))
    items = funds.items(places, span, world.rng("funds"), frames.get("FS05"))
    frames["FS06"] = funds.frame(items, span, rates, world.rng("FS06"))
    frames["FS11"] = markets.frame(built, world, span, rates, world.rng("FS11"))
    markets.rough_numbers(world, rates)


def _outages(world: World, rates: Profile) -> list[tuple]:
    """One Monday in eight weeks agriculture's database does not answer until noon (ordinary county only)."""
    if not rates.late_file:
        return []
    mornings = [calendar.pull_at(week) for week in world.weeks[3::8]]
    return [("agriculture", at - timedelta(hours=2), at + timedelta(hours=6)) for at in mornings]


def festival_closing(span: window.Window) -> pd.DatetimeIndex:
    """Days on which no plant slaughters: the Spring Festival's holiday without its first and last day."""
    days = [day for day in span.days.tolist() if _is_spring_festival(day)]
    inner = [day for day in days if day - timedelta(days=1) in days and day + timedelta(days=1) in days]
    return pd.DatetimeIndex(inner).astype("datetime64[s]")


def festival_lift(span: window.Window) -> np.ndarray:
    """Per week, how many times the usual number of animals travels: more in the month before the Spring Festival."""
    lift = []
    for number in range(len(span.weeks)):
        first = np.datetime64(span.first) + 7 * number
        ahead = [(first + n).astype(object) for n in range(_FEAST_LEAD_DAYS)]
        lift.append(
            _FEAST_LIFT
            if any(map(_is_spring_festival, ahead)) and not _is_spring_festival(first.astype(object))
            else 1.0
        )
    return np.array(lift)


def _is_spring_festival(day: object) -> bool:
    try:
        return chinese_calendar.get_holiday_detail(day)[1] == chinese_calendar.Holiday.spring_festival.value
    except NotImplementedError:
        return False
