// FQL's words and marks, for colours.
import { StreamLanguage } from "@codemirror/language";

const KEYWORDS = new Set(["let", "if", "else", "match", "at", "isa"]);
const ATOMS = new Set(["true", "false", "null"]);
const NUMBER = /^(0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\d[\d_]*(\.\d[\d_]*)?([eE][+-]?\d+)?)/;
const OPERATOR = /^(=>|->|\?\?|\?\.|&&|\|\||\*\*|[=!<>]=|[-+*/%=<>!&|^?~])/;

function string(quote) {
  return (stream, state) => {
    while (!stream.eol()) {
      if (stream.match("\\")) {
        stream.next();
      } else if (quote === '"' && stream.match("#{")) {
        state.stack.push({ read: code, depth: 0 });
        return "string";
      } else if (stream.next() === quote) {
        state.stack.pop();
        return "string";
      }
    }
    return "string";
  };
}

function heredoc(end) {
  return (stream, state) => {
    if (stream.sol() && stream.match(new RegExp(`^\\s*${end}\\s*$`))) {
      state.stack.pop();
      return "string";
    }
    stream.skipToEnd();
    return "string";
  };
}

function comment(stream, state) {
  if (stream.skipTo("*/")) {
    stream.match("*/");
    state.stack.pop();
  } else {
    stream.skipToEnd();
  }
  return "comment";
}

function word(stream, state) {
  const afterDot = state.last === ".";
  const text = stream.current();
  if (afterDot) return stream.match(/^\s*\(/, false) ? "propertyName.function" : "propertyName";
  if (stream.match(/^\s*:/, false)) return "propertyName";
  if (KEYWORDS.has(text)) return "keyword";
  if (ATOMS.has(text)) return "atom";
  if (/^[A-Z]/.test(text)) return "typeName";
  return stream.match(/^\s*\(/, false) ? "variableName.function" : "variableName";
}

function code(stream, state) {
  const top = state.stack.at(-1);
  if (stream.eatSpace()) return null;
  if (stream.match("//")) {
    stream.skipToEnd();
    return "comment";
  }
  if (stream.match("/*")) {
    state.stack.push({ read: comment });
    return comment(stream, state);
  }
  const opening = stream.match(/^<<[+-]?([A-Za-z_]\w*)/);
  if (opening) {
    state.stack.push({ read: heredoc(opening[1]) });
    return "string";
  }
  if (stream.match(NUMBER)) return mark(state, "", "number");
  if (stream.match(/^[A-Za-z_][\w']*/)) return mark(state, "", word(stream, state));
  const next = stream.peek();
  if (next === '"' || next === "'") {
    stream.next();
    state.stack.push({ read: string(next) });
    return mark(state, "", string(next)(stream, state));
  }
  if (stream.match(OPERATOR)) return mark(state, stream.current() === "?." ? "." : "", "operator");
  stream.next();
  if (next === "{" && top.depth !== undefined) top.depth += 1;
  if (next === "}" && top.depth !== undefined) {
    if (top.depth === 0 && state.stack.length > 1) {
      state.stack.pop();
      return "string";
    }
    top.depth -= 1;
  }
  return mark(state, next, "punctuation");
}

function mark(state, last, style) {
  state.last = last;
  return style;
}

export const fql = StreamLanguage.define({
  name: "fql",
  startState: () => ({ stack: [{ read: code, depth: 0 }], last: "" }),
  copyState: (state) => ({ ...state, stack: state.stack.map((item) => ({ ...item })) }),
  token: (stream, state) => state.stack.at(-1).read(stream, state),
  languageData: {
    commentTokens: { line: "//", block: { open: "/*", close: "*/" } },
    closeBrackets: { brackets: ["(", "[", "{", "'", '"'] },
  },
});
