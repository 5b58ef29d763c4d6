"""How well the departments keep their books: the rates that tell the clean county from the ordinary one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """Shares (0–1) of records that fall short; all zero in the clean county.

    Attributes:
        unbound: live entities without a cadre (R06, X27).
        ungraded: live bindings without a grade or its date (R06, X28).
        doubly_bound: entities with two live bindings (R08, D46).
        stale_binding: closed entities whose binding was never closed (X26).
        misspelt_binding: bindings that still carry a former name (X30).
        zombie: closed entities that stay joined to the platform (X22).
        unregistered: small entities without a registration (E13).
        expired_valid: licences that expired and still read 有效 (D12).
        no_certificate: obliged producers that sell in a month without a certificate (A04, X40).
        uncertified_out: farm-weeks whose animals left without a quarantine certificate (A08).
        missing_product_cert: product certificates that were never entered (A08, X06, X07).
        untreated: dead animals of a farm-week that were not collected (A09).
        outside_plant: pig certificates for slaughter in the county away from every plant (A07).
        private_slaughter: cases of private slaughter a month (A07).
        late_disposal: unqualified samples whose disposal closes after 90 days (E09, X36).
        no_disposal: unqualified samples that nobody follows up (E09, X35).
        missed_visit: bindings due that get no visit (R12).
        incomplete_cadre: cadres without a pledge or a list (D45).
        batch_ticking: visits entered within minutes of the one before (D48).
        late_file, missing_file: weekly files that come late or never (G01, F01, F02).
        funds_short: of the county's own and the raised money, what never arrives (C08).
        rough_numbers: copies and stalls written as 约, 余 or 多 (K06).
        reported_twice: activities that a second unit reports again (U05).
        unfollowed_quick: failed quick tests without a follow-up (X52).
        unsized_survey: townships whose survey results lack the size of the sample (U07, U08, K02).
        mixed_stalls: markets that give the stalls taken as the stalls designed (A13).
    """

    unbound: float = 0.0
    ungraded: float = 0.0
    doubly_bound: float = 0.0
    stale_binding: float = 0.0
    misspelt_binding: float = 0.0
    zombie: float = 0.0
    unregistered: float = 0.0
    expired_valid: float = 0.0
    no_certificate: float = 0.0
    uncertified_out: float = 0.0
    missing_product_cert: float = 0.0
    untreated: float = 0.0
    outside_plant: float = 0.0
    private_slaughter: float = 0.0
    late_disposal: float = 0.0
    no_disposal: float = 0.0
    missed_visit: float = 0.03
    incomplete_cadre: float = 0.0
    batch_ticking: float = 0.0
    late_file: float = 0.0
    missing_file: float = 0.0
    funds_short: float = 0.0
    rough_numbers: float = 0.0
    reported_twice: float = 0.0
    unfollowed_quick: float = 0.0
    unsized_survey: float = 0.0
    mixed_stalls: float = 0.0


CLEAN = Profile()
ORDINARY = Profile(
    unbound=0.012,
    ungraded=0.006,
    doubly_bound=0.004,
    stale_binding=0.12,
    misspelt_binding=0.25,
    zombie=0.3,
    unregistered=0.03,
    expired_valid=0.1,
    no_certificate=0.09,
    uncertified_out=0.03,
    missing_product_cert=0.01,
    untreated=0.025,
    outside_plant=0.01,
    private_slaughter=0.4,
    late_disposal=0.25,
    no_disposal=0.1,
    missed_visit=0.13,
    incomplete_cadre=0.012,
    batch_ticking=0.004,
    late_file=0.06,
    missing_file=0.015,
    funds_short=0.16,
    rough_numbers=0.15,
    reported_twice=0.04,
    unfollowed_quick=0.3,
    unsized_survey=0.06,
    mixed_stalls=0.3,
)
OF_VARIANT = {"clean": CLEAN, "faulted": CLEAN, "ordinary": ORDINARY}
