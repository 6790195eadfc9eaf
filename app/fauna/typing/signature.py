"""Types as FSL writes them, read from the signatures of fields and functions."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from app.fauna.errors import FaunaError

TOKEN = re.compile(
    r"\s*(=>|\.\.\.|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|-?\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?|[A-Za-z_]\w*'*|[^\s\w])"
)
ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "f": "\f", "v": "\v"}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Named:
    """`Int`, `Note`, `Array<String>`."""

    name: str
    arguments: tuple["Type", ...] = ()


@dataclass(frozen=True, slots=True)
class Literal:
    """`"a"`, `1`, `2.5`, `true`."""

    value: str | int | float | bool


@dataclass(frozen=True, slots=True)
class Union:
    """`A | B`, and `A?`, which is `A | Null`."""

    members: tuple["Type", ...]


@dataclass(frozen=True, slots=True)
class Tuple:
    """`[A, B]`."""

    members: tuple["Type", ...]


@dataclass(frozen=True, slots=True)
class Object:
    """`{ a: A, *: B }`; other fields are of the type `wildcard`, or there are none."""

    fields: tuple[tuple[str, "Type"], ...]
    wildcard: "Type | None" = None


@dataclass(frozen=True, slots=True)
class Function:
    """`(a: A, ...b: B) => C`; the last parameter of a variadic one takes any number of values."""

    parameters: tuple[tuple[str | None, "Type"], ...]
    result: "Type"
    variadic: bool = False


Type = Named | Literal | Union | Tuple | Object | Function
ANY, NULL = Named("Any"), Named("Null")


class SignatureError(FaunaError):
    """The text is no type."""

    code = "unknown_signature"


def read_type(text: str) -> Type:
    """The type that a signature says. Raises `SignatureError`."""
    return _Reader(text).all()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text, self._tokens, self._place = text, [*_tokens(text), ""], 0

    def all(self) -> Type:
        found = self._type()
        if self._next:
            raise self._wrong()
        return found

    @property
    def _next(self) -> str:
        return self._tokens[self._place]

    def _wrong(self) -> SignatureError:
        return SignatureError(f"`{self._next or 'the end'}` is not expected in the type `{self._text}`.")

    def _take(self, token: str) -> bool:
        taken = self._next == token
        self._place += taken
        return taken

    def _need(self, token: str) -> None:
        if not self._take(token):
            raise self._wrong()

    def _word(self) -> str:
        word = self._next
        if not word or not (word[0].isalpha() or word[0] == "_"):
            raise self._wrong()
        self._place += 1
        return word

    def _listed(self, closing: str, member: Callable[[], T]) -> tuple[T, ...]:
        members: list[T] = []
        while not self._take(closing):
            members.append(member())
            if not self._take(","):
                self._need(closing)
                break
        return tuple(members)

    def _type(self) -> Type:
        members = [self._intersection()]
        while self._take("|"):
            members.append(self._intersection())
        return union(members)

    def _intersection(self) -> Type:
        """`A & B` is the first of the two that says more than any object."""
        members = [self._arrow()]
        while self._take("&"):
            members.append(self._arrow())
        return next((member for member in members if member != Object((), ANY)), members[0])

    def _arrow(self) -> Type:
        start = self._place
        if self._take("("):
            parameters = self._listed(")", self._parameter)
            if self._take("=>"):
                variadic = any(spread for spread, _, _ in parameters)
                return Function(tuple((name, kind) for _, name, kind in parameters), self._type(), variadic)
            self._place = start
        single = self._postfix()
        return Function(((None, single),), self._type()) if self._take("=>") else single

    def _parameter(self) -> tuple[bool, str | None, Type]:
        spread, name = self._take("..."), None
        if self._tokens[self._place + 1 : self._place + 2] == [":"]:
            name = self._word()
            self._need(":")
        return self._take("...") or spread, name, self._type()

    def _postfix(self) -> Type:
        found = self._single()
        while self._take("?"):
            found = union([found, NULL])
        return found

    def _single(self) -> Type:
        token = self._next
        if self._take("("):
            inner = self._type()
            self._need(")")
            return inner
        if self._take("["):
            return Tuple(self._listed("]", self._type))
        if self._take("{"):
            return self._object()
        if token[:1] in ('"', "'"):
            self._place += 1
            return Literal(_unquoted(token))
        if token[:1].isdigit() or token[:1] == "-":
            self._place += 1
            plain = token.replace("_", "")
            return Literal(int(plain) if plain.lstrip("-").isdigit() else float(plain))
        name = self._word()
        if name in ("true", "false"):
            return Literal(name == "true")
        return Named(name, self._listed(">", self._type) if self._take("<") else ())

    def _object(self) -> Object:
        fields, wildcard = [], None
        for name, kind in self._listed("}", self._field):
            if name is None:
                wildcard = kind
            else:
                fields.append((name, kind))
        return Object(tuple(fields), wildcard)

    def _field(self) -> tuple[str | None, Type]:
        if self._take("..."):
            return None, ANY
        if self._take("*"):
            self._need(":")
            return None, self._type()
        token = self._next
        name = _unquoted(token) if token[:1] in ('"', "'") else token
        self._place += 1
        self._need(":")
        kind = self._type()
        if self._take("="):
            self._skip_default()
        return name, kind

    def _skip_default(self) -> None:
        """A nested field's default is FQL, of which only the end matters."""
        level = 0
        while self._next and (level or self._next not in (",", "}")):
            level += (self._next in "([{") - (self._next in ")]}")
            self._place += 1


def union(members: list[Type]) -> Type:
    """The members of unions among them taken as members, each once."""
    flat = [inner for member in members for inner in (member.members if isinstance(member, Union) else (member,))]
    unique = tuple({repr(member): member for member in flat}.values())  # since 1 == True
    return unique[0] if len(unique) == 1 else Union(unique)


def _tokens(text: str) -> list[str]:
    return TOKEN.findall(text)


def _unquoted(token: str) -> str:
    def replaced(found: re.Match[str]) -> str:
        code = found[1] or found[2] or found[3]
        return chr(int(code, 16)) if code else CONTROLS.get(found[4], found[4])

    return ESCAPE.sub(replaced, token[1:-1])
