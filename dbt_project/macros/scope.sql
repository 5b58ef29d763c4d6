{#
    Which deliveries a build sees, and which of the judge's words. By default what had arrived by the cut-off, with
    the newest words. A build that explains why a figure changed, or makes a publication again, sees less:

    baseline  an earlier cut-off; submissions that the judge had not seen by then are `new`
    words     then: submissions and rows that are not new stand as the judge had said by the baseline; now: as he
              says today
    scope     then: nothing new; arrivals: of what is new only what changes nothing that stood; amended: all
#}
{% macro is_scoped() -%}
    {{ return(var('scope') != '') }}
{%- endmacro %}

{% macro baseline() -%}
    timestamp '{{ var("baseline") }}'
{%- endmacro %}

{# The ledger as the build sees it; `is_new` as above, `said`: what the judge had said by the baseline. #}
{% macro ledger_in_scope() -%}
    {%- if not is_scoped() -%}
    select
        *,
        false as is_new
    from {{ source('quality', 'submission_ledger') }}
    where received_at <= {{ cutoff() }}
    {%- else -%}
    {%- set is_then = 'said.state is not null' if var('words') == 'then' else 'false' -%}
    select
        {%- for name in ['county_code', 'submission_id', 'dataset', 'stream', 'submitter', 'period', 'revision', 'source',
            'sha256', 'declared_rows', 'received_rows', 'unchanged_rows', 'landed_rows', 'header_rows', 'content',
            'received_at', 'landed_at'] %}
        ledger.{{ name }},
        {%- endfor %}
        case when {{ is_then }} then said.reject_rule else ledger.reject_rule end as reject_rule,
        case when not {{ is_then }} or said.state = ledger.state then ledger.reject_reason end as reject_reason,
        case
            when {{ is_then }} then said.state
            {%- if var('scope') == 'then' %}
            when said.state is null then '已入库'
            {%- endif %}
            else ledger.state
        end as state,
        said.state is null as is_new
    from {{ source('quality', 'submission_ledger') }} as ledger
    left join (
        select distinct on (county_code, submission_id) *
        from {{ source('quality', 'submission_verdict') }}
        where cutoff <= {{ baseline() }}
        order by county_code, submission_id, cutoff desc
    ) as said using (county_code, submission_id)
    where ledger.received_at <= {{ cutoff() }}
    {%- endif -%}
{%- endmacro %}

{# Rows of a dataset that the judge keeps apart, as the build sees his words: submission_id, row_no. #}
{% macro held_rows(dataset) -%}
    {%- if not is_scoped() or var('words') == 'now' -%}
    select distinct
            submission_id,
            row_no
        from {{ source('quality', 'quarantine') }}
        where dataset = '{{ dataset }}'
    {%- else -%}
    select
            submission_id,
            row_no
        from (
            select distinct on (county_code, submission_id, row_no) *
            from {{ source('quality', 'quarantine_verdict') }}
            where dataset = '{{ dataset }}' and cutoff <= {{ baseline() }}
            order by county_code, submission_id, row_no, cutoff desc
        ) as said
        where is_held
        union
        select
            submission_id,
            row_no
        from {{ source('quality', 'quarantine') }}
        where
            dataset = '{{ dataset }}'
            and submission_id not in (
                select submission_id from {{ source('quality', 'submission_verdict') }}
                where cutoff <= {{ baseline() }}
            )
    {%- endif -%}
{%- endmacro %}

{#
    The state of a submission where amendments are left out: a new delivery for a period that stood waits, as if it
    had not been judged yet. Of pulls only the rows are left out that amend (macro amending_rows).
#}
{% macro state_in_scope(replaces) -%}
    {%- if var('scope') == 'arrivals' and replaces != 'nothing' -%}
    case
                when
                    is_new and bool_or(not is_new and state = '已接受') over (
                        partition by county_code, stream, period
                    ) then '已入库'
                else state
            end
    {%- else -%}
    state
    {%- endif -%}
{%- endmacro %}

{# Whether rows of new pulls that amend a key are left out of this build. #}
{% macro leaves_amendments_out(by_arrival) -%}
    {{ return(by_arrival and var('scope') == 'arrivals') }}
{%- endmacro %}

{# Rows of new pulls whose key came before: another version of something that stood. #}
{% macro amending_rows(staging, key) -%}
    select
                        arriving._submission_id,
                        arriving._row_no
                    from {{ staging }} as arriving
                    inner join submissions as arrival
                        on
                            arriving.county_code = arrival.county_code
                            and arriving._submission_id = arrival.submission_id
                    where
                        arrival.is_new
                        and exists (
                            select 1
                            from {{ staging }} as older
                            inner join submissions as known
                                on
                                    older.county_code = known.county_code
                                    and older._submission_id = known.submission_id
                            where
                                not known.is_new
                                and older.county_code = arriving.county_code
                                {%- for name in key %}
                                and older.{{ name }} = arriving.{{ name }}
                                {%- endfor %}
                        )
{%- endmacro %}
