-- fill:   pair, line_distance
-- reads:  prediction, label
-- params: matching_id, prediction_set_id, measure, scale_px
-- note:   only lines whose boxes, grown by the scale, overlap can be a pair; the corners of a buffer
--         reach five half widths out at most. Of the two distances (1 - iou) * scale_px is the
--         distance itself; it is kept for all lines of a class, however far apart

create or replace temp table measured_line as
with

reaching as (

    select $scale_px * case when $measure = 'buffer' then 5 else 1 end as reach_px

),

predicted as (

    select
        prediction_id,
        item_id,
        class_id,
        geometry,
        x_px - (select reach_px from reaching) as near_x,
        y_px - (select reach_px from reaching) as near_y,
        x_px + w_px + (select reach_px from reaching) as far_x,
        y_px + h_px + (select reach_px from reaching) as far_y
    from prediction
    where prediction_set_id = $prediction_set_id and shape = 'polyline'

),

labelled as (

    select
        label_id,
        item_id,
        class_id,
        is_crowd,
        geometry,
        x_px as near_x,
        y_px as near_y,
        x_px + w_px as far_x,
        y_px + h_px as far_y
    from label
    where shape = 'polyline'

),

candidate as (

    select
        predicted.prediction_id,
        labelled.label_id,
        predicted.class_id = labelled.class_id as is_same_class,
        labelled.is_crowd,
        predicted.geometry as predicted_line,
        labelled.geometry as labelled_line
    from predicted
    inner join labelled
        on
            predicted.item_id = labelled.item_id
            and (
                ($measure <> 'buffer' and predicted.class_id = labelled.class_id)
                or (
                    predicted.near_x <= labelled.far_x
                    and predicted.far_x >= labelled.near_x
                    and predicted.near_y <= labelled.far_y
                    and predicted.far_y >= labelled.near_y
                )
            )

),

measured as (

    select
        prediction_id,
        label_id,
        is_same_class,
        is_crowd,
        case
            when $measure <> 'buffer'
                then distance_of_lines($measure, predicted_line, labelled_line)
        end as distance_px,
        case
            when $measure = 'buffer'
                then buffered_line_iou($scale_px, predicted_line, labelled_line)
        end as buffer_iou
    from candidate

)

select
    prediction_id,
    label_id,
    is_same_class,
    is_crowd,
    distance_px,
    coalesce(buffer_iou, greatest(1 - distance_px / $scale_px, 0)) as iou
from measured;

insert into line_distance
select
    $matching_id as matching_id,
    prediction_id,
    label_id,
    distance_px
from measured_line
where distance_px is not null and is_same_class
order by prediction_id, label_id;

insert into pair
select
    $matching_id as matching_id,
    prediction_id,
    label_id,
    iou,
    is_same_class,
    is_crowd as is_ignored
from measured_line
where iou > 0 and (is_same_class or iou >= 0.1);

drop table measured_line;
