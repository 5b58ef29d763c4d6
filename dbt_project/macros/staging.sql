{# Submissions of a dataset that are not staged yet, or were staged under another version of the contract, and have rows. #}
{% macro pending_submissions(dataset, contract_version) -%}
    select
        county_code,
        submission_id,
        norm.period_start(period) as period_starts_on
    from {{ source('quality', 'submission_ledger') }} as ledger
    where
        dataset = '{{ dataset }}'
        and landed_rows > 0
        and submission_id not in (select submission_id from {{ source('quality', 'pruned') }})
    {%- if is_staged() %}
        -- By their order rows are looked up, not searched for.
        and (
            select staged._contract_version
            from {{ this }} as staged
            where staged._submission_id = ledger.submission_id
            order by staged._submission_id asc, staged._row_no asc
            limit 1
        ) is distinct from '{{ contract_version }}'
    {%- endif %}
{%- endmacro %}

{#
    The raw rows of the pending submissions. The array makes PostgreSQL look them up by index whatever its
    statistics say. `_near`: a date written without its year belongs near the period of its submission.
#}
{% macro landed_rows(raw_table) -%}
    select
        arrived.*,
        coalesce(pending.period_starts_on, arrived._received_on) as _near
    from {{ raw_table }} as arrived
    inner join pending
        on
            arrived.county_code = pending.county_code
            and arrived._submission_id = pending.submission_id
    where arrived._submission_id = any(array(select pending.submission_id from pending))
{%- endmacro %}

{#
    Where a staged row comes from. `_row_key` is the key as it came, the form in which quality.absence names rows.
    Rows that were streamed into the landing get their hash here.
#}
{% macro lineage(key, fields, contract_version) -%}
    landed.county_code,
        landed._submission_id,
        landed._received_on,
        landed._row_no,
        landed._sheet,
        coalesce(landed._row_hash, norm.row_hash(
            {%- for name in fields %}landed.{{ name }}, {% endfor %}landed._deleted_flag::text)) as _row_hash,
        {% for name in key -%}
        coalesce(landed.{{ name }}, ''){{ " || '|' || " if not loop.last }}
        {%- endfor %} as _row_key,
        landed._is_total,
        landed._deleted_flag,
        '{{ contract_version }}' as _contract_version
{%- endmacro %}

{# One row with one jsonb map: `field=written form` → code, for every written form of every code of a dataset. #}
{% macro code_map(dataset) -%}
    select coalesce(jsonb_object_agg(lists.field || '=' || norm.word(written), lists.code), '{}') as known
    from {{ ref('code') }} as lists
    cross join lateral unnest(lists.code || (lists.label || string_to_array(lists.aliases, '|'))) as written
    where lists.dataset = '{{ dataset }}' and written <> ''
{%- endmacro %}

{# The code for a written form, which is mostly the code itself or its label; null when the list has no such form. #}
{% macro coded(field) -%}
    coalesce(
                codes.known ->> ('{{ field }}=' || landed.{{ field }}),
                codes.known ->> ('{{ field }}=' || norm.word(landed.{{ field }}))
            )
{%- endmacro %}

{#
    One row with one jsonb map: `county:name` → region code, for names that mean exactly one place of the county. The
    name of a place that is no more means that place where nothing else is called so.
#}
{% macro place_map() -%}
    select coalesce(jsonb_object_agg(named.county_code || ':' || named.place, named.region_code), '{}') as known
    from (
        select
            county_code,
            place,
            min(region_code) as region_code
        from (
            select
                county_code,
                norm.place(alias) as place,
                region_code,
                is_former,
                min(is_former) over (partition by county_code, norm.place(alias)) as nearest
            from (
                select county_code, alias, region_code, 0 as is_former from {{ ref('region_alias') }}
                union
                select county_code, region_name, region_code, (valid_to is not null)::integer from {{ ref('region') }}
            ) as written
        ) as names
        where is_former = nearest
        group by county_code, place
        having count(distinct region_code) = 1
    ) as named
{%- endmacro %}

{# A region code as digits, or by name. Digits stay even where no such region exists: rule D06 judges that. #}
{% macro placed(field) -%}
    coalesce(
                norm.region_digits(landed.{{ field }}),
                places.known ->> (landed.county_code || ':' || norm.place(landed.{{ field }}))
            )
{%- endmacro %}

{#
    What could not be read, as arrays of field names, null when empty: _k01 type, _k03 code list, _k05 unit,
    _k06 approximate number, _k07 place.

    cast      fields with a type other than text
    measured  number fields → the unit arguments of norm.quantity
    coded     fields with a code list; units: those of them that are the unit of another field
    placed    region codes
#}
{% macro marks(cast=[], measured={}, coded=[], units=[], placed=[]) -%}
    {{ _mark('_k01', [], cast, measured) }},
        {{ _mark('_k03', coded) }},
        {{ _mark('_k05', units, [], measured) }},
        {{ _mark('_k06', [], [], measured) }},
        {{ _mark('_k07', placed) }}
{%- endmacro %}

{% macro _mark(mark, unread, cast=[], measured={}) -%}
    {%- set cases = [] -%}
    {%- for field in unread + cast -%}
        {%- do cases.append("case when typed." ~ field ~ " is null and not norm.is_null_token(landed." ~ field
            ~ ") then '" ~ field ~ "' end") -%}
    {%- endfor -%}
    {%- for field, unit in measured.items() -%}
        {%- set unread_unit = "norm.unit_is_unknown(landed." ~ field ~ ", " ~ unit ~ ")" -%}
        {%- if mark == '_k01' -%}
            {%- do cases.append("case when typed." ~ field ~ " is null and not norm.is_null_token(landed." ~ field
                ~ ") and not " ~ unread_unit ~ " then '" ~ field ~ "' end") -%}
        {%- elif mark == '_k05' -%}
            {%- do cases.append("case when typed." ~ field ~ " is null and " ~ unread_unit
                ~ " then '" ~ field ~ "' end") -%}
        {%- else -%}
            {%- do cases.append("case when norm.is_approximate(landed." ~ field ~ ") then '" ~ field ~ "' end") -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if cases -%}
    nullif(
            array_remove(array[
                {{ cases | join(',\n                ') }}
            ], null), '{}'
        )
    {%- else -%}
    null::text []
    {%- endif %} as {{ mark }}
{%- endmacro %}
