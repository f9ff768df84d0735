-- fill:   removes one slice
-- reads:  slice, slice_item
-- params: slice_id

delete from slice_item
where slice_id = $slice_id;

delete from slice
where slice_id = $slice_id;
