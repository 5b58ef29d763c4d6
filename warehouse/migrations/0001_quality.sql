-- Schemas and the ledgers of schema quality. Roles exist already (warehouse/roles.py).
-- Every timestamp of the warehouse is local wall-clock time (Asia/Shanghai) without zone.
-- county_code comes first in every key.

create schema raw authorization warehouse_owner;
create schema reference authorization transformer;
create schema staging authorization transformer;
create schema intermediate authorization transformer;
create schema marts authorization transformer;
create schema quality_public authorization transformer;
create schema quality authorization warehouse_owner;
create schema norm authorization warehouse_owner;

comment on schema raw is '原始层：各部门报送数据按原样只增不改';
comment on schema reference is '参考数据：区划、工作日、代码表、规则参数等';
comment on schema staging is '清洗层：改名、规范化、类型转换';
comment on schema intermediate is '中间层：当前有效行、主体匹配';
comment on schema marts is '指标集市：维度、事实、指标值';
comment on schema quality is '数据质量：报送台账、规则、问题台账';
comment on schema quality_public is '数据质量公开视图（已脱敏）';

create table quality.submission_ledger (
    county_code text not null,
    submission_id text not null,
    dataset text not null,
    stream text not null,
    submitter text not null,
    period text not null,
    revision integer not null,
    source text not null,
    sha256 text not null,
    declared_rows bigint,
    received_rows bigint not null default 0,
    unchanged_rows bigint not null default 0,
    landed_rows bigint not null default 0,
    header_rows bigint not null default 0,
    content text check (content in ('有数据', '零报')),
    received_at timestamp not null,
    landed_at timestamp not null,
    state text not null default '已入库' check (state in ('已入库', '已接受', '已退回')),
    reject_rule text,
    reject_reason text,
    facts jsonb not null default '{}',
    archive_path text,
    primary key (county_code, submission_id),
    constraint conservation_on_arrival check (received_rows = landed_rows + unchanged_rows)
);
create index on quality.submission_ledger (county_code, dataset, stream, period);
comment on table quality.submission_ledger is '报送台账：每次报送一行（含无法读取的），事实不改，仅状态由审核写入';

create table quality.attempt (
    county_code text not null,
    attempt_id text not null,
    dataset text not null,
    stream text not null,
    period text not null,
    attempted_at timestamp not null,
    started_at timestamp not null,
    outcome text not null check (outcome in ('ok', 'unreachable', 'unauthorised', 'server_error', 'our_fault')),
    detail text,
    primary key (county_code, attempt_id)
);
create index on quality.attempt (county_code, dataset, stream, period);
comment on table quality.attempt is '取数尝试：每次拉取或扫描一行，用于区分未报、源系统不可达与我方故障';

create table quality.absence (
    county_code text not null,
    dataset text not null,
    submission_id text not null,
    row_key text not null,
    primary key (county_code, dataset, submission_id, row_key)
);
comment on table quality.absence is '全量拉取中消失的主键';

create table quality.row_violation (
    county_code text not null,
    submission_id text not null,
    row_no bigint not null,
    dataset text not null,
    rule_id text not null,
    condition text not null,
    field text not null,
    business_key text not null,
    observed text,
    expected text
);
create index on quality.row_violation (county_code, submission_id, row_no);
create index on quality.row_violation (county_code, dataset, condition);
comment on table quality.row_violation is '行级规则命中：每条入库行只判一次';

create table quality.quarantine (
    county_code text not null,
    dataset text not null,
    submission_id text not null,
    row_no bigint not null,
    rule_id text not null,
    condition text not null,
    primary key (county_code, dataset, submission_id, row_no, condition)
);
comment on table quality.quarantine is '隔离行：无法识别或读取，不进入集市';

create table quality.rule (
    rule_id text not null,
    condition text not null,
    version text not null,
    severity text not null check (severity in ('B', 'W', 'I')),
    effect text not null check (effect in ('reject', 'quarantine', 'doubt', 'none')),
    dimension text not null,
    dataset text not null,
    recipients text not null,
    title text not null,
    explanation text not null default '',
    authority text not null default '',
    kind text not null default '',
    valid_from date not null,
    primary key (condition, dataset)
);
comment on table quality.rule is '规则目录：每条规则条件与数据集一行';

create table quality.finding_seen (
    county_code text not null,
    cutoff timestamp not null,
    fingerprint text not null,
    rule_id text not null,
    condition text not null,
    severity text not null,
    dimension text not null,
    dataset text not null,
    submitter text not null,
    period text not null,
    business_key text not null,
    field text not null,
    observed text,
    expected text,
    counterpart_dataset text,
    counterpart_key text,
    counterpart_value text,
    region_code text,
    primary key (county_code, cutoff, fingerprint)
);
comment on table quality.finding_seen is '问题观测：每个截止时间看到的每个问题一行，问题台账由此归并';

