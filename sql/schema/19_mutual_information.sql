-- table:  mutual_information
-- grain:  one row per (prediction_set_id, setting, slice, target, metric, score)
-- units:  estimate and chance in nats
-- note:   computed on demand by `duckeval metric-correlation --mutual-information`, read by
--         metric_correlation where n and hit_count are still what they were

create table if not exists mutual_information (
    prediction_set_id bigint,
    setting varchar,
    slice varchar,
    target varchar,
    metric varchar,
    score varchar,
    n bigint,
    hit_count bigint,
    sample_count bigint,
    estimate double,
    chance double,
    neighbour_count bigint,
    seed bigint
);

comment on table mutual_information is 'The mutual information of a metric and a score, computed on demand by scikit-learn.';
comment on column mutual_information.setting is 'The thresholds, filters and protocol that were asked for, as _setting writes them.';
comment on column mutual_information.slice is 'Name of the slice; null for items where the slice_by expression is null.';
comment on column mutual_information.target is 'What is counted: prediction, label or item.';
comment on column mutual_information.metric is 'Name of the metric.';
comment on column mutual_information.score is 'What the metric is compared with, as in metric_correlation.';
comment on column mutual_information.n is 'Objects that have a value.';
comment on column mutual_information.hit_count is 'Those of them that are true positives or found; all items.';
comment on column mutual_information.sample_count is 'How many of them were drawn, by numpy.random.default_rng(seed), for the estimate.';
comment on column mutual_information.estimate is 'Mutual information in nats, as scikit-learn estimates it.';
comment on column mutual_information.chance is 'The same estimate with the metric shuffled: what chance alone gives.';
comment on column mutual_information.neighbour_count is 'Neighbours that the estimator looked at.';
comment on column mutual_information.seed is 'Seed of the sample, of the shuffle and of the estimator.';
