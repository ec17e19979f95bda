"""How far to count when every address is tried: a number beyond the last thing finds nothing."""

from collections.abc import Callable
from functools import cache

from flask import Flask
from sqlalchemy import func
from sqlmodel import SQLModel, select


def reach(app: Flask, numbers: range) -> Callable[[str], range]:
    """Tells of an argument which of the numbers, counted from 1, a thing of its name may have.

    Each name is looked up once: a crawl asks of some two hundred addresses.
    """

    @cache
    def reached(argument: str) -> range:
        noun = argument.removesuffix("_id")
        tables = [
            table
            for table in SQLModel.metadata.sorted_tables
            if "id" in table.c and (table.name == noun or table.name.endswith(f"_{noun}"))
        ]
        if argument == noun or not tables:
            return numbers
        with app.extensions["rpp.engine"].connect() as connection:
            last = (connection.scalar(select(func.max(table.c.id))) or 1 for table in tables)
            return range(1, min(max(numbers), max(last)) + 1)

    return reached
