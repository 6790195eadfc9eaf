// Export to a file and import from one; the session token goes to the app's own backend in a header, never in an address.
import { useRef, useState } from "react";

const BUTTON = "rt-reset rt-BaseButton rt-Button rt-r-size-2";
const PHASES = {
  uploading: "Uploading", reading: "Reading every line", checking: "Checking against the database", writing: "Writing",
  "taking back": "Taking back",
};
const AWAY = "The app's server does not answer. Nothing is half done; try again in a moment.";

function size(bytes) {
  const units = ["B", "kB", "MB", "GB"];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** step).toFixed(step ? 1 : 0)} ${units[step]}`;
}

async function download(collection, onProgress) {
  const { url, headers } = await window.appRequest("/transfer/export");
  const query = collection ? `?collection=${encodeURIComponent(collection)}` : "";
  const answer = await fetch(url + query, { method: "POST", headers });
  if (!answer.ok) throw new Error(await answer.text());
  const parts = [];
  let bytes = 0;
  const reader = answer.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    bytes += value.length;
    onProgress(bytes);
  }
  const address = URL.createObjectURL(new Blob(parts, { type: "application/x-ndjson" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${collection || "documents"}.jsonl`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return bytes;
}

async function upload(file, onProgress) {
  const { url, headers } = await window.appRequest("/transfer/import");
  const text = await new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => onProgress({ phase: "uploading", done: event.loaded, total: event.total });
    request.onprogress = () => {
      const whole = request.responseText.slice(0, request.responseText.lastIndexOf("\n")).split("\n").filter(Boolean);
      const last = whole.length ? JSON.parse(whole.at(-1)) : {};
      if (last.phase) onProgress(last);
    };
    request.onload = () => (request.status === 200 ? resolve(request.responseText) : reject(new Error(request.responseText)));
    request.onerror = () => reject(new Error(AWAY));
    request.send(file);
  });
  const last = JSON.parse(text.trim().split("\n").at(-1));
  if (last.error) throw new Error(`${last.error.replace(/[.]$/, "")}. Nothing was imported.`);
  return last.documents;
}

function Progress({ phase, done, total }) {
  return (
    <div className="transfer-progress">
      <label>
        {PHASES[phase] ?? phase}
        <progress max={total || 1} value={total ? done : 0} />
      </label>
    </div>
  );
}

export function TransferPanel({ collections, onDone }) {
  const [exporting, setExporting] = useState(null);
  const [progress, setProgress] = useState(null);
  const [told, setTold] = useState({ export: "", import: "", failed: "" });
  const chosen = useRef(null);
  const picker = useRef(null);

  const runExport = async () => {
    setTold((before) => ({ ...before, export: "", failed: "" }));
    setExporting(0);
    try {
      const bytes = await download(chosen.current.value, setExporting);
      setTold((before) => ({ ...before, export: `Exported ${size(bytes)}.` }));
    } catch (error) {
      const message = error instanceof TypeError ? AWAY : error.message;
      setTold((before) => ({ ...before, failed: message }));
    } finally {
      setExporting(null);
    }
  };
  const runImport = async () => {
    const file = picker.current.files[0];
    if (!file) return setTold((before) => ({ ...before, failed: "Choose a file first." }));
    setTold((before) => ({ ...before, import: "", failed: "" }));
    setProgress({ phase: "uploading", done: 0, total: file.size });
    try {
      const count = await upload(file, setProgress);
      picker.current.value = "";
      setTold((before) => ({ ...before, import: `Imported ${count.toLocaleString("en")} documents.` }));
      onDone();
    } catch (error) {
      setTold((before) => ({ ...before, failed: error instanceof TypeError ? AWAY : error.message }));
    } finally {
      setProgress(null);
    }
  };
  return (
    <div className="transfer">
      <section aria-labelledby="export-title">
        <h2 id="export-title">Export</h2>
        <p>One JSON document a line, with id, collection and types, all as they are at one moment.</p>
        <div className="transfer-row">
          <label htmlFor="export-collection" className="bar-label">Collection</label>
          <select id="export-collection" ref={chosen} className="bar-select">
            <option value="">All collections</option>
            {collections.map((name) => <option key={name} value={name}>{name}</option>)}
          </select>
          <button type="button" className={`${BUTTON} rt-variant-soft`} disabled={exporting !== null} onClick={runExport}>
            Export
          </button>
          <span role="status">{exporting !== null ? `${size(exporting)} so far` : told.export}</span>
        </div>
      </section>
      <section aria-labelledby="import-title">
        <h2 id="import-title">Import</h2>
        <p>Every line is checked before the first is written: either all documents are created or none.</p>
        <div className="transfer-row">
          <input ref={picker} type="file" accept=".jsonl,.ndjson,.json,application/x-ndjson" aria-label="File to import" />
          <button type="button" className={`${BUTTON} rt-variant-solid`} disabled={progress !== null} onClick={runImport}>
            Import
          </button>
          <span role="status">{told.import}</span>
        </div>
        <div className="transfer-place">{progress && <Progress {...progress} />}</div>
        <p role="alert" className="transfer-failed">{told.failed}</p>
      </section>
    </div>
  );
}
