// The drawing of a flow. Loaded by itself: the library that lays it out is not needed before.
import { CircleAlert, Maximize, ZoomIn, ZoomOut } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton, Toolbar } from '../../design/index.ts';
import type { Fault } from '../../ivr/flow/check.ts';
import type { Flow } from '../../ivr/flow/schema.ts';
import { boxHeight, boxWidth, type Direction, drawingOf, neighbourOf, pathOf } from './layout.ts';
import { nodeIcons } from './node-icons.ts';
import { nodesOfFault, useFlowWords } from './words.ts';

export interface FlowGraphProps {
  flow: Flow;
  faults: readonly Fault[];
  selected: string | null;
  /** Where the test call stands, and where it has been. */
  lit: string | null;
  path: readonly string[];
  onSelect: (id: string) => void;
}

const leastZoom = 0.3;
const mostZoom = 2;
const zoomStep = 1.25;
const directions: readonly string[] = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];
const isDirection = (key: string): key is Direction => directions.includes(key);
/** Words at 12 px: Chinese characters are square, others about half of that. */
const widthOfWords = (words: string): number =>
  words === '' ? 0 : [...words].reduce((sum, sign) => sum + (sign > '\u2e7f' ? 12 : 6.6), 8);

export default function FlowGraph({ flow, faults, selected, lit, path, onSelect }: FlowGraphProps) {
  const { t } = useTranslation('flows');
  const words = useFlowWords();
  const arrow = useId();
  const view = useRef<HTMLDivElement>(null);
  const boxes = useRef(new Map<string, HTMLButtonElement>());
  const [zoom, setZoom] = useState(1);
  const [stop, setStop] = useState(selected ?? flow.start);
  // Its shape only: words that are typed move nothing.
  const shape = JSON.stringify([flow.nodes, t('between')]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for the nodes and the language
  const drawing = useMemo(() => drawingOf(flow, (on) => widthOfWords(words.edge(on))), [shape]);
  const tabStop = drawing.boxes.some(({ id }) => id === stop) ? stop : drawing.boxes[0]?.id;
  const shown = lit ?? selected;

  useEffect(() => {
    const box = drawing.boxes.find(({ id }) => id === shown);
    const frame = view.current;
    if (!box || !frame) return;
    const [x, y] = [box.x * zoom, box.y * zoom];
    const isSeen =
      x > frame.scrollLeft + 60 &&
      x < frame.scrollLeft + frame.clientWidth - 60 &&
      y > frame.scrollTop + 20 &&
      y < frame.scrollTop + frame.clientHeight - 20;
    if (!isSeen) frame.scrollTo({ left: x - frame.clientWidth / 2, top: y - frame.clientHeight / 2 });
  }, [shown, drawing, zoom]);

  const zoomTo = (wanted: number): void => setZoom(Math.min(mostZoom, Math.max(leastZoom, wanted)));
  const fit = (): void => {
    const frame = view.current;
    if (frame) zoomTo(Math.min(frame.clientWidth / drawing.width, frame.clientHeight / drawing.height, 1));
  };
  const onKeyDown = (event: KeyboardEvent, id: string): void => {
    if (!isDirection(event.key)) return;
    event.preventDefault();
    const next = neighbourOf(drawing.boxes, id, event.key);
    if (next === undefined) return;
    setStop(next);
    boxes.current.get(next)?.focus();
  };
  return (
    <section className="flow-graph" aria-label={t('graph')}>
      <div ref={view} className="flow-view">
        <div className="flow-room" style={{ width: drawing.width * zoom, height: drawing.height * zoom }}>
          <div
            className="flow-sheet"
            style={{ width: drawing.width, height: drawing.height, transform: `scale(${zoom})` }}
          >
            <svg width={drawing.width} height={drawing.height} aria-hidden>
              <defs>
                <marker
                  id={arrow}
                  viewBox="0 0 8 8"
                  refX="7"
                  refY="4"
                  markerUnits="userSpaceOnUse"
                  markerWidth="9"
                  markerHeight="9"
                  orient="auto"
                >
                  <path className="flow-arrow" d="M0,0 L8,4 L0,8 Z" />
                </marker>
              </defs>
              {drawing.lines.map((line) => (
                <g
                  key={`${line.from} ${line.to}`}
                  className="flow-line"
                  data-near={line.from === selected || line.to === selected || undefined}
                >
                  <path d={pathOf(line.points)} markerEnd={`url(#${arrow})`} />
                  <text x={line.x} y={line.y} dy="0.35em">
                    {words.edge(line.on)}
                  </text>
                </g>
              ))}
            </svg>
            {drawing.boxes.map(({ id, x, y }) => {
              const node = flow.nodes[id];
              if (!node) return null;
              const Icon = nodeIcons[node.type];
              const count = faults.filter((fault) => nodesOfFault(flow, fault).includes(id)).length;
              const type = t(`type.${node.type}`);
              return (
                <button
                  key={id}
                  ref={(element) => {
                    if (element) boxes.current.set(id, element);
                    else boxes.current.delete(id);
                  }}
                  type="button"
                  className="flow-box"
                  style={{
                    left: x - boxWidth / 2,
                    top: y - boxHeight / 2,
                    width: boxWidth,
                    height: boxHeight,
                  }}
                  tabIndex={id === tabStop ? 0 : -1}
                  aria-pressed={id === selected}
                  data-lit={id === lit || undefined}
                  data-been={path.includes(id) || undefined}
                  data-faulty={count > 0 || undefined}
                  onFocus={() => setStop(id)}
                  onKeyDown={(event) => onKeyDown(event, id)}
                  onClick={() => onSelect(id)}
                >
                  <span className="flow-box-type">
                    <Icon aria-hidden />
                    {id === flow.start ? t('typeStart', { type, start: t('start') }) : type}
                    {count > 0 && <CircleAlert className="flow-box-fault" aria-hidden />}
                  </span>
                  <span className="oc-truncate">{words.firstText(flow, id) || id}</span>
                  {count > 0 && <span className="oc-hidden">{t('boxFaulty', { count })}</span>}
                  {id === lit && <span className="oc-hidden">{t('boxLit')}</span>}
                </button>
              );
            })}
          </div>
        </div>
      </div>
      <div className="flow-zoom">
        <Toolbar label={t('zoomLevel', { percent: Math.round(zoom * 100) })}>
          <IconButton
            size="small"
            icon={ZoomOut}
            label={t('zoomOut')}
            onPress={() => zoomTo(zoom / zoomStep)}
          />
          <span className="oc-micro oc-quiet">{t('zoomLevel', { percent: Math.round(zoom * 100) })}</span>
          <IconButton
            size="small"
            icon={ZoomIn}
            label={t('zoomIn')}
            onPress={() => zoomTo(zoom * zoomStep)}
          />
          <IconButton size="small" icon={Maximize} label={t('fit')} onPress={fit} />
        </Toolbar>
      </div>
    </section>
  );
}
