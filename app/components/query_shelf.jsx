// Queries that ran and queries that were kept, in this browser only and for each user apart; texts that hold a secret are not kept.
import { useEffect, useState } from "react";
import { useAuth } from "@clerk/react";
import { editor } from "./fql_editor.jsx";

const MOST_RUN = 100;
const MOST_SAVED = 200;
const SECRET = /\bfn[\w-]{30,}|eyJ[\w-]{10,}|\bsk_(test|live)_/;

function read(key) {
  try {
    const found = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(found) ? found.filter((item) => typeof item?.text === "string") : [];
  } catch {
    return [];
  }
}

function useKept(name, user) {
  const key = `console.${name}.${user ?? "nobody"}`;
  const [items, setItems] = useState([]);
  useEffect(() => setItems(read(key)), [key]);
  const keep = (change) => setItems(() => {
    const changed = change(read(key));
    try {
      localStorage.setItem(key, JSON.stringify(changed));
    } catch {
      // The browser keeps nothing: the list lasts as long as the page.
    }
    return changed;
  });
  return [items, keep];
}

function shortly(at) {
  return new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

function Item({ item, note, onRemove }) {
  return (
    <li className="shelf-item">
      <button type="button" className="rt-reset shelf-load" onClick={() => editor.load(item.text)} title={item.text.slice(0, 500)}>
        <span className="shelf-text"><bdi>{item.name || item.text.slice(0, 200)}</bdi></span>
        <span className="shelf-note">{note}</span>
      </button>
      <button type="button" className="rt-reset shelf-remove" aria-label={`Remove ${item.name || item.text.slice(0, 40)}`} onClick={onRemove}>×</button>
    </li>
  );
}

function Save({ onSave }) {
  const [name, setName] = useState("");
  const [problem, setProblem] = useState("");
  const save = (event) => {
    event.preventDefault();
    const text = editor.text().trim();
    if (!text) return setProblem("The editor is empty.");
    if (SECRET.test(text)) return setProblem("This query holds a secret; pass it as an argument from your code instead.");
    onSave({ name: name.trim() || text.slice(0, 60), text });
    setName("");
    return setProblem("");
  };
  return (
    <form className="shelf-save" onSubmit={save}>
      <label className="only-read-aloud" htmlFor="save-name">Name of the query</label>
      <input id="save-name" className="shelf-name" placeholder="Name" autoComplete="off" maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
      <button className="rt-reset rt-BaseButton rt-r-size-1 rt-variant-soft rt-Button">Save query</button>
      <p className="shelf-problem" role="alert">{problem}</p>
    </form>
  );
}

export function QueryShelf({ formId }) {
  const { userId } = useAuth();
  const [ran, keepRan] = useKept("history", userId);
  const [saved, keepSaved] = useKept("saved", userId);
  const [isSaved, setIsSaved] = useState(false);
  useEffect(() => {
    const note = (event) => {
      const text = editor.text().trim();
      if (event.target.id !== formId || !text || SECRET.test(text)) return;
      keepRan((items) => [{ text, at: Date.now() }, ...items.filter((item) => item.text !== text)].slice(0, MOST_RUN));
    };
    document.addEventListener("submit", note, true);
    return () => document.removeEventListener("submit", note, true);
  }, [formId, userId]);
  const without = (gone) => (items) => items.filter((item) => item.text !== gone.text || item.name !== gone.name);
  return (
    <div className="shelf">
      <div className="shelf-tabs" role="group" aria-label="Kept queries">
        <button type="button" className="rt-reset shelf-tab" aria-pressed={!isSaved} onClick={() => setIsSaved(false)}>History</button>
        <button type="button" className="rt-reset shelf-tab" aria-pressed={isSaved} onClick={() => setIsSaved(true)}>Saved</button>
      </div>
      {isSaved && <Save onSave={(item) => keepSaved((items) => [item, ...items.filter(({ name }) => name !== item.name)].slice(0, MOST_SAVED))} />}
      <ul className="shelf-items" aria-label={isSaved ? "Saved queries" : "Queries that ran"}>
        {isSaved
          ? saved.map((item) => <Item key={item.name} item={item} note="" onRemove={() => keepSaved(without(item))} />)
          : ran.map((item) => <Item key={item.text} item={item} note={shortly(item.at)} onRemove={() => keepRan(without(item))} />)}
      </ul>
      {(isSaved ? saved : ran).length === 0 && (
        <p className="shelf-empty">{isSaved ? "Give the query in the editor a name to keep it in this browser." : "Queries that you run are listed here, in this browser only."}</p>
      )}
    </div>
  );
}
