-- fill:   slice
-- reads:  slice
-- params: slice_id, slice_name, predicate, created_at

insert into slice (slice_id, slice_name, predicate, created_at)
values ($slice_id, $slice_name, $predicate, $created_at);
