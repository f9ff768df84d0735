-- view:   fold_leak
-- grain:  one row per (dataset, reason, other_item_id)
-- reads:  fold_leak
-- absent: items of one group, for which fold_leak(group_by := ...) asks
-- note:   the macro with all its defaults; fold_leak(...) takes parameters

create or replace view fold_leak as
select
    dataset,
    reason,
    shared_value,
    item_id,
    item_key,
    fold,
    other_item_id,
    other_item_key,
    other_fold,
    distance
from fold_leak();

comment on view fold_leak is
'Items that are copies of each other and sit in two folds: of one file, with equal images or embeddings.';
comment on column fold_leak.dataset is
'Data set as NAME@VERSION.';
comment on column fold_leak.reason is
'What the two share: group, uri, perceptual_hash, embedding, or near: their embeddings are no further apart than max_distance.';
comment on column fold_leak.shared_value is
'The value that they share; of an embedding its md5, null of near ones.';
comment on column fold_leak.item_key is
'The first item that has the value.';
comment on column fold_leak.fold is
'Fold of the first item, as text.';
comment on column fold_leak.other_item_id is
'Key of a later item that has the value, in another fold.';
comment on column fold_leak.other_item_key is
'The later item, as the user wrote it.';
comment on column fold_leak.other_fold is
'Fold of the later item, as text.';
comment on column fold_leak.distance is
'Euclidean distance of their embeddings; null but of reason near.';
