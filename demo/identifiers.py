"""Identifiers of the demo with correct check digits (handbook §3), made in bulk.

Functions take numpy arrays and give lists of text; nothing here is random: callers pass serial numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUE = {letter: value for value, letter in enumerate(USCC_ALPHABET)}
_USCC_WEIGHTS = np.array([pow(3, n, 31) for n in range(17)])
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SMALL_PREFIX = {"小作坊": "XZF", "小餐饮": "XCY", "小食杂店": "XSD", "小摊点": "XTD"}
SAMPLE_PREFIX = {"国抽": "GC", "省抽": "SBJ", "市抽": "DBJ", "县抽": "XBJ"}


def organisation_codes(serials: Iterable[int]) -> list[str]:
    """Nine characters after GB 11714: `MA`, six characters that carry the serial, and the check character.

    The serial (0 to 31**6 - 1) is spread by a fixed multiplication, so that neighbours do not look alike.
    """
    size = len(USCC_ALPHABET) ** 6
    codes = []
    for serial in serials:
        number, body = (int(serial) * 486_187_739 + 12_345_677) % size, ""
        for _ in range(6):
            number, digit = divmod(number, len(USCC_ALPHABET))
            body += USCC_ALPHABET[digit]
        codes.append(_with_organisation_check("MA" + body))
    return codes


def _with_organisation_check(body: str) -> str:
    total = sum(int(letter, 36) * weight for letter, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    check = 11 - total % 11
    return body + ("X" if check == 10 else "0" if check == 11 else str(check))


def usccs(classes: Sequence[str], county: str, serials: Iterable[int]) -> list[str]:
    """统一社会信用代码 (GB 32100-2015).

    Args:
        classes: first two characters of each: registering authority and class, such as `91` or `N2`.
        county: six digits of the registrar.
        serials: distinct whole numbers, one per code.
    """
    bodies = [kind + county + code for kind, code in zip(classes, organisation_codes(serials), strict=True)]
    return [body + uscc_check(body) for body in bodies]


def uscc_check(body: str) -> str:
    """Check character of the first 17 characters."""
    values = np.array([_USCC_VALUE[letter] for letter in body])
    return USCC_ALPHABET[(31 - int(values @ _USCC_WEIGHTS) % 31) % 31]


def mod_11_10(digits: str) -> str:
    """Check digit by ISO 7064 MOD 11,10 (GB/T 17710), as food licences carry it."""
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = 2 * total % 11
    return str((11 - product) % 10)


def production_licences(categories: Sequence[str], county: str, serials: Iterable[int]) -> list[str]:
    """SC + food category (3 digits: 101–131, 201–203) + county + serial (4 digits) + check digit."""
    bodies = [f"{category}{county}{serial:04d}" for category, serial in zip(categories, serials, strict=True)]
    return ["SC" + body + mod_11_10(body) for body in bodies]


def operating_licences(kinds: Sequence[str], digits: Sequence[str], county: str, serials: Iterable[int]) -> list[str]:
    """JY or YB + 主体业态 digit + county + serial (6 digits) + check digit."""
    bodies = [f"{digit}{county}{serial:06d}" for digit, serial in zip(digits, serials, strict=True)]
    return [kind + body + mod_11_10(body) for kind, body in zip(kinds, bodies, strict=True)]


def small_registrations(kinds: Sequence[str], county: str, serials: Iterable[int]) -> list[str]:
    """Prefix of the 四小 kind + county + serial (6 digits); provincial form, no check digit."""
    return [f"{SMALL_PREFIX[kind]}{county}{serial:06d}" for kind, serial in zip(kinds, serials, strict=True)]


def sample_numbers(levels: Sequence[str], years: Sequence[int], county: str, serials: Iterable[int]) -> list[str]:
    """抽样单编号: letters of the task's source + year (2 digits) + county + nine digits."""
    return [
        f"{SAMPLE_PREFIX[level]}{year % 100:02d}{county}{463_000_000 + serial:09d}"
        for level, year, serial in zip(levels, years, serials, strict=True)
    ]


def farm_codes(county: str, serials: Iterable[int]) -> list[str]:
    """畜禽养殖代码: county + four digits."""
    return [f"{county}{serial:04d}" for serial in serials]


def plant_codes(types: Sequence[str], county: str, serials: Iterable[int]) -> list[str]:
    """定点屠宰代码: A or B + county + two digits."""
    return [f"{kind}{county}{serial:02d}" for kind, serial in zip(types, serials, strict=True)]


def quarantine_numbers(provinces: Sequence[str], serials: Iterable[int]) -> list[str]:
    """动物检疫证明编号: province (2 digits) + eight digits."""
    return [f"{province}{serial:08d}" for province, serial in zip(provinces, serials, strict=True)]


def ear_tag_ranges(species_digit: str, county: str, starts: Sequence[int], heads: Sequence[int]) -> list[str]:
    """耳标号段 `A-B` of 15-digit tags (1 pig, 2 cattle, 3 sheep), B − A + 1 = heads."""
    return [
        f"{species_digit}{county}{start:08d}-{species_digit}{county}{start + head - 1:08d}"
        for start, head in zip(starts, heads, strict=True)
    ]


def person_ids(county: str, birthdays: Sequence[str], serials: Iterable[int]) -> list[str]:
    """18-digit resident numbers (GB 11643): county + birthday `YYYYMMDD` + serial (3 digits) + check."""
    bodies = [f"{county}{birthday}{serial:03d}" for birthday, serial in zip(birthdays, serials, strict=True)]
    return [body + _person_check(body) for body in bodies]


def _person_check(body: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]
