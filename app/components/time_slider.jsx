// An instant of the database's history: a switch, a slider, and the field that its form sends.
import { useEffect, useRef, useState } from "react";

const WAIT_MS = 250;
const STEPS = 1_000;

function shown(instant) {
  return new Date(instant).toLocaleString([], { dateStyle: "medium", timeStyle: "medium" });
}

export function TimeSlider({ earliest, latest, name }) {
  const [isOn, setIsOn] = useState(false);
  const [instant, setInstant] = useState(latest);
  const timer = useRef(null);
  const field = useRef(null);
  useEffect(() => () => clearTimeout(timer.current), []);
  const isPast = isOn && earliest < latest;
  const at = Math.min(Math.max(instant || latest, earliest), latest);
  const runSoon = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => field.current?.form?.requestSubmit(), WAIT_MS);
  };
  const move = (next) => {
    setInstant(Math.min(Math.max(next, earliest), latest));
    runSoon();
  };
  const toggle = (event) => {
    setIsOn(event.target.checked);
    setInstant(latest);
  };
  return (
    <div className="time">
      <label className="check"><input type="checkbox" checked={isOn} onChange={toggle} /> Time travel</label>
      <input type="hidden" name={name} ref={field} value={isPast ? new Date(at).toISOString() : ""} />
      {isPast && (
        <div className="time-line">
          <button type="button" className="rt-reset rt-BaseButton rt-r-size-1 rt-variant-soft rt-Button" onClick={() => move(at - 60_000)}>−1 min</button>
          <input
            type="range" aria-label="Instant" aria-valuetext={shown(at)} min={earliest} max={latest}
            step={Math.max(1, Math.floor((latest - earliest) / STEPS))} value={at}
            onChange={(event) => move(Number(event.target.value))}
          />
          <button type="button" className="rt-reset rt-BaseButton rt-r-size-1 rt-variant-soft rt-Button" onClick={() => move(at + 60_000)}>+1 min</button>
          <output className="time-at">{shown(at)}</output>
        </div>
      )}
      {isOn && !isPast && <p className="time-none">No collection of this database has a history yet.</p>}
    </div>
  );
}
