"""The names of the columns of a table that hold shapes, and what is known of keypoints."""

__all__ = ["JOINT_COLUMNS", "KEYPOINTS", "OUTLINES", "POINTS", "SHAPE_COLUMNS"]

POINTS = "points"
"""The column that holds the points of a line: a list, flat or not, or the text of one."""

KEYPOINTS = "keypoints"
"""The column that holds x, y and visibility of each keypoint."""

OUTLINES = ("segmentation", "mask", "geometry")
"""Columns that hold a polygon or a mask; the last one may hold a line as well."""

SHAPE_COLUMNS = (*OUTLINES, KEYPOINTS, POINTS)

JOINT_COLUMNS = ("keypoint_names", "keypoint_sigmas")
"""Columns that say something of the class of a row: a list, or the text of one."""
