{#- Parties of the other departments that carry a unified social credit code; an ended binding is history. -#}
{% macro other_parties() %}
select
    county_code, 'AG01' as dataset, {{ key('ag_producer', 'producer') }} as business_key, 'name' as name_field,
    name as party_name, uscc, region_code
from {{ current('ag_producer') }} as producer

union all

select
    county_code, 'AH02' as dataset, {{ key('ah_slaughterhouse', 'plant') }} as business_key, 'name' as name_field,
    name as party_name, uscc, region_code
from {{ current('ah_slaughterhouse') }} as plant

union all

select
    county_code, 'FS02' as dataset, {{ key('fs_binding', 'binding') }} as business_key, 'entity_name' as name_field,
    entity_name as party_name, uscc, region_code
from {{ current('fs_binding') }} as binding
where to_on is null or to_on > {{ d }}
{% endmacro %}
