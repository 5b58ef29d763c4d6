-- Which state of the dbt project gave the tables of a step their shape; the row is gone while a build is under way.
create table quality.dbt_shape (
    step text primary key,
    project_state text not null
);
comment on table quality.dbt_shape is '各构建步骤的表结构由哪一版 dbt 项目建立（构建进行中无此行）';
grant select, insert, update, delete on quality.dbt_shape to transformer;
