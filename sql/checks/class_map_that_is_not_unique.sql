-- check:  class_map_that_is_not_unique
-- means:  Two rules of class_map for one class and pair of data sets: which holds would be chance.
-- reads:  class_map

select
    source_dataset,
    target_dataset,
    from_class,
    count(*) as rule_count
from class_map
group by source_dataset, target_dataset, from_class
having count(*) > 1
order by source_dataset nulls last, target_dataset nulls last, from_class;
