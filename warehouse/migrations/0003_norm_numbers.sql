-- Whole numbers and numbers of a given size in one call, so that clean values need no function call at all.

create function norm.whole_slow(t text, target text, same text[]) returns bigint language sql stable parallel safe as $$
    select norm.whole(norm.quantity_slow(t, target, same))
$$;

create function norm.whole_quantity(t text, target text, same text[]) returns bigint
language sql stable parallel safe as $$
    select case
        when t ~ '^-?\d{1,15}$' then t::bigint
        when t is null then null
        else norm.whole_slow(t, target, same)
    end
$$;
comment on function norm.whole_quantity is '整数数量换算到契约单位；有小数、单位未知或过大为 null';

create function norm.sized_slow(t text, target text, same text[], digits integer, decimals integer) returns numeric
language sql stable parallel safe as $$
    select norm.fitting(norm.quantity(t, target, same), digits, decimals)
$$;

create function norm.sized_quantity(t text, target text, same text[], digits integer, decimals integer)
returns numeric language sql stable parallel safe as $$
    select case
        when t ~ '^-?\d{1,4}(\.\d{1,9})?$' and digits - decimals >= 4 then t::numeric
        when t is null then null
        else norm.sized_slow(t, target, same, digits, decimals)
    end
$$;
comment on function norm.sized_quantity is '数量换算到契约单位；整数位数超出约定的为 null';

grant execute on all functions in schema norm to loader, transformer, office;
