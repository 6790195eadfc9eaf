// Documents in a grid of which only the rows on screen are in the DOM; rows come in batches, the next when the end nears.
import { memo, useCallback, useEffect, useReducer, useRef, useState } from "react";
import { useVirtualizer } from "@tanstack/react-virtual";

const ROW_PX = 36;
const OVERSCAN = 8;
const NO_ROWS = { seq: "", start: "", columns: [], rows: [], more: false };
const KEYS = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12, Home: -Infinity, End: Infinity };

// A batch that was seen changes nothing; one that starts anew drops what was there; others add, change and remove rows.
function taken(held, batch) {
  if (!batch || batch.seq === held.seq) return held;
  const { seq, columns, more } = batch;
  if (batch.reset) return { seq, start: seq, columns, rows: batch.rows, more };
  const changed = new Map(batch.changed?.map((row) => [row.id, row]));
  const gone = new Set(batch.gone);
  const kept = changed.size + gone.size === 0
    ? held.rows
    : held.rows.filter((row) => !gone.has(row.id)).map((row) => changed.get(row.id) ?? row);
  return { ...held, seq, columns, more, rows: batch.rows.length ? kept.concat(batch.rows) : kept };
}

function widthOf(column) {
  if (column.kind === "id") return 184;
  if (column.name === "ts" || column.name === "ttl") return 232;
  return Math.min(280, Math.max(column.type.startsWith("String") ? 208 : 144, (column.name.length + column.type.length) * 8 + 56));
}

const Heads = memo(function Heads({ columns, sort, template, onSort }) {
  return (
    <div role="row" aria-rowindex={1} className="grid-heads" style={{ gridTemplateColumns: template }}>
      {columns.map((column) => <Head key={column.name} column={column} sort={sort} onSort={onSort} />)}
    </div>
  );
});

// Rows that stay where they are are not drawn again while others come and go.
const Row = memo(function Row({ row, index, start, isCurrent, columns, template, onChoose }) {
  return (
    <div
      id={`row-${row.id}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isCurrent}
      className="grid-row"
      style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}
      onClick={() => onChoose(index, row.id)}
    >
      {columns.map((column, place) => {
        const [kind, text] = row.cells[place] ?? ["absent", ""];
        return <div role="gridcell" key={column.name} className="grid-cell" data-kind={kind}><bdi>{text}</bdi></div>;
      })}
    </div>
  );
});

function Head({ column, sort, onSort }) {
  const isSorted = sort.by === column.name;
  const direction = isSorted ? (sort.descending ? "descending" : "ascending") : "none";
  return (
    <div role="columnheader" aria-sort={direction} className="grid-head" title={`${column.name} · ${column.note}`}>
      <button type="button" className="rt-reset" onClick={() => onSort(column.name)}>
        <bdi>{column.name}</bdi>
        {column.type && <span className="grid-type">{column.type}</span>}
        <span aria-hidden="true" className="grid-arrow">{isSorted ? (sort.descending ? "↓" : "↑") : ""}</span>
      </button>
    </div>
  );
}

function Waiting({ columns, start, template }) {
  return (
    <div className="grid-row" role="row" style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}>
      {columns.map((column) => (
        <div role="gridcell" key={column.name} className="grid-cell"><span className="grid-bone" aria-hidden="true" /></div>
      ))}
    </div>
  );
}

export function DataGrid({ batch, ahead, waiting, sort, label, onOpen, onSort, onMore }) {
  const [held, take] = useReducer(taken, NO_ROWS);
  const [at, setAt] = useState(0);
  const frame = useRef(null);
  const asked = useRef("");
  useEffect(() => {
    take(batch);
    if (batch?.reset) {
      setAt(0);
      frame.current?.scrollTo({ top: 0 });
    }
  }, [batch]);
  const { rows, columns, more } = held;
  const virtual = useVirtualizer({
    count: rows.length + (more ? 1 : 0),
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    scrollPaddingStart: ROW_PX,
  });
  const last = virtual.range?.endIndex ?? 0;
  useEffect(() => {
    if (!more || asked.current === held.seq || rows.length - last > ahead) return;
    asked.current = held.seq;
    onMore(held.seq);
  }, [more, held.seq, rows.length, last, ahead, onMore]);

  const open = useRef(onOpen);
  open.current = onOpen;
  const choose = useCallback((index, id) => {
    setAt(index);
    open.current(id);
  }, []);
  const template = columns.map((column) => `${widthOf(column)}px`).join(" ");
  const width = columns.reduce((sum, column) => sum + widthOf(column), 0);
  const move = (event) => {
    if (event.target !== event.currentTarget || rows.length === 0) return;
    if (event.key === "Enter") return onOpen(rows[at].id);
    if (!(event.key in KEYS)) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(rows.length - 1, at + KEYS[event.key]));
    setAt(next);
    virtual.scrollToIndex(next);
  };
  return (
    <div
      ref={frame}
      className="grid-frame"
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-busy={waiting}
      aria-rowcount={more ? -1 : rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={rows.length ? `row-${rows[at]?.id}` : undefined}
      onKeyDown={move}
      data-testid="data-grid"
      data-rows={rows.length}
    >
      <div style={{ width, minWidth: "100%" }}>
        <Heads columns={columns} sort={sort} template={template} onSort={onSort} />
        {/* Other documents are other rows: those before would seem to jump. */}
        <div key={held.start} role="rowgroup" className="grid-body" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ key, index, start }) => {
            const row = rows[index];
            if (!row) return <Waiting key={key} columns={columns} start={start} template={template} />;
            return (
              <Row
                key={key}
                row={row}
                index={index}
                start={start}
                isCurrent={index === at}
                columns={columns}
                template={template}
                onChoose={choose}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}
