"""A statement is written out once for a driver that takes values by their places, as SQLite's does.

SQLAlchemy looks up the text of a statement that it has seen, and how its values are made fit, anew each time: a quarter
of what a turn's statements take. The connection's events and errors stay as they are; the values of a result are as the
driver gives them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Executable, Row
from sqlalchemy.engine import Dialect

Values = Mapping[str, Any]


class _Prepared:
    """`given`: the parameters that each execution gives; the others are the statement's own."""

    def __init__(self, statement: Any, dialect: Dialect, given: Iterable[str]) -> None:
        written = statement.compile(dialect=dialect, column_keys=list(given))
        self.text: str = written.string
        self._names: list[str] = written.positiontup  # one may have several places
        self._own = {name: one.value for name, one in written.binds.items() if not one.required}
        fits = ((name, _fit(one, dialect)) for name, one in written.binds.items())
        self._fits = [(name, fit) for name, fit in fits if fit is not None]

    def values(self, row: Values) -> tuple[Any, ...]:
        """Raises KeyError where one is missing."""
        made = {**self._own, **row}
        for name, fit in self._fits:
            made[name] = fit(made[name])
        return tuple([made[name] for name in self._names])


def _fit(parameter: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    """What makes a value of the parameter's type fit for the driver; None where it is so already."""
    made: Callable[[Any], Any] | None = parameter.type.dialect_impl(dialect).bind_processor(dialect)
    return made


_known: dict[tuple[Executable, tuple[str, ...]], _Prepared] = {}  # as many as there are statements: they are made once


def _prepared(connection: Connection, statement: Executable, row: Values) -> _Prepared:
    key = statement, tuple(row)
    found = _known.get(key)
    if found is None:
        found = _known[key] = _Prepared(statement, connection.dialect, row)
    return found


def run(connection: Connection, statement: Executable, rows: Sequence[Values]) -> None:
    """Run a statement for all its rows, which have the same keys."""
    if connection.dialect.paramstyle != "qmark":
        connection.execute(statement, rows)
        return
    known = _prepared(connection, statement, rows[0])
    connection.exec_driver_sql(known.text, [known.values(row) for row in rows])


def asked(connection: Connection, statement: Executable, given: Values) -> Sequence[Row[Any]]:
    """The rows that a statement gives; times in them are read by `moment`."""
    if connection.dialect.paramstyle != "qmark":
        return connection.execute(statement, given).all()
    known = _prepared(connection, statement, given)
    return connection.exec_driver_sql(known.text, known.values(given)).all()


def moment(value: Any) -> Any:
    """A time as a driver gives it, or none, in UTC."""
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value
