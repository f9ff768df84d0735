-- view:   label_change
-- grain:  one row per (old_dataset, new_dataset, old_label_id, new_label_id)
-- reads:  label_change
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; label_change(...) takes parameters

create or replace view label_change as
select
    old_dataset,
    new_dataset,
    item_id,
    item_key,
    change,
    iou,
    matched_by,
    old_label_id,
    old_label_key,
    old_class,
    new_label_id,
    new_label_key,
    new_class
from label_change();

comment on view label_change is
'What each version of a data set changed against the one loaded before it: labels added, removed, moved or reclassified.';
comment on column label_change.old_dataset is
'The version that was compared, as NAME@VERSION.';
comment on column label_change.new_dataset is
'The version loaded after it.';
comment on column label_change.item_id is
'Key of the item of the new version.';
comment on column label_change.item_key is
'Id of the item as the user wrote it.';
comment on column label_change.change is
'added, removed, moved or reclassified; a reclassified label may have moved too.';
comment on column label_change.iou is
'IoU of the old and the new box.';
comment on column label_change.matched_by is
'key where label_key says that both are one object, iou where only their boxes do.';
comment on column label_change.old_label_id is
'Key of the label of the old version; null where it was added.';
comment on column label_change.old_label_key is
'Id of it as the user wrote it.';
comment on column label_change.old_class is
'Name of its class.';
comment on column label_change.new_label_id is
'Key of the label of the new version; null where it was removed.';
comment on column label_change.new_label_key is
'Id of it as the user wrote it.';
comment on column label_change.new_class is
'Name of its class.';
