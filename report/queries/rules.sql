-- One row per rule condition and dataset; recipients as text, split by the reader.
select
    condition,
    dataset,
    rule_id,
    title as statement,
    explanation,
    severity,
    recipients,
    authority,
    valid_from
from quality.rule
order by condition, dataset
