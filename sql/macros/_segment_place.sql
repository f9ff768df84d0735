-- macro:  _segment_place
-- grain:  scalar
-- reads:  nothing
-- null:   without a segment
-- errors: a segment of other than two joints; a joint that the class does not have

create or replace macro _segment_place(
    segment, which, class_name, keypoint_names, joint_count
) as (
    case
        when segment is null then null
        when len(segment) <> 2
            then error('segment: expected two joints, such as [''head'', ''neck''], not ' || segment::varchar)
        when list_contains(keypoint_names, segment[which])
            then list_position(keypoint_names, segment[which])
        when try_cast(segment[which] as integer) between 1 and joint_count
            then try_cast(segment[which] as integer)
        else error(
            'segment: class ' || class_name || ' has no joint ' || coalesce(segment[which], 'null')
            || '; there are: ' || coalesce(
                array_to_string(keypoint_names, ', '), '1 to ' || joint_count
            )
        )
    end
);

comment on macro _segment_place is  -- noqa: PRS
'Which keypoint of a class begins (1) or ends (2) a segment that names two joints, or their numbers.';
