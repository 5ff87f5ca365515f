import { RefusedError } from "../core/errors";
import { type Owner, ownerLabel, sameStack, stackLabel, stackPrefix } from "../core/identity";
import type { Call } from "../core/kind";
import type { Settings } from "../core/settings";
import type { Surroundings } from "../core/surroundings";
import { Deadline } from "../http/clock";
import type { ZStackApi } from "./api";
import { connection } from "./connection";
import { kindOfToken, type Stray, type StrayKind, strayKinds } from "./orphanKinds";
import type { Affected } from "./owners";
import { tagsBeginning, unmarkOwned } from "./tags";

// Objects that a stack has made or adopted and that its state does not know.

export type StackOf = Pick<Owner, "namespace" | "organization" | "project" | "stack">;

export interface Orphan extends Stray {
  /** `zstack.VolumeSnapshot` */
  readonly kind: string;
  readonly noun: string;
  /**
   * `unsettled`: of an interrupted run, never handed over. `settled`: handed over once, and no longer in state.
   * `deferred`: deleted as far as Pulumi is concerned, and waiting. `retained`: given up on purpose.
   */
  readonly status: "unsettled" | "settled" | "deferred" | "retained";
  /** `<org>/<project>/<stack>::<kind>::<name>`, where it was ever written. */
  readonly owner: string | undefined;
  /** Whether the uuid was made for this stack. */
  readonly named: boolean;
  /** What a deferred one waits for. */
  readonly waitsFor: readonly Affected[];
}

/** What the state of the stack knows. */
export interface Known {
  readonly ids: ReadonlySet<string>;
  /** Owner labels of the resources. */
  readonly owners: ReadonlySet<string>;
}

export class Orphans {
  readonly api: ZStackApi;

  constructor(
    private readonly settings: Settings,
    private readonly around: Surroundings,
    private readonly stack: StackOf,
  ) {
    this.api = connection(settings, around);
  }

  /** Objects with a uuid or a mark of this stack that are not in its state. */
  async find(known: Known): Promise<Orphan[]> {
    // Logs in, which is what tells the server's clock.
    await this.api.origin();
    const found = new Map<string, Orphan>();
    const keep = async (kind: StrayKind, stray: Stray): Promise<void> => {
      if (known.ids.has(stray.uuid) || found.has(stray.uuid)) return;
      const orphan = await this.judged(kind, stray);
      if (orphan !== undefined) found.set(stray.uuid, orphan);
    };
    for (const kind of strayKinds) {
      for (const stray of await kind.byPrefix(this.api, stackPrefix(this.stack))) await keep(kind, stray);
    }
    for (const { kind, uuid } of await this.marked()) {
      if (found.has(uuid) || known.ids.has(uuid)) continue;
      const stray = await kind.get(this.api, uuid);
      if (stray !== undefined) await keep(kind, stray);
    }
    return [...found.values()].sort((a, b) => (a.kind + a.uuid < b.kind + b.uuid ? -1 : 1));
  }

  /** Makes a settled object one of an interrupted run, which the next `up` takes over. */
  async release(orphan: Orphan, known: Known): Promise<void> {
    const { status, uuid, noun, owner } = orphan;
    const way = `declare it with adopt: true and resourceUuid: "${uuid}" instead`;
    if (status === "unsettled")
      throw new RefusedError(`${noun} ${uuid} has no settled mark; there is nothing to take off`);
    if (status !== "settled")
      throw new RefusedError(`${noun} ${uuid} is ${status} and is not taken over by itself; ${way}`);
    if (owner?.split("::")[1] !== orphan.kind)
      throw new RefusedError(`${noun} ${uuid} was one of a series, and no other series takes it over; ${way}`);
    if (!orphan.named)
      throw new RefusedError(`the uuid of ${noun} ${uuid} was not made for a declaration of this stack; ${way}`);
    if (!orphan.young)
      throw new RefusedError(
        `${noun} ${uuid} is older than the server's memory of jobs (3 h), too old to be taken over; ${way}`,
      );
    if (owner !== undefined && known.owners.has(owner))
      throw new RefusedError(
        `the stack holds another object for ${owner}; nothing would take over ${noun} ${uuid}; ${way}`,
      );
    const { kind } = await this.unchanged(orphan);
    const row = await kind.rowOf(this.api, uuid);
    if (row !== undefined) await unmarkOwned(this.api, this.call(orphan), row);
  }

