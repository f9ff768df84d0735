-- fill:   nothing: the arrays of COCO ground truth as texts
-- params: file, size_limit
-- note:   slow and hungry for a large file; for those that are not quite JSON (NaN, Infinity)

select
    images::varchar as images,
    annotations::varchar as annotations,
    categories::varchar as categories
from read_json(
    $file,
    columns = {images: 'JSON', annotations: 'JSON', categories: 'JSON'},
    format = 'unstructured',
    maximum_object_size = $size_limit
);
