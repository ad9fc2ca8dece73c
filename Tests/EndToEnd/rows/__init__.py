"""The rules of POST, resource by resource, as rows: what is posted and what must come of it (crits-resources-1.md and -2.md)."""

from .row import Row
from .answers import Answer, differences, mutations
from .common import common_rows
from .files import FILE_ROWS
from .part1 import PART_1
from .part2 import PART_2

ROWS: list[Row] = common_rows() + PART_1 + PART_2 + FILE_ROWS

__all__ = ["ROWS", "Answer", "Row", "differences", "mutations"]
