import type { Type } from "./types";

export const generated =
  "// Made by `npm run generate`. Do not edit: change the definition in provider/ and run it again.";

/** A type of an output. */
export function plain(type: Type): string {
  switch (type.kind) {
    case "any":
      return "unknown";
    case "integer":
      return "number";
    case "choice":
      return type.values.map((value) => JSON.stringify(value)).join(" | ");
    case "list":
      return `${plain(type.of)}[]`;
    case "map":
      return `Record<string, ${plain(type.of)}>`;
    case "either":
      return type.of.map(plain).join(" | ");
    case "named":
      return type.name;
    default:
      return type.kind;
  }
}

/** A type of an argument: each part may be an output. */
export function written(type: Type): string {
  if (type.kind === "list") return `pulumi.Input<${written(type.of)}[]>`;
  if (type.kind === "map") return `pulumi.Input<Readonly<Record<string, ${written(type.of)}>>>`;
  return `pulumi.Input<${plain(type)}>`;
}
