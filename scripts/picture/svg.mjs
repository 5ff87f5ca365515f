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

/** Styles of a terminal, by the number in their escape sequence. @type {Readonly<Record<string, string>>} */
const styles = { 1: "bold", 2: "dim", 31: "red", 32: "green", 33: "yellow" };

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they begin with
const styled = /\u001b\[(\d+)m(.*?)\u001b\[\d+m/g;

/** @param {string} line */
const plain = (line) => line.replace(styled, "$2");

/** A line with the colours that it has in a terminal. @param {string} line */
function coloured(line) {
  const parts = line.split(styled);
  return parts
    .map((part, at) => {
      if (at % 3 === 1) return "";
      return at % 3 === 0 ? escaped(part) : `<tspan class="${styles[parts[at - 1] ?? ""]}">${escaped(part)}</tspan>`;
    })
    .join("");
}

/**
 * @param {readonly string[]} lines of a terminal
 * @param {string} label what the picture is of
 * @returns {string}
 */
export function svgOf(lines, label) {
  const columns = Math.max(...lines.map((line) => plain(line).length));
  const size = { x: Math.ceil(columns * width + 2 * margin), y: lines.length * height + 2 * margin };
  const texts = lines.map((line, at) => {
    const y = margin + (at + 0.75) * height;
    return `  <text x="${margin}" y="${y}" class="${kind(line)}" xml:space="preserve">${coloured(line)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.x} ${size.y}" width="${size.x}" height="${size.y}" role="img" aria-label="${escaped(label)}">
  <style>
    rect { fill: #f6f8fa; stroke: #d0d7de }
    text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; white-space: pre; fill: #1f2328 }
    .command, .bold { font-weight: bold }
    .dim { fill: #59636e }
    .green { fill: #116329 } .yellow { fill: #7d4e00 } .red { fill: #a40e26 }
    .created { fill: #116329 }
    .replaced { fill: #7d4e00 }
    .deleted { fill: #a40e26 }
    @media (prefers-color-scheme: dark) {
      rect { fill: #161b22; stroke: #30363d }
      text { fill: #e6edf3 }
      .created { fill: #7ee787 }
      .replaced { fill: #e3b341 }
      .deleted { fill: #ff7b72 }
      .dim { fill: #9198a1 }
      .green { fill: #7ee787 } .yellow { fill: #e3b341 } .red { fill: #ff7b72 }
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
    text
      .replace(/<[^>]*>/g, "")
      .replace(/&lt;/g, "<")
      .replace(/&gt;/g, ">")
      .replace(/&amp;/g, "&"),
  );
}
