// The board of notes: what one writes stands there at once, marked until Fauna has it, and is taken back if it refuses.
import { useCallback, useEffect, useRef, useState } from "react";
import { useUser } from "@clerk/react";
import { Rows, instead } from "./feed.jsx";
import { useActs, useFeed, useRows } from "./feed_hooks.js";

const LONGEST = 4000;
const BUTTON = "rt-reset rt-BaseButton rt-Button rt-r-size-2";
const SMALL = "rt-reset rt-BaseButton rt-Button rt-r-size-1";
const SHARED = "shared";
const PRIVATE = "private";
const EMPTY = "No notes yet. Write one: with “Everybody” it appears on every open board within a moment, with “Only me” on yours alone.";

function Visibility({ value, onChange, name, isDisabled }) {
  return (
    <fieldset className="visibility" disabled={isDisabled}>
      <legend className="only-read-aloud">Who may read it</legend>
      {[[SHARED, "Everybody"], [PRIVATE, "Only me"]].map(([option, words]) => (
        <label key={option} data-checked={value === option || undefined}>
          <input type="radio" name={name} value={option} checked={value === option} onChange={() => onChange(option)} />
          {words}
        </label>
      ))}
    </fieldset>
  );
}

const send = (event) => (event.metaKey || event.ctrlKey) && event.key === "Enter";

export function Composer({ name, onAdd }) {
  const { user } = useUser();
  const acts = useActs(name);
  const [text, setText] = useState("");
  const [visibility, setVisibility] = useState(SHARED);
  const add = () => {
    const written = text.trim();
    if (!written || !user) return;
    const fields = { text: written, visibility, author: user.id };
    onAdd(acts.begin("add", null, fields), written, visibility);
    setText("");
  };
  return (
    <form className="composer" onSubmit={(event) => { event.preventDefault(); add(); }}>
      <label className="only-read-aloud" htmlFor="note">Note</label>
      <textarea
        id="note" data-testid="note-text" rows={2} maxLength={LONGEST} value={text} disabled={!user}
        placeholder={user ? "Write a note…" : "Sign in to write a note."}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => { if (send(event)) { event.preventDefault(); add(); } }}
      />
      <div className="composer-foot">
        <Visibility name="visibility" value={visibility} onChange={setVisibility} isDisabled={!user} />
        <span className="keys"><kbd>Ctrl</kbd> or <kbd>⌘</kbd> + <kbd>Enter</kbd></span>
        <button type="submit" className={`${BUTTON} rt-variant-solid`} data-testid="note-add" disabled={!user || !text.trim()}>Add note</button>
      </div>
    </form>
  );
}

const PENDING = { add: "Adding…", edit: "Saving…", remove: "Deleting…" };
const REFUSED = { add: "This note was not added.", edit: "The change was taken back.", remove: "The note was not deleted." };

function Refusal({ op, acts }) {
  return (
    <div className="note-refusal" role="alert">
      <span><strong>{REFUSED[op.kind]}</strong> {op.reason}</span>
      <button type="button" className={`${SMALL} rt-variant-soft`} onClick={() => acts.dismiss(op.op)}>Dismiss</button>
    </div>
  );
}

function Editor({ data, onSave, onCancel }) {
  const [text, setText] = useState(data.text);
  const [visibility, setVisibility] = useState(data.visibility);
  const field = useRef(null);
  useEffect(() => field.current?.focus(), []);
  const save = () => text.trim() && onSave(text.trim(), visibility);
  const onKeyDown = (event) => {
    if (event.key === "Escape") onCancel();
    if (send(event)) { event.preventDefault(); save(); }
  };
  return (
    <form className="note-editor" onKeyDown={onKeyDown} onSubmit={(event) => { event.preventDefault(); save(); }}>
      <textarea ref={field} rows={2} maxLength={LONGEST} value={text} aria-label="Note" data-testid="note-edit" onChange={(event) => setText(event.target.value)} />
      <div className="composer-foot">
        <Visibility name={`visibility-${data.id}`} value={visibility} onChange={setVisibility} />
        <button type="button" className={`${SMALL} rt-variant-soft`} data-accent-color="gray" onClick={onCancel}>Cancel</button>
        <button type="submit" className={`${SMALL} rt-variant-solid`} data-testid="note-save" disabled={!text.trim()}>Save</button>
      </div>
    </form>
  );
}

function initials(name) {
  return (name || "?").slice(0, 2);
}

// Making one takes longer than drawing a note.
const TIME = new Intl.DateTimeFormat([], { dateStyle: "medium", timeStyle: "short" });

function ago(text) {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? "" : TIME.format(time);
}

function Note({ row, user, acts, isEdited, onEdit, onSave, onRemove }) {
  const { key, data, op } = row;
  const isPending = Boolean(op && !op.reason);
  const isMine = data.author === user?.id;
  const mayChange = !op && (isMine || (user?.publicMetadata?.role === "manager" && data.visibility === SHARED));
  const author = data.author_name || (isMine ? user?.fullName : "") || data.author;
  return (
    <article className="note" data-testid="note" data-pending={isPending ? op.kind : undefined} data-visibility={data.visibility}>
      <span className="demo-initials" aria-hidden="true">{initials(author)}</span>
      <div className="note-body">
        <div className="note-head">
          <span className="note-author">{author}{isMine && <span className="note-you"> (you)</span>}</span>
          <span className="note-visibility" data-visibility={data.visibility}>{data.visibility}</span>
          {isPending ? <span className="note-time" role="status">{PENDING[op.kind]}</span>
            : data.created_at && <time className="note-time" dateTime={data.created_at}>{ago(data.created_at)}</time>}
          {mayChange && !isEdited && (
            <span className="note-acts">
              <button type="button" className={`${SMALL} rt-variant-ghost`} data-accent-color="gray" data-testid="note-change" aria-label={`Edit: ${data.text.slice(0, 40)}`} onClick={() => onEdit(key)}>Edit</button>
              <button type="button" className={`${SMALL} rt-variant-ghost`} data-accent-color="red" data-testid="note-remove" aria-label={`Delete: ${data.text.slice(0, 40)}`} onClick={() => onRemove(key, data)}>Delete</button>
            </span>
          )}
        </div>
        {isEdited ? <Editor data={data} onCancel={() => onEdit("")} onSave={(text, visibility) => onSave(key, data, text, visibility)} />
          : <p className="note-text">{data.text}</p>}
        {op?.reason && <Refusal op={op} acts={acts} />}
      </div>
    </article>
  );
}

export function Notes({ name, order, onEdit, onRemove }) {
  const { user } = useUser();
  const feed = useFeed(name);
  const rows = useRows(feed, order);
  const acts = useActs(name);
  const [edited, setEdited] = useState("");
  const tell = useRef({ onEdit, onRemove });
  tell.current = { onEdit, onRemove };
  const draw = useCallback((row) => {
    const save = (key, data, text, visibility) => {
      setEdited("");
      if (text === data.text && visibility === data.visibility) return;
      tell.current.onEdit(acts.begin("edit", key, { text, visibility }), data.id, text, visibility);
    };
    const remove = (key, data) => tell.current.onRemove(acts.begin("remove", key, {}), data.id);
    return <Note row={row} user={user} acts={acts} isEdited={edited === row.key} onEdit={setEdited} onSave={save} onRemove={remove} />;
  }, [user, acts, edited]);
  return instead(feed, EMPTY) ?? <Rows rows={rows} label="Notes" testId="notes" render={draw} />;
}
