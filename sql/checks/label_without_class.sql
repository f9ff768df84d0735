-- check:  label_without_class
-- means:  A label has a class that does not exist.
-- reads:  label, class

select
    label.label_id,
    label.class_id
from label
anti join class using (class_id)
order by label.label_id;
