-- table:  probability
-- grain:  one row per (prediction_set_id, class_id, item_id) with a probability above 0
-- units:  probability in (0, 1]
-- null:   place before the set is matched
-- absent: classes that a set with probabilities gives 0, and sets that only say which class
-- note:   stored by class. Many macros rank the items of a class by probability; all that they need of
--         the ranks is where the labelled items stand, so place is worked out once: with the k
--         different probabilities that labelled items have in falling order, 2j - 1 is a
--         probability equal to the j-th of them, 2j one between it and the next, 0 one above all.
--         It holds on every subset of the items

create table if not exists probability (
    prediction_set_id bigint,
    class_id bigint,
    item_id bigint,
    probability double,
    is_labelled boolean,
    place integer
);

comment on table probability is 'Every probability above 0 that a classifier gave a class on an item.';
comment on column probability.probability is 'The probability, as loaded; what is not here is 0.';
comment on column probability.is_labelled is 'Whether the item has a label of the class; null where it has no label of the task and may have one only.';
comment on column probability.place is 'Rank among the probabilities that labelled items have in the class: odd where it equals one of them, even between them, 0 above all.';
