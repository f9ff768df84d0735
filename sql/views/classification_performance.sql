-- view:   classification_performance
-- grain:  one row per (prediction_set, slice)
-- reads:  classification_performance
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; classification_performance(...) takes parameters

create or replace view classification_performance as
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
from classification_performance();

comment on view classification_performance is
'Accuracy, macro, micro and weighted rates, agreement and the quality of probabilities of every classifier, over all items.';
comment on column classification_performance.prediction_set is
'Name of the prediction set.';
comment on column classification_performance.task is
'Name of the classification.';
comment on column classification_performance.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column classification_performance.item_count is
'Items in the slice.';
comment on column classification_performance.labelled_count is
'Items that count: those with a label of the task, or every item where an item may have several labels or none.';
comment on column classification_performance.answered_count is
'Items that count for which there is an answer.';
comment on column classification_performance.right_count is
'Items that count whose answers are exactly their labels.';
comment on column classification_performance.class_count is
'Classes in the class set: those that the means are over, where defined.';
comment on column classification_performance.label_count is
'Labels that count.';
comment on column classification_performance.prediction_count is
'Answers that count.';
comment on column classification_performance.true_positive_count is
'Answers that are a label of their item.';
comment on column classification_performance.accuracy is
'right_count / labelled_count; of several labels an item this is subset accuracy.';
comment on column classification_performance.balanced_accuracy is
'Mean over labelled classes of recall; null of several labels an item.';
comment on column classification_performance.top_accuracy is
'Share of items whose label is among the top most probable classes (5 unless said otherwise); null without probabilities.';
comment on column classification_performance.precision_macro is
'Mean over classes of precision, where there are answers.';
comment on column classification_performance.recall_macro is
'Mean over classes of recall, where there are labels.';
comment on column classification_performance.f1_macro is
'Mean over classes of F1.';
comment on column classification_performance.precision_micro is
'TP / answers over all classes together.';
comment on column classification_performance.recall_micro is
'TP / labels over all classes together.';
comment on column classification_performance.f1_micro is
'2 TP / (answers + labels) over all classes together.';
comment on column classification_performance.precision_weighted is
'Mean over classes of precision, weighted by labels.';
comment on column classification_performance.recall_weighted is
'Mean over classes of recall, weighted by labels.';
comment on column classification_performance.f1_weighted is
'Mean over classes of F1, weighted by labels.';
comment on column classification_performance.kappa is
'Cohen''s kappa: agreement beyond what the frequencies of the classes give; null of several labels an item.';
comment on column classification_performance.mcc is
'Matthews correlation coefficient in Gorodkin''s form for several classes; null of several labels an item.';
comment on column classification_performance.probability_count is
'Items with probabilities, over which top_accuracy, log_loss and brier are taken.';
comment on column classification_performance.log_loss is
'Mean of -ln of the probability of the label; null without probabilities.';
comment on column classification_performance.brier is
'Mean over items of the sum over classes of (probability - label) squared; null without probabilities.';
comment on column classification_performance.roc_auc_macro is
'Mean over classes of ROC AUC, one against the rest; null without probabilities.';
comment on column classification_performance.map is
'Mean over classes of average precision; null without probabilities.';
comment on column classification_performance.hamming_loss is
'Share of (item, class) pairs that are answered wrong; null of one label an item.';
comment on column classification_performance.f1_sample is
'Mean over items with labels or answers of F1; null of one label an item.';
comment on column classification_performance.ranking_precision is
'Mean over items of label-ranking average precision; null of one label an item.';
