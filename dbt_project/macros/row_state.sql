{#
    Submissions of a dataset that had arrived by the cut-off. `is_replaced`: an accepted delivery that a newer
    accepted one stands for. `_mark`: changes with all that settles the states of the submission's rows.

    replaces  period: the newest accepted revision of a period stands alone
              stock: the newest period's newest accepted delivery is the whole stock
              nothing: every accepted delivery adds versions of rows (pulls that land only what changed)
#}
{% macro submissions_as_of(dataset, replaces) -%}
    select
        arrived.*,
        hashtextextended(concat_ws(
            '|', arrived.state, arrived.is_replaced, held.row_nos
            {%- if leaves_amendments_out(replaces == 'nothing') -%}
            , case when arrived.is_new then arrived.known end
            {%- endif -%}
        ), 0) as _mark
    from (
        select
            county_code,
            submission_id,
            stream,
            period,
            received_at,
            state,
            is_new,
            {%- if leaves_amendments_out(replaces == 'nothing') %}
            -- Which rows of a new pull amend depends on what came before it.
            concat_ws('|', 'arrival', count(*) filter (where not is_new) over (partition by county_code),
                max(received_at) filter (where not is_new) over (partition by county_code)) as known,
            {%- endif %}
            {%- if replaces == 'nothing' %}
            false as is_replaced
            {%- else %}
            state = '已接受' and row_number() over (
                partition by county_code, stream, state = '已接受'{{ ', period' if replaces == 'period' }}
                order by
                    {% if replaces == 'stock' %}norm.period_start(period) desc, {% endif -%}
                    received_at desc, revision desc, submission_id
            ) > 1 as is_replaced
            {%- endif %}
        from (
            select
                county_code,
                submission_id,
                stream,
                period,
                revision,
                received_at,
                is_new,
                {{ state_in_scope(replaces) }} as state
            from (
                {{ ledger_in_scope() }}
            ) as ledger
            where dataset = '{{ dataset }}'
        ) as seen
    ) as arrived
    left join (
        select
            submission_id,
            string_agg(row_no::text, ',' order by row_no) as row_nos
        from (
        {{ held_rows(dataset) }}
        ) as held_rows
        group by submission_id
    ) as held on arrived.submission_id = held.submission_id
{%- endmacro %}

{# Rows that a later accepted full pull no longer found, with the time of the newest such pull. #}
{% macro vanished_rows(dataset) -%}
    select
        absence.county_code,
        absence.row_key,
        max(submissions.received_at) as vanished_at
    from {{ source('quality', 'absence') }} as absence
    inner join submissions
        on
            absence.county_code = submissions.county_code
            and absence.submission_id = submissions.submission_id
    where
        absence.dataset = '{{ dataset }}'
        and submissions.state = '已接受'
        {%- if leaves_amendments_out(by_arrival=True) %}
        and not submissions.is_new
        {%- endif %}
    group by absence.county_code, absence.row_key
{%- endmacro %}

{#
    Every landed row with its state as of the cut-off: current, superseded, duplicate, total, deleted,
    quarantined or refused, in builds that leave amendments out also withheld (macros/scope.sql). Needs the CTEs
    `staged`, `submissions` and, by arrival, `vanished`, and the relation with all staged rows.

    by_arrival  the newest pull decides, older pulls' rows are superseded; a deleted or vanished key has no
                current row. Otherwise the rows stand in one set, and further rows of a key are duplicates.

    The submission alone settles most states; of the rows it leaves open one row per key is current. Order
    (handbook, de-duplication): newest version by the contract's fields, then the last row of the source.
#}
{% macro rows_with_state(dataset, key, version_order, by_arrival, staging=none) -%}
    {%- set from_submissions = _settled_rows(dataset, key, by_arrival, staging) -%}
    select
        staged.*,
        submissions.stream,
        submissions.period,
        submissions.received_at,
        submissions._mark,
        settled.row_state
    {{ from_submissions }}
    where settled.row_state is not null
    union all
    select
        staged.*,
        submissions.stream,
        submissions.period,
        submissions.received_at,
        submissions._mark,
        case
            {%- if by_arrival %}
            when first_value(staged._submission_id) over versions <> staged._submission_id then 'superseded'
            {%- endif %}
            when row_number() over versions > 1 then 'duplicate'
            {%- if by_arrival %}
            when staged._deleted_flag or vanished.vanished_at > submissions.received_at then 'deleted'
            {%- endif %}
            else 'current'
        end as row_state
    {{ from_submissions }}
    {%- if by_arrival %}
    left join vanished
        on
            staged.county_code = vanished.county_code
            and staged._row_key = vanished.row_key
    {%- endif %}
    where settled.row_state is null
    window versions as (
        partition by staged.county_code{% for name in key %}, staged.{{ name }}{% endfor %}
        order by
            {% if by_arrival -%}
            submissions.received_at desc, staged._submission_id desc, staged._deleted_flag,
            {% endif -%}
            {% for name in version_order %}staged.{{ name }} desc nulls last, {% endfor -%}
            {% if not by_arrival %}submissions.received_at desc, {% endif %}staged._row_no desc
    )
{%- endmacro %}

{# Refused and not yet judged submissions stay out, and so do rows that cannot be identified (handbook §5). #}
{% macro _settled_rows(dataset, key, by_arrival, staging) -%}
    from staged
    inner join submissions
        on
            staged.county_code = submissions.county_code
            and staged._submission_id = submissions.submission_id
    cross join lateral (
        select
            case
                when submissions.state = '已退回' then 'refused'
                when submissions.state <> '已接受' then 'quarantined'
                {%- if leaves_amendments_out(by_arrival) %}
                when (staged._submission_id, staged._row_no) in (
                    {{ amending_rows(staging, key) }}
                ) then 'withheld'
                {%- endif %}
                when staged._is_total then 'total'
                when submissions.is_replaced then 'superseded'
                {%- if not by_arrival %}
                when staged._deleted_flag then 'deleted'
                {%- endif %}
                {%- for name in key %}
                when staged.{{ name }} is null then 'quarantined'
                {%- endfor %}
                when (staged._submission_id, staged._row_no) in (
                    {{ held_rows(dataset) }}
                ) then 'quarantined'
            end as row_state
    ) as settled
{%- endmacro %}

{#
    The staged rows whose state has to be found: all of them, or, where the table stands (see `restated`), those of
    submissions that are new or settled otherwise than in the table, and the rows that compete with them for a key.
    Rows that a newer pull superseded compete again only when something in the table went away.

    What stands is looked up by index: `offset 0` in a lateral subquery keeps PostgreSQL from reading a whole history
    for the few rows of a day, whatever its statistics say.
#}
{% macro rows_to_state(staging, key, by_arrival) -%}
    {%- if not is_restated() -%}
    select * from {{ staging }}
    {%- else -%}
    {%- set names = ['county_code'] + key -%}
    with recursive known as (

        {{ standing_submissions() }}

    ),

    changed as materialized (

        select
            coalesce(submissions.submission_id, known._submission_id) as _submission_id,
            known._submission_id is not null as is_known
        from submissions
        full join known on submissions.submission_id = known._submission_id
        where submissions._mark is distinct from known._mark

    ),

    touched as (

        select {% for name in names %}stood.{{ name }}, {% endfor %}true as is_reopened
        from changed
        cross join lateral (
            select * from {{ this }} where _submission_id = changed._submission_id offset 0
        ) as stood
        where changed.is_known
        union all
        select {% for name in names %}arriving.{{ name }}, {% endfor %}false as is_reopened
        from changed
        cross join lateral (
            select * from {{ staging }} where _submission_id = changed._submission_id offset 0
        ) as arriving
        {%- if by_arrival %}
        union all
        select {% for name in names %}kept.{{ name }}, {% endfor %}false as is_reopened
        from {{ this }} as kept
        left join vanished on kept.county_code = vanished.county_code and kept._row_key = vanished.row_key
        where
            kept.row_state = 'deleted'
            and not (kept._deleted_flag or coalesce(vanished.vanished_at > kept.received_at, false))
        union all
        select {% for name in names %}kept.{{ name }}, {% endfor %}false as is_reopened
        from vanished
        cross join lateral (
            select * from {{ this }} as stood
            where stood.county_code = vanished.county_code and stood._row_key = vanished.row_key offset 0
        ) as kept
        where kept.row_state = 'current' and vanished.vanished_at > kept.received_at
        {%- endif %}

    ),

    touched_keys as (

        select {{ names | join(', ') }}, bool_or(is_reopened) as is_reopened
        from touched
        group by {{ names | join(', ') }}

    ),

    competing as (

        select distinct stood._submission_id, stood._row_no
        from touched_keys
        cross join lateral (
            select * from {{ this }} as standing
            where
                {% for name in names -%}
                standing.{{ name }} = touched_keys.{{ name }}{{ ' and ' if not loop.last }}
                {%- endfor %} offset 0
        ) as stood
        where
            stood.row_state in ('current', 'duplicate'{{ ", 'deleted'" if by_arrival }})
            {%- if by_arrival %}
            or (stood.row_state = 'superseded' and touched_keys.is_reopened)
            {%- endif %}

    )

    select staged.*
    from changed
    cross join lateral (
        select * from {{ staging }} where _submission_id = changed._submission_id offset 0
    ) as staged
    union all
    select staged.*
    from competing
    cross join lateral (
        select * from {{ staging }} as settled
        where settled._submission_id = competing._submission_id and settled._row_no = competing._row_no offset 0
    ) as staged
    where competing._submission_id not in (select _submission_id from changed)
    {%- endif -%}
{%- endmacro %}

{# Every submission of the table and its mark, walking the index from one submission to the next; a recursive CTE. #}
{% macro standing_submissions() -%}
    (select _submission_id, _mark from {{ this }} order by _submission_id asc, _row_no asc limit 1)
        union all
        select following._submission_id, following._mark
        from known
        cross join lateral (
            select _submission_id, _mark from {{ this }}
            where _submission_id > known._submission_id order by _submission_id asc, _row_no asc limit 1
        ) as following
{%- endmacro %}

{# Submissions of the table that had not arrived by the cut-off. #}
{% macro arrived_later() -%}
    with recursive known as (

        {{ standing_submissions() }}

    )

    select _submission_id
    from known
    where _submission_id not in (
        select submission_id from {{ source('quality', 'submission_ledger') }}
        where received_at <= {{ cutoff() }}
    )
{%- endmacro %}
