// What may follow a dot: types of FQL expressions as far as Fauna's own table of signatures tells them.
const CLOSERS = { ")": "(", "]": "[", "}": "{" };
let known = { globals: {}, types: {} };

export function setEnvironment(environment) {
  known = { globals: environment.globals ?? {}, types: environment.types ?? {} };
}

export function globals() {
  return known.globals;
}

// Splits at a separator that stands in no bracket.
function split(text, separator) {
  const parts = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text.startsWith("=>", at)) {
      if (depth === 0 && separator === "=>") {
        parts.push(text.slice(start, at));
        start = at + 2;
      }
      at += 1;
    } else if ("([{<".includes(text[at])) depth += 1;
    else if (")]}>".includes(text[at])) depth -= 1;
    else if (depth === 0 && text.startsWith(separator, at)) {
      parts.push(text.slice(start, at));
      start = at + separator.length;
    }
  }
  parts.push(text.slice(start));
  return parts.map((part) => part.trim());
}

function generics(signature) {
  const found = /^<([^>]*)> /.exec(signature);
  return found ? { names: found[1].split(", "), rest: signature.slice(found[0].length) } : { names: [], rest: signature };
}

// One text for each way to call: "(seed: A, combiner: (A, A) => A) => A".
export function overloads(signature) {
  const { rest } = generics(signature);
  const parts = split(rest, "&");
  return parts.length > 1 && parts.every((part) => part.startsWith("(") && part.endsWith(")"))
    ? parts.map((part) => part.slice(1, -1)) : [rest];
}

export function parameters(overload) {
  const inner = split(overload, "=>")[0];
  if (!inner.startsWith("(") || !inner.endsWith(")")) return [];
  return split(inner.slice(1, -1), ",").filter(Boolean);
}

export function isCallable(signature) {
  return split(overloads(signature)[0], "=>").length > 1;
}

function bare(type) {
  const options = split(type, "|").filter((option) => option !== "Null" && !option.startsWith("Null"));
  const first = options[0] ?? type;
  const reference = /^(?:Named)?Ref<(.*)>$/.exec(first);
  return reference ? reference[1] : first;
}

function argument(type) {
  return /^\w+<(.*)>$/.exec(type)?.[1] ?? null;
}

function filled(signature, type) {
  const { names, rest } = generics(signature);
  const inner = argument(type);
  return inner && names.includes("A") ? rest.replace(/\bA\b/g, inner) : rest;
}

function objectFields(type) {
  if (!type.startsWith("{")) return {};
  const pairs = split(type.slice(1, -1), ",").map((part) => /^(\w+): (.*)$/s.exec(part)).filter(Boolean);
  return Object.fromEntries(pairs.map(([, name, signature]) => [name, signature]));
}

// Name → signature of what may follow a value of that type and a dot; null for a type that is not known.
export function members(type) {
  const one = bare(type);
  const shape = known.types[one.replace(/<.*/s, "")];
  if (!shape) return one.startsWith("{") ? objectFields(one) : null;
  const fields = { ...objectFields(shape.alias ?? ""), ...shape.fields };
  return Object.fromEntries(Object.entries(fields).map(([name, signature]) => [name, filled(signature, one)]));
}

export function allMembers() {
  return Object.assign({}, ...Object.values(known.types).map((shape) => shape.fields ?? {}));
}

function returned(signature) {
  const parts = split(overloads(signature)[0], "=>");
  return parts.length > 1 ? parts.slice(1).join(" => ") : null;
}

function element(type) {
  const one = bare(type);
  return argument(one) ?? (one.endsWith("Collection") && known.types[one.slice(0, -10)] ? one.slice(0, -10) : null);
}

