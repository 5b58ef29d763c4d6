-- One hash for a row as it came: two rows of one dataset are equal when every field and the deletion mark are.
create function norm.row_hash(variadic fields text[]) returns text
language sql immutable parallel safe
as $$ select md5(array_to_string(fields, E'\x1f', E'\x07')) $$;
comment on function norm.row_hash(text[]) is '整行散列值：各字段原文与删除标记';
grant execute on function norm.row_hash(text[]) to loader, transformer, office;
