// ClerkProvider for the whole app, and the one place where a session token leaves the page: to the app's own backend.
import { useCallback, useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { ClerkProvider, SignIn, SignUp, UserButton, useAuth, useClerk } from "@clerk/react";
import env from "$/env.json";
import { getBackendURL, getToken as clientToken } from "$/utils/state";

const REFRESH_MS = 30_000;
const RETRY_MS = 3_000;
const TURN_MS = 1_000;
const ANSWER_MS = 10_000;
const CHANNEL = "app:session";

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
    window.appSignOut = () => clerk.signOut();
    return () => delete window.appSignOut;
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
      {children}
    </ClerkProvider>
  );
}

export function SignInForm() {
  return <SignIn routing="hash" signUpUrl="/sign-up" />;
}

export function SignUpForm() {
  return <SignUp routing="hash" signInUrl="/sign-in" />;
}

export function AccountButton() {
  const { isLoaded, isSignedIn } = useAuth();
  const navigate = useNavigate();
  if (!isLoaded) return <span style={{ width: 28, height: 28, borderRadius: 14, background: "var(--gray-4)" }} />;
  if (isSignedIn) {
    return <span data-testid="signed-in-user" style={{ display: "flex", minHeight: 28 }}><UserButton /></span>;
  }
  return (
    <button className="rt-reset rt-BaseButton rt-r-size-2 rt-variant-soft rt-Button" onClick={() => navigate("/sign-in")}>
      Sign in
    </button>
  );
}

export function DemoSignIn({ role, label }) {
  const clerk = useClerk();
  const navigate = useNavigate();
  const { isLoaded } = useAuth();
  const [state, setState] = useState("");
  const signIn = async () => {
    setState("Signing in…");
    try {
      const answer = await fetch(backend(`/auth/demo/${role}`), { method: "POST" });
      if (!answer.ok) throw new Error(await answer.text());
      const { ticket } = await answer.json();
      if (clerk.session) await clerk.signOut();
      const attempt = await clerk.client.signIn.create({ strategy: "ticket", ticket });
      await clerk.setActive({ session: attempt.createdSessionId });
      navigate("/");
    } catch (error) {
      setState(`That did not work: ${error.message}`);
    }
  };
  return (
    <button
      className="rt-reset rt-BaseButton rt-r-size-3 rt-variant-surface rt-Button"
      data-testid={`demo-user-${role}`}
      disabled={!isLoaded}
      onClick={signIn}
    >
      {state || label}
    </button>
  );
}
