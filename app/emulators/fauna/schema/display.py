"""FQL as the service prints it back in definitions and schema files: blocks, objects and projections over lines."""

from functools import singledispatchmethod

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.parser.chains import THIS
from app.emulators.fauna.fql.parser.scanner import KEYWORDS, WORD
from app.emulators.fauna.fql.printer import escaped, quoted


def display_expression(tree: ast.Expr, indent: int = 0) -> str:
    """The expression's canonical text; lines after the first are indented by `indent` levels more."""
    writer = Writer(indent)
    writer.expression(tree)
    return "".join(writer.parts)


def display_name(name: str) -> str:
    """A name, in quotes if it is no identifier."""
    return name if is_identifier(name) else quoted(name)


def display_path(path: tuple[str | int, ...]) -> str:
    """A path to a field: `.a["b c"][0]`."""
    text = ""
    for element in path:
        if isinstance(element, str) and is_identifier(element):
            text += f".{element}"
        else:
            dot = "" if text else "."
            text += f"{dot}[{quoted(element) if isinstance(element, str) else element}]"
    return text


def is_identifier(name: str) -> bool:
    """Whether the name can stand for itself."""
    return name not in KEYWORDS and WORD.fullmatch(name) is not None and "'" not in name


class Writer:
    """Collects text in `parts`."""

    def __init__(self, indent: int = 0) -> None:
        self.parts: list[str] = []
        self._indent = indent
        self._fresh = False

    def write(self, text: str) -> None:
        """Add text within a line."""
        if self._fresh:
            self.parts.append("  " * self._indent)
            self._fresh = False
        self.parts.append(text)

    def line(self, text: str = "") -> None:
        """Add text and end the line."""
        self.write(text)
        self.parts.append("\n")
        self._fresh = True

    def _list(self, elements: tuple[ast.Expr, ...]) -> None:
        for index, element in enumerate(elements):
            self.write(", " if index else "")
            self.expression(element)

    @singledispatchmethod
    def expression(self, node: ast.Expr) -> None:
        """Add any expression."""
        raise TypeError(f"no text for {type(node).__name__}")

    @expression.register
    def _(self, node: ast.Null) -> None:
        self.write("null")

    @expression.register
    def _(self, node: ast.Bool) -> None:
        self.write("true" if node.value else "false")

    @expression.register
    def _(self, node: ast.Int) -> None:
        self.write(str(node.value))

    @expression.register
    def _(self, node: ast.Float) -> None:
        self.write(node.text)

    @expression.register
    def _(self, node: ast.Str) -> None:
        self.write(quoted(node.value))

    @expression.register
    def _(self, node: ast.Template) -> None:
        self.write('"')
        for part in node.parts:
            if isinstance(part, str):
                self.parts.append(escaped(part))
            else:
                self.write("#{")
                self.expression(part)
                self.write("}")
        self.write('"')

    @expression.register
    def _(self, node: ast.Id) -> None:
        if node.name != THIS:
            self.write(node.name)

    @expression.register
    def _(self, node: ast.If) -> None:
        self.write("if (")
        self.expression(node.test)
        self.write(") ")
        self.expression(node.then)
        if node.otherwise is not None:
            self.write(" else ")
            self.expression(node.otherwise)

    @expression.register
    def _(self, node: ast.At) -> None:
        self.write("at (")
        self.expression(node.time)
        self.write(") ")
        self.expression(node.body)

    @expression.register
    def _(self, node: ast.Match) -> None:
        self.write("match ")
        self.expression(node.subject)
        self.write(" { }")

    @expression.register
    def _(self, node: ast.Lambda) -> None:
        if not node.short:
            names = ["_" if param is None else param.text for param in node.params]
            if node.variadic:
                names[-1] = f"...{names[-1]}"
            self.write(f"({', '.join(names)}) => ")
        self.expression(node.body)

    @expression.register
    def _(self, node: ast.Operator) -> None:
        if node.right is None:
            self.write(node.op.text)
            self.expression(node.left)
            return
        self.expression(node.left)
        self.write(f" {node.op.text} ")
        self.expression(node.right)

    @expression.register
    def _(self, node: ast.IsA) -> None:
        self.expression(node.value)
        self.write(" isa ")
        self.expression(node.type)

    @expression.register
    def _(self, node: ast.Chain) -> None:
        self.expression(node.head)
        for link in node.links:
            self._link(link)

    def _link(self, link: ast.Link) -> None:
        match link:
            case ast.Bang():
                self.write("!")
            case ast.Select():
                self.write(f"{'?.' if link.optional else '.'}{link.field.text}")
            case ast.Apply():
                self._arguments("(", link.args, ")", optional=link.optional)
            case ast.Access():
                self._arguments("[", link.args, "]", optional=link.optional)
            case ast.MethodCall():
                self.write(f"{'?.' if link.select_optional else '.'}{link.field.text}")
                self._arguments("(", link.args, ")", optional=link.apply_optional)

    def _arguments(self, opening: str, args: tuple[ast.Expr, ...], closing: str, *, optional: bool) -> None:
        self.write(f"{'?.' if optional else ''}{opening}")
        self._list(args)
        self.write(closing)

    @expression.register
    def _(self, node: ast.Project) -> None:
        self.expression(node.value)
        self.line(" {")
        self._fields(node.bindings)
        self.line("}")

    @expression.register
    def _(self, node: ast.ProjectAll) -> None:
        self.expression(node.value)
        self.line(" { * }")

    @expression.register
    def _(self, node: ast.Object) -> None:
        self.line("{")
        self._fields(node.fields)
        self.write("}")

    def _fields(self, fields: tuple[tuple[ast.Name, ast.Expr], ...]) -> None:
        self._indent += 1
        for index, (name, value) in enumerate(fields):
            self.write(f"{display_name(name.text)}: ")
            self.expression(value)
            self.line("," if index < len(fields) - 1 else "")
        self._indent -= 1

    @expression.register
    def _(self, node: ast.Tuple) -> None:
        self.write("(")
        self._list(node.elements)
        self.write(")")

    @expression.register
    def _(self, node: ast.Array) -> None:
        self.write("[")
        self._list(node.elements)
        self.write("]")

    @expression.register
    def _(self, node: ast.Block) -> None:
        self.line("{")
        self._indent += 1
        self.body(node)
        self._indent -= 1
        self.write("}")

    def body(self, block: ast.Block) -> None:
        """Add a block's statements, each on its line."""
        for statement in block.statements:
            if isinstance(statement, ast.Let):
                annotation = "" if statement.annotation is None else f": {statement.annotation.text}"
                self.write(f"let {statement.name.text}{annotation} = ")
                self.expression(statement.value)
            else:
                self.expression(statement)
            self.line()
