{#
    What a publication would have said after each step. Steps that were not recomputed, because nothing of their kind
    happened, are told by their neighbours: program and rules leave what was published before, the others lead to what
    is published now. The program comes before the rules, for the old program is no longer there to compute new rules.
#}
{% set steps = {'program': '程序', 'rules': '规则', 'arrivals': '后到', 'amended': '更正'} %}
{% set key = ['county_code', 'indicator_code', 'region_code', 'breakdown_type', 'breakdown_code', 'period_type',
              'period'] %}

with

-- A period that is no longer computed cannot change, nor can one that was not published before.
periods as (

    select distinct
        county_code,
        indicator_code,
        period_type,
        period
    from {{ ref('int_indicator_values') }}
    intersect
    select
        county_code,
        indicator_code,
        period_type,
        period
    from {{ ref('fct_indicator_value') }}
    where as_of <= {{ baseline() }}

),

{% for name, moment in {'before': baseline(), 'after': cutoff()}.items() %}
{{ name }} as (

    select distinct on ({{ key | join(', ') }}) *
    from {{ ref('fct_indicator_value') }}
    where as_of <= {{ moment }}
    order by {{ key | join(', ') }}, as_of desc

),

{% endfor %}

recomputed as (

    select * from {{ source('quality', 'indicator_step') }}
    where as_of = {{ cutoff() }}

),

keys as (

    {% for source in ['before', 'after', 'recomputed'] %}
    select {{ key | join(', ') }} from {{ source }}
    {{ 'union' if not loop.last }}
    {% endfor %}

),

taken as (

    select
        county_code,
        bool_or(step = '程序') as program,
        bool_or(step = '规则') as rules,
        bool_or(step = '后到') as arrivals,
        bool_or(step = '更正') as amended
    from recomputed
    group by county_code

),

-- What a state does not know counts as nothing in it. Order: before, program, rules, arrivals, amended, after.
final as (

    select
        keys.*,
        array[
            before.numerator,
            case when taken.program then program.numerator else before.numerator end,
            case
                when taken.rules then rules.numerator
                when taken.program then program.numerator
                else before.numerator
            end,
            case
                when taken.arrivals then arrivals.numerator
                when taken.amended then amended.numerator
                else after.numerator
            end,
            case when taken.amended then amended.numerator else after.numerator end,
            after.numerator
        ] as numerators,
        array[
            before.denominator,
            case when taken.program then program.denominator else before.denominator end,
            case
                when taken.rules then rules.denominator
                when taken.program then program.denominator
                else before.denominator
            end,
            case
                when taken.arrivals then arrivals.denominator
                when taken.amended then amended.denominator
                else after.denominator
            end,
            case when taken.amended then amended.denominator else after.denominator end,
            after.denominator
        ] as denominators
    from keys
    inner join periods using (county_code, indicator_code, period_type, period)
    left join taken using (county_code)
    left join before using ({{ key | join(', ') }})
    left join after using ({{ key | join(', ') }})
    {%- for name, step in steps.items() %}
    left join recomputed as {{ name }}
        on
            {{ name }}.step = '{{ step }}'
            {%- for column in key %}
            and keys.{{ column }} = {{ name }}.{{ column }}
            {%- endfor %}
    {%- endfor %}

)

select * from final
