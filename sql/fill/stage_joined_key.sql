-- fill:   nothing: makes joined_key, a temporary macro
-- note:   the form in which a name of an item is compared under a join: as it is, without its
--         folder, or without folder and last suffix. A stem of digits is a number: tools write
--         000000000139.jpg as 139

create or replace temp macro joined_key(name, joined_by) as case joined_by
    when 'item_key' then name
    when 'file_name' then regexp_extract(name, '[^/\\]*$')
    else regexp_replace(
        regexp_replace(regexp_extract(name, '[^/\\]*$'), '(.)\.[^.]*$', '\1'),
        '^0+([0-9]+)$',
        '\1'
    )
end;
