-- fill:   label and prediction: relative_area, border_proximity
-- reads:  item
-- params: dataset_id
-- note:   for objects that came when the size of their image was not known

update label
set
    relative_area = label.area_px2 / image.area_px2,
    border_proximity = greatest(
        (label.x_px + label.w_px) / image.width_px,
        (label.y_px + label.h_px) / image.height_px,
        1 - label.x_px / image.width_px,
        1 - label.y_px / image.height_px
    )
from (
    select
        item_id,
        width_px::double as width_px,
        height_px::double as height_px,
        width_px::double * height_px as area_px2
    from item
    where dataset_id = $dataset_id and width_px > 0 and height_px > 0
) as image
where label.item_id = image.item_id and label.relative_area is null;

update prediction
set
    relative_area = prediction.area_px2 / image.area_px2,
    border_proximity = greatest(
        (prediction.x_px + prediction.w_px) / image.width_px,
        (prediction.y_px + prediction.h_px) / image.height_px,
        1 - prediction.x_px / image.width_px,
        1 - prediction.y_px / image.height_px
    )
from (
    select
        item_id,
        width_px::double as width_px,
        height_px::double as height_px,
        width_px::double * height_px as area_px2
    from item
    where dataset_id = $dataset_id and width_px > 0 and height_px > 0
) as image
where prediction.item_id = image.item_id and prediction.relative_area is null;
