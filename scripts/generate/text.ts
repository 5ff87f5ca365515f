// Texts in the widths and comments of what is generated.

const width = 120;

/** Words in lines of at most `width` characters, `indent` included; paragraphs and code are kept. */
export function wrapped(text: string, indent: number): string[] {
  // Every second part is code.
  return text.split("```").flatMap((part, index) => {
    if (index % 2 === 1) return `\`\`\`${part}\`\`\``.split("\n");
    return part.split("\n\n").flatMap((paragraph, at) => {
      const lines = filled(paragraph.trim(), width - indent);
      return at === 0 ? lines : ["", ...lines];
    });
  });
}

function filled(paragraph: string, room: number): string[] {
  if (paragraph === "") return [];
  const lines: string[] = [];
  let line = "";
  for (const word of paragraph.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** A TSDoc comment. */
export function comment(text: string, indent = ""): string {
  const one = text.trim();
  if (!one.includes("\n") && indent.length + one.length + 7 <= width) return `${indent}/** ${one} */`;
  const lines = wrapped(one, indent.length + 3).map((line) => `${indent} * ${line}`.trimEnd());
  return [`${indent}/**`, ...lines, `${indent} */`].join("\n");
}

export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const uncapitalized = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
