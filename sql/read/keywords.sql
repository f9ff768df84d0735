-- query:  keywords
-- grain:  one row per (keyword_name): a word that is no name unless it is quoted
-- reads:  the catalogue

select keyword_name
from duckdb_keywords()
where keyword_category <> 'unreserved'
order by keyword_name;
