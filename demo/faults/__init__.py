"""Faults planted in a clean county, with the key of the findings that they must lead to.

`plant` changes a world of variant `faulted` in place: every rule and numbered condition gets faults in different weeks
and townships and a near miss at its threshold. Each fault has records of its own, so that knock-on findings stay few;
those that remain are written into the key by the planter that causes them. One module per family of rules.
"""

from __future__ import annotations

from demo.errors import DemoError
from demo.faults import (  # noqa: F401  (importing a family registers its planters)
    agriculture,
    bindings,
    cadres,
    contract_values,
    deaths,
    file_level,
    identifiers,
    licences,
    platform,
    quarantine,
    sampling,
    slaughter,
    stale,
    visits,
)
from demo.faults.answer_key import AnswerKey
from demo.faults.planter import REGISTRY, Plant, Planter
from demo.world.model import World

__all__ = ["AnswerKey", "plant"]

#: Faults lie up to eight weeks before the world's end.
_WEEKS = 8


def in_order() -> list[Plant]:
    """All planters; those of whole files first, so that no other fault is planted in a file that is refused.

    Those of registers that stand still come last: every other fault is a change of one.
    """
    functions = dict.fromkeys(function for _, function in REGISTRY)
    turn = {file_level.__name__: 0, stale.__name__: 2}
    return sorted(functions, key=lambda function: turn.get(function.__module__, 1))


def plant(world: World) -> AnswerKey:
    """Plant all faults in a world and say what has to be found.

    Args:
        world: a clean county (variant `faulted`); changed in place. Planting the same world again gives the same.

    Raises:
        DemoError: the world has less than eight weeks, or a record would carry two faults.
    """
    if len(world.weeks) < _WEEKS:
        raise DemoError(f"the faulted county has {len(world.weeks)} weeks, {world.first_week} to {world.last_week}",
                        fix=f"let DEMO_FROM and DEMO_TO span {_WEEKS} weeks or more, or choose another DEMO_VARIANT")
    planter = Planter(world)
    for function in in_order():
        function(planter)
    return planter.finish()
