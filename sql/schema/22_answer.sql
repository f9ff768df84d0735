-- table:  answer
-- grain:  one row per (prediction_set_id, item_id): an item for which a classifier gave probabilities
-- null:   label_probability, label_rank, squared_error where the item may have one label and has none,
--         label_probability and label_rank also where it may have several; ranking_precision where it
--         may have one only
-- note:   derived from probability and label, rebuilt per set; never the only home of a fact

create table if not exists answer (
    prediction_set_id bigint,
    item_id bigint,
    label_probability double,
    label_rank bigint,
    squared_error double,
    ranking_precision double
);

comment on table answer is 'What the probabilities of an item say about its labels.';
comment on column answer.label_probability is 'Probability of the class that the item is labelled with.';
comment on column answer.label_rank is 'Rank of that class by falling probability, from 1; of equal ones the first in the list of classes comes first.';
comment on column answer.squared_error is 'Sum over the classes of the squared difference of probability and label (1 or 0).';
comment on column answer.ranking_precision is 'Mean over the labels of the item of the share of labels among the classes of this or a higher probability; 1 where no class, or every class, is a label.';
