/** Plots as SVG text: bars side by side, or lines over a measure that grows. */

/** What to draw; values are drawn from zero. */
export interface Plot {
  readonly kind: 'bars' | 'lines';
  readonly title: string;
  readonly unit: string;
  /** Under the bars, or the places of the points. */
  readonly labels: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
}

const size = { width: 720, height: 320, left: 64, right: 16, top: 64, bottom: 40 } as const;
const colours = ['#0b6e75', '#b4530a', '#5b4b9a', '#6b7280'];

/** The plot as a standalone SVG, readable on a light and a dark page. */
export function plotSvg(plot: Plot): string {
  const most = Math.max(...plot.series.flatMap(({ values }) => values), 0);
  const step = niceStep(most);
  const top = Math.max(step, Math.ceil(most / step) * step);
  const y = (value: number): number =>
    size.height - size.bottom - (value / top) * (size.height - size.top - size.bottom);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" font-family="sans-serif" font-size="12">`,
    `<title>${escapeText(plot.title)}</title>`,
    `<rect width="${size.width}" height="${size.height}" rx="8" fill="#ffffff"/>`,
    `<text x="16" y="24" font-size="15" font-weight="600" fill="#1f2937">${escapeText(plot.title)}</text>`,
    ...legend(plot),
  ];
  for (let value = 0; value <= top + step / 2; value += step)
    parts.push(
      `<line x1="${size.left}" x2="${size.width - size.right}" y1="${at(y(value))}" y2="${at(y(value))}" stroke="#e5e7eb"/>`,
      `<text x="${size.left - 8}" y="${at(y(value) + 4)}" text-anchor="end" fill="#4b5563">${numberText(value)}</text>`,
    );
  const slot = (size.width - size.left - size.right) / plot.labels.length;
  const middle = (index: number): number => size.left + slot * (index + 0.5);
  plot.labels.forEach((label, index) =>
    parts.push(
      `<text x="${at(middle(index))}" y="${size.height - 16}" text-anchor="middle" fill="#1f2937">${escapeText(label)}</text>`,
    ),
  );
  parts.push(...(plot.kind === 'bars' ? bars(plot, slot, middle, y) : lines(plot, middle, y)), '</svg>');
  return `${parts.join('\n')}\n`;
}

type Place = (value: number) => number;

function legend(plot: Plot): string[] {
  let x = 16;
  const texts = plot.series.flatMap(({ name }, index) => {
    const start = x;
    x += 28 + name.length * 7;
    return [
      `<rect x="${start}" y="36" width="10" height="10" fill="${colourOf(index)}"/>`,
      `<text x="${start + 15}" y="45" fill="#1f2937">${escapeText(name)}</text>`,
    ];
  });
  return [...texts, `<text x="${x}" y="45" fill="#4b5563">(${escapeText(plot.unit)})</text>`];
}

function bars(plot: Plot, slot: number, middle: Place, y: Place): string[] {
  const width = Math.min(60, (slot * 0.8) / plot.series.length);
  return plot.series.flatMap(({ values }, series) =>
    values.flatMap((value, index) => {
      const x = middle(index) + (series - plot.series.length / 2) * width;
      return [
        `<rect x="${at(x)}" y="${at(y(value))}" width="${at(width - 4)}" height="${at(y(0) - y(value))}" fill="${colourOf(series)}"/>`,
        `<text x="${at(x + width / 2 - 2)}" y="${at(y(value) - 4)}" text-anchor="middle" font-size="11" fill="#1f2937">${numberText(value)}</text>`,
      ];
    }),
  );
}

function lines(plot: Plot, middle: Place, y: Place): string[] {
  return plot.series.flatMap(({ values }, series) => [
    `<polyline fill="none" stroke="${colourOf(series)}" stroke-width="2" points="${values.map((value, index) => `${at(middle(index))},${at(y(value))}`).join(' ')}"/>`,
    ...values.flatMap((value, index) => [
      `<circle cx="${at(middle(index))}" cy="${at(y(value))}" r="4" fill="${colourOf(series)}"/>`,
      `<text x="${at(middle(index))}" y="${at(y(value) - 9)}" text-anchor="middle" font-size="11" fill="#1f2937">${numberText(value)}</text>`,
    ]),
  ]);
}

const colourOf = (series: number): string => colours[series % colours.length]!;
const at = (value: number): string => String(Math.round(value * 10) / 10);
const numberText = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : String(Math.round(value * 100) / 100);
const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** 1, 2 or 5 times a power of ten, so that about five lines stand behind the plot. */
function niceStep(most: number): number {
  const rough = Math.max(most, 1e-9) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough)!;
}
