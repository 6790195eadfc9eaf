// Completion and signature help in the editor, from Fauna's own table of signatures.
import { StateField } from "@codemirror/state";
import { showTooltip } from "@codemirror/view";
import {
  allMembers, calledType, enclosing, globals, isCallable, locals, members, overloads, parameters, projectedType, receiverType,
} from "./fql_types.js";

export { setEnvironment } from "./fql_types.js";

const KEYWORDS = ["let", "if", "else", "at", "isa", "match", "true", "false", "null"];

function option(name, signature, boost = 0) {
  const isCall = signature !== undefined && isCallable(signature);
  return { label: name, detail: signature, type: isCall ? "function" : "property", boost, apply: isCall ? call(signature) : name };
}

// A call is written with its brackets; the cursor waits between them where something belongs there.
function call(signature) {
  const takes = overloads(signature).some((overload) => parameters(overload).length > 0);
  return (view, { label }, from, to) => {
    const isWritten = view.state.sliceDoc(to, to + 1) === "(";
    const insert = isWritten ? label : `${label}()`;
    const anchor = from + (isWritten || (takes && !isWritten) ? label.length + 1 : insert.length);
    view.dispatch({ changes: { from, to, insert }, selection: { anchor }, userEvent: "input.complete" });
  };
}

function options(signatures, boost) {
  return Object.entries(signatures).map(([name, signature]) => option(name, signature, boost));
}

export function complete(context) {
  const text = context.state.doc.toString();
  const word = context.matchBefore(/[\w']*/);
  const before = text.slice(0, word.from).trimEnd();
  if (before.endsWith(".")) {
    const type = receiverType(text, before.length - (before.endsWith("?.") ? 2 : 1));
    const found = type && members(type);
    return { from: word.from, options: options(found || allMembers(), 0), validFor: /^[\w']*$/ };
  }
  if (word.from === word.to && !context.explicit) return null;
  const projection = enclosing(text, word.from, "{");
  const projected = projection && projectedType(text, projection.at);
  const found = [
    ...(projected ? options(members(projected) ?? {}, 2).filter(({ type }) => type === "property") : []),
    ...locals(text).map((label) => ({ label, type: "variable", boost: 1 })),
    ...options(globals(), 0),
    ...KEYWORDS.map((label) => ({ label, type: "keyword" })),
  ];
  return { from: word.from, options: found, validFor: /^[\w']*$/ };
}

function help(state) {
  const { head, empty } = state.selection.main;
  if (!empty) return null;
  const text = state.doc.toString();
  const around = enclosing(text, head);
  const signature = around && calledType(text, around.at);
  if (!signature || !isCallable(signature)) return null;
  return { pos: around.at, above: true, strictSide: false, create: () => ({ dom: shown(signature, around.commas) }) };
}

function shown(signature, active) {
  const dom = document.createElement("div");
  dom.className = "fql-signature";
  dom.setAttribute("role", "status");
  for (const overload of overloads(signature)) {
    const line = dom.appendChild(document.createElement("div"));
    const listed = parameters(overload);
    line.append("(");
    listed.forEach((parameter, index) => {
      const isActive = index === active || (index === listed.length - 1 && active > index && parameter.includes("..."));
      const part = line.appendChild(document.createElement(isActive ? "strong" : "span"));
      part.textContent = parameter;
      if (index < listed.length - 1) line.append(", ");
    });
    line.append(overload.slice(`(${listed.join(", ")}`.length));
  }
  return dom;
}

export const signatureHelp = StateField.define({
  create: help,
  update: (tooltip, transaction) => (transaction.docChanged || transaction.selection ? help(transaction.state) : tooltip),
  provide: (field) => showTooltip.from(field),
});
