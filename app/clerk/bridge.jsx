// ClerkProvider for the whole app, and the one place where a session token leaves the page: to the app's own backend.
import { useCallback, useEffect, useState } from "react";
import { useNavigate } from "react-router";
import {
  ClerkFailed, ClerkLoaded, ClerkLoading, ClerkProvider, SignIn, SignUp, useAuth, useClerk,
} from "@clerk/react";
import env from "$/env.json";
import { getBackendURL, getToken as clientToken } from "$/utils/state";
import { KeptUserButton } from "./account.jsx";

const REFRESH_MS = 30_000;
const RETRY_MS = 3_000;
const TURN_MS = 1_000;
const ANSWER_MS = 10_000;
const CHANNEL = "app:session";
const APPEARANCE = {
  variables: {
    colorPrimary: "var(--iris-9)",
    colorPrimaryForeground: "white",
    borderRadius: "0.5rem",
    fontFamily: "inherit",
  },
};

let last = Promise.resolve();

// A sign-out never overtakes the sign-in that was sent before it.
function inOrder(work) {
  last = last.then(work);
}

function backend(path) {
  const url = new URL(getBackendURL(env.PING));
  url.pathname = url.pathname.replace(/\/ping$/, "") + path;
  return url.href;
}

function addresses(port) {
  if (!port) return {};
  const host = typeof window === "undefined" ? "127.0.0.1" : window.location.hostname;
  const base = `http://${host}:${port}/__clerk`;
  return {
    proxyUrl: base,
    __internal_clerkJSUrl: `${base}/npm/@clerk/clerk-js@6/dist/clerk.browser.js`,
    __internal_clerkUIUrl: `${base}/npm/@clerk/ui@1/dist/ui.browser.js`,
  };
}

// The backend hears of each new session and token; a token is read where ClerkJS keeps it, so that asking costs nothing.
function SessionSync() {
  const { isLoaded, isSignedIn, sessionId, getToken } = useAuth();
  const clerk = useClerk();
  useEffect(() => {
    window.appSignOut = (options) => clerk.signOut(options);
    window.appRequest = async (path) => {
      const token = await clerk.session?.getToken();
      return { url: backend(path), headers: token ? { Authorization: `Bearer ${token}` } : {} };
    };
    return () => {
      delete window.appSignOut;
      delete window.appRequest;
    };
  }, [clerk]);
  useEffect(() => {
    if (!isLoaded) return undefined;
    let current = true;
    let told = { tab: null, token: null, at: 0 };
    let isWaiting = false;
    const tell = async () => {
      isWaiting = false;
      if (!current) return;
      const tab = clientToken();
      told = { tab: null, token: null, at: Date.now() };
      try {
        const token = isSignedIn ? await getToken() : null;
        if (!current || (isSignedIn && !token)) return;
        const headers = { "X-Client-Token": tab, ...(token && { Authorization: `Bearer ${token}` }) };
        const method = token ? "POST" : "DELETE";
        const signal = AbortSignal.timeout(ANSWER_MS);
        const answer = await fetch(backend("/auth/session"), { method, headers, signal });
        if (answer.ok) told = { tab, token, at: Date.now() };
      } catch {
        // The backend restarts or the network is away: a later turn tells it.
      }
    };
    const turn = () => {
      const age = Date.now() - told.at;
      const token = (isSignedIn && clerk.session?.lastActiveToken?.getRawString()) || null;
      // Reflex gives a duplicated tab another token, of which the backend knows nothing yet.
      const isNews = told.tab !== clientToken() || (token !== null && token !== told.token);
      const isDue = isNews ? told.tab !== null || age > RETRY_MS : isSignedIn && age > REFRESH_MS;
      if (isWaiting || !isDue) return;
      isWaiting = true;
      inOrder(tell);
    };
    inOrder(tell);
    const timer = setInterval(turn, TURN_MS);
    document.addEventListener("visibilitychange", turn);
    return () => {
      current = false;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", turn);
    };
  }, [isLoaded, isSignedIn, sessionId, getToken, clerk]);
  useFollowing(isLoaded, sessionId, clerk);
  return null;
}

// ClerkJS itself tells the other tabs of a sign-out only; a sign-in reaches them here.
function useFollowing(isLoaded, sessionId, clerk) {
  useEffect(() => {
    if (!isLoaded || !clerk.client) return undefined;
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = async ({ data }) => {
      if (data === (clerk.session?.id ?? null)) return;
      await clerk.client.reload();
      const session = clerk.client.lastActiveSessionId;
      if (session && session !== clerk.session?.id) await clerk.setActive({ session });
    };
    if (sessionId) channel.postMessage(sessionId);
    return () => channel.close();
  }, [isLoaded, sessionId, clerk]);
}

