// The page's feeds by name: changes come in from the server's events, components look on.
import { useCallback, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { EventLoopContext, onLoadInternalEvent } from "$/utils/context";
import { EMPTY, begin, dismiss, reject, settle, shown, sorted, step } from "./feed_store.js";

const PATIENCE_MS = 20_000;
const ASK_MS = 1_000;
const feeds = new Map();
const onlookers = new Map();
const askers = new Set();
let asked = 0;

const feedOf = (name) => feeds.get(name) ?? EMPTY;

function change(name, work) {
  const feed = work(feedOf(name));
  if (feed === feedOf(name)) return;
  feeds.set(name, feed);
  for (const look of onlookers.get(name) ?? []) look();
  if (feed.isLost) ask();
}

// A change is missing: the page's on_load handlers run again and bring a snapshot.
function ask() {
  if (Date.now() - asked < ASK_MS || askers.size === 0) return;
  asked = Date.now();
  [...askers][0]();
}

const TAKES = {
  change: (name, value) => change(name, (feed) => step(feed, { ...value, at: Date.now() })),
  settle: (name, value) => change(name, (feed) => settle(feed, value)),
  reject: (name, value) => change(name, (feed) => reject(feed, value)),
};

const take = ([kind, name, json]) => TAKES[kind](name, JSON.parse(json));

if (typeof window !== "undefined") {
  const waiting = Array.isArray(window.appFeeds) ? window.appFeeds : [];
  window.appFeeds = { push: take };
  waiting.forEach(take);
}

export function useFeed(name) {
  const [addEvents] = useContext(EventLoopContext);
  const look = useCallback((call) => {
    if (!onlookers.has(name)) onlookers.set(name, new Set());
    onlookers.get(name).add(call);
    return () => onlookers.get(name).delete(call);
  }, [name]);
  const feed = useSyncExternalStore(look, () => feedOf(name), () => EMPTY);
  useEffect(() => {
    const again = () => addEvents(onLoadInternalEvent(), [], {});
    askers.add(again);
    return () => askers.delete(again);
  }, [addEvents]);
  return feed;
}

export function useRows(feed, order) {
  const before = useRef({ order, rows: [] });
  const rows = useMemo(() => {
    const known = before.current.order === order ? before.current.rows : [];
    return sorted(feed.rows, order, known);
  }, [feed.rows, order]);
  useEffect(() => {
    before.current = { order, rows };
  }, [order, rows]);
  return useMemo(() => shown(feed, order, rows), [feed.ops, rows, order]);
}

// Does at once what the user wants, and takes it back if no word of it comes.
export function useActs(name) {
  return useMemo(() => ({
    begin(kind, key, fields) {
      const op = `op-${Date.now()}-${Math.random().toString(36).slice(2)}`;
      change(name, (feed) => begin(feed, { op, kind, key, fields }));
      setTimeout(() => {
        const reason = "No answer has come; it may have been written or not.";
        change(name, (feed) => reject(feed, { op, reason }));
      }, PATIENCE_MS);
      return op;
    },
    dismiss: (op) => change(name, (feed) => dismiss(feed, op)),
  }), [name]);
}
