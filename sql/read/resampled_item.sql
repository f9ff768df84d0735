-- query:  resampled_item
-- grain:  one row per (slice_number, item_id): an item that is drawn from, with its place
-- reads:  _common_filter, _member, item
-- params: item_filter, slice_by, slices, baseline_set, candidate_set, item_scope, protocol
-- note:   places follow item_order, which goes by item_key: the common items of two data sets have
--         the same places

with

member as (

    select *
    from _member(
            item_filter := _common_filter(
                $item_filter, $baseline_set, $candidate_set, $item_scope, $protocol
            ),
            slice_by := $slice_by,
            slices := $slices::varchar[]
        )

)

select
    member.slice_number,
    member.slice,
    member.dataset_id,
    member.item_id,
    row_number() over (
        partition by member.slice_number, member.dataset_id
        order by item.item_order asc, member.item_id asc
    ) - 1 as place
from member
inner join item using (item_id)
order by member.slice_number, member.dataset_id, place;
