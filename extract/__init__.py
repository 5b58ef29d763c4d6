"""Sources → raw landing.

    contract ─┬─ rest  ─ readers/rest.py ──────┐
              ├─ sql   ─ readers/sql.py ───────┤→ Reading → landing.py ─ one transaction: COPY + ledger row
              └─ file  ─ inbox.py → files.py ──┘                          (raw.<table>, quality.submission_ledger)

Readers differ per delivery form, never per department, and record facts about what arrived; they judge nothing.
"""
