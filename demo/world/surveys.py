"""FS09: a survey of the residents every half-year, done in spring and in autumn, by telephone."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from demo import calendar
from demo.world import schema
from demo.world.geography import Geography
from demo.world.profile import Profile
from demo.world.window import Window, add_workdays, at_hours

#: First day of the fieldwork by half-year (month, day); it takes three weeks and the report two more.
_BEGINS = {1: (4, 20), 2: (9, 8)}
_FIELD_DAYS, _REPORT_WORKDAYS = 18, 10
_SAMPLE, _LEAST = 720, 18
#: 指标: mean of the score, and of the share that answers in the affirmative.
_QUESTIONS = {
    "满意度": (86.0, 0.87),
    "认可度": (85.0, 0.86),
    "知晓率": (88.0, 0.88),
    "支持率": (92.0, 0.93),
    "参与率": (71.0, 0.7),
}


def frame(places: Geography, window: Window, profile: Profile, rng: np.random.Generator) -> pd.DataFrame:
    """FS09: one row per survey, township and question, written when the report comes."""
    parts = []
    for name in calendar.periods_between(window.history, window.last, calendar.HALF):
        half = calendar.period(name)
        begins = date(half.first.year, *_BEGINS[1 if half.first.month == 1 else 2])
        ends = begins + pd.Timedelta(days=_FIELD_DAYS)
        if window.history <= begins and ends <= window.last:
            parts.append(_survey(name, begins, ends, places, profile, rng))
    rows = pd.concat(parts, ignore_index=True)
    return schema.framed(rows[rows["_from"] <= pd.Timestamp(window.end)], "FS09")


def _survey(
    name: str, begins: date, ends: date, places: Geography, profile: Profile, rng: np.random.Generator
) -> pd.DataFrame:
    """Samples by residents, at least some in every township; every township is asked all questions."""
    towns, number = places.towns, int(name[-1])
    sent = np.maximum(_LEAST, (_SAMPLE * towns["residents"] / towns["residents"].sum()).round().astype(int))
    valid = np.floor(sent * rng.uniform(0.84, 0.97, len(towns))).astype(int)
    unsized = rng.random(len(towns)) < profile.unsized_survey
    if profile.unsized_survey and not unsized.any():
        unsized[-1] = True
    parts = []
    for question, (score, share) in _QUESTIONS.items():
        part = pd.DataFrame({"town_code": towns["town"], "question": question, "sent": sent, "valid_n": valid})
        part["score"] = np.clip(rng.normal(score, 2.5, len(towns)), 0, 99.5).round(2)
        part["positive_n"] = np.minimum(valid, rng.binomial(valid, share))
        part["margin"] = (98 / np.sqrt(valid)).round(1)
        part.loc[unsized, ["sent", "valid_n"]] = np.nan
        parts.append(part)
    rows = pd.concat(parts, ignore_index=True)
    told = at_hours(add_workdays(np.array([ends]), _REPORT_WORKDAYS), rng, 9, 11)[0]
    return rows.assign(
        survey_no=f"DC{places.county}{name[:4]}{number:02d}",
        agency="陇东社情民意调查中心",
        method="电话",
        from_on=pd.Timestamp(begins),
        to_on=pd.Timestamp(ends),
        report_no=f"陇民调〔{name[:4]}〕{number}号",
        _period=name,
        _from=told,
    )
