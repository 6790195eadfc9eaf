"""Character classes of Java's regular expressions, written for `regex`: behind a backslash or in brackets."""

import unicodedata

import regex

CLASSES = {
    "d": "0-9",
    "w": "a-zA-Z_0-9",
    "s": r"\ \t\n\x0B\f\r",
    "h": r"\ \t\xA0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000",
    "v": r"\n\x0B\f\r\x85\u2028\u2029",
}
POSIX = {
    "Lower": "a-z", "Upper": "A-Z", "ASCII": r"\x00-\x7F", "Alpha": "a-zA-Z", "Digit": "0-9", "Alnum": "a-zA-Z0-9",
    "Punct": r"!-/:-@\[-`{-~", "Graph": "!-~", "Print": r"\ -~", "Blank": r"\ \t", "Cntrl": r"\x00-\x1F\x7F",
    "XDigit": "0-9a-fA-F", "Space": r"\ \t\n\x0B\f\r", "javaLowerCase": r"\p{Lowercase}", "LD": r"\p{L}\p{Nd}",
    "javaUpperCase": r"\p{Uppercase}", "javaAlphabetic": r"\p{Alphabetic}", "javaDigit": r"\p{Nd}", "all": r"\s\S",
    "javaLetter": r"\p{L}", "javaLetterOrDigit": r"\p{L}\p{Nd}", "javaWhitespace": r"\p{Z}\t-\r\x1c-\x1f",
    "L1": r"\x00-\xFF",
}  # fmt: skip
CATEGORIES = regex.compile("C[cfnos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?")
SIMPLE = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "a": "\a", "e": "\x1b"}
PROPERTY = regex.compile(r"\w+(=\w+)?")
SPACE = " \t\n\v\f\r"


class RegexError(ValueError):
    """A text that is no regular expression: what is wrong with it, and where."""

    def __init__(self, description: str, index: int) -> None:
        self.description, self.index = description, index
        super().__init__(description)


def unsupported(position: int) -> RegexError:
    """The error of a backslash before a letter that means nothing."""
    return RegexError("Illegal/unsupported escape sequence", position)


def literal(character: str) -> str:
    """One character as itself, in and out of brackets."""
    return f"\\U{ord(character):08x}"


def is_class(letter: str) -> bool:
    """Whether the letter behind a backslash stands for several characters, as `d` does and `P{…}`."""
    return letter.lower() in CLASSES or letter in "pP"


def read_class(pattern: str, position: int) -> tuple[str, int]:
    """The class whose letter stands at the position, and where it ends."""
    letter = pattern[position]
    if letter.lower() in CLASSES:
        return _bracketed(CLASSES[letter.lower()], letter.isupper()), position + 1
    start, negated = position + 1, letter == "P"
    if pattern[start : start + 1] != "{":
        name, end, last = pattern[start : start + 1] or "\0", start + 1, start
    else:
        end = pattern.find("}", start) + 1
        if not end:
            raise RegexError("Unclosed character family", len(pattern))
        name, last = pattern[start + 1 : end - 1], end - 1
        if not name:
            raise RegexError("Empty character family", last)
    return _property(name, negated, last), end


def _bracketed(ranges: str, negated: bool) -> str:
    return f"[{'^' if negated else ''}{ranges}]"


def _property(name: str, negated: bool, position: int) -> str:
    if name in POSIX:
        return _bracketed(POSIX[name], negated)
    mark = "P" if negated else "p"
    key, equals, value = name.partition("=")
    if CATEGORIES.fullmatch(name):
        return f"\\{mark}{{{name}}}"
    wanted = f"{key}={value}" if equals else f"Block={name[2:]}" if name[:2] == "In" else name[2:]
    known = f"\\{mark}{{{wanted}}}"
    if (equals or name[:2] in ("Is", "In")) and PROPERTY.fullmatch(name) and _compiles(known):
        return known
    if equals:
        raise RegexError(f"Unknown Unicode property {{name=<{key}>, value=<{value}>}}", position)
    raise RegexError(f"Unknown character property name {{{name}}}", position)


def _compiles(known: str) -> bool:
    try:
        regex.compile(known, regex.VERSION1)
    except regex.error:
        return False
    return True


def read_character(pattern: str, position: int) -> tuple[str, int]:
    """The one character whose letter, behind a backslash, stands at the position, and where it ends."""
    letter = pattern[position]
    if letter in SIMPLE:
        return SIMPLE[letter], position + 1
    if letter in READERS:
        return READERS[letter](pattern, position)
    if letter.isascii() and letter.isalnum():
        raise unsupported(position)
    return letter, position + 1


def _octal(pattern: str, position: int) -> tuple[str, int]:
    match = regex.compile("[0-3][0-7]{2}|[0-7]{1,2}").match(pattern, position + 1)
    if match is None:
        raise RegexError("Illegal octal escape sequence", position + 1)
    return chr(int(match[0], 8)), match.end()


