-- What tables between staging and marts were last computed from: a model whose inputs are the same need not run.
create table quality.relation_state (
    relation text primary key,
    inputs text,
    version text not null
);
comment on table quality.relation_state is '各中间表与集市表上次由什么算出（inputs），内容变化时 version 随之变化';
comment on column quality.relation_state.inputs is '输入的摘要；为空表示未知，下次必须重算';
grant select, insert, update, delete on quality.relation_state to transformer;
