-- Why a number changed: what a figure would have been, had only a part of what happened between two publications happened.

create schema recomputed authorization transformer;
comment on schema recomputed is '重算层：解释指标变化时，中间层与指标在限定范围内的再次计算，读者不用';

create table quality.indicator_step (
    county_code text not null,
    as_of timestamp not null,
    step text not null check (step in ('规则', '程序', '后到', '更正')),
    indicator_code text not null,
    region_code text not null,
    breakdown_type text not null,
    breakdown_code text not null,
    period_type text not null,
    period text not null,
    numerator numeric(20, 4),
    denominator numeric(20, 4),
    primary key (
        county_code, as_of, step, indicator_code, region_code, breakdown_type, breakdown_code, period_type, period
    )
);
comment on table quality.indicator_step is '指标变化的分步重算：每一步之后的分子、分母（只存确有重算的步骤）';

grant usage on schema recomputed to office, warehouse_owner;
grant select on quality.indicator_step to loader, office, transformer;
grant insert, update, delete on quality.indicator_step to transformer;
