import { RefusedError } from "../../core/contract/errors";
import type { Call } from "../../core/contract/resourceDefinition";
import type { Settings } from "../../core/contract/settings";
import { nameIn, type Owner, ownerLabel, sameStack, stackLabel, stackPrefix } from "../../core/identity/identity";
import { newHolder } from "../../core/lifecycle/holder";
import {
  type Findings,
  type Known,
  labelIn,
  type Orphan,
  type OrphanKeeper,
  refuseDelete,
  refuseRelease,
  refuseReleaseRetained,
  type StackOf,
  statusOf,
} from "../../core/orphans";
import type { Surroundings } from "../../core/runtime/runtime";
import { Deadline } from "../../http/clock";
import type { ZStackApi } from "../client/client";
import { connection } from "../client/connections";
import { NoSuchApiError } from "../client/responses";
import { tagsBeginning, unmarkOwned } from "../ownership/tags";
import { kindOfToken, type Stray, type StrayKind, strayKinds } from "./sources";

// Objects that a stack has made or adopted and that its state does not know.

const deferring = "pulumi::deferred-delete::";

export class Orphans implements OrphanKeeper {
  readonly api: ZStackApi;
  /** Names that the stack had before it was renamed. */
  private formerStacks: readonly string[] = [];

  constructor(
    private readonly settings: Settings,
    private readonly around: Surroundings,
    private readonly stack: StackOf,
  ) {
    this.api = connection(settings, around);
  }

  /** Objects with a uuid or a mark of this stack that are not in its state. */
  async find(known: Known): Promise<Findings> {
    // Logs in, which is what tells the server's clock.
    await this.api.origin();
    this.formerStacks = [...known.stackNames].filter((name) => name !== stackLabel(this.stack));
    const found = new Map<string, Orphan>();
    const missing = new Set<StrayKind>();
    const keep = async (kind: StrayKind, stray: Stray): Promise<void> => {
      if (known.ids.has(stray.uuid) || found.has(stray.uuid)) return;
      const orphan = await this.judged(kind, stray);
      if (orphan !== undefined) found.set(stray.uuid, orphan);
    };
    for (const kind of strayKinds) {
      const strays = await this.byPrefix(kind);
      if (strays === undefined) missing.add(kind);
      for (const stray of strays ?? []) await keep(kind, stray);
    }
    for (const { kind, uuid } of await this.marked(missing)) {
      if (found.has(uuid) || known.ids.has(uuid)) continue;
      const stray = await kind.get(this.api, uuid);
      if (stray !== undefined) await keep(kind, stray);
    }
    const orphans = [...found.values()].sort((a, b) => (a.kind + a.uuid < b.kind + b.uuid ? -1 : 1));
    return { orphans, missingKinds: [...missing].map((kind) => kind.token) };
  }

  async release(orphan: Orphan, known: Known): Promise<void> {
    refuseRelease(orphan, known, `declare it with adopt: true and resourceUuid: "${orphan.uuid}"`);
    await this.unmarked(orphan);
  }

  async releaseRetained(orphan: Orphan): Promise<void> {
    refuseReleaseRetained(orphan);
    await this.unmarked(orphan);
  }

  async delete(orphan: Orphan): Promise<"deleted" | "deferred"> {
    refuseDelete(orphan, this.settings.brake);
    const { kind } = await this.unchanged(orphan);
    const call = this.call(orphan);
    await kind.remove(call, this.api, orphan.uuid);
    // The state was read, and does not hold it.
    for (const deferral of call.deferrals) await deferral.confirm();
    return (await kind.get(this.api, orphan.uuid)) === undefined ? "deleted" : "deferred";
  }

  private async unmarked(orphan: Orphan): Promise<void> {
    const { kind } = await this.unchanged(orphan);
    const row = await kind.rowOf(this.api, orphan.uuid);
    if (row !== undefined) await unmarkOwned(this.api, this.call(orphan), row);
  }

  /** Undefined if the server has no such kind: an open-source one has no backups. */
  private async byPrefix(kind: StrayKind): Promise<Stray[] | undefined> {
    try {
      return await kind.byPrefix(this.api, stackPrefix(this.stack));
    } catch (error) {
      if (error instanceof NoSuchApiError) return undefined;
      throw error;
    }
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
    const { owner, deferred } = stray.marks;
    const label = labelIn(stray.marks);
    // Another stack may have the former name by now: of that one only what nobody owns any more is this stack's.
    const former = deferred !== undefined && owner === undefined && this.isFormer(deferred);
    if (label !== undefined && !former && !sameStack(label, { ...this.stack, kind: "", name: "" })) return undefined;
    const status = statusOf(stray.marks);
    const named = stray.uuid.startsWith(stackPrefix(this.stack));
    const orphan = { ...stray, kind: kind.token, noun: kind.noun, status, owner: label, named, waitsFor: [] } as const;
    if (status !== "deferred") return orphan;
    return { ...orphan, waitsFor: await kind.waitsFor(this.api, this.call(orphan), stray.uuid) };
  }

  /** Objects with a mark of this stack, whatever their uuid. */
  private async marked(missing: ReadonlySet<StrayKind>): Promise<{ kind: StrayKind; uuid: string }[]> {
    const own = ["pulumi::", deferring, "pulumi-retained::"].map((front) => `${front}${stackLabel(this.stack)}::`);
    const former = this.formerStacks.map((name) => `${deferring}${name}::`);
    const result: { kind: StrayKind; uuid: string }[] = [];
    for (const front of [...own, ...former]) {
      for (const row of await tagsBeginning(this.api, front)) {
        const token = row.tag.slice(front.length).split("::")[0];
        const kind = kindOfToken(token);
        if (kind === undefined || missing.has(kind)) continue;
        const uuid = await kind.ofRow(this.api, row.resourceUuid);
        if (uuid !== undefined) result.push({ kind, uuid });
      }
    }
    return result;
  }

  private isFormer(label: string): boolean {
    return this.formerStacks.some((name) => label.startsWith(`${name}::`));
  }

  /** What the deletions of the provider want to know; the name is that of the resource, as far as it is known. */
  private call(orphan: Pick<Orphan, "kind" | "owner" | "name" | "marks">): Call {
    const name = nameIn(orphan.owner ?? "") ?? orphan.name;
    const owner: Owner = { ...this.stack, kind: orphan.kind, name };
    return {
      operation: "delete",
      settings: this.settings,
      around: this.around,
      inputs: {},
      outputs: {},
      owner,
      formerStacks: this.formerStacks,
      deferrals: [],
      identity: "",
      timeout: undefined,
      holder: newHolder(orphan.marks),
      label: ownerLabel(owner),
      deadline: (otherwise) => new Deadline(this.around.clock, otherwise),
    };
  }
}
