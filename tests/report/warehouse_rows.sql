-- A small warehouse as the report reads it: county 620899 at the cut-offs of W46 and W47, and another county beside it.
create table reference.county (county_code text, county_name text);
insert into reference.county values ('620899', '川安县'), ('620898', '邻县');

create table reference.report_issue (county_code text, week text, year integer, issue_no integer);
insert into reference.report_issue values ('620899', '2026-W47', 2026, 46);

create table reference.workday (day date, is_workday boolean);
insert into reference.workday
select day::date, extract(isodow from day) < 6 from generate_series(date '2026-10-01', date '2026-12-31', '1 day') as day;

create table reference.rule_param (rule_id text, param text, value text, note text);
insert into reference.rule_param values ('DUE', 'B', '3', ''), ('DUE', 'W', '5', ''), ('DUE', 'W_cross', '10', ''), ('DUE', 'file', '1', '');

create table reference.indicator (indicator_code text, period_scope text);
insert into reference.indicator values ('R04', 'current'), ('A03', 'history');

create table reference.named_market (county_code text, report_name text, cluster_id text);
insert into reference.named_market values ('620899', '城东综合市场', 'SC01'), ('620898', '邻县市场', 'SC09');

create table marts.dim_submitter (
    submitter text, submitter_name text, short_name text, abbreviation text, sort_order integer
);
insert into marts.dim_submitter values
('food_safety_office', '县食品安全委员会办公室', '食安办', 'SAB', 4),
('market_supervision', '县市场监督管理局', '市场监管', 'SCJG', 1),
('animal_husbandry', '县畜牧兽医中心', '畜牧兽医', 'XMSY', 3),
('agriculture', '县农业农村局', '农业农村', 'NYNC', 2);

create table marts.dim_region (
    county_code text, region_code text, region_name text, level text, valid_from date, valid_to date
);
insert into marts.dim_region values
('620899', '620899001', '旧城镇', 'township', '2000-01-01', '2020-01-01'),
('620899', '620899001', '城关镇', 'township', '2020-01-01', null),
('620899', '620899', '川安县', 'county', '2000-01-01', null),
('620898', '620898001', '邻县镇', 'township', '2000-01-01', null);

create table marts.dim_indicator (
    indicator_code text, indicator_name text, unit text, direction text, target numeric, owner text, inputs text,
    cumulative_period_type text, period_type text
);
insert into marts.dim_indicator values
('R04', '主体分级户数', '户', 'none', null, 'food_safety_office', 'FS02、MS01', null, 'week'),
('A03', '承诺达标合格证开具量', '张', 'higher', null, 'agriculture', 'AG02', null, 'week');

create table marts.fct_indicator_value (
    county_code text, indicator_code text, region_code text, breakdown_type text, breakdown_code text, period_type text,
    period text, numerator numeric, denominator numeric, value numeric, unit text, data_status text, as_of timestamp,
    status_reason text
);
insert into marts.fct_indicator_value values
('620899', 'R04', '620899', '总计', '总计', 'week', '2026-W47', 4450, null, 4450, '户', '存疑', '2026-11-24 10:00', 'FS02 核实问题'),
('620899', 'R04', '620899', '总计', '总计', 'week', '2026-W46', 4448, null, 4448, '户', '可信', '2026-11-17 10:00', null),
('620899', 'R04', '620899', '总计', '总计', 'week', '2026-W48', 9999, null, 9999, '户', '可信', '2026-12-01 10:00', null),
('620899', 'R04', '620899001', '总计', '总计', 'week', '2026-W47', 77, null, 77, '户', '可信', '2026-11-24 10:00', null),
('620898', 'R04', '620898', '总计', '总计', 'week', '2026-W47', 1, null, 1, '户', '可信', '2026-11-24 10:00', null),
('620899', 'A03', '620899', '总计', '总计', 'week', '2026-W46', 400, null, 400, '张', '可信', '2026-11-17 10:00', null),
('620899', 'A03', '620899', '总计', '总计', 'week', '2026-W46', 420, null, 420, '张', '可信', '2026-11-24 10:00', null),
('620899', 'A03', '620899', '总计', '总计', 'week', '2026-W47', 500, null, 500, '张', '可信', '2026-11-24 10:00', null),
('620899', 'G01', '620899', '报送单位', 'agriculture', 'week', '2026-W47', 1, 2, 50, '%', '可信', '2026-11-24 10:00', null),
('620899', 'G01', '620899', '报送单位', 'agriculture', 'week', '2026-W46', 2, 2, 100, '%', '可信', '2026-11-17 10:00', null);

