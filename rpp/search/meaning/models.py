"""What the database holds of the meaning of texts."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table
from sqlmodel import Field, SQLModel


class SearchVector(SQLModel, table=True):
    """The vectors of a document and of its sentences; it goes in the transaction that changes it.

    All numbers are in the order of bytes of most machines, the smallest first.
    """

    __tablename__ = "search_vector"

    document_id: int = Field(
        sa_column=Column(
            Integer,
            ForeignKey("search_document.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        )
    )
    # By which model and rules they were made, and of which text (`vectors.digest`).
    model: str = Field(max_length=12)
    digest: str = Field(max_length=16)
    # 384 numbers of 8 bits, in steps of the scale (0: a text without words).
    scale: float
    vector: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    # For each sentence where it begins and ends in the text (32 bits each), its scale (a float of
    # 32 bits), its numbers.
    spans: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    scales: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sentences: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


VECTORS: Table = SearchVector.__table__  # type: ignore[attr-defined]
