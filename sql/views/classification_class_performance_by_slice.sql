-- view:   classification_class_performance_by_slice
-- grain:  one row per (prediction_set, slice, class_name)
-- reads:  classification_class_performance
-- null:   as in the macro of the same name
-- note:   the macro over every saved slice; classification_class_performance(...) takes parameters

create or replace view classification_class_performance_by_slice as
select
    prediction_set,
    task,
    slice,
    class_name,
    label_count,
    prediction_count,
    true_positive_count,
    false_positive_count,
    false_negative_count,
    precision,
    recall,
    f1,
    roc_auc,
    ap
from classification_class_performance(slices := ['all', '*']);

comment on view classification_class_performance_by_slice is
'Counts, precision, recall, F1, ROC AUC and average precision of every class of every classifier, over all items. For every saved slice, beside all.';
comment on column classification_class_performance_by_slice.prediction_set is
'Name of the prediction set.';
comment on column classification_class_performance_by_slice.task is
'Name of the classification.';
comment on column classification_class_performance_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column classification_class_performance_by_slice.class_name is
'Name of the class.';
comment on column classification_class_performance_by_slice.label_count is
'Labels that count: items labelled with the class.';
comment on column classification_class_performance_by_slice.prediction_count is
'Answers that count: items answered with the class.';
comment on column classification_class_performance_by_slice.true_positive_count is
'Answers that are right.';
comment on column classification_class_performance_by_slice.false_positive_count is
'Answers that are wrong.';
comment on column classification_class_performance_by_slice.false_negative_count is
'Labels that no answer gives.';
comment on column classification_class_performance_by_slice.precision is
'TP / answers; null without answers.';
comment on column classification_class_performance_by_slice.recall is
'TP / labels; null without labels.';
comment on column classification_class_performance_by_slice.f1 is
'2 TP / (answers + labels).';
comment on column classification_class_performance_by_slice.roc_auc is
'Probability that an item with the label has a higher probability of the class than one without, ties counted half; null without probabilities or when every item has the label.';
comment on column classification_class_performance_by_slice.ap is
'Average precision: sum over falling probabilities of precision times the recall gained (not interpolated); null without probabilities.';
