-- Where the warehouse stands: as of which cut-off, from which inputs, and how far the cycle's steps have come.
-- One row; a step that begins clears it, so a broken build never counts as done.

create table quality.standing (
    only_row boolean primary key default true check (only_row),
    cutoff timestamp not null,
    input_hash text not null,
    rule_set_hash text not null,
    release text not null,
    step text not null check (step in ('已建模', '已发布')),
    reached_at timestamp not null
);
comment on table quality.standing is '当前状态：仓库各层现在对应的截止时间、输入指纹与步骤';

grant select on quality.standing to loader, office, transformer;
grant insert, update, delete on quality.standing to transformer;
