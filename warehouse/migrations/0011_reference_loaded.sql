-- What schema reference was loaded from: unchanged reference data need not be loaded again.

create table quality.reference_loaded (
    only_row boolean primary key default true check (only_row),
    fingerprint text not null,
    loaded_at timestamp not null
);
comment on table quality.reference_loaded is '参考数据的载入指纹：未变化时不重复载入';

grant select on quality.reference_loaded to office, transformer;
grant insert, update, delete on quality.reference_loaded to transformer;
