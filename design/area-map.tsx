// A map of areas on a grid: each where it roughly is, to look at and to choose from. What is drawn comes from the city's
// data (`cells`); areas without any stand below, in their order.
import './area-map.css';
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { type Area, drawAreas, nextArea, type Shape, shortNames } from './area-shapes.ts';

/** Steps of shade; the number stands beside it. */
const shades = 4;

interface AreaMapProps {
  /** What is drawn: “districts of the city”. */
  label: string;
  areas: readonly Area[];
  /** Absent where an area leads somewhere else. */
  chosen?: string | null;
  onChoose: (code: string) => void;
  /** How many of something are in an area; said in words by `countLabel`. */
  counts?: { of: ReadonlyMap<string, number>; label: (count: number) => string };
  /** What else stands in an area, below its number. */
  marks?: (code: string) => ReactNode;
  /** The focus goes into the map as it appears: it was on what stood here before. */
  takesFocus?: boolean;
}

const gridAt = (x: number, y: number, width = 1, height = 1): CSSProperties => ({
  gridArea: `${y + 1} / ${x + 1} / span ${height} / span ${width}`,
});

export function AreaMap({ label, areas, chosen, onChoose, counts, marks, takesFocus }: AreaMapProps) {
  const { columns, rows, shapes } = useMemo(() => drawAreas(areas), [areas]);
  const names = useMemo(() => shortNames(areas.map(({ name }) => name)), [areas]);
  const [reached, setReached] = useState(chosen ?? null);
  const map = useRef<HTMLFieldSetElement>(null);
  const id = useId();
  const isHere = (code: string | null | undefined): boolean => shapes.some((shape) => shape.code === code);
  const stop = [reached, chosen].find(isHere) ?? shapes[0]?.code;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, as it appears
  useEffect(() => {
    if (takesFocus) map.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
  }, []);
  // A single one is never the strongest shade.
  const most = Math.max(shades, ...(counts ? areas.map(({ code }) => counts.of.get(code) ?? 0) : []));
  const onKeyDown = (event: KeyboardEvent, code: string): void => {
    const next = nextArea(shapes, code, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setReached(next);
    map.current?.querySelector<HTMLElement>(`[data-code="${next}"]`)?.focus();
  };
  const flattest = Math.min(...shapes.map(({ block }) => block.height));
  const grid: CSSProperties = {
    gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
    gridTemplateRows: `repeat(${rows}, minmax(${flattest > 1 ? '2rem' : '3rem'}, 1fr))`,
  };
  const nameOf = (code: string): { full: string; short: string } => {
    const at = areas.findIndex((area) => area.code === code);
    return { full: areas[at]?.name ?? '', short: names[at] ?? '' };
  };
  const draw = ({ code, cells, block, apart }: Shape) => {
    const { full, short } = nameOf(code);
    const count = counts?.of.get(code) ?? 0;
    return (
      <div
        key={code}
        className="oc-area"
        data-chosen={code === chosen || undefined}
        data-shade={counts ? Math.ceil((count / most) * shades) : undefined}
      >
        {cells.map(({ x, y, sides }) => (
          // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the rest of the button's area
          <span
            key={`${x} ${y}`}
            className="oc-area-cell"
            data-sides={sides.join(' ')}
            style={gridAt(x, y)}
            onClick={() => onChoose(code)}
          />
        ))}
        {apart.map(({ x, y, width, height }) => (
          <span
            key={`${x} ${y}`}
            className="oc-area-name oc-area-apart"
            style={gridAt(x, y, width, height)}
            aria-hidden
          >
            {short}
          </span>
        ))}
        <button
          type="button"
          className="oc-area-name"
          data-code={code}
          tabIndex={code === stop ? 0 : -1}
          aria-pressed={chosen === undefined ? undefined : code === chosen}
          title={full === short ? undefined : full}
          style={gridAt(block.x, block.y, block.width, block.height)}
          onClick={() => onChoose(code)}
          onFocus={() => setReached(code)}
          onKeyDown={(event) => onKeyDown(event, code)}
        >
          <span>{short}</span>
          {counts && (
            <>
              <b aria-hidden>{count}</b>
              <span className="oc-hidden">{counts.label(count)}</span>
            </>
          )}
          {marks?.(code)}
        </button>
      </div>
    );
  };
  return (
    <fieldset ref={map} className="oc-area-map" aria-labelledby={id}>
      <legend id={id} className="oc-hidden">
        {label}
      </legend>
      <div className="oc-area-grid" style={grid}>
        {shapes.map(draw)}
      </div>
    </fieldset>
  );
}
