import type { RequestContext } from "../../core/contract/resourceDefinition";
import type { Settings } from "../../core/contract/settings";
import { stackLabel, stackPrefix } from "../../core/identity/identity";
import {
  type Findings,
  type Known,
  type Orphan,
  type OrphanCandidate,
  OrphanKeeper,
  type StackOf,
} from "../../core/orphans";
import type { ProviderRuntime } from "../../core/runtime/runtime";
import { RefusedError } from "../../http/errors";
import type { ZStackApi } from "../client/client";
import { ifSupported } from "../client/ifSupported";
import { connection } from "../connections";
import { removeOwnerTag, tagsBeginning } from "../ownership/tags";
import { type OrphanSource, orphanSources, sourceOfToken } from "./sources";

const deferring = "pulumi::deferred-delete::";

/** Objects with a uuid or a tag of the stack that are not in its state. */
export class Orphans extends OrphanKeeper {
  readonly api: ZStackApi;

  constructor(settings: Settings, runtime: ProviderRuntime, stack: StackOf) {
    super(settings, runtime, stack);
    this.api = connection(settings, runtime);
  }

  override async find(known: Known): Promise<Findings> {
    // Logs in, which also reads the server's clock.
    await this.api.origin();
    this.formerStacks = [...known.stackNames].filter((name) => name !== stackLabel(this.stack));
    const found = new Map<string, Orphan>();
    const missing = new Set<OrphanSource>();
    const keep = async (source: OrphanSource, candidate: OrphanCandidate): Promise<void> => {
      if (known.ids.has(candidate.uuid) || found.has(candidate.uuid)) return;
      const orphan = this.classified(candidate, candidate.uuid.startsWith(stackPrefix(this.stack)));
      if (orphan === undefined) return;
      const waits = orphan.status === "deferred";
      const waitsFor = waits ? await source.waitsFor(this.api, this.ctx(orphan), orphan.uuid) : orphan.waitsFor;
      found.set(orphan.uuid, { ...orphan, waitsFor });
    };
    for (const source of orphanSources) {
      const candidates = await ifSupported(() => source.byPrefix(this.api, stackPrefix(this.stack)));
      if (candidates === undefined) missing.add(source);
      for (const candidate of candidates ?? []) await keep(source, candidate);
    }
    for (const { source, uuid } of await this.tagged(missing)) {
      if (found.has(uuid) || known.ids.has(uuid)) continue;
      const candidate = await source.get(this.api, uuid);
      if (candidate !== undefined) await keep(source, candidate);
    }
    const orphans = [...found.values()].sort((a, b) => (a.token + a.uuid < b.token + b.uuid ? -1 : 1));
    return { orphans, unsupported: [...missing].map((source) => source.token) };
  }

  protected override importInput(): string {
    return "resourceUuid";
  }

  protected override async removeTags(orphan: Orphan): Promise<void> {
    const source = await this.unchangedSource(orphan);
    const row = await source.rowOf(this.api, orphan.uuid);
    const parts = await source.partsOf(this.api, orphan.uuid);
    // The object goes last: as long as it has its owner, so have its parts.
    for (const one of [...parts, ...(row === undefined ? [] : [row])])
      await removeOwnerTag(this.api, this.ctx(orphan), one);
  }

  protected override async deleteUnchanged(orphan: Orphan, ctx: RequestContext): Promise<"deleted" | "deferred"> {
    const source = await this.unchangedSource(orphan);
    await source.remove(ctx, this.api, orphan.uuid);
    return (await source.get(this.api, orphan.uuid)) === undefined ? "deleted" : "deferred";
  }

  /** The source of an orphan whose tags are as they were when it was listed. */
  private async unchangedSource(orphan: Orphan): Promise<OrphanSource> {
    const source = orphanSources.find((one) => one.token === orphan.token);
    const now = await source?.get(this.api, orphan.uuid);
    if (source === undefined || now === undefined)
      throw new RefusedError("not-found", `${orphan.noun} ${orphan.uuid} no longer exists`);
    this.assertUnchanged(orphan, now.ownership);
    return source;
  }

  /** Objects with a tag of this stack, whatever their uuid. */
  private async tagged(missing: ReadonlySet<OrphanSource>): Promise<{ source: OrphanSource; uuid: string }[]> {
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
}
