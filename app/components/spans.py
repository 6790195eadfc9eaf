"""Where in a query Fauna's printed summary points: what an editor underlines."""

import re
from dataclasses import dataclass

HEADING = re.compile(r"(error|warning|performance_hint|hint|cause): ?(.*)")
PLACE = re.compile(r"at \*query\*:(\d+):(\d+)")
NUMBERED = re.compile(r"\s*(\d+) \| ?(.*)")
CARETS = re.compile(r"\s*\| ( *)(\^+)")
END = re.compile(r"\s*\| \|(_*)\^")
SEVERITIES = {"error": "error", "warning": "warning", "performance_hint": "info"}
MOST_MARKS = 50


@dataclass(frozen=True)
class Spot:
    """A span of the query, lines and columns counted from 1 in UTF-16 units, the end exclusive; why, and how bad."""

    line: int
    column: int
    end_line: int
    end_column: int
    severity: str
    message: str


def read_spots(summary: str) -> list[Spot]:
    """The places that a summary names."""
    found: list[Spot] = []
    for block in re.split(r"\n\n(?=\w+:)", summary):
        lines = block.split("\n")
        heading = HEADING.fullmatch(lines[0])
        place = next((number for number, line in enumerate(lines) if PLACE.fullmatch(line)), None)
        if heading is None or heading[1] not in SEVERITIES or place is None:
            continue
        spot = _spot(lines, place, heading[1])
        if spot is not None:
            found.append(spot)
    return found[:MOST_MARKS]


def _spot(lines: list[str], place: int, level: str) -> Spot | None:
    at = PLACE.fullmatch(lines[place])
    if at is None:
        return None
    line, column = int(at[1]), int(at[2])
    end_line, end_column = _end(lines[place + 1 :], line, column)
    message = "\n".join([lines[0].partition(": ")[2], *lines[1:place], *_hints(lines[place + 1 :])]).strip()
    return Spot(line, column, end_line, end_column, SEVERITIES[level], message)


def _end(excerpt: list[str], line: int, column: int) -> tuple[int, int]:
    """The end of the first excerpt's marks; one character where it has none."""
    last = line
    for row in excerpt:
        if HEADING.fullmatch(row):
            break
        if numbered := NUMBERED.fullmatch(row):
            last = int(numbered[1])
        elif several := END.match(row):
            return last, len(several[1]) + 1
        elif (carets := CARETS.match(row)) and last == line:
            return line, column + len(carets[2])
    return line, column + 1


def _hints(lines: list[str]) -> list[str]:
    return [line for line in lines if (heading := HEADING.fullmatch(line)) and heading[2]]