create table marts.rpt_indicator_source (
    county_code text, indicator_code text, period_type text, period text, dataset text, submission_id text,
    submission_period text, revision integer, received_at timestamp, current_rows bigint
);
insert into marts.rpt_indicator_source values
('620899', 'R04', 'week', '2026-W47', 'FS02', '620899-FS02-2026-W47-2', '2026-W47', 2, '2026-11-23 11:00', 4448),
('620899', 'R04', 'week', '2026-W47', 'FS02', '620899-FS02-2026-W46-1', '2026-W46', 1, '2026-11-16 11:00', 2),
('620899', 'R04', 'week', '2026-W46', 'FS02', '620899-FS02-2026-W46-1', '2026-W46', 1, '2026-11-16 11:00', 4448),
('620899', 'A03', 'week', '2026-W47', 'AG02', '620899-AG02-2026-W47-1', '2026-W47', 1, '2026-11-23 09:00', 500),
('620898', 'R04', 'week', '2026-W47', 'FS02', '620898-FS02-2026-W47-1', '2026-W47', 1, '2026-11-23 09:00', 1);

create table marts.fct_quality_score (
    county_code text, submitter text, dimension text, as_of timestamp, month text, score numeric
);
insert into marts.fct_quality_score values
('620899', 'agriculture', '总分', '2026-11-24 10:00', '2026-11', 88.46),
('620899', 'agriculture', '总分', '2026-11-17 10:00', '2026-11', 90),
('620899', 'agriculture', '总分', '2026-12-01 10:00', '2026-11', 11),
('620899', 'agriculture', '完整性', '2026-11-24 10:00', '2026-11', 97);

create table quality.expected_submission (
    county_code text, dataset text, stream text, submitter text, period text, due_at timestamp, timeliness text,
    content text, cause text, received_at timestamp, late_hours numeric
);
insert into quality.expected_submission values
('620899', 'AG02', 'main', 'agriculture', '2026-W47', '2026-11-23 12:00', '缺报', null, '源系统不可达', null, null),
('620899', 'AG02', 'main', 'agriculture', '2026-W46', '2026-11-16 12:00', '按时', '有数据', null, '2026-11-16 09:00', null),
('620899', 'AG03', 'main', 'agriculture', '2026-10', '2026-11-06 17:00', '按时', '有数据', null, '2026-11-06 16:00', null),
('620899', 'AG02', 'main', 'agriculture', '2026-W48', '2026-11-30 12:00', '未到期', null, null, null, null),
('620899', 'AG02', 'main', 'agriculture', '2026-W30', '2026-07-27 12:00', '缺报', null, '未报', null, null),
('620898', 'AG02', 'main', 'agriculture', '2026-W47', '2026-11-23 12:00', '缺报', null, '未报', null, null);

insert into quality.rule
(rule_id, condition, version, severity, effect, dimension, dataset, recipients, title, explanation, authority, kind, valid_from)
values
('X26', 'X26', '1', 'W', 'doubt', '一致性', 'FS02', 'food_safety_office,market_supervision', '包保了已注销的主体', '', 'market_supervision', 'cross', '2025-01-01'),
('D12', 'D12', '1', 'B', 'doubt', '一致性', 'MS02', 'market_supervision', '已过期仍为有效', '', '', 'row', '2025-01-01'),
('X22', 'X22', '1', 'W', 'doubt', '一致性', 'MS11', 'market_supervision', '注销后仍接入', '', 'market_supervision', 'cross', '2025-01-01'),
('X04', 'X04', '1', 'W', 'doubt', '一致性', 'AH03', 'animal_husbandry', '入场数不符', '', 'animal_husbandry', 'cross', '2025-01-01'),
('K01', 'K01', '1', 'B', 'doubt', '规范性', 'FS01', 'food_safety_office', '不能转换', '', '', 'row', '2025-01-01'),
('D46', 'D46', '1', 'B', 'doubt', '准确性', 'FS02', 'food_safety_office', '重复包保', '', '', 'set', '2025-01-01'),
('D48', 'D48.1', '1', 'W', 'doubt', '准确性', 'FS03', 'food_safety_office', '一天多次', '', '', 'set', '2025-01-01');

insert into quality.judgement values
('620899', '2026-11-17 10:00', '2026-11-15', 'r'), ('620899', '2026-11-24 10:00', '2026-11-22', 'r'),
('620899', '2026-12-01 10:00', '2026-11-29', 'r'), ('620898', '2026-11-24 10:00', '2026-11-22', 'r');

