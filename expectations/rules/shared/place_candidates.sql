{#-
    The townships that a written place may mean, as one text: those of that very name or alias; where there are none,
    the three that share most characters with it. Null where nothing does.
-#}
{% macro place_candidates(county, written) -%}
(
    select string_agg(likely.region_name || '（' || likely.region_code || '）', '、' order by likely.place)
    from (
        select
            named.region_name,
            named.region_code,
            named.is_same,
            bool_or(named.is_same) over () as any_same,
            row_number() over (order by named.is_same desc, named.shared desc, named.region_code) as place
        from (
            select
                region.region_name,
                region.region_code,
                bool_or(norm.place(names.written) = norm.place({{ written }})) as is_same,
                max((
                    select count(*)
                    from regexp_split_to_table(regexp_replace({{ written }}, '[\s县镇乡街道村]', '', 'g'), '') as letter
                    where letter <> '' and strpos(names.written, letter) > 0
                )) as shared
            from reference.region as region
            cross join lateral (
                select region.region_name as written
                union all
                select alias.alias from reference.region_alias as alias
                where alias.county_code = region.county_code and alias.region_code = region.region_code
            ) as names
            where
                region.county_code = {{ county }}
                and region.level = 'township'
                and coalesce(region.valid_to, {{ d }}) >= {{ d }}
            group by region.region_name, region.region_code
        ) as named
        where named.is_same or named.shared > 0
    ) as likely
    where likely.is_same or (not likely.any_same and likely.place <= 3)
)
{%- endmacro %}
