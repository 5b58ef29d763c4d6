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
            order by {{ 'norm.period_start(period) desc, ' if replaces == 'stock' }}received_at desc, revision desc, submission_id
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
    What has become of every landed row, as far as its submission alone tells; null: the key decides.
    Refused and not yet judged submissions stay out, and so do rows that cannot be identified (handbook §5).
#}
{% macro settled_rows(dataset, key, version_order, by_arrival) -%}
    select
        staged.county_code,
        staged._submission_id,
        staged._row_no,
        staged._row_key,
        staged._deleted_flag,
        {%- for name in key + (version_order | reject('in', key) | list) %}
        staged.{{ name }},
        {%- endfor %}
        submissions.received_at,
        case
            when submissions.state = '已退回' then 'refused'
            when submissions.state <> '已接受' then 'quarantined'
            when staged._is_total then 'total'
            when submissions.is_replaced then 'superseded'
            {%- if not by_arrival %}
            when staged._deleted_flag then 'deleted'
            {%- endif %}
            when {% for name in key %}staged.{{ name }} is null or {% endfor %}quarantine.row_no is not null then 'quarantined'
        end as settled_state
    from staged
    inner join submissions
        on
            staged.county_code = submissions.county_code
            and staged._submission_id = submissions.submission_id
    left join (
        select distinct
            county_code,
            submission_id,
            row_no
        from {{ source('quality', 'quarantine') }}
        where dataset = '{{ dataset }}'
    ) as quarantine
        on
            staged.county_code = quarantine.county_code
            and staged._submission_id = quarantine.submission_id
            and staged._row_no = quarantine.row_no
{%- endmacro %}

{#
    The state of the rows that their submission left open: of one key one row is current.

    by_arrival  the newest pull decides, older pulls' rows are superseded; a deleted or vanished key has no
                current row. Otherwise the rows stand in one set, and further rows of a key are duplicates.

    Order (handbook, de-duplication): newest version by the contract's fields, then the last row of the source.
#}
{% macro ranked_rows(key, version_order, by_arrival) -%}
    select
        county_code,
        _submission_id,
        _row_no,
        _row_key,
        _deleted_flag,
        received_at,
        row_number() over versions as standing,
        first_value(_submission_id) over versions as newest_submission
    from settled
    where settled_state is null
    window versions as (
        partition by county_code, {{ key | join(', ') }}
        order by
            {% if by_arrival %}received_at desc, _submission_id, _deleted_flag, {% endif -%}
            {% for name in version_order %}{{ name }} desc nulls last, {% endfor -%}
            {% if not by_arrival %}received_at desc, {% endif %}_row_no desc
    )
{%- endmacro %}

{# One state per landed row: current, superseded, duplicate, total, deleted, quarantined or refused. #}
{% macro row_states(by_arrival) -%}
    select
        county_code,
        _submission_id,
        _row_no,
        settled_state as row_state
    from settled
    where settled_state is not null
    union all
    select
        ranked.county_code,
        ranked._submission_id,
        ranked._row_no,
        case
            {%- if by_arrival %}
            when ranked.standing > 1 and ranked._submission_id <> ranked.newest_submission then 'superseded'
            {%- endif %}
            when ranked.standing > 1 then 'duplicate'
            {%- if by_arrival %}
            when ranked._deleted_flag or vanished.vanished_at > ranked.received_at then 'deleted'
            {%- endif %}
            else 'current'
        end as row_state
    from ranked
    {%- if by_arrival %}
    left join vanished
        on
            ranked.county_code = vanished.county_code
            and ranked._row_key = vanished.row_key
    {%- endif %}
{%- endmacro %}
