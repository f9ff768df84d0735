-- table:  class_map
-- grain:  one row per (source_dataset, target_dataset, from_class)
-- null:   source_dataset, target_dataset where the rule is for every data set; to_class where
--         predictions of the class are to be left out
-- units:  created_at in UTC

create table if not exists class_map (
    source_dataset varchar,
    target_dataset varchar,
    from_class varchar,
    to_class varchar,
    file varchar,
    created_at timestamp
);

comment on table class_map is 'What a class is called in another data set: used when predictions of one data set are scored on another.';
comment on column class_map.source_dataset is 'NAME or NAME@VERSION of the data set that the predictions are about; null for every one.';
comment on column class_map.target_dataset is 'NAME or NAME@VERSION of the data set that they are scored on; null for every one.';
comment on column class_map.from_class is 'Class as predicted.';
comment on column class_map.to_class is 'Class that it counts as; null where its predictions are left out.';
comment on column class_map.created_at is 'When the rule was loaded; UTC.';
