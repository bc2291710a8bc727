"""Lists as their reader's language sorts them, made here or by the database; the rule is `documents.alphabets`."""

from string import digits
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, Expression, F, Func, TextField, Value, When
from django.db.models.functions import Collate, Concat, Lower, Replace
from django.db.models.lookups import Exact
from django.utils.translation import get_language

from documents.alphabets import ACCENTS, ALONE, BECOME, FIRST, NUMBERS, letters_of, sort_key

FUNCTION = "reading_order"


def reading_order(text: str) -> str:
    """Return the key by which `sorted` puts texts as whoever reads now expects them."""
    return sort_key(text, _language())


def stored_order(text: str) -> str:
    """Return the key for what is stored in an order, which is the same whoever had it made."""
    return sort_key(text, "")


def _of_value(text: str | None, language: str) -> str | None:
    """Return nothing of nothing, as functions of a database do."""
    return None if text is None else sort_key(text, language)


class ReadingOrder(Func):
    """A column to order rows by, as whoever reads now expects them."""

    function = FUNCTION
    output_field = TextField()

    def __init__(self, text: Expression | str) -> None:
        super().__init__(F(text) if isinstance(text, str) else text, Value(_language()))

    def as_sqlite(
        self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        """Ask our own rule."""
        connection.ensure_connection()
        # Once for each connection: SQLite refuses it while another statement is being read, and forgets what it has prepared.
        if getattr(connection, "_reads_in_order", None) is not connection.connection:
            connection.connection.create_function(FUNCTION, 2, _of_value, deterministic=True)
            connection._reads_in_order = connection.connection  # type: ignore[attr-defined]
        return self.as_sql(compiler, connection, **context)

    def as_postgresql(
        self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        """Take its steps in functions of the database, which need no extension and no locale; the slow ones where needed."""
        text, language = self.get_source_expressions()
        is_plain: Exact[Any] = Exact(_text("octet_length", text), _text("length", text))
        folded = Lower(Func(text, template="normalize(%(expressions)s, NFD)"))
        bare = _text("regexp_replace", folded, Value(ACCENTS), Value(""), Value("g"))
        letters = _text("translate", _if(is_plain, Lower(text), bare), Value(ALONE), Value(BECOME))
        for two, one in letters_of(language.value):
            letters = Replace(letters, Value(two), Value(one))
        numbered = letters
        for found, becomes in NUMBERS:
            numbered = _text("regexp_replace", numbered, Value(found), Value(becomes), Value("g"))
        has_none: Exact[Any] = Exact(_text("translate", text, Value(digits), Value("")), text)
        parts = (_if(has_none, letters, numbered), _if(is_plain, Lower(text), folded), text)
        whole = Concat(
            parts[0], Value(FIRST), parts[1], Value(FIRST), parts[2], output_field=TextField()
        )
        sql: tuple[str, Any] = compiler.compile(Collate(whole, "C"))
        return sql


def _text(function: str, *arguments: Any) -> Func:
    return Func(*arguments, function=function, output_field=TextField())


def _if(condition: Exact[Any], so: Any, otherwise: Any) -> Case:
    return Case(When(condition, then=so), default=otherwise, output_field=TextField())


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
