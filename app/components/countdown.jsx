// A life that runs out, by the server's clock: the browser's may be another.
import { useEffect, useState } from "react";

const TURN_MS = 250;

function inWords(left) {
  const seconds = Math.abs(Math.round(left));
  const text = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return left > 0 ? `${text} left` : `expired ${text} ago`;
}

export function Countdown({ since, until, now }) {
  const [left, setLeft] = useState(until - now);
  useEffect(() => {
    const received = performance.now();
    const turn = () => setLeft(until - now - (performance.now() - received) / 1000);
    turn();
    const timer = setInterval(turn, TURN_MS);
    return () => clearInterval(timer);
  }, [until, now]);
  const life = Math.max(1, until - since);
  const share = Math.min(1, Math.max(0, left / life));
  return (
    <div className="countdown" role="timer" aria-label="Life of the token" data-expired={left <= 0 ? "" : undefined}>
      <span className="countdown-text">{inWords(left)}</span>
      <span className="countdown-bar" aria-hidden="true"><span style={{ transform: `scaleX(${share})` }} /></span>
      <span className="countdown-life">{`of ${Math.round(life)} s`}</span>
    </div>
  );
}
