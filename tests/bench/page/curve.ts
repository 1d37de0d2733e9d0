// A growth curve as SVG: both axes logarithmic, one line for each side, values written at the points.

export interface Line {
  name: string;
  colour: string;
  points: readonly { x: number; y: number }[];
}

const [width, height, left, right, top, bottom] = [640, 260, 64, 140, 34, 40];

const short = (value: number): string =>
  value >= 10_000
    ? `${Math.round(value / 1_000)}k`
    : value >= 100
      ? value.toFixed(0)
      : String(Number(value.toPrecision(3)));

/** @param title stands above; `x` names the axis below */
export function drawCurve(title: string, x: string, lines: readonly Line[]): string {
  const points = lines.flatMap((line) => line.points).filter((point) => point.y > 0);
  const span = (values: readonly number[]): [number, number] => [
    Math.log10(Math.min(...values)),
    Math.log10(Math.max(...values)),
  ];
  const [fromX, toX] = span(points.map((point) => point.x));
  const [fromY, toY] = span(points.map((point) => point.y));
  const placeX = (value: number) =>
    left + ((Math.log10(value) - fromX) / (toX - fromX || 1)) * (width - left - right);
  const placeY = (value: number) =>
    height - bottom - ((Math.log10(value) - fromY) / (toY - fromY || 1)) * (height - top - bottom);
  const text = (at: string, words: string) => `<text ${at}>${words}</text>`;
  const marks = [...new Set(points.map((point) => point.x))].map((value) =>
    text(`x="${placeX(value).toFixed(0)}" y="${height - bottom + 20}" text-anchor="middle"`, short(value)),
  );
  const drawn = lines.map((line) => {
    const seen = line.points.filter((point) => point.y > 0);
    const path = seen.map((point) => `${placeX(point.x).toFixed(1)},${placeY(point.y).toFixed(1)}`);
    const last = seen.at(-1);
    return `<polyline points="${path.join(' ')}" fill="none" stroke="${line.colour}" stroke-width="2"/>
${seen
  .map(
    (
      point,
    ) => `<circle cx="${placeX(point.x).toFixed(1)}" cy="${placeY(point.y).toFixed(1)}" r="3" fill="${line.colour}"/>
${text(`x="${placeX(point.x).toFixed(0)}" y="${(placeY(point.y) - 8).toFixed(0)}" text-anchor="middle"`, short(point.y))}`,
  )
  .join('\n')}
${last ? text(`x="${(placeX(last.x) + 26).toFixed(0)}" y="${(placeY(last.y) + 4).toFixed(0)}" fill="${line.colour}"`, line.name) : ''}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}" font-family="sans-serif" font-size="12">
<rect width="${width}" height="${height}" fill="#fff"/>
${text(`x="${left}" y="18" font-weight="bold"`, title)}
<line x1="${left}" y1="${height - bottom}" x2="${width - right}" y2="${height - bottom}" stroke="#888"/>
${text(`x="${(left + width - right) / 2}" y="${height - 6}" text-anchor="middle" fill="#555"`, x)}
${marks.join('\n')}
${drawn.join('\n')}
</svg>
`;
}
