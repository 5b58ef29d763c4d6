-- Which rows of a table were written last: a model that knows the rows before needs to compute only what hangs on them.
alter table quality.relation_state add column previous text;
alter table quality.relation_state add column read jsonb;
comment on column quality.relation_state.previous is '上一个 version；为空表示本次为整表重建';
comment on column quality.relation_state.read is '上次计算时所读各表的 version';

create table quality.relation_news (
    relation text not null,
    key text[] not null,
    primary key (relation, key)
);
comment on table quality.relation_news is '各表最近一次变化所涉及行的主键：下游据此只重算相关的行';
grant select, insert, update, delete on quality.relation_news to transformer;

-- How many rows of a table belong together, kept by whoever writes it.
create table quality.row_count (
    relation text not null,
    part text[] not null,
    row_count bigint not null,
    primary key (relation, part)
);
comment on table quality.row_count is '各表按分组（县、报送、行状态等）的行数，随写入在同一事务中更新';
grant select, insert, update, delete on quality.row_count to transformer;
