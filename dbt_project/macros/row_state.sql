{#
    Submissions of a dataset that had arrived by the cut-off. `is_replaced`: an accepted delivery that a newer
    accepted one stands for.

    replaces  period: the newest accepted revision of a period stands alone
              stock: the newest period's newest accepted delivery is the whole stock
              nothing: every accepted delivery adds versions of rows (pulls that land only what changed)
#}
{% macro submissions_as_of(dataset, replaces) -%}
    select
        county_code,
        submission_id,
        stream,
        period,
        received_at,
        state,
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
    from {{ source('quality', 'submission_ledger') }}
    where dataset = '{{ dataset }}' and received_at <= {{ cutoff() }}
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
    where absence.dataset = '{{ dataset }}' and submissions.state = '已接受'
    group by absence.county_code, absence.row_key
{%- endmacro %}

{#
    Every landed row with its state as of the cut-off: current, superseded, duplicate, total, deleted,
    quarantined or refused. Needs the CTEs `staged`, `submissions` and, by arrival, `vanished`.

    by_arrival  the newest pull decides, older pulls' rows are superseded; a deleted or vanished key has no
                current row. Otherwise the rows stand in one set, and further rows of a key are duplicates.

    The submission alone settles most states; of the rows it leaves open one row per key is current. Order
    (handbook, de-duplication): newest version by the contract's fields, then the last row of the source.
#}
{% macro rows_with_state(dataset, key, version_order, by_arrival) -%}
    {%- set from_submissions = _settled_rows(dataset, key, by_arrival) -%}
    select
        staged.*,
        submissions.stream,
        submissions.period,
        submissions.received_at,
        settled.row_state
    {{ from_submissions }}
    where settled.row_state is not null
    union all
    select
        staged.*,
        submissions.stream,
        submissions.period,
        submissions.received_at,
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
{% macro _settled_rows(dataset, key, by_arrival) -%}
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
                when staged._is_total then 'total'
                when submissions.is_replaced then 'superseded'
                {%- if not by_arrival %}
                when staged._deleted_flag then 'deleted'
                {%- endif %}
                {%- for name in key %}
                when staged.{{ name }} is null then 'quarantined'
                {%- endfor %}
                when (staged._submission_id, staged._row_no) in (
                    select submission_id, row_no from {{ source('quality', 'quarantine') }}
                    where dataset = '{{ dataset }}'
                ) then 'quarantined'
            end as row_state
    ) as settled
{%- endmacro %}
