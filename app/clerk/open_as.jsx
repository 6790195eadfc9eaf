// A second window in which somebody else is signed in. Windows of one host name share their cookies, hence the session;
// this machine's other name has cookies of its own.
import { useEffect, useRef, useState } from "react";
import { useAuth, useClerk, useUser } from "@clerk/react";
import { signInAsDemoUser } from "./bridge.jsx";

const NAMES = { localhost: "127.0.0.1", "127.0.0.1": "localhost" };
const AS = "as";

function elsewhere(role) {
  const url = new URL(window.location.href);
  url.hostname = NAMES[url.hostname];
  url.search = "";
  url.hash = "";
  url.searchParams.set(AS, role);
  return url.href;
}

// Only a link from this app under its other name may sign somebody in here.
function comesFromOtherName() {
  try {
    const from = new URL(document.referrer);
    return from.hostname === NAMES[window.location.hostname] && from.port === window.location.port;
  } catch {
    return false;
  }
}

function useArrival(roles, setProblem) {
  const clerk = useClerk();
  const { isLoaded } = useAuth();
  const { user } = useUser();
  const isDone = useRef(false);
  useEffect(() => {
    const url = new URL(window.location.href);
    const role = url.searchParams.get(AS);
    if (!isLoaded || isDone.current || !role) return;
    isDone.current = true;
    url.searchParams.delete(AS);
    window.history.replaceState(window.history.state, "", url.pathname + url.search);
    if (!roles.includes(role) || !comesFromOtherName() || user?.publicMetadata?.role === role) return;
    signInAsDemoUser(clerk, role).catch((error) => setProblem(error.errors?.[0]?.longMessage || error.message));
  }, [isLoaded, clerk, user, roles, setProblem]);
}

export function OpenAs({ users }) {
  const { user } = useUser();
  const [here, setHere] = useState("");
  const [problem, setProblem] = useState("");
  const [roles] = useState(() => users.map(({ role }) => role));
  useEffect(() => setHere(window.location.hostname), []);
  useArrival(roles, setProblem);
  const other = NAMES[here];
  const others = users.filter(({ role }) => role !== user?.publicMetadata?.role);
  return (
    <div className="open-as">
      <h2>Open as somebody else</h2>
      <div className="demo-users">
        {others.map(({ role, name, initials }) => (
          <a
            key={role} className="demo-user" data-testid={`open-as-${role}`} target="_blank" rel="opener"
            href={other ? elsewhere(role) : undefined} aria-disabled={!other || undefined}
          >
            <span className="demo-initials" aria-hidden="true">{initials}</span>
            <span className="demo-name">{name}</span>
            <span className="demo-role">{role}</span>
          </a>
        ))}
      </div>
      <p className="open-as-why">
        {here && !other
          ? "Open this app on localhost or 127.0.0.1 to use this: a browser keeps one session for each host name."
          : `Opens on ${other ?? "127.0.0.1"}: windows of one host name share their cookies, so the other one has a session of its own.`}
      </p>
      <p className="demo-problem" role="alert">{problem}</p>
    </div>
  );
}
