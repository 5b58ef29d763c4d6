-- Reference tables that gained columns: dbt fills a seed's table again, but does not widen it.
alter table if exists reference.county add column if not exists prefecture_code text;
alter table if exists reference.county add column if not exists prefecture_name text;
alter table if exists reference.indicator add column if not exists rolls_up text;
