import { z } from "zod";
import { defineResource } from "../../../../provider/core/contract/defineResource";
import { defineProperties, input, output } from "../../../../provider/core/contract/properties";
import type {
  Observed,
  RequestContext,
  ResourceDefinition,
} from "../../../../provider/core/contract/resourceDefinition";
import { Settings } from "../../../../provider/core/contract/settings";
import { formatSeed, type OwnershipTags, ownerLabel } from "../../../../provider/core/identity/identity";
import type { JsonObject } from "../../../../provider/core/json";
import { Lifecycle } from "../../../../provider/core/lifecycle/lifecycle";
import { verificationOutputs } from "../../../../provider/core/lifecycle/verification";
import { FakeClock } from "../../../support/clock";

const properties = defineProperties({
  token: "zstack.Thing",
  description: "A thing.",
  api: "",
  inputs: {
    volume: input(z.string(), { onChange: "replace", description: "" }),
    name: input(z.string(), { onChange: "update", description: "" }),
    triggers: input(z.json().optional(), { onChange: "replace", description: "" }),
    deletionPolicy: input(z.enum(["delete", "retain"]).optional(), { onChange: "record", description: "" }),
    verify: input(z.json().optional(), { onChange: "record", description: "" }),
    adopt: input(z.boolean().optional(), { onChange: "record", description: "" }),
    mode: input(z.string().optional(), { onChange: "record", warns: true, description: "" }),
    thingId: input(z.string().optional(), { onChange: "replace", description: "" }),
  },
  outputs: { bytes: output(z.number(), ""), ...verificationOutputs },
  example: { name: "thing", inputs: {}, output: "bytes" },
});

export interface Thing {
  readonly id: string;
  status: "ready" | "creating" | "failed" | "deleting";
  volume: string;
  name: string;
  bytes: number;
  ownership: OwnershipTags;
}

export const ours = "acme/shop/dev::zstack.Thing::web";
const seed = formatSeed("", "acme", "urn:pulumi:dev::shop::pulumi-nodejs:dynamic/zstack:Thing::web");

export const inputsOf = (more: JsonObject = {}): JsonObject => ({ __seed: seed, volume: "v", name: "web", ...more });

/** A platform of things in memory, which notes what changes it, and what it was asked about jobs. */
export class Things {
  readonly calls: string[] = [];
  readonly lines: string[] = [];
  readonly all = new Map<string, Thing>();
  /** Things whose creation the platform remembers. */
  readonly remembered = new Set<string>();
  /** What comes of a job. */
  outcome: "running" | "failed" | "done" = "done";
  evidence: string | undefined;
  /** How often it was asked for its account. */
  logins = 0;
  /** Things that were inspected before their first verification. */
  readonly inspected: string[] = [];
  /** What the last create was told to exist. */
  existing: readonly string[] = [];
  isEngineAlive = true;
  /** Thrown by the next call of this name. */
  readonly failures = new Map<string, unknown>();
  /** What happens while a call of this name runs. */
  readonly meanwhile = new Map<string, () => void>();

  add(id: string, more: Partial<Thing> = {}): Thing {
    const thing: Thing = { id, status: "ready", volume: "v", name: "web", bytes: 5, ownership: {}, ...more };
    this.all.set(id, thing);
    return thing;
  }

  /** A provider process. */
  process(environment: Readonly<Record<string, string>> = {}): Lifecycle<Thing> {
    const runtime = {
      clock: new FakeClock(),
      environment,
      random: (bytes: number) => Buffer.alloc(bytes, 7),
      say: (line: string) => void this.lines.push(line),
      createdInThisProcess: new Set<string>(),
      keptByProgram: new Set<string>(),
      engineAlive: async () => this.isEngineAlive,
    };
    const lifecycle = new Lifecycle(this.definition(), runtime);
    lifecycle.configure(new Settings(() => undefined, environment));
    return lifecycle;
  }

