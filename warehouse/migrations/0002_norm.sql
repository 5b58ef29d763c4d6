-- Normalisation of what departments write (handbook: staging rules), one function per kind of value.
-- A value that cannot be read becomes null; whether that is a fault is decided by the caller (rules K01–K07).
-- Every function has a fast way for values that are clean already. Functions that a query calls per value are
-- single expressions in SQL, because PostgreSQL inlines those. Those that read reference tables are plpgsql:
-- the tables come later, with dbt.

set local check_function_bodies = off;

-- text ---------------------------------------------------------------------------------------------------

create function norm.squeeze(t text) returns text language sql immutable parallel safe as $$
    select case
        when t !~ '[^!-~一-龥]' then t
        else btrim(regexp_replace(
            normalize(translate(t, U&'\200B\200C\200D\2060\FEFF', ''), nfkc), '\s+', ' ', 'g'))
    end
$$;
comment on function norm.squeeze is 'NFKC，去零宽字符，空白合并为一个空格，去首尾空白';

create function norm.is_null_token(t text) returns boolean language sql immutable parallel safe as $$
    select t is null or upper(norm.squeeze(t)) in (
        '', '-', '--', '---', '—', '——', '–', '/', '\', '无', '暂无', '空', '未知', 'NULL', 'N/A')
$$;
comment on function norm.is_null_token is '是否空值写法：空、-、—、/、无、暂无、空、未知、NULL、N/A';

create function norm.text_slow(t text) returns text language sql immutable parallel safe as $$
    select case when norm.is_null_token(t) then null else norm.squeeze(t) end
$$;

create function norm.text(t text) returns text language sql immutable parallel safe as $$
    select case
        when t !~ '[^!-~一-龥]'
            and (length(t) > 4 or t not in ('', '-', '--', '---', '/', '\', '无', '暂无', '空', '未知', 'N/A'))
            and t !~* '^n(ull|/a)$'
            then t
        else norm.text_slow(t)
    end
$$;
comment on function norm.text is '文本：NFKC、去空白，空值写法为 null';

create function norm.id_slow(t text) returns text language sql immutable parallel safe as $$
    select regexp_replace(regexp_replace(norm.text(t), '\s', '', 'g'), '^(\d+)\.0+$', '\1')
$$;

create function norm.id(t text) returns text language sql immutable parallel safe as $$
    select case when t ~ '^[0-9A-Za-z][0-9A-Za-z_-]{4,}$' then t else norm.id_slow(t) end
$$;
comment on function norm.id is '系统内编号：去全部空白，大小写和连字符不变';

create function norm.code_slow(t text) returns text language sql immutable parallel safe as $$
    select upper(regexp_replace(norm.id_slow(t), '[-‐‑–—]', '', 'g'))
$$;

create function norm.code(t text) returns text language sql immutable parallel safe as $$
    select case when t ~ '^[0-9A-Z]{5,}$' then t else norm.code_slow(t) end
$$;
comment on function norm.code is '证照号、信用代码等：大写，去空白和连字符；不替换 O/0、I/1';

create function norm.word(t text) returns text language sql immutable parallel safe as $$
    select upper(regexp_replace(norm.text(t), '\s', '', 'g'))
$$;
comment on function norm.word is '代码表比对用：NFKC、去空白、大写';

create function norm.without_region(t text) returns text language sql immutable parallel safe as $$
    -- 超市, 门市, 菜市, 小区 and the like are no regions; at least two characters stay.
    select coalesce(nullif(regexp_replace(t,
        '^([一-龥]{2,3}(省|自治区))?([一-龥]{2,3}(?<![超门夜菜集早])市)?([一-龥]{1,3}县)?(?=.{2,})', ''), ''), t)
$$;

create function norm.name(t text) returns text language sql immutable parallel safe as $$
    select norm.without_region(
        replace(
            translate(regexp_replace(
                regexp_replace(regexp_replace(norm.text(t), '\s', '', 'g'), '([厂场店])\((厂|场|点|店)\)', '\1', 'g'),
                '\([^()]*(县|镇|乡|街道|分店|店|个体工商户|个体户)\)', '', 'g'), '()[]【】〔〕·', ''),
            '有限责任公司', '有限公司'))
$$;
comment on function norm.name is '名称比对：去括号内地名与分店字样、有限责任公司→有限公司、去首部省市县名';

create function norm.address(t text) returns text language sql immutable parallel safe as $$
    select norm.without_region(translate(
        regexp_replace(norm.text(t), '\s', '', 'g'), '()[]【】,，。;；、', ''))
$$;
comment on function norm.address is '地址比对：去空白与标点、去首部省市县名';

-- numbers ------------------------------------------------------------------------------------------------

create type norm.measure as (value numeric, unit text, is_approximate boolean);

create function norm.measure(t text) returns norm.measure language plpgsql immutable parallel safe as $$
declare
    written text := regexp_replace(norm.text(t), '\s|''', '', 'g');
    bare text := regexp_replace(regexp_replace(written, '^(大约|约|近|超过|超|逾)|余|多|左右|上下|以上', '', 'g'),
                                '([0-9千万亿])\+', '\1');
    part text[] := regexp_match(bare,
        '^([+-]?)(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?(e[+-]?\d{1,2})?(千万|百万|万亿|亿|万|千)?([^\d.,+-].{0,7})?$', 'i');
begin
    if part[2] is null and part[3] is null then
        return null;
    end if;
    return ((part[1] || coalesce(replace(part[2], ',', ''), '0') || coalesce(part[3], '')
             || coalesce(part[4], ''))::numeric
            * case part[5]
                when '千' then 1000 when '万' then 10000 when '百万' then 1000000
                when '千万' then 10000000 when '亿' then 100000000 when '万亿' then 1000000000000 else 1
              end,
            part[6], bare <> written)::norm.measure;
end
$$;
comment on function norm.measure is '读数：数值（千分位、全角、万/亿）、所带单位、是否约数';

create function norm.unit_factor(unit text, target text) returns numeric language plpgsql stable parallel safe as $$
-- How many `target` one `unit` is; null when the units are unknown or measure different things.
begin
    return (
        select source.factor / wanted.factor
        from reference.unit as source
        join reference.unit as wanted on wanted.base_unit = source.base_unit
        where lower(source.unit) = lower(unit_factor.unit) and lower(wanted.unit) = lower(target)
    );
end
$$;
comment on function norm.unit_factor is '单位换算系数（reference.unit），量纲不同或未知为 null';

create function norm.quantity_slow(t text, target text, same text[]) returns numeric
language plpgsql stable parallel safe as $$
declare
    read norm.measure := norm.measure(t);
begin
    if read.unit is null or read.unit = target or read.unit = any (same) then
        return read.value;
    end if;
    return trim_scale(read.value * norm.unit_factor(read.unit, target));
end
$$;

create function norm.quantity(t text, target text, same text[]) returns numeric
language sql stable parallel safe as $$
    select case
        when t ~ '^-?\d{1,15}(\.\d{1,9})?$' then t::numeric
        when t is null then null
        else norm.quantity_slow(t, target, same)
    end
$$;
comment on function norm.quantity is '数量换算到契约单位；单位未知为 null';

create function norm.number(t text) returns numeric language sql stable parallel safe as $$
    select norm.quantity(t, null, null)
$$;
comment on function norm.number is '数值：全角、千分位、万/亿；带单位的为 null';

create function norm.whole(n numeric) returns bigint language sql immutable parallel safe as $$
    select case when n = trunc(n) and abs(n) < 1e18 then n::bigint end
$$;
comment on function norm.whole is '整数；有小数或过大为 null';

create function norm.fitting(n numeric, digits integer, decimals integer) returns numeric
language sql immutable parallel safe as $$
    select case when abs(n) < 10::numeric ^ (digits - decimals) then n end
$$;
comment on function norm.fitting is '超出约定整数位数的数值为 null，小数不舍入';

create function norm.unit_is_unknown(t text, target text, same text[]) returns boolean
language sql stable parallel safe as $$
    select (norm.measure(t)).value is not null and norm.quantity(t, target, same) is null
$$;
comment on function norm.unit_is_unknown is '数值可读但所带单位未知或量纲不符（K05）';

create function norm.is_approximate(t text) returns boolean language sql immutable parallel safe as $$
    select case when t ~ '^[-0-9.]*$' then false else coalesce((norm.measure(t)).is_approximate, false) end
$$;
comment on function norm.is_approximate is '数值带约、余、多、近、+ 等字样（K06）';

create function norm.percent(t text, as_fraction boolean default false) returns numeric
language sql stable parallel safe as $$
    -- Without a sign a value up to 1 is ambiguous; only the whole file can tell, so the caller decides.
    select case
        when (norm.measure(t)).unit = '%' then (norm.measure(t)).value
        when (norm.measure(t)).unit is null then (norm.measure(t)).value * case when as_fraction then 100 else 1 end
    end
$$;
comment on function norm.percent is '百分数，带 % 号照原值，不带号的是否小数由整个文件决定';

create function norm.bool_slow(t text) returns boolean language sql immutable parallel safe as $$
    select case
        when norm.word(t) in ('是', '1', '1.0', 'Y', 'YES', 'T', 'TRUE', '√', '✓', '✔', '有', '对', '已') then true
        when norm.word(t) in ('否', '0', '0.0', 'N', 'NO', 'F', 'FALSE', '×', 'X', '✗', '✘', '没有', '未', '不') then false
    end
$$;

create function norm.bool(t text) returns boolean language sql immutable parallel safe as $$
    select case t when '是' then true when '否' then false when '1' then true when '0' then false
        else norm.bool_slow(t) end
$$;
comment on function norm.bool is '是/否、1/0、Y/N、√/×、true/false';

-- dates and periods --------------------------------------------------------------------------------------

create function norm.day(y integer, m integer, d integer) returns date language sql immutable parallel safe as $$
    select case
        when (y between 1900 and 2200 or y = 9999) and m between 1 and 12 and d between 1 and 31
            and d <= extract(day from make_date(y, m, 1) + interval '1 month' - interval '1 day')
            then make_date(y, m, d)
    end
$$;
comment on function norm.day is '年月日组成的日期，不存在的为 null';

create function norm.nearest_year(m integer, d integer, near date) returns date language sql immutable parallel safe as $$
    select candidate
    from generate_series(extract(year from near)::integer - 1, extract(year from near)::integer + 1) as y,
        lateral norm.day(y, m, d) as candidate
    where candidate is not null
    -- The period's own year, except around New Year.
    order by y = extract(year from near) and abs(candidate - near) <= 300 desc, abs(candidate - near)
    limit 1
$$;

create function norm.date_slow(t text, near date, open_ended boolean) returns date
language plpgsql immutable parallel safe as $$
declare
    written text := norm.text(t);
    part text[];
begin
    if open_ended and written in ('长期', '永久', '长期有效', '永久有效', '无固定期限') then
        return date '9999-12-31';
    end if;
    part := regexp_match(written,
        '^(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?[日号]?(?:[T\s]*\d{1,2}[:时].*)?$');
    part := coalesce(part, regexp_match(written, '^(\d{4})(\d{2})(\d{2})(?:\d{6}|\.0+)?$'));
    if part is not null then
        return norm.day(part[1]::integer, part[2]::integer, part[3]::integer);
    end if;
    if written ~ '^\d{5}(\.\d+)?$' and written::numeric between 20000 and 60000 then
        -- Serial day of a workbook, 1900 system.
        return date '1899-12-30' + floor(written::numeric)::integer;
    end if;
    part := regexp_match(written, '^(\d{1,2})\s?[.月]\s?(\d{1,2})\s?[日号]?$');
    if part is not null and near is not null then
        return norm.nearest_year(part[1]::integer, part[2]::integer, near);
    end if;
    return null;
end
$$;

create function norm.date(t text, near date default null, open_ended boolean default false) returns date
language sql stable parallel safe as $$
    select case
        when t ~ '^\d{4}-\d{2}-\d{2}$' and pg_input_is_valid(t, 'date') then t::date
        when t is null then null
        else norm.date_slow(t, near, open_ended)
    end
$$;
comment on function norm.date is '日期：常见写法与 Excel 序列号；缺年份的取参照日所在年（跨年时取最近的一年）；长期仅用于有效期；两位年份不接受';

create function norm.ts_slow(t text, near date) returns timestamp language plpgsql immutable parallel safe as $$
declare
    written text := norm.text(t);
    day date := norm.date_slow(t, near, false);
    part text[] := coalesce(
        regexp_match(written,
            '^\d{4}.*?[日号T\s]\s?(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2}(?:\.\d+)?)?秒?)?分?\s?(Z|[+-]\d{2}:?\d{2})?$'),
        regexp_match(written, '^\d{8}(\d{2})(\d{2})(\d{2})()$'));
begin
    if day is null then
        return null;
    elsif written ~ '^\d{5}\.\d+$' then
        return date_trunc('second', day + (written::numeric - floor(written::numeric)) * interval '1 day'
                          + interval '0.5 second');
    elsif part is null then
        return case when written ~ '[:时]' then null else day::timestamp end;
    elsif part[1]::integer > 23 or part[2]::integer > 59 or coalesce(nullif(part[3], ''), '0')::numeric >= 60 then
        return null;
    end if;
    return day + make_interval(hours => part[1]::integer, mins => part[2]::integer,
                               secs => coalesce(nullif(part[3], ''), '0')::double precision)
        + case
            when part[4] is null or part[4] = '' then interval '0'
            when part[4] = 'Z' then interval '8 hours'
            else interval '8 hours' - (left(part[4], 1) || '1')::integer
                * make_interval(hours => substr(part[4], 2, 2)::integer, mins => right(part[4], 2)::integer)
          end;
end
$$;

create function norm.ts(t text, near date default null) returns timestamp language sql stable parallel safe as $$
    select case
        when t ~ '^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$' and pg_input_is_valid(t, 'timestamp') then t::timestamp
        when t is null then null
        else norm.ts_slow(t, near)
    end
$$;
comment on function norm.ts is '时间（东八区墙上时间），只有日期的为零点，带时区的换算到东八区';

create function norm.stat_month(t text, near date default null) returns text language sql immutable parallel safe as $$
    select to_char(norm.day(
        coalesce(part[1]::integer, extract(year from near)::integer), part[2]::integer, 1), 'YYYYMM')
    from regexp_match(norm.text(t),
        '^(?:(\d{4})\s?[-/.年]?\s?)?(\d{1,2})\s?(?:月|(?:[-/.]\d{1,2})(?: 00:00:00)?|\.0+)?份?$') as part
$$;
comment on function norm.stat_month is '统计月份，写作 202611';

create function norm.stat_week(t text, near date default null) returns text language sql immutable parallel safe as $$
    select case
        -- Every ISO year has 28 December in its last week.
        when part[2]::integer between 1 and extract(week from make_date(part[1]::integer, 12, 28))
            then part[1] || '-W' || lpad(part[2], 2, '0')
    end
    from (
        select array[coalesce(found[1], extract(isoyear from near)::text), found[2]] as part
        from regexp_match(norm.word(t), '^(?:(20\d{2})[-年/]?)?(?:第|W)?(\d{1,2})周?$') as found
    ) as read
$$;
comment on function norm.stat_week is '统计周（ISO 周），写作 2026-W47';

create function norm.stat_quarter(t text, near date default null) returns text language sql immutable parallel safe as $$
    select part[1] || '-Q' || translate(part[2], '一二三四', '1234')
    from (
        select array[coalesce(found[1], extract(year from near)::text), found[2]] as part
        from regexp_match(norm.word(t), '^(?:(20\d{2})[-年/]?)?(?:第|Q)?([1-4一二三四])(?:季度?)?$') as found
    ) as read
    where part[1] is not null
$$;
comment on function norm.stat_quarter is '统计季度，写作 2026-Q4';

create function norm.period_start(period text) returns date language sql immutable parallel safe as $$
    select case
        when period ~ '^\d{4}-W\d{2}$'
            then (date_trunc('week', make_date(left(period, 4)::integer, 1, 4)::timestamp)::date
                  + (right(period, 2)::integer - 1) * 7)
        when period ~ '^\d{4}-\d{2}$' then norm.day(left(period, 4)::integer, right(period, 2)::integer, 1)
        when period ~ '^\d{4}-Q[1-4]$'
            then make_date(left(period, 4)::integer, right(period, 1)::integer * 3 - 2, 1)
        when period ~ '^\d{4}-H[12]$'
            then make_date(left(period, 4)::integer, right(period, 1)::integer * 6 - 5, 1)
        when period ~ '^\d{4}$' then make_date(period::integer, 1, 1)
    end
$$;
comment on function norm.period_start is '统计期的第一天：周 2026-W47、月 2026-11、季 2026-Q4、半年 2026-H2、年 2026';

-- places -------------------------------------------------------------------------------------------------

create function norm.region_digits(t text) returns text language sql immutable parallel safe as $$
    -- 620899100000 and 620899100 are one township: trailing groups of zeros say nothing.
    select case
        when digits ~ '^\d{12}$' then regexp_replace(digits, '(000){1,2}$', '')
        when digits ~ '^\d{9}$' then regexp_replace(digits, '000$', '')
        when digits ~ '^\d+$' then digits
    end
    from norm.code(t) as digits
$$;
comment on function norm.region_digits is '区划代码：县 6 位、乡镇 9 位、村 12 位；不是数字的为 null';

create function norm.place(t text) returns text language sql immutable parallel safe as $$
    select regexp_replace(regexp_replace(regexp_replace(norm.text(t), '\s', '', 'g'),
        '(街道)?办事处$|街道办$', '街道'), '人民政府$', '')
$$;
comment on function norm.place is '地名比对：去空白，街道办事处→街道，去“人民政府”';

-- identifiers --------------------------------------------------------------------------------------------

create function norm.uscc_is_valid(t text) returns boolean language plpgsql immutable parallel safe as $$
-- GB 32100-2015: check character and the table of authority and class. The library stdnum is stricter: it
-- refuses valid codes whose first eight characters are not all digits (N…, A…, Y1…).
declare
    alphabet constant text := '0123456789ABCDEFGHJKLMNPQRTUWXY';
    weights constant integer[] := '{1,3,9,27,19,26,16,17,20,29,25,13,8,24,10,30,28}';
    total integer := 0;
begin
    if t is null then
        return null;
    elsif t !~ '^(1[1-39]|2[19]|3[1-59]|4[19]|5[1-39]|6[129]|7[129]|8[19]|9[1-39]|A[19]|N[1-39]|Y1)\d{6}[0-9A-HJ-NPQRTUWXY]{10}$' then
        return false;
    end if;
    for i in 1..17 loop
        total := total + (strpos(alphabet, substr(t, i, 1)) - 1) * weights[i];
    end loop;
    return substr(t, 18, 1) = substr(alphabet, (31 - total % 31) % 31 + 1, 1);
end
$$;
comment on function norm.uscc_is_valid is '统一社会信用代码：机构类别与校验码（GB 32100-2015）';

create function norm.is_legacy_registration(t text) returns boolean language sql immutable parallel safe as $$
    select t ~ '^\d{15}$'
$$;
comment on function norm.is_legacy_registration is '旧 15 位工商注册号';

create function norm.uscc_inner_is_valid(t text) returns boolean language plpgsql immutable parallel safe as $$
-- GB 11714: positions 9–16 checked by position 17. Newer codes of individuals need not satisfy it.
declare
    alphabet constant text := '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
    weights constant integer[] := '{3,7,9,10,5,8,4,2}';
    total integer := 0;
begin
    if t is null then
        return null;
    elsif t !~ '^.{8}[0-9A-Z]{8}[0-9X].$' then
        return false;
    end if;
    for i in 1..8 loop
        total := total + (strpos(alphabet, substr(t, i + 8, 1)) - 1) * weights[i];
    end loop;
    return substr(t, 17, 1) = case 11 - total % 11 when 10 then 'X' when 11 then '0' else (11 - total % 11)::text end;
end
$$;
comment on function norm.uscc_inner_is_valid is '信用代码内含的组织机构代码校验（GB 11714），仅供提示';

create function norm.mod11_10_is_valid(digits text) returns boolean language plpgsql immutable parallel safe as $$
-- ISO 7064 MOD 11,10 (GB/T 17710); the last digit is the check digit.
declare
    product integer := 10;
    total integer;
begin
    if digits is null then
        return null;
    elsif digits !~ '^\d{2,}$' then
        return false;
    end if;
    for i in 1..length(digits) - 1 loop
        total := (product + substr(digits, i, 1)::integer) % 10;
        product := (2 * case total when 0 then 10 else total end) % 11;
    end loop;
    return right(digits, 1)::integer = (11 - product) % 10;
end
$$;
comment on function norm.mod11_10_is_valid is '校验码 MOD 11,10（GB/T 17710），末位为校验位';

create function norm.licence_is_valid(t text) returns boolean language sql immutable parallel safe as $$
    select t ~ '^(SC[12]\d{13}|JY[123]\d{13}|YB[12]\d{13})$' and norm.mod11_10_is_valid(substr(t, 3))
$$;
comment on function norm.licence_is_valid is 'SC/JY/YB 编号：格式与校验码';

-- working days -------------------------------------------------------------------------------------------

create function norm.workdays_between(a date, b date) returns integer language plpgsql stable parallel safe as $$
-- Working days after a, up to and with b; negative when b is before a.
begin
    if b < a then
        return -norm.workdays_between(b, a);
    end if;
    return (select count(*) from reference.workday where is_workday and day > a and day <= b);
end
$$;
comment on function norm.workdays_between is 'a 之后至 b（含）的工作日数（reference.workday）';

create function norm.add_workdays(d date, n integer) returns date language plpgsql stable parallel safe as $$
-- The n-th working day after d; n = 0: d itself or the next working day.
begin
    return (
        select day from reference.workday
        where is_workday and day >= d + least(n, 1)
        order by day limit 1 offset greatest(n - 1, 0)
    );
end
$$;
comment on function norm.add_workdays is 'd 之后第 n 个工作日；n = 0 为当日或下一个工作日';

grant execute on all functions in schema norm to loader, transformer, office;
