-- view:   coco_summary
-- grain:  one row per (prediction_set, slice)
-- reads:  coco_summary
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; coco_summary(...) takes parameters

create or replace view coco_summary as
select
    prediction_set,
    slice,
    ap,
    ap50,
    ap75,
    ap_small,
    ap_medium,
    ap_large,
    ar_1,
    ar_10,
    ar_100,
    ar_small,
    ar_medium,
    ar_large,
    ar_20,
    ar50,
    ar75
from coco_summary();

comment on view coco_summary is
'The twelve numbers of COCO for every prediction set, protocol coco.';
comment on column coco_summary.prediction_set is
'Name of the prediction set.';
comment on column coco_summary.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column coco_summary.ap is
'AP over IoU .50:.05:.95.';
comment on column coco_summary.ap50 is
'AP at IoU .50.';
comment on column coco_summary.ap75 is
'AP at IoU .75.';
comment on column coco_summary.ar_20 is
'Recall with the best 20; null where objects are not compared as keypoints.';
comment on column coco_summary.ar50 is
'Recall at OKS .50; null where objects are not compared as keypoints.';
comment on column coco_summary.ar75 is
'Recall at OKS .75; null where objects are not compared as keypoints.';
comment on column coco_summary.ap_small is
'AP of labels up to 32^2 square pixels.';
comment on column coco_summary.ap_medium is
'AP of labels from 32^2 to 96^2.';
comment on column coco_summary.ap_large is
'AP of labels from 96^2.';
comment on column coco_summary.ar_1 is
'Recall over IoU .50:.05:.95 with the best prediction of each item and class.';
comment on column coco_summary.ar_10 is
'Recall with the best 10.';
comment on column coco_summary.ar_100 is
'Recall with the best 100.';
comment on column coco_summary.ar_small is
'Recall of labels up to 32^2, best 100.';
comment on column coco_summary.ar_medium is
'Recall of labels from 32^2 to 96^2, best 100.';
comment on column coco_summary.ar_large is
'Recall of labels from 96^2, best 100.';
