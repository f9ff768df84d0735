-- fill:   known_class_rule, a temporary table
-- grain:  one row per class of a file that goes by another name, or is left out
-- params: from_classes, to_classes

create or replace temp table known_class_rule as
select
    unnest($from_classes::varchar[]) as from_class,
    unnest($to_classes::varchar[]) as to_class;
