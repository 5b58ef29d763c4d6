-- What judging keeps between its steps, and the life of a finding as of any cut-off.

create table quality.judging (
    county_code text not null,
    submission_id text not null,
    dataset text not null,
    stream text not null,
    period text not null,
    primary key (county_code, submission_id)
);
create index on quality.judging (dataset);
comment on table quality.judging is '正在审核的报送：一次审核开始时写入，规则只看这些报送的行';

create table quality.row_judgement (
    county_code text not null,
    submission_id text not null,
    dataset text not null,
    rule_set text not null,
    primary key (county_code, submission_id)
);
comment on table quality.row_judgement is '已审核的报送及所用规则集；规则集变化后重新审核';

create table quality.judgement (
    county_code text not null,
    cutoff timestamp not null,
    day date not null,
    rule_set text not null,
    primary key (county_code, cutoff)
);
comment on table quality.judgement is '已判定的截止时间：没有问题的一期也留有一行';

create table quality.entity_licence (
    county_code text not null,
    entity_id text,
    dataset text not null,
    lic_no text not null,
    issued_on date,
    is_live boolean not null
);
create index on quality.entity_licence (county_code, entity_id);
comment on table quality.entity_licence is '许可、备案、登记及其持有主体（含已隔离的证，供跨部门规则引用；对应不到主体的主体编号为空）';

-- The ledger of findings folded from what was seen at the cut-offs up to `as_of`; quality.finding holds the newest fold.
-- Function bodies name reference tables, which the seeds create later.
set local check_function_bodies = off;

create function quality.finding_as_of(as_of timestamp) returns setof quality.finding
language sql stable
as $$
with cutoffs as (
    select county_code, cutoff, row_number() over (partition by county_code order by cutoff) as ordinal
    from quality.judgement
    where cutoff <= as_of
),
newest as (
    select county_code, max(ordinal) as ordinal
    from cutoffs
    group by county_code
),
-- Cut-offs in a row at which a finding was seen are one episode; a gap between two episodes was a mended time.
sightings as (
    select
        seen.county_code, seen.fingerprint, seen.cutoff, cutoffs.ordinal,
        cutoffs.ordinal - row_number() over (
            partition by seen.county_code, seen.fingerprint order by cutoffs.ordinal
        ) as episode
    from quality.finding_seen as seen
    inner join cutoffs using (county_code, cutoff)
),
episodes as (
    select
        county_code, fingerprint, min(cutoff) as started, max(cutoff) as ended,
        min(ordinal) as first_ordinal, max(ordinal) as last_ordinal
    from sightings
    group by county_code, fingerprint, episode
),
lives as (
    select
        county_code, fingerprint, min(started) as first_seen, max(ended) as last_seen,
        max(started) as episode_started, max(first_ordinal) as first_ordinal, max(last_ordinal) as last_ordinal,
        count(*)::integer - 1 as times_reopened
    from episodes
    group by county_code, fingerprint
),
-- The report is the notice: working days count from the day of the cut-off at which the episode began.
workdays as (
    select day, row_number() over (order by day) as ordinal
    from reference.workday
    where is_workday
),
issues as (
    select issue.day, count(workdays.day) as ordinal
    from (select distinct episode_started::date as day from lives) as issue
    left join workdays on workdays.day <= issue.day
    group by issue.day
),
terms as (
    select param, value::integer as days from reference.rule_param where rule_id = 'DUE'
),
waivers as (
    select distinct on (county_code, fingerprint) county_code, fingerprint, kind, observed
    from quality.waiver
    where granted_at <= as_of and expires_on >= as_of::date
    order by county_code, fingerprint, granted_at desc
),
replies as (
    select county_code, fingerprint, max(replied_at) as replied_at
    from quality.finding_reply
    where replied_at <= as_of
    group by county_code, fingerprint
)
select
    seen.county_code, seen.fingerprint, seen.rule_id, seen.condition, seen.severity, seen.dimension, seen.dataset,
    seen.submitter, seen.period, seen.business_key, seen.field, seen.observed, seen.expected,
    seen.counterpart_dataset, seen.counterpart_key, seen.counterpart_value, seen.region_code,
    lives.first_seen, lives.last_seen,
    closing.cutoff as closed_at,
    lives.times_reopened,
    case
        when closing.cutoff is not null then '已整改'
        when waivers.kind is not null and waivers.observed is not distinct from seen.observed then waivers.kind
        when replies.replied_at >= lives.episode_started then '已反馈'
        when lives.first_ordinal < newest.ordinal then '持续'
        when lives.times_reopened > 0 then '复发'
        else '新增'
    end as state,
    due.day as due_on
from lives
inner join newest using (county_code)
inner join quality.finding_seen as seen
    on
        lives.county_code = seen.county_code
        and lives.fingerprint = seen.fingerprint
        and lives.last_seen = seen.cutoff
left join cutoffs as closing
    on lives.county_code = closing.county_code and closing.ordinal = lives.last_ordinal + 1
left join waivers on lives.county_code = waivers.county_code and lives.fingerprint = waivers.fingerprint
left join replies on lives.county_code = replies.county_code and lives.fingerprint = replies.fingerprint
left join quality.rule as rule on seen.condition = rule.condition and seen.dataset = rule.dataset
inner join issues on lives.episode_started::date = issues.day
left join terms
    on terms.param = case
        when seen.rule_id in ('F01', 'F03') then 'file'
        when seen.severity = 'W' and rule.recipients like '%,%' then 'W_cross'
        else seen.severity
    end
left join workdays as due on due.ordinal = issues.ordinal + terms.days
$$;
comment on function quality.finding_as_of(timestamp) is '截至某一截止时间的问题台账';

grant select on quality.judging, quality.row_judgement, quality.judgement, quality.entity_licence
to loader, office, transformer;
grant insert, update, delete on quality.judging, quality.row_judgement, quality.judgement, quality.entity_licence
to transformer;
grant execute on function quality.finding_as_of(timestamp) to transformer, office;

create table quality.nearest_code (
    dataset text not null,
    field text not null,
    given text not null,
    nearest text not null,
    similarity numeric(5, 4) not null,
    primary key (dataset, field, given)
);
comment on table quality.nearest_code is '代码表外的值与最相近的代码（供判定 K03、K05 的轻重）';
grant select on quality.nearest_code to loader, office, transformer;
grant insert, update, delete on quality.nearest_code to transformer;
