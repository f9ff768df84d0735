-- macro:  _can_be_metric
-- grain:  scalar
-- reads:  nothing
-- null:   never
-- note:   keys, ranks, geometry and folds are no metrics

create or replace macro _can_be_metric(table_name, column_name) as (
    not list_contains(
        case table_name
            when 'item' then ['item_id', 'dataset_id', 'item_key', 'item_order', 'uri', 'fold']
            when 'label'
                then [
                    'label_id', 'item_id', 'class_id', 'label_key', 'source_row', 'shape', 'x_px',
                    'y_px', 'angle_deg', 'geometry', 'mask', 'keypoints', 'comparable_bits',
                    'is_crowd'
                ]
            else [
                'prediction_id', 'prediction_set_id', 'item_id', 'class_id', 'prediction_key',
                'source_row', 'shape', 'x_px', 'y_px', 'angle_deg', 'geometry', 'mask',
                'keypoints', 'comparable_bits'
            ]
        end,
        column_name
    )
);

comment on macro _can_be_metric is  -- noqa: PRS
'Whether a column of item, label or prediction can be a metric, by its name.';