  /** Deletes one object under the rules of every deletion. */
  async delete(orphan: Orphan): Promise<"deleted" | "deferred"> {
    const { uuid, noun, status } = orphan;
    const { brake } = this.settings;
    if (brake !== undefined) throw new RefusedError(`${brake} is "retain": nothing is deleted`);
    if (status === "retained")
      throw new RefusedError(`${noun} ${uuid} is retained: delete it on the platform if nobody needs it`);
    if (!orphan.ready) throw new RefusedError(`${noun} ${uuid} is still being made; run the command again later`);
    const { kind } = await this.unchanged(orphan);
    await kind.remove(this.call(orphan), this.api, uuid);
    return (await kind.get(this.api, uuid)) === undefined ? "deleted" : "deferred";
  }

  /** The last look before a change: somebody may have taken it since it was listed. */
  private async unchanged(orphan: Orphan): Promise<{ kind: StrayKind }> {
    const kind = strayKinds.find((one) => one.token === orphan.kind);
    const now = await kind?.get(this.api, orphan.uuid);
    if (kind === undefined || now === undefined) throw new RefusedError(`${orphan.noun} ${orphan.uuid} is gone`);
    if (JSON.stringify(now.marks) !== JSON.stringify(orphan.marks))
      throw new RefusedError(
        `the marks on ${orphan.noun} ${orphan.uuid} have changed meanwhile; run the command again`,
      );
    return { kind };
  }

  private async judged(kind: StrayKind, stray: Stray): Promise<Orphan | undefined> {
    const { owner, deferred, retained } = stray.marks;
    const label = retained ?? deferred ?? owner;
    if (label !== undefined && !sameStack(label, { ...this.stack, kind: "", name: "" })) return undefined;
    const status =
      retained !== undefined
        ? "retained"
        : deferred !== undefined
          ? "deferred"
          : owner !== undefined
            ? "settled"
            : "unsettled";
    const named = stray.uuid.startsWith(stackPrefix(this.stack));
    const orphan = { ...stray, kind: kind.token, noun: kind.noun, status, owner: label, named, waitsFor: [] } as const;
    if (status !== "deferred") return orphan;
    return { ...orphan, waitsFor: await kind.waitsFor(this.api, this.call(orphan), stray.uuid) };
  }

  /** Objects with a mark of this stack, whatever their uuid. */
  private async marked(): Promise<{ kind: StrayKind; uuid: string }[]> {
    const stack = `${stackLabel(this.stack)}::`;
    const result: { kind: StrayKind; uuid: string }[] = [];
    for (const front of ["pulumi::", "pulumi::deferred-delete::", "pulumi-retained::"]) {
      for (const row of await tagsBeginning(this.api, front + stack)) {
        const token = row.tag.slice(front.length + stack.length).split("::")[0];
        const kind = kindOfToken(token);
        const uuid = await kind?.ofRow(this.api, row.resourceUuid);
        if (kind !== undefined && uuid !== undefined) result.push({ kind, uuid });
      }
    }
    return result;
  }

  /** What the deletions of the provider want to know; the name is that of the resource, as far as it is known. */
  private call(orphan: Pick<Orphan, "kind" | "owner" | "name">): Call {
    const name = decodeURIComponent(orphan.owner?.split("::")[2] ?? encodeURIComponent(orphan.name));
    const owner: Owner = { ...this.stack, kind: orphan.kind, name };
    return {
      operation: "delete",
      settings: this.settings,
      around: this.around,
      inputs: {},
      outputs: {},
      owner,
      identity: "",
      timeout: undefined,
      label: ownerLabel(owner),
      deadline: (otherwise) => new Deadline(this.around.clock, otherwise),
    };
  }
}
