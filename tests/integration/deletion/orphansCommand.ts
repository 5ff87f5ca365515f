import { randomBytes } from "node:crypto";
import { parseOptions } from "../../../cli/command";
import { orphans as orphansCommand } from "../../../cli/commands/orphans";
import { work } from "../../../cli/orphans/run";
import { connectionsToQuery } from "../../../cli/stack/connections";
import { knowledgeOf } from "../../../cli/stack/knowledge";
import type { PulumiStack } from "../../../cli/stack/pulumiStack";
import { Settings } from "../../../provider/core/contract/settings";
import { systemClock } from "../../../provider/http/clock";
import { outgoingLines } from "../../../provider/http/printable";
import type { Resource } from "../../support/providerProcess";
import type { Simulated } from "../../support/simulated";

export const stackOf = { namespace: "", organization: "org", project: "project", stack: "dev" };

interface Report {
  readonly connections: {
    connection: string;
    platform?: string;
    error?: string;
    code?: string;
    unsupported?: string[];
  }[];
  readonly orphans: {
    uuid: string;
    type: string;
    status: string;
    meaning: string;
    resumable: boolean;
    connection: string;
    waitsFor: { uuid: string }[];
    waitsForDeferred: number;
  }[];
  readonly unreadable?: string[];
  readonly outcomes?: { uuid: string; outcome: string; code?: string; message?: string }[];
}

type Place = readonly [name: string, configuration: Readonly<Record<string, string>>];

export const settingsOf = ({ control }: Simulated): Record<string, string> => ({
  "zstack:host": control.host,
  "zstack:port": control.port,
  "zstack:accountName": "admin",
  "zstack:accountPassword": "password",
});

/** What the engine would keep of a resource. */
export function entryOf({ state, inputs }: Resource): Record<string, unknown> {
  const urn = /urn:.*$/s.exec(String(inputs["__seed"]))?.[0] ?? "";
  return { urn, type: urn.split("::")[2] ?? "", custom: true, ...state };
}

export type State = readonly Resource[] | { readonly resources?: unknown[]; readonly pending_operations?: unknown[] };

const exportOf = (state: State): unknown => ({
  deployment: "length" in state ? { resources: state.map(entryOf) } : state,
});

/** Runs the command for the stack with these connections, and this state; `later` is what it holds after the look. */
export async function runOrphans(
  places: readonly Place[],
  args: string[],
  state: State = [],
  environment: Record<string, string> = {},
  later: State = state,
  of: Partial<typeof stackOf> = {},
) {
  const [own, ...explicit] = places.map(([name, values]) => ({
    name,
    settings: new Settings((key) => values[key], environment),
    inWords: (text: string) => text,
  }));
  if (own === undefined) throw new Error("a stack has a connection of its own");
  const toQuery = connectionsToQuery(own, { zstack: explicit, cinder: [] }, { zstack: false, cinder: false });
  const known = knowledgeOf(exportOf(state));
  const stack: PulumiStack = {
    of: { ...stackOf, ...of },
    toQuery,
    known,
    knownNow: async () => knowledgeOf(exportOf(later)),
  };
  const lines: string[] = [];
  const runtime = {
    clock: systemClock,
    environment,
    random: randomBytes,
    createdInThisProcess: new Set<string>(),
    keptByProgram: new Set<string>(),
    say: (line: string) => void lines.push(line),
    engineAlive: async () => true,
  };
  const run = async (json: string[]): Promise<{ code: number; text: string }> => {
    let text = "";
    const code = await work(parseOptions(orphansCommand, [...args, ...json, "--yes"]), stack, runtime, (printed) => {
      text = outgoingLines(printed);
    });
    return { code, text };
  };
  const { code, text } = await run(["--json"]);
  return { code, lines, ...(JSON.parse(text) as Report), asText: async () => (await run([])).text };
}
