// FQL's editor: keeps its own text, hands it to its form, and marks what Fauna said about the query that ran.
import { useEffect, useRef, useState } from "react";
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
  EditorView, drawSelection, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers, placeholder,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { fql } from "./fql_mode.js";
import { complete, setEnvironment, signatureHelp } from "./fql_help.js";

const LONGEST = 50_000;
const holder = { view: null };

// Other parts of the page put texts into the editor and read it.
export const editor = {
  text: () => holder.view?.state.doc.toString() ?? "",
  load(text) {
    const { view } = holder;
    if (!view) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: text.length } });
    view.focus();
  },
};

function offset(doc, line, column) {
  if (line > doc.lines) return doc.length;
  const { from, to } = doc.line(line);
  return Math.min(from + column - 1, to);
}

function diagnostics(doc, spots) {
  return spots.map((spot) => {
    const from = offset(doc, spot.line, spot.column);
    const to = Math.max(from, offset(doc, spot.end_line, spot.end_column));
    return { from, to, severity: spot.severity, message: spot.message, source: "Fauna" };
  });
}

function submit(view) {
  view.dom.closest("form")?.requestSubmit();
  return true;
}

function extensions(label, onChange) {
  return [
    lineNumbers(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    autocompletion({ override: [complete], icons: false }),
    signatureHelp,
    highlightActiveLine(),
    fql,
    syntaxHighlighting(classHighlighter),
    placeholder("Note.all()"),
    EditorState.changeFilter.of((transaction) => transaction.newDoc.length <= LONGEST),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": label, "data-testid": "console-editor", spellcheck: "false" }),
    EditorView.updateListener.of((update) => update.docChanged && onChange(update.state.doc.toString())),
    keymap.of([
      { key: "Mod-Enter", run: submit },
      ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap,
    ]),
  ];
}

export function FqlEditor({ name, label, initial, spots, spotsFor }) {
  const place = useRef(null);
  const [text, setText] = useState(initial);
  useEffect(() => {
    const state = EditorState.create({ doc: initial, extensions: extensions(label, setText) });
    const view = new EditorView({ state, parent: place.current });
    holder.view = view;
    window.appFqlEnvironment = (json) => setEnvironment(JSON.parse(json));
    window.appEditorLoad = editor.load;
    return () => {
      holder.view = null;
      view.destroy();
    };
  }, []);
  useEffect(() => {
    const { view } = holder;
    if (!view) return;
    const isStill = view.state.doc.toString() === spotsFor;
    view.dispatch(setDiagnostics(view.state, isStill ? diagnostics(view.state.doc, spots) : []));
  }, [spots, spotsFor]);
  return (
    <>
      <div className="fql-editor" ref={place} />
      <input type="hidden" name={name} value={text} />
    </>
  );
}
