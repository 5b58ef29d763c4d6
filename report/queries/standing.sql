-- What the warehouse's layers were built from, once they are published.
select
    cutoff,
    input_hash,
    rule_set_hash,
    release
from quality.standing
where step = '已发布'
