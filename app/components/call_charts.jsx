// Latency and operations over the last minutes, from the calls in the log.
import { useEffect, useState } from "react";
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Scatter, ScatterChart, XAxis, YAxis, ZAxis } from "recharts";

const TURN_MS = 2_000;
const BUCKETS = 30;
const DOT = 24;
const TICK = { fontSize: 11, fill: "var(--gray-11)" };
const SERIES = [["Clerk", "var(--amber-9)"], ["Fauna", "var(--accent-9)"]];
const OPS = [["compute", "var(--accent-8)"], ["read", "var(--green-9)"], ["write", "var(--amber-9)"]];

function useNow() {
  const [now, setNow] = useState(() => Date.now() / 1000);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() / 1000), TURN_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted.length ? sorted[Math.floor(sorted.length / 2)] : 0;
}

function inWords(service, calls) {
  const times = calls.filter((call) => call.service === service).map((call) => call.milliseconds);
  if (!times.length) return `${service}: none`;
  return `${service}: ${times.length}, median ${Math.round(median(times))} ms, slowest ${Math.round(Math.max(...times))} ms`;
}

function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

function buckets(calls, start, width) {
  const found = Array.from({ length: BUCKETS }, (_, index) => ({ at: start + (index + 0.5) * width, compute: 0, read: 0, write: 0 }));
  for (const { at, ops } of calls) {
    const bucket = found[Math.min(BUCKETS - 1, Math.floor((at - start) / width))];
    if (ops && bucket) OPS.forEach(([name]) => { bucket[name] += ops[name]; });
  }
  return found;
}

function Legend({ entries }) {
  return (
    <span className="call-legend" aria-hidden="true">
      {entries.map(([name, colour]) => <span key={name}><i style={{ background: colour }} />{name}</span>)}
    </span>
  );
}

function Chart({ title, summary, entries, children }) {
  return (
    <figure>
      <figcaption><strong>{title}</strong><Legend entries={entries} /></figcaption>
      <div role="img" aria-label={`${title}. ${summary}`} className="call-chart">
        <ResponsiveContainer width="100%" height="100%">{children}</ResponsiveContainer>
      </div>
      <p className="call-summary">{summary}</p>
    </figure>
  );
}

export default function CallCharts({ calls, minutes }) {
  const now = useNow();
  const start = now - minutes * 60;
  const recent = calls.filter((call) => call.at >= start);
  const sums = OPS.map(([name]) => `${recent.reduce((sum, { ops }) => sum + (ops ? ops[name] : 0), 0)} ${name}`);
  const axes = { type: "number", dataKey: "at", domain: [start, now], tickFormatter: clock, tick: TICK, tickCount: 4, stroke: "var(--gray-a6)" };
  const side = { tick: TICK, width: 44, stroke: "var(--gray-a6)", allowDecimals: false };
  return (
    <div data-testid="call-charts">
      <Chart title="Latency, ms" summary={`${SERIES.map(([name]) => inWords(name, recent)).join("; ")}, in ${minutes} minutes.`} entries={SERIES}>
        <ScatterChart margin={{ top: 4, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--gray-a4)" vertical={false} />
          <XAxis {...axes} />
          <YAxis {...side} type="number" dataKey="milliseconds" />
          <ZAxis range={[DOT, DOT]} />
          {SERIES.map(([name, colour]) => (
            <Scatter key={name} data={recent.filter((call) => call.service === name)} fill={colour} isAnimationActive={false} />
          ))}
        </ScatterChart>
      </Chart>
      <Chart title="Fauna operations" summary={`${sums.join(", ")} in ${minutes} minutes.`} entries={OPS}>
        <BarChart data={buckets(recent, start, (minutes * 60) / BUCKETS)} margin={{ top: 4, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--gray-a4)" vertical={false} />
          <XAxis {...axes} />
          <YAxis {...side} />
          {OPS.map(([name, colour]) => (
            <Bar key={name} dataKey={name} stackId="ops" fill={colour} barSize={6} isAnimationActive={false} />
          ))}
        </BarChart>
      </Chart>
    </div>
  );
}
