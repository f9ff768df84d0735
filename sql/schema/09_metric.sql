-- table:  metric
-- grain:  one row per (target, metric_name): a described column of item, label or prediction

create table if not exists metric (
    metric_name varchar,
    target varchar,
    type varchar,
    unit varchar,
    description varchar,
    range_low double,
    range_high double,
    is_metadata boolean,
    load_id bigint,
    origin varchar,
    expression varchar
);

comment on table metric is 'A described column of item, label or prediction: a quality metric, or a metadata field that was loaded.';
comment on column metric.metric_name is 'Name of the column in the target table.';
comment on column metric.target is 'Table that has the column: item, label or prediction.';
comment on column metric.type is 'SQL type of the column.';
comment on column metric.range_low is 'Least value that it can have, or usually has; null where there is none.';
comment on column metric.range_high is 'Largest value that it can have, or usually has; null where there is none.';
comment on column metric.is_metadata is 'True when it was loaded as metadata, false for metrics.';
comment on column metric.origin is 'Where its values are from: file (a column that every load fills), computed (by a load, or by metrics compute), loaded (by load metadata or metrics, or beside labels or predictions), sql or python (metrics add), images (metrics images), embedding (metrics embedding), folds (folds make).';
comment on column metric.expression is 'Origin sql: the expression, run again by each load. Origin embedding: the column of vectors. Origin folds: how they were made, as JSON by data set.';

insert into metric (
    metric_name, target, type, unit, description, range_low, range_high, is_metadata, origin
)
values
(
    'width_px',
    'item',
    'BIGINT',
    'px',
    'Width of the image.',
    0,
    null,
    false,
    'file'
),
(
    'height_px',
    'item',
    'BIGINT',
    'px',
    'Height of the image.',
    0,
    null,
    false,
    'file'
),
(
    'aspect_ratio',
    'item',
    'DOUBLE',
    null,
    'Width over height of the image.',
    0,
    null,
    false,
    'computed'
),
(
    'object_count',
    'item',
    'BIGINT',
    'labels',
    'Number of labels on the item, crowds included.',
    0,
    null,
    false,
    'computed'
),
(
    'object_density',
    'item',
    'DOUBLE',
    'share',
    'Share of the image that its labels cover, what several cover counted once.',
    0,
    1,
    false,
    'computed'
),
(
    'random',
    'item',
    'DOUBLE',
    null,
    'Control: uniform, from a hash of item_key.',
    0,
    1,
    false,
    'computed'
),
(
    'w_px',
    'label',
    'DOUBLE',
    'px',
    'Width of the box.',
    0,
    null,
    false,
    'file'
),
(
    'h_px',
    'label',
    'DOUBLE',
    'px',
    'Height of the box.',
    0,
    null,
    false,
    'file'
),
(
    'area_px2',
    'label',
    'DOUBLE',
    'px2',
    'Area of the object: as the file gives it, else width times height.',
    0,
    null,
    false,
    'file'
),
(
    'aspect_ratio',
    'label',
    'DOUBLE',
    null,
    'Width over height of the box.',
    0,
    null,
    false,
    'computed'
),
(
    'relative_area',
    'label',
    'DOUBLE',
    'share',
    'Area of the object over the area of the image.',
    0,
    1,
    false,
    'computed'
),
(
    'border_proximity',
    'label',
    'DOUBLE',
    null,
    'Largest of x, y, 1 - x, 1 - y over its corners, in fractions of the image; 1 touches a border.',
    0.5,
    1,
    false,
    'computed'
),
(
    'same_class_overlap',
    'label',
    'DOUBLE',
    'IoU',
    'Largest IoU with another label of the same class on the item.',
    0,
    1,
    false,
    'computed'
),
(
    'other_class_overlap',
    'label',
    'DOUBLE',
    'IoU',
    'Largest IoU with a label of another class on the item.',
    0,
    1,
    false,
    'computed'
),
(
    'random',
    'label',
    'DOUBLE',
    null,
    'Control: uniform, from a hash of the keys, or of item, class and box where there are none.',
    0,
    1,
    false,
    'computed'
),
(
    'confidence',
    'prediction',
    'DOUBLE',
    null,
    'Score of the prediction, as loaded.',
    0,
    1,
    false,
    'file'
),
(
    'w_px',
    'prediction',
    'DOUBLE',
    'px',
    'Width of the box.',
    0,
    null,
    false,
    'file'
),
(
    'h_px',
    'prediction',
    'DOUBLE',
    'px',
    'Height of the box.',
    0,
    null,
    false,
    'file'
),
(
    'area_px2',
    'prediction',
    'DOUBLE',
    'px2',
    'Area of the object: width times height.',
    0,
    null,
    false,
    'file'
),
(
    'aspect_ratio',
    'prediction',
    'DOUBLE',
    null,
    'Width over height of the box.',
    0,
    null,
    false,
    'computed'
),
(
    'relative_area',
    'prediction',
    'DOUBLE',
    'share',
    'Area of the object over the area of the image.',
    0,
    1,
    false,
    'computed'
),
(
    'border_proximity',
    'prediction',
    'DOUBLE',
    null,
    'Largest of x, y, 1 - x, 1 - y over its corners, in fractions of the image; 1 touches a border.',
    0.5,
    1,
    false,
    'computed'
),
(
    'same_class_overlap',
    'prediction',
    'DOUBLE',
    'IoU',
    'Largest IoU with another prediction of the same set of the same class on the item.',
    0,
    1,
    false,
    'computed'
),
(
    'other_class_overlap',
    'prediction',
    'DOUBLE',
    'IoU',
    'Largest IoU with a prediction of the same set of another class on the item.',
    0,
    1,
    false,
    'computed'
),
(
    'random',
    'prediction',
    'DOUBLE',
    null,
    'Control: uniform, from a hash of the keys, or of item, class, confidence and box where there are none.',
    0,
    1,
    false,
    'computed'
);
