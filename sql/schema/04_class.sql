-- table:  class
-- grain:  one row per (class_id): a class of a task
-- note:   the same name and task is the same class in every data set of the file

create table if not exists class (
    class_id bigint,
    task_id bigint,
    class_name varchar,
    supercategory varchar,
    keypoint_names varchar[],
    keypoint_sigmas double[]
);

comment on table class is 'A class of a task; the same name in two data sets is one class.';
comment on column class.keypoint_names is 'Names of the keypoints (joints) that an object of the class has, in their order; null where no file gave them.';
comment on column class.keypoint_sigmas is 'How far annotators spread about each keypoint, as a fraction of the size of the object: the sigmas of OKS. Null where no file gave them: then those of COCO or CrowdPose hold, if the keypoints are theirs.';
comment on column class.class_name is 'Name of the class; a second category of the same name in one file gets its id behind it (cat #3).';