  private note(call: string, ...what: readonly unknown[]): void {
    this.calls.push([call, ...what].join(" "));
    this.meanwhile.get(call)?.();
    if (!this.failures.has(call)) return;
    const failure = this.failures.get(call);
    this.failures.delete(call);
    throw failure;
  }

  private observed(id: string): Observed<Thing> | undefined {
    const thing = this.all.get(id);
    if (thing === undefined) return undefined;
    return { id, object: { ...thing }, ready: thing.status === "ready", ownership: thing.ownership, tags: [] };
  }

  private there(id: string): Observed<Thing> {
    const observed = this.observed(id);
    if (observed === undefined) throw new Error(`${id} is missing`);
    return observed;
  }

  private change(id: string, change: Partial<Thing>): Observed<Thing> {
    this.all.set(id, { ...this.there(id).object, ...change });
    return this.there(id);
  }

  private definition(): ResourceDefinition<Thing> {
    const own = ({ owner }: RequestContext): string => ownerLabel(owner);
    return defineResource(properties, {
      noun: "thing",
      importInput: "thingId",
      rules: () => [],
      endpoint: () => "cloud:1",
      origin: async () => {
        this.logins += 1;
        return "cloud:1/account";
      },
      evidenceOfExistence: async () => this.evidence,
      find: async () => [...this.all.keys()].map((id) => this.there(id)).reverse(),
      get: async (_ctx, id) => this.observed(id),
      getCached: async () => undefined,
      listResumable: async (_ctx, untagged) =>
        untagged
          .filter(({ id }) => this.remembered.has(id))
          .map((observed) => ({ observed, job: `job-${observed.id}` })),
      failed: ({ object }) => object.status === "failed",
      isDeleting: ({ object }) => object.status === "deleting",
      inspect: async (_ctx, observed) => {
        this.inspected.push(observed.id);
        return observed;
      },
      reason: async () => ": no space left",
      deleteLeftovers: async (_ctx, left) => {
        for (const { id } of left) {
          this.note("leftover", id);
          this.all.delete(id);
        }
      },
      create: async ({ inputs }, existing) => {
        this.existing = [...existing].sort();
        this.note("create");
        const { id } = this.add(`new-${this.all.size}`, { volume: String(inputs["volume"]) });
        return this.there(id);
      },
      resume: async (_ctx, id, job, wait) => {
        this.note("resume", id, job, wait ? "waiting" : "looking");
        if (this.outcome === "running" && !wait) return "running";
        return this.outcome === "failed" ? undefined : this.observed(id);
      },
      mismatch: ({ volume }, { object }) => (object.volume === volume ? undefined : `it is of ${object.volume}`),
      unadoptable: (_declared, { ready }) => (ready ? undefined : "it is not ready"),
      writeOwner: async (ctx, { id }, adoptionId) => {
        this.note("own", id, ...(adoptionId === undefined ? [] : ["adopted"]));
        const { adoptionId: before } = this.there(id).ownership;
        const adoption = adoptionId ?? before;
        return this.change(id, {
          ownership: { owner: own(ctx), ...(adoption === undefined ? {} : { adoptionId: adoption }) },
        });
      },
      update: async ({ inputs }, { id }) => {
        this.note("update", id);
        return this.change(id, { name: String(inputs["name"]) });
      },
      remove: async (_ctx, id) => {
        this.note("remove", id);
        this.all.delete(id);
      },
      retain: async (ctx, id) => {
        this.note("retain", id);
        if (this.all.has(id)) this.change(id, { ownership: { retained: own(ctx) } });
      },
      verify: (_ctx, { id, object }) => [
        ...(object.status === "ready" ? [] : [{ check: "status", reason: `${id} is ${object.status}` } as const]),
        ...(object.bytes > 0 ? [] : [{ check: "size", reason: `${id} holds nothing` } as const]),
      ],
      toOutputs: ({ object }, olds) => ({ bytes: olds.bytes ?? object.bytes }),
      importedInputs: ({ object: { volume, name } }) => ({ volume, name }),
      toInputs: ({ object }) => ({ name: object.name }),
    });
  }
}
