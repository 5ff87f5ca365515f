// Keeps docs/commands.md in step with the help of the commands:
// UPDATE_DOCS=1 npx mocha tests/unit/documentation/commands.test.ts writes it anew.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CliCommand } from "../../../cli/command";
import { createProgram } from "../../../cli/program";
import { assertGenerated, tableOf } from "./table";

/** Outside of code, Markdown takes * and < for its own; in a table also |. */
const markdown = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replace(/[*<|]/g, "\\$&")))
    .join("");

function reference(command: CliCommand): string {
  const help = command.createHelp();
  const values = [
    ...help.visibleArguments(command).map((one) => [help.argumentTerm(one), help.argumentDescription(one)] as const),
    ...help.visibleOptions(command).map((one) => [help.optionTerm(one), help.optionDescription(one)] as const),
  ];
  const sections = command.texts.sections.map(({ title, rows }) =>
    tableOf(
      [title, "meaning"],
      rows.map(([term, text]) => [term, markdown(text)]),
    ),
  );
  return [
    `## \`pulumi-snapshots ${command.name()}\``,
    `    ${help.commandUsage(command)}`,
    markdown(command.description()),
    tableOf(
      ["option", "meaning"],
      values.map(([term, text]) => [`\`${term}\``, markdown(text)]),
    ),
    ...sections,
    `\`\`\`bash\n${command.texts.examples.map(({ about, command }) => `# ${about}\n${command}`).join("\n")}\n\`\`\``,
  ].join("\n\n");
}

describe("docs/commands.md", () => {
  const program = createProgram();

  it("has the help of every command", () => {
    const commands = program.commands.filter((one) => one instanceof CliCommand);
    assert.deepEqual(
      commands.map((one) => one.name()),
      program.commands.map((one) => one.name()),
    );
    assertGenerated("docs/commands.md", "commands", commands.map(reference).join("\n\n"));
  });

  it("and docs/simulator.md have the same options of the simulator", () => {
    const simulator = program.commands.find((one) => one.name() === "simulator");
    const options = simulator?.options.map(({ long }) => long) ?? [];
    const page = readFileSync(join(__dirname, "../../../docs/simulator.md"), "utf8");
    const named = [...page.matchAll(/^\| `(--[a-z-]+)/gm)].map(([, name]) => name);
    assert.ok(named.length > 0);
    assert.deepEqual(named.toSorted(), options.toSorted());
  });
});
