"""A connection to PostgreSQL that does not wait for ever."""

from typing import Any

import psycopg
from psycopg.abc import RV, PQGen
from psycopg.errors import OperationalError
from psycopg.pq import TransactionStatus


class Impatient(psycopg.Connection[Any]):
    """Ends itself when the server has not answered for `patience` seconds.

    `statement_timeout` is kept by the server: a server that is frozen, or a network that swallows
    what is sent, keeps nothing.
    """

    patience: float = 20

    def rollback(self) -> None:
        """Roll back what was begun; a read begins nothing, and SQLAlchemy asks for it too."""
        if self.pgconn.transaction_status != TransactionStatus.IDLE:
            super().rollback()

    def wait(self, gen: PQGen[RV], *args: Any, **kwargs: Any) -> RV:
        kwargs.setdefault("timeout", self.patience)
        try:
            return super().wait(gen, *args, **kwargs)
        except psycopg.errors._WaitTimeout:
            self.pgconn.finish()
            raise OperationalError(f"no answer within {self.patience:g} seconds") from None


def connect(patience: float, *args: Any, **options: Any) -> Impatient:
    """Connect as `psycopg.connect` does."""
    connection = Impatient.connect(*args, **options)
    connection.patience = patience
    return connection
