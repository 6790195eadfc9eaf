// The request log: this tab's calls to Clerk and Fauna, the app's own as they are handed over and the browser's as it tells.
import { Suspense, lazy, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";

const CallCharts = lazy(() => import("./call_charts.jsx"));
const LEASE_MS = 15_000;
const MOST = 300;
const SHOWN_MINUTES = 5;
const NEAR_PX = 40;
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];
const UNSEEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const BUTTON = "rt-reset rt-BaseButton rt-r-size-1 rt-variant-soft rt-Button";

// One log for all pages: a module outlives navigation.
let state = { isOpen: false, calls: [], epoch: "", last: 0 };
const listeners = new Set();

function change(next) {
  state = { ...state, ...next };
  listeners.forEach((listener) => listener());
}

function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function useLog() {
  return useSyncExternalStore(subscribe, () => state, () => state);
}

function keep(calls) {
  const sorted = [...state.calls, ...calls].sort((one, other) => one.at - other.at);
  change({ calls: sorted.slice(-MOST) });
}

// False when calls between this batch and what is here are missing.
function take(batch) {
  if (!batch.epoch) return true;
  if (batch.epoch !== state.epoch) change({ epoch: batch.epoch, last: 0 });
  if (batch.since > state.last) return false;
  const fresh = batch.rows.filter((row) => row.number > state.last);
  if (fresh.length) {
    change({ last: fresh[fresh.length - 1].number });
    keep(fresh);
  }
  return true;
}

// What the browser itself asks Clerk's Frontend API; its queries can hold credentials and are left out.
function useBrowserCalls(frontendApi) {
  useEffect(() => {
    const base = new URL(frontendApi);
    const isClerks = (url) =>
      url.port === base.port && url.pathname.startsWith(`${base.pathname.replace(/\/$/, "")}/v1/`) &&
      (url.hostname === base.hostname || (LOOPBACK.includes(url.hostname) && LOOPBACK.includes(base.hostname)));
    const observer = new PerformanceObserver((list) => {
      const found = list.getEntries()
        .map((entry) => ({ entry, url: new URL(entry.name) }))
        .filter(({ url }) => isClerks(url))
        .map(({ entry, url }) => ({
          number: `browser-${entry.startTime}`,
          service: "Clerk",
          at: (performance.timeOrigin + entry.startTime) / 1000,
          method: url.searchParams.get("_method") || "",
          path: url.pathname,
          status: entry.responseStatus || 0,
          milliseconds: entry.duration,
          identity: "this browser",
          request_id: "",
          outcome: entry.responseStatus ? "" : "status not told",
          subject: "",
          curl: "",
          ops: null,
        }));
      if (found.length) keep(found);
    });
    observer.observe({ type: "resource", buffered: true });
    return () => observer.disconnect();
  }, [frontendApi]);
}

export function CallLogButton({ children }) {
  const { isOpen } = useLog();
  return (
    <button
      type="button"
      id="call-log-button"
      className="rt-reset rt-BaseButton rt-Button rt-r-size-2 rt-variant-ghost call-log-button"
      data-accent-color="gray"
      aria-expanded={isOpen}
      aria-controls="call-log"
      title="Requests to Clerk and Fauna"
      onClick={() => change({ isOpen: !isOpen })}
    >
      {children}
    </button>
  );
}

export function CallLog({ batch, frontendApi, onFollow }) {
  const { isOpen, calls } = useLog();
  const follow = useRef(onFollow);
  follow.current = onFollow;
  const ask = useCallback(() => follow.current(state.epoch, state.last), []);
  useBrowserCalls(frontendApi);
  useEffect(() => {
    if (!take(batch)) ask();
  }, [batch, ask]);
  useEffect(() => {
    document.documentElement.toggleAttribute("data-call-log", isOpen);
    if (!isOpen) return undefined;
    ask();
    const timer = setInterval(ask, LEASE_MS);
    return () => clearInterval(timer);
  }, [isOpen, ask]);
  if (!isOpen) return null;
  return <Drawer calls={calls} />;
}

