"""Judges what the departments sent: a catalogue of rules, executed by Great Expectations, folded into one ledger.

    contracts ─┐
    catalogue ─┼→ rendered rule SQL ─→ Great Expectations counts ─→ failing keys ─→ finding_seen ─→ finding
    rules/*.sql┘                        (check_run)                  (INSERT … SELECT of the same SQL)

Severity says what a department must do; effect says what happens to the row or the submission. Only rows that
cannot be identified stay out of the marts; all others stay in, and the status of the figures they touch falls.
"""
