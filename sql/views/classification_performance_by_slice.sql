-- view:   classification_performance_by_slice
-- grain:  one row per (prediction_set, slice)
-- reads:  classification_performance
-- null:   as in the macro of the same name
-- note:   the macro over every saved slice; classification_performance(...) takes parameters

create or replace view classification_performance_by_slice as
select
    prediction_set,
    task,
    slice,
    item_count,
    labelled_count,
    answered_count,
    right_count,
    class_count,
    label_count,
    prediction_count,
    true_positive_count,
    accuracy,
    balanced_accuracy,
    top_accuracy,
    precision_macro,
    recall_macro,
    f1_macro,
    precision_micro,
    recall_micro,
    f1_micro,
    precision_weighted,
    recall_weighted,
    f1_weighted,
    kappa,
    mcc,
    probability_count,
    log_loss,
    brier,
    roc_auc_macro,
    map,
    hamming_loss,
    f1_sample,
    ranking_precision
from classification_performance(slices := ['all', '*']);

comment on view classification_performance_by_slice is
'Accuracy, macro, micro and weighted rates, agreement and the quality of probabilities of every classifier, over all items. For every saved slice, beside all.';
comment on column classification_performance_by_slice.prediction_set is
'Name of the prediction set.';
comment on column classification_performance_by_slice.task is
'Name of the classification.';
comment on column classification_performance_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column classification_performance_by_slice.item_count is
'Items in the slice.';
comment on column classification_performance_by_slice.labelled_count is
'Items that count: those with a label of the task, or every item where an item may have several labels or none.';
comment on column classification_performance_by_slice.answered_count is
'Items that count for which there is an answer.';
comment on column classification_performance_by_slice.right_count is
'Items that count whose answers are exactly their labels.';
comment on column classification_performance_by_slice.class_count is
'Classes in the class set: those that the means are over, where defined.';
comment on column classification_performance_by_slice.label_count is
'Labels that count.';
comment on column classification_performance_by_slice.prediction_count is
'Answers that count.';
comment on column classification_performance_by_slice.true_positive_count is
'Answers that are a label of their item.';
comment on column classification_performance_by_slice.accuracy is
'right_count / labelled_count; of several labels an item this is subset accuracy.';
comment on column classification_performance_by_slice.balanced_accuracy is
'Mean over labelled classes of recall; null of several labels an item.';
comment on column classification_performance_by_slice.top_accuracy is
'Share of items whose label is among the top most probable classes (5 unless said otherwise); null without probabilities.';
comment on column classification_performance_by_slice.precision_macro is
'Mean over classes of precision, where there are answers.';
comment on column classification_performance_by_slice.recall_macro is
'Mean over classes of recall, where there are labels.';
comment on column classification_performance_by_slice.f1_macro is
'Mean over classes of F1.';
comment on column classification_performance_by_slice.precision_micro is
'TP / answers over all classes together.';
comment on column classification_performance_by_slice.recall_micro is
'TP / labels over all classes together.';
comment on column classification_performance_by_slice.f1_micro is
'2 TP / (answers + labels) over all classes together.';
comment on column classification_performance_by_slice.precision_weighted is
'Mean over classes of precision, weighted by labels.';
comment on column classification_performance_by_slice.recall_weighted is
'Mean over classes of recall, weighted by labels.';
comment on column classification_performance_by_slice.f1_weighted is
'Mean over classes of F1, weighted by labels.';
comment on column classification_performance_by_slice.kappa is
'Cohen''s kappa: agreement beyond what the frequencies of the classes give; null of several labels an item.';
comment on column classification_performance_by_slice.mcc is
'Matthews correlation coefficient in Gorodkin''s form for several classes; null of several labels an item.';
comment on column classification_performance_by_slice.probability_count is
'Items with probabilities, over which top_accuracy, log_loss and brier are taken.';
comment on column classification_performance_by_slice.log_loss is
'Mean of -ln of the probability of the label; null without probabilities.';
comment on column classification_performance_by_slice.brier is
'Mean over items of the sum over classes of (probability - label) squared; null without probabilities.';
comment on column classification_performance_by_slice.roc_auc_macro is
'Mean over classes of ROC AUC, one against the rest; null without probabilities.';
comment on column classification_performance_by_slice.map is
'Mean over classes of average precision; null without probabilities.';
comment on column classification_performance_by_slice.hamming_loss is
'Share of (item, class) pairs that are answered wrong; null of one label an item.';
comment on column classification_performance_by_slice.f1_sample is
'Mean over items with labels or answers of F1; null of one label an item.';
comment on column classification_performance_by_slice.ranking_precision is
'Mean over items of label-ranking average precision; null of one label an item.';
