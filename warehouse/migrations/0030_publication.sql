-- What a publication was made from, so that it can be made again and its successor explained.

-- Nulls: cycles closed by a release that did not note them yet.
alter table quality.cycle add column reference_hash text;
alter table quality.cycle add column program_hash text;
comment on column quality.cycle.reference_hash is '参考数据版本（quality.reference_version）';
comment on column quality.cycle.program_hash is '决定指标值的程序（不含规则与报告）的指纹';

create table quality.reference_version (
    reference_hash text not null,
    seed text not null,
    content text not null,
    primary key (reference_hash, seed)
);
comment on table quality.reference_version is '参考数据的各版本：每个版本的每张参考表一行，内容为组合后的 CSV 全文';

-- The judge's word and the cut-off from which it holds. Only words that differ from the one before are kept, and a
-- past that is judged anew replaces what was said from there on.
create table quality.submission_verdict (
    county_code text not null,
    submission_id text not null,
    cutoff timestamp not null,
    state text not null check (state in ('已接受', '已退回')),
    reject_rule text,
    primary key (county_code, submission_id, cutoff)
);
comment on table quality.submission_verdict is '审核结论沿革：每次报送在哪个截止时间起被接受或退回';

create table quality.quarantine_verdict (
    county_code text not null,
    dataset text not null,
    submission_id text not null,
    row_no bigint not null,
    cutoff timestamp not null,
    is_held boolean not null,
    primary key (county_code, dataset, submission_id, row_no, cutoff)
);
comment on table quality.quarantine_verdict is '隔离沿革：每条入库行在哪个截止时间起被隔离或放行';

-- Words given before their cut-offs were kept count from the arrival on.
insert into quality.submission_verdict (county_code, submission_id, cutoff, state, reject_rule)
select county_code, submission_id, received_at, state, reject_rule
from quality.submission_ledger
where state in ('已接受', '已退回');

insert into quality.quarantine_verdict (county_code, dataset, submission_id, row_no, cutoff, is_held)
select distinct held.county_code, held.dataset, held.submission_id, held.row_no, ledger.received_at, true
from quality.quarantine as held
inner join quality.submission_ledger as ledger using (county_code, submission_id);

grant select on quality.reference_version, quality.submission_verdict, quality.quarantine_verdict
to loader, office, transformer;
grant insert, update, delete on quality.reference_version, quality.submission_verdict, quality.quarantine_verdict
to transformer;
