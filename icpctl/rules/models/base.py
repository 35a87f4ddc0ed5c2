"""What every entry of the rule book has in common: strict tables, English twins, sources and dates."""

from datetime import date
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError, model_validator
from pydantic.types import conlist
from pydantic_core import PydanticCustomError

Text = Annotated[str, StringConstraints(min_length=1)]
Texts = list[Text]
Words = dict[str, str]
Scalar = str | bool | int
Value = Scalar | list[Scalar]
When = dict[str, Value]
_WORDY: tuple[Any, ...] = (str, str | None, Text | None, Texts, Texts | None, Words, Words | None)
Sources = conlist(Text, min_length=1)

Confidence = Literal["high", "medium", "low"]
Severity = Literal["must", "error", "warn", "warning", "info", "advice"]
SubjectKind = Literal["both", "individual", "organization"]
Unit = Literal["minutes", "hours", "working_days", "calendar_days"]
YesNo = Literal["yes", "no", "unknown"]


class Table(BaseModel):
    """A table of the rule book: no unknown keys, no conversions.

    Every key that holds words may have an English twin: `name_en` beside `name_zh`, `note_en` beside `note`. A twin has
    the shape of its Chinese key (text, list of as many texts, table with the same keys).
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    origin: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _take_twins(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        rest = dict(data)
        for key in [k for k in data if isinstance(k, str) and k.endswith("_en") and k not in cls.model_fields]:
            stem = key.removesuffix("_en")
            chinese = stem + "_zh" if stem + "_zh" in cls.model_fields else stem
            if chinese in cls.model_fields and cls.model_fields[chinese].annotation in _WORDY:
                _check_twin(cls, chinese, key, rest.pop(key), data.get(chinese))
        return rest


class Entry(Table):
    """An entry that is found by its id."""

    id: Text


class Dated(Table):
    """Something a source says: where it was read, the date the source speaks of, how sure it is."""

    sources: Sources  # type: ignore[valid-type]
    as_of: Text | date
    confidence: Confidence
    sources_in: Text | None = None


class Fact(Entry, Dated):
    """A fact with an id, sources, date and confidence."""


class File(Table):
    """A data file. `sources_in` names the file in sources/ that its source ids belong to."""

    sources_in: Text | None = None


def _check_twin(model: type[Table], chinese: str, key: str, value: Any, original: Any) -> None:
    try:
        _words().validate_python(value, strict=True)
        _field(model, chinese).validate_python(value, strict=True)
    except ValidationError as error:
        raise PydanticCustomError("twin_shape", "not like its Chinese key", {"key": key, "like": chinese}) from error
    same = True
    if isinstance(original, (list, dict)):
        same = len(original) == len(value) and (isinstance(original, list) or original.keys() == value.keys())
    if not same:
        raise PydanticCustomError("twin_shape", "not like its Chinese key", {"key": key, "like": chinese})


@cache
def _words() -> TypeAdapter[str | list[str] | dict[str, str]]:
    return TypeAdapter(str | list[str] | dict[str, str])


@cache
def _field(model: type[Table], key: str) -> TypeAdapter[Any]:
    annotation: Any = model.model_fields[key].annotation
    return TypeAdapter(annotation)
