// The user's button, or a way to sign in. Each page draws a head of its own; the button is kept beside the pages and goes
// from head to head, so that it does not blink and its menu stays open.
import { useLayoutEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { SignInButton, UserButton, useAuth } from "@clerk/react";

const kept = typeof document === "undefined" ? null : document.createElement("span");

// Stands once in the app, around which pages change.
export function KeptUserButton() {
  const { isLoaded, isSignedIn } = useAuth();
  return kept && isLoaded && isSignedIn ? createPortal(<UserButton />, kept) : null;
}

export function AccountButton() {
  const { isLoaded, isSignedIn } = useAuth();
  if (!isLoaded) return <span className="account-skeleton" aria-hidden="true" />;
  if (isSignedIn) return <PlaceOfUserButton />;
  return (
    <SignInButton mode="redirect">
      <button className="rt-reset rt-BaseButton rt-r-size-2 rt-variant-soft rt-Button">Sign in</button>
    </SignInButton>
  );
}

function PlaceOfUserButton() {
  const place = useRef(null);
  useLayoutEffect(() => place.current.append(kept), []);
  return <span ref={place} data-testid="signed-in-user" className="account" />;
}