function Drawer({ calls }) {
  const [service, setService] = useState("");
  const [isWide] = useState(() => window.matchMedia("(min-width: 768px)").matches);
  const heading = useRef(null);
  useEffect(() => heading.current.focus(), []);
  const shown = useMemo(() => calls.filter((call) => !service || call.service === service), [calls, service]);
  const list = useRef(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    if (list.current && isAtEnd.current) list.current.scrollTop = list.current.scrollHeight;
  }, [shown]);
  const close = () => {
    change({ isOpen: false });
    document.getElementById("call-log-button")?.focus();
  };
  return (
    <aside
      id="call-log"
      className="call-log"
      aria-label="Request log"
      data-testid="call-log"
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <header className="call-log-head">
        <h2 tabIndex={-1} ref={heading}>Requests</h2>
        <span className="call-log-count" role="status">{`${shown.length} shown`}</span>
        <select value={service} onChange={(event) => setService(event.target.value)} aria-label="Service">
          <option value="">Clerk and Fauna</option>
          <option>Clerk</option>
          <option>Fauna</option>
        </select>
        <button type="button" className={BUTTON} data-accent-color="gray" onClick={() => change({ calls: [] })}>Clear</button>
        <button type="button" className={BUTTON} data-accent-color="gray" onClick={close} aria-label="Close the request log">Close</button>
      </header>
      <div className="call-log-body">
        <details className="call-charts" open={isWide}>
          <summary>Charts of the last {SHOWN_MINUTES} minutes</summary>
          <Suspense fallback={<div role="status" aria-label="Charts are loading" />}>
            <CallCharts calls={calls} minutes={SHOWN_MINUTES} />
          </Suspense>
        </details>
        {shown.length ? (
          <ol
            className="calls"
            aria-label="Requests, newest last"
            tabIndex={0}
            ref={list}
            onScroll={({ currentTarget: node }) => {
              isAtEnd.current = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR_PX;
            }}
          >
            {shown.map((call) => <Row key={call.number} call={call} />)}
          </ol>
        ) : (
          <p className="calls-none">
            Nothing yet. Run a query: each request that the app makes to Clerk and Fauna for this tab appears here, and so
            do those that this browser makes to Clerk.
          </p>
        )}
      </div>
    </aside>
  );
}

// What would stay invisible or turn the line around is written out; what is copied stays as it is.
function seen(text) {
  return text.replace(UNSEEN, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function took(milliseconds) {
  return milliseconds < 10 ? `${milliseconds.toFixed(1)} ms` : `${Math.round(milliseconds).toLocaleString("en")} ms`;
}

function kind({ status, outcome }) {
  if (status >= 500 || (!status && outcome !== "status not told")) return "bad";
  return status >= 400 ? "refused" : "good";
}

function Row({ call }) {
  const time = new Date(call.at * 1000).toLocaleTimeString("en-GB");
  return (
    <li data-testid="call" data-service={call.service}>
      <details>
        <summary>
          <time className="call-time">{time}</time>
          <span className="call-status" data-kind={kind(call)}>{call.status || "—"}</span>
          <span className="call-what">
            <span className="call-service">{call.service}</span> <span>{call.method} {seen(call.path)}</span>
            {call.subject && <code>{seen(call.subject)}</code>}
            {call.outcome && <em>{seen(call.outcome)}</em>}
          </span>
          <span className="call-identity">{seen(call.identity)}</span>
          <span className="call-took">{took(call.milliseconds)}</span>
        </summary>
        <Detail call={call} />
      </details>
    </li>
  );
}

function Detail({ call }) {
  const { ops } = call;
  return (
    <div className="call-detail">
      <dl>
        <dt>Asked as</dt><dd>{seen(call.identity)}</dd>
        <dt>Request id</dt>
        <dd>{call.request_id ? <><code>{seen(call.request_id)}</code> <Copy text={call.request_id} label="request id" /></> : "none was told"}</dd>
        {ops && <><dt>Operations</dt><dd>{`${ops.compute} compute, ${ops.read} read, ${ops.write} write, ${ops.milliseconds} ms in Fauna`}</dd></>}
      </dl>
      {call.curl && (
        <div className="code-block">
          <pre tabIndex={0} role="region" aria-label="As a curl command"><code>{seen(call.curl)}</code></pre>
          <Copy text={call.curl} label="as curl" />
        </div>
      )}
    </div>
  );
}

function Copy({ text, label }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <button type="button" className={`${BUTTON} call-copy`} data-accent-color="gray" onClick={copy}>
      <span aria-live="polite">{isCopied ? "Copied" : `Copy ${label}`}</span>
    </button>
  );
}
