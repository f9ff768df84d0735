-- query:  contents
-- grain:  one row: how much the project holds
-- reads:  dataset, item, label, prediction_set, prediction, slice, quarantine

select
    (select count(*) from dataset) as dataset_count,
    (select count(*) from item) as item_count,
    (select count(*) from label) as label_count,
    (select count(*) from prediction_set) as prediction_set_count,
    (select count(*) from prediction) as prediction_count,
    (select count(*) from slice) as slice_count,
    (select count(*) from quarantine) as quarantine_count;
