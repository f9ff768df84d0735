"""Measure what ARCHITECTURE.md says about boxes: IoU by SQL arithmetic against IoU by a Python UDF.

Both ways make the same rows from 200,000 candidate pairs (1,000 items, 10 labels and 20 predictions
each), on one thread, interleaved, median of nine. Run from the checkout:

    .venv/bin/python tools/measure_box_iou.py
"""

from __future__ import annotations

import statistics
import time

from duckeval.store import Store

ITEMS, LABELS, PREDICTIONS, REPEATS = 1_000, 10, 20, 9

BOXES = """
create temp table {name}_box as
select
    number as {name}_id,
    number // {count} as item_id,
    0 as class_id,
    false as is_crowd,
    hash(number, 1, '{name}') % 500 + 0.25 as x_px,
    hash(number, 2, '{name}') % 300 + 0.5 as y_px,
    hash(number, 3, '{name}') % 120 + 10.75 as w_px,
    hash(number, 4, '{name}') % 90 + 10.125 as h_px
from range({items} * {count}) as numbers(number)
"""

ARITHMETIC = """
create or replace temp table by_sql as
with

side as (

    select
        p.prediction_id,
        l.label_id,
        p.w_px * p.h_px + l.w_px * l.h_px as areas,
        least(p.x_px + p.w_px, l.x_px + l.w_px) - greatest(p.x_px, l.x_px) as w,
        least(p.y_px + p.h_px, l.y_px + l.h_px) - greatest(p.y_px, l.y_px) as h
    from prediction_box as p
    inner join label_box as l using (item_id)

)

select prediction_id, label_id, w * h / (areas - w * h) as iou
from side
where w > 0 and h > 0
"""

UDF = """
create or replace temp table by_udf as
select *
from (
    select
        p.prediction_id,
        l.label_id,
        box_iou(
            [p.x_px, p.y_px, p.w_px, p.h_px]::double[4],
            [l.x_px, l.y_px, l.w_px, l.h_px]::double[4]
        ) as iou
    from prediction_box as p
    inner join label_box as l using (item_id)
)
where iou > 0
"""

JOIN = """
create or replace temp table joined as
select count(*) as pairs, sum(p.x_px + l.x_px) as work
from prediction_box as p
inner join label_box as l using (item_id)
"""

DIFFERENCE = """
select count(*), max(abs(by_sql.iou - by_udf.iou)), count(*) filter (by_udf.iou is null)
from by_sql full join by_udf using (prediction_id, label_id)
"""


def timed(store: Store, sql: str) -> float:
    """Return the seconds that a statement takes."""
    started = time.perf_counter()
    store.run(sql)
    return time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    with Store.open(":memory:", create=True) as store:
        store.run("set threads = 1")
        for name, count in (("label", LABELS), ("prediction", PREDICTIONS)):
            store.run(BOXES.format(name=name, count=count, items=ITEMS))
        ways = {"join alone": JOIN, "SQL arithmetic": ARITHMETIC, "UDF": UDF}
        times: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(REPEATS):
            for way, sql in ways.items():
                times[way].append(timed(store, sql))
        middle = {way: statistics.median(each) for way, each in times.items()}
        rows, difference, missing = store.run(DIFFERENCE)[0]
        print(f"{ITEMS * LABELS * PREDICTIONS:,} candidate pairs, {rows:,} of them overlap")
        print(f"largest difference {difference:g}, rows of one way only: {missing}")
        for way, seconds in middle.items():
            print(f"{way:16s} {seconds * 1e3:8.1f} ms")
        whole = middle["UDF"] / middle["SQL arithmetic"]
        base = middle["join alone"]
        print(f"UDF / SQL arithmetic: {whole:.1f} times, join included")
        part = (middle["UDF"] - base) / (middle["SQL arithmetic"] - base)
        print(f"UDF / SQL arithmetic: {part:.1f} times without the join")


if __name__ == "__main__":
    main()
