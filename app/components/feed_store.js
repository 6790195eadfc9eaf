// What a feed holds, fed by numbered changes. `step(feed, change)` gives the next feed and changes nothing of the one
// before: the same rules as the server's reducer, plus what the user has done and Fauna has not confirmed yet.
const LOGGED = 200;
const PLACES = ["put", "removed"];

export const EMPTY = Object.freeze({
  run: 0, next: 0, owner: "", isLost: false, health: { state: "catching_up", reason: "" }, isFilled: false,
  rows: new Map(), gone: new Map(), coming: null, log: [], ops: new Map(), version: 0,
});

// Rows by key: { data, ts }, the time in microseconds; a later state stays.
function put(rows, gone, key, data, ts) {
  const known = rows.get(key);
  if ((known && known.ts > ts) || (gone.get(key) ?? -1) > ts) return;
  rows.set(key, { data, ts });
}

export function step(feed, change) {
  if (change.run < feed.run) return feed;
  const isNew = change.run > feed.run;
  if (change.seq !== (isNew ? 0 : feed.next)) return { ...feed, run: change.run, isLost: true, version: feed.version + 1 };
  if (feed.isLost && !isNew) return feed;
  const known = change.owner === feed.owner ? feed : EMPTY;
  const next = { ...known, owner: change.owner, run: change.run, next: change.seq + 1, isLost: false, version: feed.version + 1 };
  next.health = { ...change.health, at: change.at };
  if (isNew) next.coming = null;
  if (PLACES.some((place) => change[place].length) || change.reset || next.coming) place(next, change);
  if (change.log.length) next.log = [...change.log.map(logged(change)).reverse(), ...known.log].slice(0, LOGGED);
  return next;
}

const logged = (change) => ([kind, key, ts, lag], index) => ({ id: `${change.run}.${change.seq}.${index}`, kind, key, ts, lag });

// A whole view that comes in chunks takes the old one's place when it is complete; the first one shows as it comes.
function place(feed, change) {
  const isBehind = change.reset ? feed.rows.size > 0 : feed.coming !== null;
  const base = change.reset ? new Map() : new Map(feed.coming ?? feed.rows);
  const gone = change.reset ? new Map() : feed.gone;
  for (const [key, data, ts] of change.put) put(base, gone, key, data, ts);
  for (const key of change.removed) base.delete(key);
  feed.coming = isBehind && change.more ? base : null;
  if (!feed.coming) feed.rows = base;
  feed.gone = gone;
  feed.isFilled = change.reset ? !change.blank : feed.isFilled;
  feed.ops = reconciled(feed.ops, change);
}

// A note that comes back down the stream before the answer to the write that made it is that very note.
function reconciled(ops, change) {
  if (![...ops.values()].some((op) => op.kind === "add" && !op.reason)) return ops;
  const left = new Map(ops);
  for (const [, data] of change.put) {
    const found = [...left.values()].find((op) => op.kind === "add" && !op.reason && isOf(op, data));
    if (found) left.delete(found.op);
  }
  return left;
}

const isOf = (op, data) => Object.entries(op.fields).every(([name, value]) => data[name] === value);

// An op: { op, kind: "add" | "edit" | "remove", key, fields }.
export function begin(feed, op) {
  return { ...feed, ops: new Map(feed.ops).set(op.op, op), version: feed.version + 1 };
}

export function settle(feed, { op, row }) {
  const known = feed.ops.get(op);
  if (!known && !row) return feed;
  const next = { ...feed, ops: new Map(feed.ops), rows: new Map(feed.rows), gone: new Map(feed.gone), version: feed.version + 1 };
  next.ops.delete(op);
  if (!row) return next;
  const [key, data, ts] = row;
  if (data !== null) put(next.rows, next.gone, key, data, ts);
  else if ((next.rows.get(key)?.ts ?? -1) <= ts) {
    next.rows.delete(key);
    next.gone.set(key, ts);
  }
  return next;
}

export function reject(feed, { op, reason }) {
  const known = feed.ops.get(op);
  if (!known) return feed;
  return { ...feed, ops: new Map(feed.ops).set(op, { ...known, reason }), version: feed.version + 1 };
}

export function dismiss(feed, op) {
  const ops = new Map(feed.ops);
  ops.delete(op);
  return { ...feed, ops, version: feed.version + 1 };
}

const trimmed = (value) => (typeof value === "string" && value.endsWith("Z") ? value.slice(0, -1) : value);

function compare(one, other) {
  if (one === other) return 0;
  if (typeof one === "string" && typeof other === "string" && /^\d+$/.test(one) && /^\d+$/.test(other)) {
    return one.length - other.length || (one < other ? -1 : 1);
  }
  return one < other ? -1 : 1;
}

// `order` is a field's name, with a minus for the largest first; equals go by id. What was sorted before is taken up
// in its old order: sorting what is nearly sorted takes little time, however long it is.
export function sorted(rows, order, before = []) {
  const sign = order.startsWith("-") ? -1 : 1;
  const name = order.replace("-", "");
  const kept = before.filter(({ key }) => rows.has(key));
  const known = new Set(kept.map(({ key }) => key));
  const added = known.size === rows.size ? [] : [...rows.keys()].filter((key) => !known.has(key)).map((key) => ({ key }));
  const entries = (sign < 0 ? [...added, ...kept] : [...kept, ...added]).map((entry) => {
    const { data } = rows.get(entry.key);
    return entry.data === data ? entry : { key: entry.key, data, by: trimmed(data[name]) };
  });
  return entries.sort((one, other) => sign * (compare(one.by, other.by) || compare(one.data.id, other.data.id)));
}

// What is shown: the rows in order with what is pending on them, and before them what is being added.
export function shown(feed, order, inOrder = sorted(feed.rows, order)) {
  if (feed.ops.size === 0) return inOrder;
  const over = new Map();
  const added = [];
  for (const op of feed.ops.values()) {
    if (op.kind === "add") added.unshift({ key: op.op, data: { id: op.op, ...op.fields }, op });
    else over.set(op.key, op);
  }
  const rows = inOrder.map((entry) => {
    const { key, data } = entry;
    const op = over.get(key);
    return op ? { key, data: op.kind === "edit" && !op.reason ? { ...data, ...op.fields } : data, op } : entry;
  });
  return [...added, ...rows];
}