create table quality.finding (
    county_code text not null,
    fingerprint text not null,
    rule_id text not null,
    condition text not null,
    severity text not null,
    dimension text not null,
    dataset text not null,
    submitter text not null,
    period text not null,
    business_key text not null,
    field text not null,
    observed text,
    expected text,
    counterpart_dataset text,
    counterpart_key text,
    counterpart_value text,
    region_code text,
    first_seen timestamp not null,
    last_seen timestamp not null,
    closed_at timestamp,
    times_reopened integer not null default 0,
    state text not null check (state in ('新增', '持续', '已反馈', '已核实为真', '豁免', '已整改', '复发')),
    due_on date,
    primary key (county_code, fingerprint)
);
create index on quality.finding (county_code, dataset, state);
comment on table quality.finding is '问题台账：一个问题一行，有首次发现、最近发现、状态与整改期限';

create table quality.finding_reply (
    county_code text not null,
    fingerprint text not null,
    replied_at timestamp not null,
    conclusion text not null check (conclusion in ('属实已改', '属实待改', '数据无误申请豁免', '非本部门')),
    explanation text not null,
    author text not null,
    observed text,
    primary key (county_code, fingerprint, replied_at)
);
comment on table quality.finding_reply is '部门反馈：对问题的核实结论与说明';

create table quality.waiver (
    county_code text not null,
    fingerprint text not null,
    granted_at timestamp not null,
    kind text not null check (kind in ('已核实为真', '豁免')),
    reason text not null,
    author text not null,
    approver text not null,
    expires_on date not null,
    observed text,
    primary key (county_code, fingerprint, granted_at)
);
comment on table quality.waiver is '豁免与核实为真：有申请人、批准人和到期日，现值变化即失效';

create table quality.check_run (
    county_code text not null,
    run_id text not null,
    rule_id text not null,
    condition text not null default '',
    dataset text not null,
    period text not null default '',
    cutoff timestamp not null,
    checked bigint,
    failed bigint,
    result text not null check (result in ('passed', 'failed', 'error', 'skipped')),
    detail text,
    seconds numeric(10, 3) not null default 0,
    primary key (county_code, run_id, rule_id, condition, dataset, period)
);
create index on quality.check_run (county_code, cutoff);
comment on table quality.check_run is '规则执行记录：每次、每条规则、每个数据集一行';

create table quality.name_similarity (
    left_name text not null,
    right_name text not null,
    similarity numeric(5, 4) not null,
    primary key (left_name, right_name)
);
comment on table quality.name_similarity is '名称相似度（规范化后的名称对）';

create table quality.dbt_run (
    run_id text not null,
    cutoff timestamp,
    step text not null,
    node text not null,
    resource_type text not null,
    status text not null,
    rows_affected bigint,
    seconds numeric(10, 3) not null,
    message text,
    finished_at timestamp not null,
    primary key (run_id, node)
);
comment on table quality.dbt_run is 'dbt 运行记录：每次每个模型的状态、行数与用时';

create table quality.cycle (
    county_code text not null,
    cutoff timestamp not null,
    week text not null,
    input_hash text not null,
    rule_set_hash text not null,
    release text not null,
    closed_at timestamp not null,
    primary key (county_code, cutoff)
);
comment on table quality.cycle is '已完成的周期：输入、规则与程序版本的指纹';

grant usage on schema raw, quality, norm to loader, transformer, office;
grant usage on schema reference, staging, intermediate, marts, quality_public to loader, office, warehouse_owner;
grant usage on schema marts, quality_public to bi_reader;

grant select, insert on quality.submission_ledger, quality.attempt, quality.absence to loader;
grant select on all tables in schema quality to office, transformer;
grant insert, update, delete on all tables in schema quality to transformer;
grant insert on quality.finding_reply, quality.waiver to office;
grant create on schema quality to transformer;
revoke update, delete on quality.attempt, quality.absence from transformer;

alter default privileges for role transformer in schema marts grant select on tables to bi_reader, office;
alter default privileges for role transformer in schema quality_public grant select on tables to bi_reader, office;
alter default privileges for role transformer in schema staging grant select on tables to office;
alter default privileges for role transformer in schema intermediate grant select on tables to office, loader;
alter default privileges for role transformer in schema reference grant select on tables to office, loader;
alter default privileges for role transformer in schema quality grant select on tables to office, loader;
