// Text editors for JSON and FSL. They keep their own text, so that typing never waits; a form gets it from a hidden field.
import { useEffect, useRef } from "react";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import {
  HighlightStyle, StreamLanguage, bracketMatching, ensureSyntaxTree, indentOnInput, syntaxHighlighting,
} from "@codemirror/language";
import { forceLinting, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

// The server takes no larger message from a page; a longer text would end the connection.
const LONGEST = 900_000;
const PARSE_MS = 500;
const PAUSE_MS = 250;
const KEYWORDS = /^(access|provider|collection|role|function|index|terms|values|unique|check|compute|migrations|privileges|membership|predicate|create|create_with_id|read|write|delete|call|history_read|history_write|issuer|jwks_uri|history_days|ttl_days|document_ttls|alias|add|drop|move|split|backfill|add_wildcard|move_conflicts|move_wildcard|let|if|else|true|false|null|asc|desc|mva)\b/;

const fsl = StreamLanguage.define({
  name: "fsl",
  startState: () => ({ isComment: false }),
  token(stream, state) {
    if (state.isComment) {
      state.isComment = !stream.match(/^.*?\*\//);
      if (state.isComment) stream.skipToEnd();
      return "comment";
    }
    if (stream.eatSpace()) return null;
    if (stream.match("/*")) {
      state.isComment = true;
      return "comment";
    }
    if (stream.match("//")) {
      stream.skipToEnd();
      return "comment";
    }
    if (stream.match(/^"(?:\\.|[^"\\])*"?/) || stream.match(/^'(?:\\.|[^'\\])*'?/)) return "string";
    if (stream.match(/^\d[\w.]*/)) return "number";
    if (stream.match(/^\.[A-Za-z_]\w*/)) return "propertyName";
    if (stream.match(/^@\w+/)) return "meta";
    if (stream.match(KEYWORDS)) return "keyword";
    if (stream.match(/^[A-Z]\w*/)) return "typeName";
    if (stream.match(/^[a-z_]\w*/)) return "variableName";
    stream.next();
    return null;
  },
  languageData: { commentTokens: { line: "//" } },
});

const colours = HighlightStyle.define([
  { tag: tags.comment, color: "var(--gray-11)", fontStyle: "italic" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--grass-11)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--orange-11)" },
  { tag: [tags.keyword, tags.meta], color: "var(--accent-11)" },
  { tag: tags.propertyName, color: "var(--blue-11)" },
  { tag: tags.typeName, color: "var(--teal-11)" },
]);

const look = EditorView.theme({
  "&": { height: "100%", color: "var(--gray-12)", backgroundColor: "transparent", fontSize: "var(--font-size-2)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--gray-12)", padding: ".5rem 0" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--gray-11)", border: "none" },
  ".cm-activeLine": { backgroundColor: "var(--gray-a2)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--gray-a2)" },
  ".cm-cursor": { borderLeftColor: "var(--gray-12)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--accent-a5)",
  },
  ".cm-tooltip": { background: "var(--color-panel-solid)", border: "1px solid var(--gray-a5)", color: "var(--gray-12)" },
  ".cm-diagnostic": { fontFamily: "var(--default-font-family)", fontSize: "var(--font-size-1)", whiteSpace: "pre-wrap" },
});

const LANGUAGES = { json: [json()], fsl: [fsl] };

function textOf(state, node) {
  try {
    return JSON.parse(state.sliceDoc(node.from, node.to));
  } catch {
    return undefined;
  }
}

function values(node) {
  const found = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (!/^[[\]{},:⚠]$/.test(child.name)) found.push(child);
  }
  return found;
}

// Where the value of a path stands; of what is not there, the name of the object that lacks it.
function placeOf(state, path) {
  let node = ensureSyntaxTree(state, state.doc.length, PARSE_MS)?.topNode.firstChild;
  let place = { from: 0, to: Math.min(1, state.doc.length) };
  for (const step of path) {
    if (!node) break;
    if (typeof step === "number") {
      node = values(node)[step];
    } else {
      const property = values(node).find(
        (each) => each.name === "Property" && each.firstChild && textOf(state, each.firstChild) === step,
      );
      if (!property) break;
      place = { from: property.firstChild.from, to: property.firstChild.to };
      node = property.lastChild;
    }
    if (node) place = { from: node.from, to: node.to };
  }
  return place;
}

function diagnosticOf(state, { path, line, column, length, message }) {
  if (!line) return { ...placeOf(state, path ?? []), severity: "error", message };
  const at = state.doc.line(Math.min(line, state.doc.lines));
  const from = Math.min(at.from + Math.max(0, (column || 1) - 1), at.to);
  return { from, to: Math.min(state.doc.length, from + Math.max(1, length || 1)), severity: "error", message };
}

export function TextEditor({ name, source, language, text, version, problems, label, readOnly, onChange }) {
  const place = useRef(null);
  const field = useRef(null);
  const tooLong = useRef(null);
  const view = useRef(null);
  const changed = useRef(onChange);
  changed.current = onChange;

  useEffect(() => {
    const publish = (whole) => {
      const isLong = whole.length > LONGEST;
      field.current.value = isLong ? "" : whole;
      tooLong.current.value = isLong ? "true" : "";
    };
    let timer;
    let untold = null;
    const tell = EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      const whole = update.state.doc.toString();
      publish(whole);
      clearTimeout(timer);
      if (!changed.current || whole.length > LONGEST) return;
      untold = () => {
        untold = null;
        changed.current(source, whole);
      };
      timer = setTimeout(() => untold?.(), PAUSE_MS);
    });
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(), history(), drawSelection(), highlightSpecialChars(), highlightActiveLine(), indentOnInput(),
          bracketMatching(), lintGutter(), syntaxHighlighting(colours), look, EditorView.lineWrapping,
          keymap.of([...defaultKeymap, ...historyKeymap]), LANGUAGES[language], tell,
          EditorState.readOnly.of(Boolean(readOnly)),
          EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "false", autocapitalize: "off" }),
        ],
      }),
    });
    view.current = made;
    publish(text);
    return () => {
      clearTimeout(timer);
      untold?.();
      made.destroy();
      view.current = null;
    };
  }, [version, source, language, label, readOnly]);

  useEffect(() => {
    const now = view.current;
    if (!now) return;
    const found = (problems ?? []).map((problem) => diagnosticOf(now.state, problem)).sort((a, b) => a.from - b.from);
    now.dispatch(setDiagnostics(now.state, found));
    forceLinting(now);
  }, [problems, version]);

  return (
    <div className="text-editor" data-testid={`editor-${name}`}>
      <div ref={place} className="text-editor-place" />
      <textarea ref={field} name={name} hidden readOnly aria-hidden="true" tabIndex={-1} />
      <input ref={tooLong} name={`${name}_too_long`} type="hidden" />
    </div>
  );
}
