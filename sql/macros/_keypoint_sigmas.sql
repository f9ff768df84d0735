-- macro:  _keypoint_sigmas
-- grain:  scalar
-- reads:  nothing
-- units:  fractions of the size of an object
-- null:   neither given nor known: other keypoints than those of COCO and CrowdPose
-- follows: COCOeval of pycocotools, whose 17 sigmas are tenths divided by ten (the floats differ
--         otherwise); CrowdPose's 14, where the names are shoulders to ankles, head and neck

create or replace macro _keypoint_sigmas(given, keypoint_names, joint_count) as (
    case
        when given is not null then given
        when joint_count = 17
            then list_transform(
                [26, 25, 25, 35, 35, 79, 79, 72, 72, 62, 62, 107, 107, 87, 87, 89, 89],
                lambda thousandths: thousandths::double / 100 / 10
            )
        when
            joint_count = 14
            and lower(keypoint_names[1]) = 'left_shoulder'
            and lower(keypoint_names[12]) = 'right_ankle'
            and lower(keypoint_names[13]) in ('head', 'top_head')
            and lower(keypoint_names[14]) = 'neck'
            then list_transform(
                [79, 79, 72, 72, 62, 62, 107, 107, 87, 87, 89, 89, 79, 79],
                lambda thousandths: thousandths::double / 100 / 10
            )
    end
);

comment on macro _keypoint_sigmas is  -- noqa: PRS
'The sigmas of OKS for the keypoints of a class: its own, else those of COCO or CrowdPose.';