def _hexadecimal(pattern: str, position: int) -> tuple[str, int]:
    if braces := regex.compile(r"\{([0-9a-fA-F]+)\}").match(pattern, position + 1):
        code = int(braces[1], 16)
        if code > 0x10FFFF:
            raise RegexError("Hexadecimal codepoint is too big", braces.end() - 2)
        return chr(code), braces.end()
    if opened := regex.compile(r"\{[0-9a-fA-F]+").match(pattern, position + 1):
        raise RegexError("Unclosed hexadecimal escape sequence", opened.end())
    return _digits(pattern, position, 2, "Illegal hexadecimal escape sequence")


def _unicode(pattern: str, position: int) -> tuple[str, int]:
    return _digits(pattern, position, 4, "Illegal Unicode escape sequence")


def _digits(pattern: str, position: int, count: int, problem: str) -> tuple[str, int]:
    found = regex.compile(f"[0-9a-fA-F]{{0,{count}}}").match(pattern, position + 1)
    end = position + 1 if found is None else found.end()
    if end - position <= count:
        raise RegexError(problem, end)
    return chr(int(pattern[position + 1 : end], 16)), end


def _control(pattern: str, position: int) -> tuple[str, int]:
    if position + 1 >= len(pattern):
        raise RegexError("Illegal control escape sequence", position)
    return chr(ord(pattern[position + 1]) ^ 64), position + 2


def _named(pattern: str, position: int) -> tuple[str, int]:
    if pattern[position + 1 : position + 2] != "{":
        raise RegexError("Illegal character name escape sequence", position + 1)
    end = pattern.find("}", position)
    if end < 0:
        raise RegexError("Unclosed character name escape sequence", len(pattern) - 1)
    name = pattern[position + 2 : end]
    try:
        return unicodedata.lookup(name), end + 1
    except KeyError:
        raise RegexError(f"Unknown character name [{name}]", end) from None


READERS = {"0": _octal, "x": _hexadecimal, "u": _unicode, "c": _control, "N": _named}


class Brackets:
    """Reads one `[…]`, with the classes inside it; `position` moves past what was read."""

    def __init__(self, pattern: str, position: int, comments: bool) -> None:
        self.pattern, self.position, self.comments = pattern, position, comments

    def read(self) -> str:
        """The class that opens at the position."""
        self.position += 1
        negated = self._skip("^")
        body = self._intersection()
        self.position += 1
        return f"[{'^' if negated else ''}{body}]"

    def _skip(self, text: str) -> bool:
        found = self.pattern.startswith(text, self.position)
        self.position += len(text) * found
        return found

    def _intersection(self) -> str:
        parts = [self._union()]
        while self._skip("&&"):
            parts.append(self._union())
        if len(parts) == 1:
            return parts[0]
        if not any(parts):
            raise RegexError("Bad class syntax", self.position - 1)
        return "&&".join(filter(None, parts))

    def _union(self) -> str:
        out: list[str] = []
        while not self.pattern.startswith("&&", self.position):
            if self.position >= len(self.pattern):
                raise RegexError("Unclosed character class", len(self.pattern) - 1)
            character = self.pattern[self.position]
            if character == "]" and (out or self.pattern[self.position - 1] == "&"):
                break
            if self.comments and character in SPACE:
                self.position += 1
            elif character == "[":
                out.append(self.read())
            else:
                out.append(self._item())
        return "".join(out)

    def _item(self) -> str:
        """A class behind a backslash, a character or a range."""
        if self.pattern[self.position] == "\\":
            self._require_letter()
            if is_class(self.pattern[self.position + 1]):
                text, self.position = read_class(self.pattern, self.position + 1)
                return text
        first = self._one()
        if self.pattern[self.position : self.position + 1] != "-":
            return literal(first)
        following = self.pattern[self.position + 1 : self.position + 2]
        if following in ("[", "]"):
            return literal(first)
        self.position += 1
        if not following:
            raise RegexError("Illegal character range", self.position)
        if following == "\\":
            self._require_letter()
            letter = self.pattern[self.position + 1]
            if is_class(letter):
                problem = "Illegal/unsupported escape sequence" if letter in "pP" else "Illegal character range"
                raise RegexError(problem, self.position + 1)
        last = self._one()
        if last < first:
            raise RegexError("Illegal character range", self.position - 1)
        return f"{literal(first)}-{literal(last)}"

    def _require_letter(self) -> None:
        if self.position + 1 >= len(self.pattern):
            raise RegexError("Unclosed character class", len(self.pattern))

    def _one(self) -> str:
        character = self.pattern[self.position]
        if character != "\\":
            self.position += 1
            return character
        character, self.position = read_character(self.pattern, self.position + 1)
        return character