insert into quality.finding_seen
(county_code, cutoff, fingerprint, rule_id, condition, severity, dimension, dataset, submitter, period, business_key,
field, observed, counterpart_dataset, counterpart_value, region_code)
values
('620899', '2026-11-17 10:00', 'a', 'X26', 'X26', 'W', '一致性', 'FS02', 'food_safety_office', '', 'B1', 'entity_id', '有效', 'MS01', '注销', '620899001'),
('620899', '2026-11-24 10:00', 'a', 'X26', 'X26', 'W', '一致性', 'FS02', 'food_safety_office', '', 'B1', 'entity_id', '有效', 'MS01', '注销', '620899001'),
('620899', '2026-11-17 10:00', 'b', 'D12', 'D12', 'B', '一致性', 'MS02', 'market_supervision', '', 'SC1|1', 'status', '有效', null, null, null),
('620899', '2026-11-24 10:00', 'c', 'X22', 'X22', 'W', '一致性', 'MS11', 'market_supervision', '', 'E1|明厨亮灶', 'joined', '是', 'MS01', '注销', null),
('620899', '2026-11-24 10:00', 'd', 'X04', 'X04', 'W', '一致性', 'AH03', 'animal_husbandry', '2026-W47', 'P1|猪|2026-W47', 'in_cert_heads', '412', 'AH04', '388', null),
('620899', '2026-11-24 10:00', 'e', 'K01', 'K01', 'B', '规范性', 'FS01', 'food_safety_office', '', 'C1', 'phone', '王小明13812342046', null, null, null),
('620899', '2026-11-24 10:00', 'f', 'D48', 'D48.1', 'W', '准确性', 'FS03', 'food_safety_office', '2026-W47', 'C1|2026-11-18', 'visit_no', '14', null, null, null),
('620899', '2026-11-24 10:00', 'i', 'D46', 'D46', 'B', '准确性', 'FS02', 'food_safety_office', '', 'E7', 'binding_id', 'B2、B3', null, null, null),
('620899', '2026-12-01 10:00', 'g', 'D12', 'D12', 'B', '一致性', 'MS02', 'market_supervision', '', 'SC9|1', 'status', '有效', null, null, null),
('620898', '2026-11-24 10:00', 'h', 'D12', 'D12', 'B', '一致性', 'MS02', 'market_supervision', '', 'SC8|1', 'status', '有效', null, null, null);

insert into quality.finding select * from quality.finding_as_of('2026-11-24 10:00');

create table intermediate.int_ms_entity_rows (
    county_code text, entity_id text, entity_name text, uscc text, entity_type text, row_state text,
    received_at timestamp, _row_no bigint
);
insert into intermediate.int_ms_entity_rows values
('620899', 'E1', '川安县旧名商店', '92620899MA70000001', '个体工商户', 'superseded', '2026-11-01', 1),
('620899', 'E1', '川安县城关便民商店', '92620899MA70000001', '个体工商户', 'current', '2026-10-01', 1),
('620898', 'E1', '邻县商店', '92620898MA70000001', '个体工商户', 'current', '2026-11-20', 1);

create table intermediate.int_ms_platform_rows (
    county_code text, entity_id text, module text, row_state text, received_at timestamp, _row_no bigint
);
insert into intermediate.int_ms_platform_rows values ('620899', 'E1', '明厨亮灶', 'current', '2026-11-20', 1);

create table intermediate.int_fs_binding_rows (
    county_code text, binding_id text, entity_id text, entity_name text, uscc text, row_state text, received_at timestamp,
    _row_no bigint
);
insert into intermediate.int_fs_binding_rows values
('620899', 'B1', 'E6', '王小明', null, 'current', '2026-11-20', 1),
('620899', 'B2', 'E7', '川安县石门饭店', null, 'current', '2026-11-20', 2);

create table intermediate.int_ms_prod_lic_rows (
    county_code text, lic_no text, version_no bigint, holder_name text, uscc text, row_state text,
    received_at timestamp, _row_no bigint
);
insert into intermediate.int_ms_prod_lic_rows values
('620899', 'SC1', 1, '川安县面粉厂', '91620899MA70000002', 'quarantined', '2026-11-20', 1);

create table intermediate.int_ah_slaughterhouse_rows (
    county_code text, plant_code text, name text, uscc text, row_state text, received_at timestamp, _row_no bigint
);
insert into intermediate.int_ah_slaughterhouse_rows values ('620899', 'P1', '鑫源定点屠宰厂', null, 'current', '2026-10-20', 1);

create table intermediate.int_fs_cadre_rows (
    county_code text, cadre_id text, name text, unit text, row_state text, received_at timestamp, _row_no bigint
);
insert into intermediate.int_fs_cadre_rows values ('620899', 'C1', '王小明', '城关镇人民政府', 'current', '2026-11-20', 1);

create table intermediate.int_licences_located (
    county_code text, lic_no text, version_no integer, lic_kind text, holder_name text, valid_to date, is_live boolean
);
insert into intermediate.int_licences_located values
('620899', 'JY1', 1, 'JY', '川安县城关便民商店', '2026-12-24', true), ('620899', 'JY2', 1, 'JY', '某店', '2026-12-25', true),
('620899', 'JY3', 1, 'JY', '某店', '2026-11-30', false), ('620898', 'JY4', 1, 'JY', '某店', '2026-11-30', true);

create table intermediate.int_visit_duty (county_code text, period_type text, period_starts_on date, is_met boolean);
insert into intermediate.int_visit_duty values
('620899', 'quarter', '2026-10-01', true), ('620899', 'quarter', '2026-10-01', false), ('620898', 'half', '2026-07-01', false);

insert into quality.check_run (county_code, run_id, rule_id, dataset, cutoff, result) values
('620899', 'r', 'X17', 'AG01', '2026-11-24 10:00', 'error'), ('620899', 'r', 'X18', 'AG01', '2026-11-17 10:00', 'error');

insert into quality.standing values (true, '2026-11-24 10:00', 'inputs', 'rules', '0.1.0', '已发布', '2026-11-24 10:05');
