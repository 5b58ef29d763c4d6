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
        lapsed_brand: certificates that ended and still read 有效 (A01, D35).
        repeated_brand: certificates that stand there once more for another product (A01, K04).
        untraced_dealer: dealers in pesticides and veterinary drugs outside the trace platform (P10).
        expired_dealer: dealers whose licence ended (P10).
        misread_farm: farms of the register with a stock such as 约1200 or a code without the county (K06).
        below_detection: measured laboratory values given as <0.01 (K01).
        late_file, missing_file: weekly files that come late or never (G01, F01, F02).
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
    lapsed_brand: float = 0.0
    repeated_brand: float = 0.0
    untraced_dealer: float = 0.0
    expired_dealer: float = 0.0
    misread_farm: float = 0.0
    below_detection: float = 0.0
    late_file: float = 0.0
    missing_file: float = 0.0


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
    lapsed_brand=0.06,
    repeated_brand=0.05,
    untraced_dealer=0.07,
    expired_dealer=0.04,
    misread_farm=0.02,
    below_detection=0.05,
    late_file=0.06,
    missing_file=0.015,
)
OF_VARIANT = {"clean": CLEAN, "faulted": CLEAN, "ordinary": ORDINARY}
