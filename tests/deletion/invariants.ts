import assert from "node:assert/strict";
import type { Platform } from "./platform";
import { type Declared, idOf, type Scene } from "./scene";

interface Wanted {
  readonly declared: Declared;
  readonly id: string;
  /** Members of a group whose row is gone: state remembers them. */
  readonly left: readonly string[];
}

/** What a destroy of one stack may and must do, judged by what was there before it. */
export class Expectation {
  /** Objects that the stack wants gone, members of groups included. */
  private readonly own: ReadonlySet<string>;
  private readonly wanted: readonly Wanted[];
  /** Of it, what only state knows to be the stack's. */
  private readonly nameless: ReadonlySet<string>;

  constructor(
    private readonly scene: Scene,
    private readonly stack: "dev" | "prod",
    private readonly before: Platform,
  ) {
    const kept = new Set(scene.declared.filter((one) => one.retain || one.stack !== stack).map(idOf));
    this.wanted = scene
      .inState(stack)
      .filter((one) => !one.retain)
      .map((declared) => ({ declared, id: idOf(declared), left: leftOf(declared, before) }));
    this.nameless = new Set(this.wanted.flatMap((one) => one.left));
    const deferred = before.deferredBy(stack);
    const tops = [...this.wanted.map((one) => one.id), ...deferred];
    const members = [...tops.flatMap((uuid) => before.membersOf(uuid)), ...this.nameless];
    const own = new Set([...tops, ...members.filter((uuid) => before.tagsOf(uuid).length === 0)]);
    this.own = new Set([...own].filter((uuid) => !kept.has(uuid) && before.has(uuid)));
  }

  /** Everything else is there as it was. */
  untouched(after: Platform, except: ReadonlySet<string> = new Set()): void {
    for (const uuid of this.before.uuids) {
      if (this.own.has(uuid) || except.has(uuid)) continue;
      assert.ok(after.has(uuid), `${uuid} was not declared by ${this.stack} and is gone`);
      if (this.before.groups.has(uuid) && this.before.complete(uuid))
        assert.ok(after.complete(uuid), `group ${uuid} was not declared by ${this.stack} and has lost a member`);
    }
  }

  /** What the stack wanted gone. */
  get mine(): ReadonlySet<string> {
    return this.own;
  }

  /** What could go is gone; what could not is refused by name, or put off. State and platform agree. */
  done(after: Platform): void {
    const visited = new Set<string>();
    for (const { declared, id, left } of this.wanted) {
      const why = `${id} of ${this.stack} (${declared.error ?? "no error"})`;
      if ([id, ...left].every((uuid) => this.mustGo(uuid, left))) {
        assert.ok(!after.has(id), `${why} could go and is there`);
        assert.ok(declared.resource.state === undefined, `${why} is gone and in state`);
        for (const volume of this.before.volumesOf(id)) visited.add(volume);
        continue;
      }
      if (declared.resource.state !== undefined) this.refused(declared, why);
      else if (after.has(id)) assert.ok(after.deferredBy(this.stack).includes(id), `${why} is forgotten`);
    }
    // What was put off earlier goes with the last object that it waited for, or when a later delete comes by.
    for (const uuid of this.before.deferredBy(this.stack)) {
      const passed = this.before.volumesOf(uuid).some((volume) => visited.has(volume));
      if (passed && this.mustGo(uuid)) assert.ok(!after.has(uuid), `deferred ${uuid} could go and is there`);
    }
  }

  private refused({ error }: Declared, why: string): void {
    assert.ok(error !== undefined, `${why}: in state without an error`);
    if (/has reference volume/.test(error)) return;
    const strange = this.before.uuids.filter(
      (uuid) => !this.own.has(uuid) || this.nameless.has(uuid) || this.scene.cloned.has(uuid),
    );
    assert.ok(
      strange.some((uuid) => error.includes(uuid)),
      `${why}: the refusal names nothing`,
    );
    assert.match(error, /Nothing was deleted|deleted only in part|still being made/, why);
  }

  /**
   * @param left what the same resource deletes besides: for all others, members of a group whose row is gone are
   * nobody's, until the destroy of the group comes to them
   */
  private mustGo(uuid: string, left: readonly string[] = []): boolean {
    // A member goes after its group, and groups go with all that is below their members.
    const alone = this.scene.alone && this.before.snapshots.get(uuid)?.groupUuid === undefined;
    const all = [...this.before.closure(uuid, alone && !this.before.groups.has(uuid))];
    return all.every(
      (one) =>
        (this.own.has(one) || !this.before.has(one)) &&
        !this.scene.cloned.has(one) &&
        (!this.nameless.has(one) || left.includes(one)),
    );
  }
}

function leftOf({ resource }: Declared, before: Platform): string[] {
  const members = resource.state?.outputs["members"];
  if (before.has(resource.state?.id ?? "") || !Array.isArray(members)) return [];
  return members
    .map((member: { volumeSnapshotUuid: string }) => member.volumeSnapshotUuid)
    .filter((uuid) => before.has(uuid) && before.snapshots.get(uuid)?.groupUuid === undefined);
}
