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
        missed_inspection: entities that are forgotten when inspections are due (E02).
        unrated: ratings of a year that were never made (E03).
        overdue_hazard: hazards that are mended after their deadline (Q10, Q11).
        no_measure: serious hazards without a measure of their own (Q12).
        late_complaint: complaints and reports that end after their limit (E12).
        no_director, short_officers: businesses without the director, or with an officer less than they need (Q04, Q05).
        lax_records: businesses whose record books have gaps (Q06–Q09).
        copied_records: months in which one office fills in the same numbers for all its businesses (D29).
        listed_closed: closed businesses that stay in the monthly list (X48).
        dark_kitchen: school canteens that have not joined the platform (P06).
        missed_visit: bindings due that get no visit (R12).
        unfixed_problem: problems found by visits that are not mended within the week (R13).
        no_first_visit: new bindings that get no visit within 30 days (R15).
        incomplete_cadre: cadres without a pledge or a list (R10, R11, D45).
        batch_ticking: visits entered within minutes of the one before (D48).
        lapsed_brand: certificates that ended and still read 有效 (A01, D35).
        repeated_brand: certificates that stand there once more for another product (A01, K04).
        untraced_dealer: dealers in pesticides and veterinary drugs outside the trace platform (P10).
        expired_dealer: dealers whose licence ended (P10).
        misread_farm: farms of the register with a stock such as 约1200 or a code without the county (K06).
        below_detection: measured laboratory values given as <0.01 (K01).
        no_special_mark: meetings of the standing committee that do not say whether they were special (R01, K02).
        listed_twice: mobilisation and progress meetings that stand in the ledger under two kinds (R03).
        swapped_counts: trainings in which persons and attendances changed places (C13, D53).
        unaccepted_office: townships whose food-safety office has not passed its acceptance (C06).
        uncovered_village: villages without an assistant (C05).
        unmet_item: acceptance items that are not met (Q02).
        unchecked_item: acceptance items that nobody looks back at (Q03).
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
    missed_inspection: float = 0.0
    unrated: float = 0.0
    overdue_hazard: float = 0.0
    no_measure: float = 0.0
    late_complaint: float = 0.0
    no_director: float = 0.0
    short_officers: float = 0.0
    lax_records: float = 0.0
    copied_records: float = 0.0
    listed_closed: float = 0.0
    dark_kitchen: float = 0.0
    missed_visit: float = 0.03
    unfixed_problem: float = 0.02
    no_first_visit: float = 0.0
    incomplete_cadre: float = 0.0
    batch_ticking: float = 0.0
    lapsed_brand: float = 0.0
    repeated_brand: float = 0.0
    untraced_dealer: float = 0.0
    expired_dealer: float = 0.0
    misread_farm: float = 0.0
    below_detection: float = 0.0
    no_special_mark: float = 0.0
    listed_twice: float = 0.0
    swapped_counts: float = 0.0
    unaccepted_office: float = 0.0
    uncovered_village: float = 0.0
    unmet_item: float = 0.0
    unchecked_item: float = 0.0
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
    missed_inspection=0.12,
    unrated=0.07,
    overdue_hazard=0.2,
    no_measure=0.25,
    late_complaint=0.03,
    no_director=0.025,
    short_officers=0.015,
    lax_records=0.1,
    copied_records=0.4,
    listed_closed=0.1,
    dark_kitchen=0.04,
    missed_visit=0.13,
    unfixed_problem=0.06,
    no_first_visit=0.08,
    incomplete_cadre=0.012,
    batch_ticking=0.004,
    lapsed_brand=0.06,
    repeated_brand=0.05,
    untraced_dealer=0.07,
    expired_dealer=0.04,
    misread_farm=0.02,
    below_detection=0.05,
    no_special_mark=0.15,
    listed_twice=0.1,
    swapped_counts=0.06,
    unaccepted_office=0.17,
    uncovered_village=0.03,
    unmet_item=0.07,
    unchecked_item=0.12,
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
