// A live list of any length, the line that says how it is, and the log of what came.
import { memo, useCallback, useContext, useEffect, useLayoutEffect, useRef, useState } from "react";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { EventLoopContext } from "$/utils/context";
import { useFeed, useRows } from "./feed_hooks.js";

const ROW_PX = 72;
const TOP_PX = 8;
const OVERSCAN = 6;
const MOST_PUSHED = 8;

// Asking a new row for its height would have the browser lay out the page before the row stands there; it tells soon.
function height(element, entry, list) {
  const told = entry?.borderBoxSize?.[0]?.blockSize;
  return told ? Math.round(told) : list.itemSizeCache.get(list.options.getItemKey(Number(element.dataset.index))) ?? ROW_PX;
}

// Rows that are in sight are in the document, and few others; what comes above does not move what is being read.
export function Rows({ rows, render, label, testId }) {
  const box = useRef(null);
  const column = useRef(null);
  const first = useRef(null);
  const drawn = useRef(rows);
  const settled = useRef(rows);
  const pushed = drawn.current === rows ? 0 : Math.min(Math.max(rows.length - settled.current.length, 0), MOST_PUSHED);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => rows[index].key,
    measureElement: height,
    overscan: OVERSCAN,
    rangeExtractor: (range) => defaultRangeExtractor({ ...range, endIndex: range.endIndex + pushed }),
  });
  const seen = list.getVirtualItems();
  useLayoutEffect(() => place(column.current, seen, rows.length));
  // What new rows have pushed out of sight leaves the document when the list is drawn again, once they have been measured:
  // they need not wait for that.
  useEffect(() => {
    if (drawn.current === rows) settled.current = rows;
    drawn.current = rows;
  });
  useLayoutEffect(() => {
    const held = first.current;
    if (held && (list.scrollOffset ?? 0) > TOP_PX) {
      const index = rows.findIndex(({ key }) => key === held.key);
      const start = index < 0 ? undefined : list.measurementsCache[index]?.start;
      if (start !== undefined && start !== held.start) box.current.scrollTop += start - held.start;
    }
  }, [rows, list]);
  useEffect(() => {
    const at = list.scrollOffset ?? 0;
    const item = seen.find(({ end }) => end > at);
    first.current = item ? { key: item.key, start: item.start } : null;
  });
  return (
    <div ref={box} className="feed" tabIndex={0} role="region" aria-label={label} data-testid={testId}>
      <ul ref={column} className="feed-rows" style={{ height: list.getTotalSize() }} data-count={rows.length}>
        {seen.map(({ key, index }) => (
          <Row key={key} row={rows[index]} index={index} measure={list.measureElement} render={render} />
        ))}
      </ul>
    </div>
  );
}

// A row that is as it was is not drawn again when another comes; where it stands now is not for React to compare.
const Row = memo(({ row, index, measure, render }) => (
  <li ref={measure} data-key={row.key} data-index={index} className="feed-row">{render(row)}</li>
), (one, other) => one.row === other.row && one.render === other.render);

function place(column, items, count) {
  items.forEach(({ index, start }, at) => {
    const row = column.children[at];
    row.style.transform = `translateY(${start}px)`;
    row.dataset.index = index;
    row.setAttribute("aria-posinset", index + 1);
    row.setAttribute("aria-setsize", count);
  });
}

export function Skeleton() {
  return <div className="feed feed-skeleton" role="status" aria-label="The list is loading"><i /><i /><i /></div>;
}

const REASONS = {
  signed_out: "Sign in to see what you may read.",
  not_permitted: "Fauna does not let you read this now. It is shown as soon as your role allows it.",
  failed: "This cannot be watched.",
};

// What stands there instead of rows, if anything does.
export function instead(feed, empty) {
  const { state, reason } = feed.health;
  if (REASONS[state]) {
    return (
      <div className="feed feed-empty" role="status">
        <p>{REASONS[state]}</p>
        {state === "signed_out" && <p><a className="rt-reset rt-Link rt-underline-always" href={`/sign-in?redirect_url=${encodeURIComponent(window.location.pathname)}`}>Sign in</a></p>}
        {reason && <p className="feed-reason">{reason}</p>}
      </div>
    );
  }
  if (!feed.isFilled) return <Skeleton />;
  if (feed.rows.size + feed.ops.size === 0) return <div className="feed feed-empty" role="status">{empty}</div>;
  return null;
}

export function Feed({ name, order, label, empty, renderRow }) {
  const feed = useFeed(name);
  const rows = useRows(feed, order);
  const drawn = useRef(renderRow);
  drawn.current = renderRow;
  const render = useCallback(({ data }) => drawn.current(data), []);
  return instead(feed, empty) ?? <Rows rows={rows} label={label} testId={`feed-${name}`} render={render} />;
}

function useSecondsTo(health) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!health.retry_in) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [health]);
  return Math.max(1, Math.ceil(((health.at ?? now) + (health.retry_in ?? 0) * 1000 - now) / 1000));
}

export function FeedHealth({ name }) {
  const feed = useFeed(name);
  const [, connectErrors] = useContext(EventLoopContext);
  const seconds = useSecondsTo(feed.health);
  const state = connectErrors.length > 0 ? "away" : feed.health.state;
  const words = {
    live: "Live", catching_up: "Catching up", retrying: `Retrying in ${seconds} s`, signed_out: "Signed out",
    not_permitted: "Not permitted", failed: "Stopped", away: "Reconnecting to the app",
  };
  return (
    <span className="feed-health" role="status" data-testid={`health-${name}`} data-state={state} title={feed.health.reason || undefined}>
      <i aria-hidden="true" />
      {words[state]}
    </span>
  );
}

const KINDS = { add: "added", update: "changed", remove: "removed" };

function at(microseconds) {
  const time = new Date(microseconds / 1000);
  return `${time.toLocaleTimeString([], { hour12: false })}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}

export function FeedLog({ name }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="unfold feed-log" data-testid={`log-${name}`} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <svg className="step-chevron" width="14" height="14" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true">
          <path d="m9 18 6-6-6-6" />
        </svg>
        Event log
      </summary>
      {isOpen && <Events name={name} />}
    </details>
  );
}

function Events({ name }) {
  const { log } = useFeed(name);
  if (log.length === 0) {
    return <p className="feed-log-empty">Every event of the stream will be listed here, with its transaction time and how long it took.</p>;
  }
  return (
    <div className="feed-log-box" tabIndex={0} role="region" aria-label="Events of the stream, newest first">
      <table>
        <thead><tr><th scope="col">Event</th><th scope="col">Document</th><th scope="col">Transaction</th><th scope="col">Lag</th></tr></thead>
        <tbody>
          {log.map(({ id, kind, key, ts, lag }) => (
            <tr key={id} data-kind={kind}>
              <td><span className="feed-kind">{KINDS[kind]}</span></td>
              <td>{key}</td>
              <td title={`${ts} µs`}>{at(ts)}</td>
              <td>{lag < 10 ? lag.toFixed(1) : Math.round(lag)} ms</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
