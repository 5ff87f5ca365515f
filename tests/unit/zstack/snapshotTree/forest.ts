import type { z } from "zod";
import type { ProviderRuntime } from "../../../../provider/core/runtime/runtime";
import { ZStackApi } from "../../../../provider/zstack/client/client";
import type { Condition } from "../../../../provider/zstack/client/query";
import { FakeClock } from "../../../support/clock";

/** A snapshot with its children, as short as a test can say it. */
export type Sketch = readonly [uuid: string, ...children: Sketch[]];

export interface Leaf {
  readonly inventory: { readonly uuid: string; readonly status: string };
  readonly children: readonly Leaf[];
}

export function leaf([uuid, ...children]: Sketch, status = "Ready"): Leaf {
  return { inventory: { uuid, status }, children: children.map((child) => leaf(child, status)) };
}

const runtime: ProviderRuntime = {
  clock: new FakeClock(),
  environment: {},
  random: (bytes) => Buffer.alloc(bytes),
  say: () => undefined,
  createdInThisProcess: new Set(),
  keptByProgram: new Set<string>(),
  engineAlive: async () => true,
};

/** Answers every query with the same rows and remembers what was asked. */
export class CannedApi extends ZStackApi {
  readonly asked: { readonly path: string; readonly conditions: readonly Condition[] }[] = [];

  constructor(private readonly rows: readonly unknown[]) {
    super(
      {
        host: "nowhere.invalid",
        port: 1,
        protocol: "http",
        contextPath: "/zstack",
        credentials: { by: "accessKey", id: "K", secret: "S" },
        timeZone: undefined,
        ca: undefined,
        deleteScope: undefined,
      },
      runtime,
    );
  }

  override async query<T>(path: string, schema: z.ZodType<T>, conditions: readonly Condition[]): Promise<T[]> {
    this.asked.push({ path, conditions });
    return this.rows.map((row) => schema.parse(row));
  }
}
