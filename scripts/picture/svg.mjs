// A terminal as an SVG: one text element a line, readable on light and dark pages, and found by searches.

const width = 8.4;
const height = 19;
const margin = 18;

/** @param {string} text */
const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** @param {string} line */
function kind(line) {
  if (line.startsWith("$ ")) return "command";
  if (/^ ?\+\+? |^ {4}\+ /.test(line)) return "created";
  if (/^ ?\+- |^ {4}\+-/.test(line)) return "replaced";
  if (/^ ?-- |^ {4}- /.test(line)) return "deleted";
  return "plain";
}

/**
 * @param {readonly string[]} lines
 * @returns {string}
 */
export function svgOf(lines) {
  const columns = Math.max(...lines.map((line) => line.length));
  const size = { x: Math.ceil(columns * width + 2 * margin), y: lines.length * height + 2 * margin };
  const texts = lines.map((line, at) => {
    const y = margin + (at + 0.75) * height;
    return `  <text x="${margin}" y="${y}" class="${kind(line)}" xml:space="preserve">${escaped(line)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.x} ${size.y}" width="${size.x}" height="${size.y}" role="img" aria-label="Output of npm run quickstart">
  <style>
    rect { fill: #f6f8fa; stroke: #d0d7de }
    text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; white-space: pre; fill: #1f2328 }
    .command { font-weight: bold }
    .created { fill: #116329 }
    .replaced { fill: #7d4e00 }
    .deleted { fill: #a40e26 }
    @media (prefers-color-scheme: dark) {
      rect { fill: #161b22; stroke: #30363d }
      text { fill: #e6edf3 }
      .created { fill: #7ee787 }
      .replaced { fill: #e3b341 }
      .deleted { fill: #ff7b72 }
    }
  </style>
  <rect x="0.5" y="0.5" width="${size.x - 1}" height="${size.y - 1}" rx="8"/>
${texts.join("\n")}
</svg>
`;
}

/**
 * @param {string} svg
 * @returns {string[]} the lines that it was made of
 */
export function linesOf(svg) {
  return [...svg.matchAll(/<text[^>]*>(.*)<\/text>/g)].map(([, text = ""]) =>
    text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&"),
  );
}
