"""Citizens are masked, entities are named."""

import pytest

from report import masking


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("王小明", "王**"),
        ("13812342046", "138****2046"),
        ("62089919800101123X", "**************123X"),
        ("王小明 13812342046", "王** 138****2046"),
        (None, None),
        ("", ""),
    ],
)
def test_values_of_personal_fields_are_masked(value, printed):
    assert masking.personal(value) == printed


@pytest.mark.parametrize(
    ("name", "kind", "printed"),
    [
        ("川安县城关便民商店", None, "川安县城关便民商店"),
        ("王小明", None, "王**"),
        ("欧阳小明", "自然人", "欧**"),
        ("王小明果园", "农户", "王**"),
        ("好又多", "企业", "好又多"),
        ("好又多", None, "好**"),
        (None, None, ""),
    ],
)
def test_people_are_masked_by_kind_or_by_a_short_name(name, kind, printed):
    assert masking.subject_name(name, kind) == printed
