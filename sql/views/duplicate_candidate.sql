-- view:   duplicate_candidate
-- grain:  one row per (kind, prediction_set, object_id, other_object_id, reason)
-- reads:  duplicate_candidate
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; duplicate_candidate(...) takes parameters

create or replace view duplicate_candidate as
select
    kind,
    dataset,
    prediction_set,
    item_id,
    item_key,
    class_name,
    object_id,
    object_key,
    other_object_id,
    other_object_key,
    iou,
    uniqueness,
    reason
from duplicate_candidate();

comment on view duplicate_candidate is
'Objects that may be there twice: labels of one class from IoU .60, predictions of one class and set, images of uniqueness .03 or less or of equal perceptual hash.';
comment on column duplicate_candidate.kind is
'label, prediction or item: what may be there twice.';
comment on column duplicate_candidate.dataset is
'Data set as NAME@VERSION.';
comment on column duplicate_candidate.prediction_set is
'Name of the prediction set; null for labels and items.';
comment on column duplicate_candidate.item_id is
'Key of the item in this file.';
comment on column duplicate_candidate.item_key is
'Id of the item as the user wrote it.';
comment on column duplicate_candidate.class_name is
'Name of the class of both; null for items.';
comment on column duplicate_candidate.object_id is
'Key of the first label, of the more confident prediction or of the first item, as kind says.';
comment on column duplicate_candidate.object_key is
'Id of it as the user wrote it.';
comment on column duplicate_candidate.other_object_id is
'Key of the possible duplicate; null where uniqueness alone says that the item has one.';
comment on column duplicate_candidate.other_object_key is
'Id of it as the user wrote it.';
comment on column duplicate_candidate.iou is
'IoU of the two.';
comment on column duplicate_candidate.uniqueness is
'Uniqueness of the item, where that is the reason.';
comment on column duplicate_candidate.reason is
'overlap, uniqueness or perceptual_hash.';