export function opening(text, closing) {
  let depth = 0;
  for (let at = closing; at >= 0; at -= 1) {
    if (CLOSERS[text[at]]) depth += 1;
    else if ("([{".includes(text[at])) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return 0;
}

// The call around a place: where its bracket stands and how many arguments are complete; null outside of calls.
export function enclosing(text, place, bracket = "(") {
  let depth = 0;
  let commas = 0;
  for (let at = place - 1; at >= 0; at -= 1) {
    if (CLOSERS[text[at]]) depth += 1;
    else if ("([{".includes(text[at])) {
      if (depth === 0) return text[at] === bracket ? { at, commas } : null;
      depth -= 1;
    } else if (text[at] === "," && depth === 0) commas += 1;
  }
  return null;
}

// The type of the expression that ends at a place; null where the table does not tell.
export function typeAt(text, end, depth = 0) {
  const trimmed = text.slice(0, end).trimEnd();
  if (depth > 12 || !trimmed) return null;
  const closed = trimmed.at(-1);
  if (closed === "!") return typeAt(text, trimmed.length - 1, depth + 1);
  if (closed === '"' || closed === "'") return "String";
  if (closed === ")" || closed === "]" || closed === "}") {
    const open = opening(trimmed, trimmed.length - 1);
    const before = typeAt(text, open, depth + 1);
    if (closed === "}") return before && split(before, "|").length > 0 && element(before) ? before : null;
    if (closed === "]") return before ? element(before) : "Array<Any>";
    const called = calledType(text, open, depth);
    return called ? returned(called) : before;
  }
  const name = /(\w[\w']*)$/.exec(trimmed)?.[1];
  if (!name) return null;
  if (/^\d/.test(name)) return "Number";
  const start = trimmed.length - name.length;
  const left = trimmed.slice(0, start).trimEnd();
  if (left.endsWith(".")) {
    const receiver = receiverType(text, left.length - (left.endsWith("?.") ? 2 : 1), depth + 1);
    return receiver ? members(receiver)?.[name] ?? null : null;
  }
  return known.globals[name] ?? localType(text, start, name, depth + 1);
}

// The signature of what is called by a bracket; a collection or function that is called applies itself.
export function calledType(text, open, depth = 0) {
  const type = typeAt(text, open, depth + 1);
  if (!type) return null;
  if (isCallable(type)) return type;
  const apply = known.types[type.replace(/<.*/s, "")]?.apply;
  return apply ? (apply === "<A> A" ? argument(type) : apply) : null;
}

// What stands before a dot; nothing before it makes it a field of the elements that a call goes through.
export function receiverType(text, dot, depth = 0) {
  const before = text.slice(0, dot).trimEnd();
  if (/[\w')\]}"!]$/.test(before) && !/(=>|\b(let|if|else|isa|at))$/.test(before)) return typeAt(text, before.length, depth);
  const call = enclosing(text, dot);
  return call ? throughType(text, call.at, depth + 1) : null;
}

// The type of the elements that a method such as `map` hands to its function.
function throughType(text, open, depth) {
  const name = /\.\s*\w[\w']*\s*$/.exec(text.slice(0, open));
  if (!name) return null;
  const type = typeAt(text, name.index, depth + 1);
  return type ? element(type) : null;
}

// The elements that a projection after a place goes through.
export function projectedType(text, open) {
  const type = typeAt(text, open);
  return type ? element(type) ?? bare(type) : null;
}

function localType(text, before, name, depth) {
  const found = [...text.slice(0, before).matchAll(new RegExp(`(?:let\\s+${name}\\s*(?::[^=]+)?=(?!=)([^\\n]*))|(?:\\(\\s*|,\\s*)\\(?${name}(?=[\\w, ]*\\)?\\s*=>)`, "g"))].at(-1);
  if (!found) return null;
  if (found[1] !== undefined) return typeAt(text, found.index + found[0].length, depth + 1);
  const call = enclosing(text, found.index + 1);
  return call ? throughType(text, call.at, depth + 1) : null;
}

export function locals(text) {
  const names = [...text.matchAll(/\blet\s+(\w+)|\b(\w+)\s*=>|\((\w+(?:\s*,\s*\w+)*)\)\s*=>/g)];
  return [...new Set(names.flatMap((found) => (found[1] ?? found[2] ?? found[3]).split(/\s*,\s*/)))];
}
