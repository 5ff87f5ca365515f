import { randomBytes } from "node:crypto";
import { ownerLabel, ownerOf, parseSeed } from "../../provider/core/identity";
import { Settings } from "../../provider/core/settings";
import { systemClock } from "../../provider/http/clock";
import { work } from "../../tools/orphans/main";
import { parseOptions } from "../../tools/orphans/options";
import type { PulumiStack } from "../../tools/orphans/stack";
import type { Resource } from "../support/providerProcess";
import type { Simulated } from "../support/simulated";
import { idOf } from "./support";

export const stackOf = { namespace: "", organization: "org", project: "project", stack: "dev" };

interface Report {
  readonly connections: { connection: string; platform?: string; error?: string }[];
  readonly orphans: {
    uuid: string;
    kind: string;
    status: string;
    meaning: string;
    young: boolean;
    connection: string;
  }[];
  readonly outcomes?: { uuid: string; outcome: string; message?: string }[];
}

type Place = readonly [name: string, configuration: Readonly<Record<string, string>>];

export const settingsOf = ({ control }: Simulated): Record<string, string> => ({
  "zstack:host": control.host,
  "zstack:port": control.port,
  "zstack:accountName": "admin",
  "zstack:accountPassword": "password",
});

/** Runs the command for the stack with these connections, and these resources in state. */
export async function runOrphans(
  places: readonly Place[],
  args: string[],
  state: readonly Resource[] = [],
  environment: Record<string, string> = {},
) {
  const owners = state.map((one) => ownerLabel(ownerOf(parseSeed(one.inputs["__seed"]), "zstack.VolumeSnapshot")));
  const stack: PulumiStack = {
    of: stackOf,
    connections: places.map(([name, values]) => ({ name, settings: new Settings((key) => values[key], environment) })),
    known: { ids: new Set(state.map(idOf)), owners: new Set(owners) },
  };
  const lines: string[] = [];
  const around = {
    clock: systemClock,
    environment,
    random: randomBytes,
    handedOut: new Set<string>(),
    wanted: new Set<string>(),
    say: (line: string) => void lines.push(line),
    engineAlive: async () => true,
  };
  const run = async (json: string[]): Promise<{ code: number; text: string }> => {
    let text = "";
    const code = await work(parseOptions([...args, ...json, "--yes"]), stack, around, (printed) => {
      text = printed;
    });
    return { code, text };
  };
  const { code, text } = await run(["--json"]);
  return { code, lines, ...(JSON.parse(text) as Report), asText: async () => (await run([])).text };
}