export function ClerkBridge({ publishableKey, emulatorPort, children }) {
  const navigate = useNavigate();
  const go = useCallback((to, replace) => {
    const url = new URL(to, window.location.origin);
    navigate(url.pathname + url.search + url.hash, { replace });
  }, [navigate]);
  return (
    <ClerkProvider
      publishableKey={publishableKey}
      {...addresses(emulatorPort)}
      appearance={APPEARANCE}
      telemetry={false}
      signInUrl="/sign-in"
      signUpUrl="/sign-up"
      afterSignOutUrl="/"
      signInFallbackRedirectUrl="/"
      signUpFallbackRedirectUrl="/"
      unsafe_disableDevelopmentModeConsoleWarning
      routerPush={(to) => go(to, false)}
      routerReplace={(to) => go(to, true)}
    >
      <SessionSync />
      <KeptUserButton />
      {children}
    </ClerkProvider>
  );
}

// Clerk's form, its place while ClerkJS loads, and what to do when it does not.
function Form({ children }) {
  return (
    <>
      <ClerkLoading><div className="clerk-skeleton" role="status" aria-label="Clerk's form is loading" /></ClerkLoading>
      <ClerkFailed>
        <div className="clerk-failed" role="alert">
          <strong>Clerk does not load.</strong>
          <p>Its Frontend API does not answer from this browser. Check that it runs, then try again.</p>
          <button className="rt-reset rt-BaseButton rt-r-size-2 rt-variant-soft rt-Button" onClick={() => location.reload()}>
            Try again
          </button>
        </div>
      </ClerkFailed>
      <ClerkLoaded>{children}</ClerkLoaded>
    </>
  );
}

export function SignInForm() {
  return <Form><SignInOrGoOn /></Form>;
}

// Clerk's form leaves the page at once when somebody is signed in; whoever comes here then may want to be somebody else.
function SignInOrGoOn() {
  const { isSignedIn } = useAuth();
  const [wasSignedIn] = useState(isSignedIn);
  const navigate = useNavigate();
  if (!wasSignedIn) return <SignIn routing="hash" signUpUrl="/sign-up" />;
  return (
    <div className="clerk-signed-in">
      <strong>You are signed in already.</strong>
      <button className="rt-reset rt-BaseButton rt-r-size-3 rt-variant-solid rt-Button" onClick={() => navigate(returnAddress())}>
        Continue
      </button>
    </div>
  );
}

export function SignUpForm() {
  return <Form><SignUp routing="hash" signInUrl="/sign-in" /></Form>;
}

// Tells a form's handler to wait for a session whose token is still on its way to the backend; it proves nothing.
export function SignedInField() {
  const { isSignedIn } = useAuth();
  return <input type="hidden" name="signed_in" value={isSignedIn ? "true" : ""} />;
}

// Where the visitor came from, which Clerk keeps in the query or in the hash: a path of this app only.
function returnAddress() {
  const parts = [window.location.search, window.location.hash.split("?")[1]];
  const given = parts.map((part) => new URLSearchParams(part).get("redirect_url")).find(Boolean) || "/";
  try {
    const url = new URL(given, window.location.origin);
    return url.origin === window.location.origin ? url.pathname + url.search + url.hash : "/";
  } catch {
    return "/";
  }
}

async function ticketFor(role) {
  let answer;
  try {
    answer = await fetch(backend(`/auth/demo/${role}`), { method: "POST", signal: AbortSignal.timeout(ANSWER_MS) });
  } catch {
    throw new Error("The app's server does not answer. Try again in a moment.");
  }
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()).ticket;
}

// The ticket goes from the answer to ClerkJS and is kept nowhere.
export async function signInAsDemoUser(clerk, role) {
  const ticket = await ticketFor(role);
  if (clerk.session) await clerk.signOut({ redirectUrl: window.location.href });
  const attempt = await clerk.client.signIn.create({ strategy: "ticket", ticket });
  await clerk.setActive({ session: attempt.createdSessionId });
}

export function DemoUsers({ users }) {
  const clerk = useClerk();
  const navigate = useNavigate();
  const { isLoaded } = useAuth();
  const [busy, setBusy] = useState("");
  const [problem, setProblem] = useState("");
  const signIn = async (role) => {
    setBusy(role);
    setProblem("");
    try {
      const to = returnAddress();
      await signInAsDemoUser(clerk, role);
      navigate(to);
    } catch (error) {
      setProblem(error.errors?.[0]?.longMessage || error.message);
      setBusy("");
    }
  };
  return (
    <div className="demo-users" aria-busy={busy !== ""}>
      {users.map(({ role, name, initials }) => (
        <button
          key={role}
          className="rt-reset demo-user"
          data-testid={`demo-user-${role}`}
          disabled={!isLoaded || busy !== ""}
          onClick={() => signIn(role)}
        >
          <span className="demo-initials" aria-hidden="true">{initials}</span>
          <span className="demo-name">{name}</span>
          <span className="demo-role">{busy === role ? "Signing in…" : role}</span>
        </button>
      ))}
      <p className="demo-problem" role="alert">{problem}</p>
    </div>
  );
}
