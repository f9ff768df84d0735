-- table:  dataset_class
-- grain:  one row per (dataset_id, class_key): how one data set writes a class

create table if not exists dataset_class (
    dataset_id bigint,
    class_id bigint,
    class_key varchar,
    class_index bigint
);

comment on table dataset_class is 'How one data set writes a class: its id there, as text, and its place in the list.';
comment on column dataset_class.class_key is 'Id of the class in the data set, as text (a COCO category id, or the name itself).';
comment on column dataset_class.class_index is 'Place of the class in the list of classes, from 0.';
