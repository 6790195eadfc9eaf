// Rows of a result: they arrive in pages beside the page's state, and more are asked for when the last ones come into view.
import { useEffect, useRef, useState } from "react";

const EMPTY = { run: 0, view: "table", columns: [], rows: [], more: false, failed: false, isSingle: false };
const PATIENCE_MS = 10_000;
const receivers = new Map();

function receive(pane, batch) {
  receivers.get(pane)?.(batch);
}

if (typeof window !== "undefined") window.appRows = receive;

// A page that begins where the rows end goes on; the first one of a run or a view replaces what is there.
function joined(shown, batch) {
  if (batch.start === 0) return { ...batch, isAsking: false };
  if (batch.run !== shown.run || batch.view !== shown.view || batch.start !== shown.rows.length) return shown;
  return { ...batch, rows: [...shown.rows, ...batch.rows], isAsking: false };
}

function Table({ columns, rows, label }) {
  return (
    <table className="result-table">
      <caption className="only-read-aloud">{label}</caption>
      <thead>
        <tr>
          <th scope="col" className="result-number"><span className="only-read-aloud">Number</span></th>
          {columns.map((name) => <th scope="col" key={name}><bdi>{name}</bdi></th>)}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={index} data-mark={row.mark || undefined}>
            <th scope="row" className="result-number">{row.n || ""}<Mark mark={row.mark} /></th>
            {columns.map((name, at) => {
              const [text, kind] = row.cells?.[at] ?? ["", "none"];
              return (
                <td key={name} data-kind={kind} data-changed={row.changed?.includes(name) || undefined} title={text.length > 40 ? text : undefined}>
                  <bdi>{text}</bdi>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const MARKS = { only: "only here", changed: "differs", gap: "missing here" };

function Mark({ mark }) {
  return mark ? <span className="result-mark">{MARKS[mark]}</span> : null;
}

function Texts({ rows, isSingle }) {
  return (
    <ol className={isSingle ? "result-texts result-single" : "result-texts"}>
      {rows.map((row, index) => (
        <li key={index} value={row.n || undefined} data-mark={row.mark || undefined}>
          <Mark mark={row.mark} />
          <pre dir="ltr">{row.text}</pre>
        </li>
      ))}
    </ol>
  );
}

function plainText({ view, columns, rows }) {
  if (view !== "table") return rows.map((row) => row.text).join("\n");
  const lines = rows.map((row) => columns.map((_, at) => (row.cells?.[at]?.[0] ?? "").replace(/[\t\n]/g, " ")).join("\t"));
  return [columns.join("\t"), ...lines].join("\n");
}

export function ResultRows({ pane, label, run, onNeed }) {
  const [shown, setShown] = useState(EMPTY);
  const [copied, setCopied] = useState(false);
  const scroller = useRef(null);
  const end = useRef(null);
  const latest = useRef(shown);
  latest.current = shown;
  const need = useRef(onNeed);
  need.current = onNeed;

  useEffect(() => {
    receivers.set(pane, (batch) => setShown((before) => joined(before, batch)));
    need.current(pane, 0);
    return () => receivers.delete(pane);
  }, [pane]);

  const isStale = run !== shown.run;
  const ask = () => {
    const { rows, more, isAsking } = latest.current;
    if (!more || isAsking) return;
    latest.current = { ...latest.current, isAsking: true };
    setShown(latest.current);
    need.current(pane, rows.length);
    // An answer that a lost connection has swallowed is asked for again.
    const isOpen = (now) => now.isAsking && now.run === latest.current.run && now.rows.length === rows.length;
    setTimeout(() => setShown((now) => (isOpen(now) ? { ...now, isAsking: false } : now)), PATIENCE_MS);
  };
  useEffect(() => {
    if (!end.current || !shown.more || shown.failed) return undefined;
    const watch = new IntersectionObserver(([entry]) => entry.isIntersecting && scroller.current.scrollTop > 0 && ask(), { root: scroller.current, rootMargin: "0px 0px 40px" });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [shown]);
  useEffect(() => {
    if (shown.rows.length && scroller.current && shown.start === 0) scroller.current.scrollTop = 0;
  }, [shown.run, shown.view]);

  const rows = isStale ? [] : shown.rows;
  const count = rows.filter(({ mark }) => mark !== "gap").length;
  const copy = () => navigator.clipboard.writeText(plainText(shown)).then(() => {
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  });
  return (
    <div className="result" data-testid={`result-${pane}`}>
      <div className="result-scroller" ref={scroller} tabIndex={0} role="region" aria-label={label}>
        {rows.length > 0 && (shown.view === "table"
          ? <Table columns={shown.columns} rows={rows} label={label} />
          : <Texts rows={rows} isSingle={shown.isSingle} />)}
        {rows.length === 0 && !isStale && shown.run > 0 && <p className="result-none">The set is empty.</p>}
        <div ref={end} className="result-end" />
      </div>
      <div className="result-foot">
        <span className="facts" role="status">
          {rows.length > 0 && !shown.isSingle && `${count.toLocaleString("en")} ${count === 1 ? "value" : "values"}${shown.more ? " so far" : ""}`}
        </span>
        {!isStale && shown.more && (
          <button type="button" className="rt-reset rt-BaseButton rt-r-size-1 rt-variant-soft rt-Button" disabled={shown.isAsking} onClick={ask}>
            Load more
          </button>
        )}
        {rows.length > 0 && (
          <button type="button" className="rt-reset rt-BaseButton rt-r-size-1 rt-variant-ghost rt-Button" data-accent-color="gray" onClick={copy}>
            {copied ? "Copied" : "Copy values"}
          </button>
        )}
      </div>
    </div>
  );
}
