import { randomBytes } from "node:crypto";
import { parseOptions } from "../../../cli/command";
import { list as listCommand } from "../../../cli/commands/list";
import { work } from "../../../cli/list/run";
import { connectionsToQuery } from "../../../cli/stack/connections";
import { stateDrills } from "../../../cli/stack/drills";
import { knowledgeOf } from "../../../cli/stack/knowledge";
import { statePoints } from "../../../cli/stack/points";
import type { StackWithPoints } from "../../../cli/stack/pulumiStack";
import { Connections } from "../../../cli/state/connection";
import { loadMeasure } from "../../../cli/table/width";
import { Settings } from "../../../provider/core/contract/settings";
import type { ProviderRuntime } from "../../../provider/core/runtime/runtime";
import { systemClock } from "../../../provider/http/clock";
import { outgoingLines } from "../../../provider/http/printable";
import { closeConnections } from "../../../provider/zstack/connections";
import type { Resource } from "../../support/providerProcess";
import { entryOf, stackOf } from "../deletion/orphansCommand";

export type Place = readonly [name: string, configuration: Readonly<Record<string, string>>];

export interface Point {
  readonly uuid: string;
  readonly name: string;
  readonly kind: string;
  readonly type: string;
  readonly resource?: string;
  readonly vm?: { readonly id: string; readonly name?: string };
  readonly volume?: { readonly id: string; readonly name?: string };
  readonly ageSeconds?: number;
  readonly size?: number;
  readonly status: string;
  readonly verified: boolean;
  readonly problems: string[];
  readonly drill?: { readonly restorableAt: string; readonly duration?: number };
  readonly drillProblem?: string;
  readonly stores: { readonly id: string; readonly name?: string }[];
  readonly chainDepth: number;
  readonly dependents: number;
  readonly ownership: string;
  readonly owner?: string;
  readonly keptBy: string[];
  readonly connection: string;
  readonly parts: {
    readonly uuid: string;
    readonly volume: { readonly id: string };
    readonly drill?: { readonly restorableAt: string };
  }[];
}

export interface ListReport {
  readonly connections: { readonly connection: string; readonly error?: string; readonly code?: string }[];
  readonly unreadable: string[];
  readonly totals: { readonly count: number; readonly size: number };
  readonly points: Point[];
}

/** A stack with these connections, its own first, and these resources in its state. */
export function stackWith(places: readonly Place[], state: readonly Resource[], later = state): StackWithPoints {
  const [own, ...explicit] = places.map(([name, values]) => ({
    name,
    settings: new Settings((key) => values[key], {}),
    inWords: (text: string) => text,
  }));
  if (own === undefined) throw new Error("a stack has a connection of its own");
  const exported = (resources: readonly Resource[]) =>
    ({ deployment: { resources: resources.map(entryOf) } }) as unknown as Parameters<typeof statePoints>[0];
  return {
    of: stackOf,
    toQuery: connectionsToQuery(own, { zstack: explicit, cinder: [] }, { zstack: false, cinder: false }),
    known: knowledgeOf(exported(state)),
    knownNow: async () => knowledgeOf(exported(later)),
    points: statePoints(exported(state), new Connections(exported(state), {}, {})),
    drills: stateDrills(exported(state)),
  };
}

export function commandRuntime(lines: string[]): ProviderRuntime {
  return {
    clock: systemClock,
    environment: {},
    random: randomBytes,
    createdInThisProcess: new Set<string>(),
    keptByProgram: new Set<string>(),
    say: (line: string) => void lines.push(line),
    engineAlive: async () => true,
  };
}

export interface Printed {
  readonly code: number;
  readonly text: string;
  /** Notes. */
  readonly lines: readonly string[];
}

export async function runList(
  stack: StackWithPoints | undefined,
  args: string[],
  width?: number,
  colors = false,
): Promise<Printed> {
  const lines: string[] = [];
  const runtime = commandRuntime(lines);
  let text = "";
  try {
    const screen = { measure: await loadMeasure(), width, colors };
    const code = await work(parseOptions(listCommand, args), stack, {
      runtime,
      screen,
      print: (printed) => {
        text = outgoingLines(printed);
      },
      printStyled: (printed) => {
        text = printed;
      },
    });
    return { code, text, lines };
  } finally {
    await closeConnections(runtime, 500);
  }
}

export async function listed(stack: StackWithPoints | undefined, ...args: string[]): Promise<ListReport & Printed> {
  const printed = await runList(stack, [...args, "--json"]);
  return { ...printed, ...(JSON.parse(printed.text) as ListReport) };
}
