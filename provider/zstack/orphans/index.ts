import type { RequestContext } from "../../core/contract/resourceDefinition";
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
import type { ProviderRuntime } from "../../core/runtime/runtime";
import { Deadline } from "../../http/clock";
import { RefusedError } from "../../http/errors";
import type { ZStackApi } from "../client/client";
import { NoSuchApiError } from "../client/responses";
import { connection } from "../connections";
import { removeOwnerTag, tagsBeginning } from "../ownership/tags";
import { type OrphanCandidate, type OrphanSource, orphanSources, sourceOfToken } from "./sources";

// Objects that a stack has created or adopted and that its state does not contain.

const deferring = "pulumi::deferred-delete::";

export class Orphans implements OrphanKeeper {
  readonly api: ZStackApi;
  /** Names that the stack had before it was renamed. */
  private formerStacks: readonly string[] = [];

  constructor(
    private readonly settings: Settings,
    private readonly runtime: ProviderRuntime,
    private readonly stack: StackOf,
  ) {
    this.api = connection(settings, runtime);
  }

  /** Objects with a uuid or a tag of this stack that are not in its state. */
  async find(known: Known): Promise<Findings> {
    // Logs in, which also reads the server's clock.
    await this.api.origin();
    this.formerStacks = [...known.stackNames].filter((name) => name !== stackLabel(this.stack));
    const found = new Map<string, Orphan>();
    const missing = new Set<OrphanSource>();
    const keep = async (source: OrphanSource, candidate: OrphanCandidate): Promise<void> => {
      if (known.ids.has(candidate.uuid) || found.has(candidate.uuid)) return;
      const orphan = await this.classified(source, candidate);
      if (orphan !== undefined) found.set(candidate.uuid, orphan);
    };
    for (const source of orphanSources) {
      const candidates = await this.byPrefix(source);
      if (candidates === undefined) missing.add(source);
      for (const candidate of candidates ?? []) await keep(source, candidate);
    }
    for (const { source, uuid } of await this.marked(missing)) {
      if (found.has(uuid) || known.ids.has(uuid)) continue;
      const candidate = await source.get(this.api, uuid);
      if (candidate !== undefined) await keep(source, candidate);
    }
    const orphans = [...found.values()].sort((a, b) => (a.token + a.uuid < b.token + b.uuid ? -1 : 1));
    return { orphans, unsupported: [...missing].map((source) => source.token) };
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
    refuseDelete(orphan, this.settings.retainAllOverride);
    const { source } = await this.unchanged(orphan);
    const ctx = this.ctx(orphan);
    await source.remove(ctx, this.api, orphan.uuid);
    // The state was read and does not contain it.
    for (const deferral of ctx.deferrals) await deferral.confirm();
    return (await source.get(this.api, orphan.uuid)) === undefined ? "deleted" : "deferred";
  }

  private async unmarked(orphan: Orphan): Promise<void> {
    const { source } = await this.unchanged(orphan);
    const row = await source.rowOf(this.api, orphan.uuid);
    if (row !== undefined) await removeOwnerTag(this.api, this.ctx(orphan), row);
  }

  /** Undefined if the server has no such objects: the open-source edition has no backups. */
  private async byPrefix(source: OrphanSource): Promise<OrphanCandidate[] | undefined> {
    try {
      return await source.byPrefix(this.api, stackPrefix(this.stack));
    } catch (error) {
      if (error instanceof NoSuchApiError) return undefined;
      throw error;
    }
  }

  /** The last read before a change: another stack may have adopted it since it was listed. */
  private async unchanged(orphan: Orphan): Promise<{ source: OrphanSource }> {
    const source = orphanSources.find((one) => one.token === orphan.token);
    const now = await source?.get(this.api, orphan.uuid);
    if (source === undefined || now === undefined)
      throw new RefusedError("not-found", `${orphan.noun} ${orphan.uuid} no longer exists`);
    if (JSON.stringify(now.ownership) !== JSON.stringify(orphan.ownership))
      throw new RefusedError(
        "changed-meanwhile",
        `the tags of ${orphan.noun} ${orphan.uuid} have changed in the meantime; run the command again`,
      );
    return { source };
  }

  private async classified(source: OrphanSource, candidate: OrphanCandidate): Promise<Orphan | undefined> {
    const { owner, deferred } = candidate.ownership;
    const label = labelIn(candidate.ownership);
    // Another stack may have the former name by now: only objects of it without an owner belong to this stack.
    const former = deferred !== undefined && owner === undefined && this.isFormer(deferred);
    if (label !== undefined && !former && !sameStack(label, { ...this.stack, token: "", name: "" })) return undefined;
    const status = statusOf(candidate.ownership);
    const named = candidate.uuid.startsWith(stackPrefix(this.stack));
    const orphan = {
      ...candidate,
      token: source.token,
      noun: source.noun,
      status,
      owner: label,
      named,
      waitsFor: [],
    } as const;
    if (status !== "deferred") return orphan;
    return { ...orphan, waitsFor: await source.waitsFor(this.api, this.ctx(orphan), candidate.uuid) };
  }

  /** Objects with a tag of this stack, whatever their uuid. */
  private async marked(missing: ReadonlySet<OrphanSource>): Promise<{ source: OrphanSource; uuid: string }[]> {
    const own = ["pulumi::", deferring, "pulumi-retained::"].map((front) => `${front}${stackLabel(this.stack)}::`);
    const former = this.formerStacks.map((name) => `${deferring}${name}::`);
    const result: { source: OrphanSource; uuid: string }[] = [];
    for (const front of [...own, ...former]) {
      for (const row of await tagsBeginning(this.api, front)) {
        const token = row.tag.slice(front.length).split("::")[0];
        const source = sourceOfToken(token);
        if (source === undefined || missing.has(source)) continue;
        const uuid = await source.ofRow(this.api, row.resourceUuid);
        if (uuid !== undefined) result.push({ source, uuid });
      }
    }
    return result;
  }

  private isFormer(label: string): boolean {
    return this.formerStacks.some((name) => label.startsWith(`${name}::`));
  }

  /** The context for the deletions of the provider; the name is that of the resource, if known. */
  private ctx(orphan: Pick<Orphan, "token" | "owner" | "name" | "ownership">): RequestContext {
    const name = nameIn(orphan.owner ?? "") ?? orphan.name;
    const owner: Owner = { ...this.stack, token: orphan.token, name };
    return {
      operation: "delete",
      settings: this.settings,
      runtime: this.runtime,
      inputs: {},
      outputs: {},
      owner,
      formerStacks: this.formerStacks,
      deferrals: [],
      identity: "",
      timeout: undefined,
      holder: newHolder(orphan.ownership),
      label: ownerLabel(owner),
      deadline: (otherwise) => new Deadline(this.runtime.clock, otherwise),
    };
  }
}
