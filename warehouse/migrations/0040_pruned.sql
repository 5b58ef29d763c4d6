-- What the retention rule took out of the warehouse: the ledger keeps the delivery, its rows and original are gone.
create table quality.pruned (
    county_code text not null,
    submission_id text not null,
    dataset text not null,
    horizon timestamp not null,
    landed_rows bigint not null,
    archive_path text,
    pruned_at timestamp not null,
    primary key (county_code, submission_id)
);
comment on table quality.pruned is '按保留期限清除的报送：清除前的基准时间、清除的入库行数与原件';
grant select on quality.pruned to loader, office, transformer;
