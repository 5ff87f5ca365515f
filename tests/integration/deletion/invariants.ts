import assert from "node:assert/strict";
import { stackPrefix } from "../../../provider/core/identity/identity";
import type { Platform } from "./platform";
import { type Declared, idOf, objectsOf, type Scene } from "./scene";

interface FilterSet {
  readonly declared: Declared;
  readonly id: string;
  /** Of a series its points. */
  readonly objects: readonly string[];
  /** Members of a group whose row is gone, or goes with somebody's cascade: state remembers them. */
  readonly left: readonly string[];
}

/** What a destroy of one stack may and must do, judged by what was there before it. */
export class Expectation {
  /** What the stack is called, and was, in marks. */
  private readonly names: readonly string[];
  /** Objects that the stack wants gone, members of groups included. */
  private readonly own: ReadonlySet<string>;
  /** What goes along with a cascade, and groups that go or lose a part by it: whoever wrote the policy wants that. */
  private readonly cascaded: ReadonlySet<string>;
  private readonly wanted: readonly FilterSet[];
  /** What cascades begin with, also those that wait. */
  private readonly tops: ReadonlySet<string>;
  /** Whether a cascade has to go. */
  private readonly mustCascades: ReadonlyMap<Declared, boolean>;
  /** What the run is asked about. */
  private readonly asked: ReadonlyMap<Declared, string>;
  /** Of the stack, and nobody asks to delete it: no cascade takes it, or what is above it. */
  private readonly standing: ReadonlySet<string>;
  /** Of its own, what only state knows to be the stack's. */
  private readonly nameless: ReadonlySet<string>;
  /** Groups that let go of their members. */
  private readonly loose: ReadonlySet<string>;

  constructor(
    private readonly scene: Scene,
    private readonly stack: "dev" | "prod",
    private readonly before: Platform,
    /** What the run is asked about; all of the stack by default. */
    asked: readonly Declared[] = scene.inState(stack),
  ) {
    this.names = scene.namesOf(stack);
    const going = asked.filter((one) => one.policy !== "retain");
    const kept = new Set(scene.declared.filter((one) => !going.includes(one)).flatMap(objectsOf));
    this.loose = new Set(going.filter((one) => one.policy === "ungroup").map(idOf));
    const below = (some: readonly Declared[]): Set<string> => before.subtrees(some.flatMap((one) => this.topsOf(one)));
    const rowless = (some: readonly Declared[]): string[] => before.groupsOf(below(some));
    const cascades = going.filter((one) => one.policy === "cascade");
    this.asked = new Map(asked.map((one) => [one, idOf(one)]));
    this.standing = new Set(before.uuids.filter((uuid) => this.stands(uuid)));
    // A cascade of an earlier run that waits takes what is foreign by now, too, when it goes.
    const waiting = before.letGoBy(this.names).filter((uuid) => before.cascadingBy(this.names).includes(uuid));
    const waitingTops = waiting.flatMap((uuid) => (before.groups.has(uuid) ? before.membersOf(uuid) : [uuid]));
    this.tops = new Set([...cascades.flatMap((one) => this.topsOf(one)), ...waitingTops]);
    const reached = before.subtrees([...this.tops].filter((top) => !this.keeps(before.subtrees([top]))));
    this.cascaded = new Set([...reached, ...before.groupsOf(reached)]);
    this.wanted = going.map((declared) => {
      const id = idOf(declared);
      const goes = rowless(cascades.filter((one) => one !== declared)).includes(id);
      return { declared, id, objects: objectsOf(declared), left: leftOf(declared, before, goes) };
    });
    const deferred = before.letGoBy(this.names);
    const tops = [...this.wanted.flatMap((one) => one.objects), ...deferred];
    const orphaned = rowless(cascades).flatMap((group) => before.membersOf(group));
    this.nameless = new Set([...this.wanted.flatMap((one) => one.left), ...orphaned]);
    const members = [
      ...tops.filter((uuid) => !this.loose.has(uuid)).flatMap((uuid) => before.membersOf(uuid)),
      ...this.wanted.flatMap((one) => one.left),
    ];
    const own = [
      ...tops,
      ...members.filter((uuid) => before.tagsOf(uuid).length === 0),
      ...tops.flatMap((uuid) => before.backupsOf(uuid)),
    ];
    this.own = new Set(own.filter((uuid) => !kept.has(uuid) && before.has(uuid)));
    this.mustCascades = new Map(cascades.map((one) => [one, this.mustCascade(one)]));
  }

  /** Whether a cascade knowingly takes what is based on these. */
  reaches(uuids: readonly string[]): boolean {
    return uuids.some((uuid) => this.tops.has(uuid));
  }

  /** Everything else is there as it was. */
  untouched(after: Platform, other?: Expectation): void {
    const both = [this, ...(other === undefined ? [] : [other])];
    const declared = (uuid: string): boolean => both.some((one) => one.own.has(uuid) || one.cascaded.has(uuid));
    const knowingly = (uuid: string): boolean => both.some((one) => one.cascaded.has(uuid));
    for (const uuid of this.before.uuids) {
      if (declared(uuid)) continue;
      assert.ok(after.has(uuid), `${uuid} was not declared by ${this.stack} and is gone`);
      for (const member of this.before.membersOf(uuid)) {
        const there = after.membersOf(uuid).includes(member) || knowingly(member);
        assert.ok(there, `group ${uuid} was not declared by ${this.stack} and has lost a member`);
      }
      assert.deepEqual(after.copiesOf(uuid), this.before.copiesOf(uuid), `${uuid} of somebody else has lost a copy`);
    }
  }

  /** What could go is gone; what could not is refused by name, or put off. State and platform agree. */
  done(after: Platform): void {
    const visited = new Set<string>();
    for (const { declared, id, objects, left } of this.wanted) {
      const why = `${id} of ${this.stack} (${declared.error ?? "no error"})`;
      const alone = (): boolean => [id, ...left].every((uuid) => this.mustGo(uuid, left));
      // Whichever of the two is asked for first counts as replaced, and goes by the rules of `delete`.
      const must =
        declared.policy === "cascade"
          ? this.mustCascades.get(declared) === true && (!this.isReplaced(declared) || alone())
          : alone();
      if (must) {
        assert.ok(!after.has(id), `${why} could go and is there`);
        assert.ok(declared.resource.state === undefined, `${why} is gone and in state`);
        for (const part of this.partsOf(declared, id, objects, left))
          assert.ok(!after.has(part), `${part} is left of ${why}`);
        for (const volume of this.before.volumesOf(id)) visited.add(volume);
        continue;
      }
      if (declared.resource.state !== undefined) this.refused(declared, why);
      else if (after.has(id)) assert.ok(after.deferredBy(this.names).includes(id), `${why} is forgotten`);
      else this.listResumable(id, after);
    }
    // What was put off earlier goes with the last object that it waited for, or when a later delete comes by.
    for (const uuid of this.before.letGoBy(this.names)) {
      const passed = this.before.volumesOf(uuid).some((volume) => visited.has(volume));
      if (passed && this.mustGoLater(uuid)) assert.ok(!after.has(uuid), `deferred ${uuid} could go and is there`);
      if (!after.has(uuid)) this.listResumable(uuid, after);
    }
  }

  /** Its members and what a cascade takes along, as far as they are not somebody else's. */
  private partsOf(declared: Declared, id: string, objects: readonly string[], left: readonly string[]): string[] {
    if (this.loose.has(id)) return [];
    const unheld = left.filter((uuid) => this.before.tagsOf(uuid).length === 0);
    const members = [...unheld, ...this.before.membersOf(id)].filter((uuid) => this.own.has(uuid));
    const cascade = declared.policy === "cascade" ? this.before.subtrees([id, ...members]) : [];
    return [...members, ...objects, ...objects.flatMap((one) => this.before.backupsOf(one)), ...cascade];
  }

  /**
   * Whether there is another live object of the same declaration, as a refused replacement leaves it: while it is there,
   * no process can tell a destroy of both from an `up` that makes up for the deletion.
   */
  private isReplaced(declared: Declared): boolean {
    return this.before.liveWith(this.scene.ownerTagOf(declared)).some((uuid) => uuid !== idOf(declared));
  }

  /** What a cascade begins with. */
  private topsOf(declared: Declared): string[] {
    const { before } = this;
    const left = leftOf(declared, before, true).filter((uuid) => before.tagsOf(uuid).length === 0);
    return [idOf(declared), ...before.membersOf(idOf(declared)), ...left];
  }

  /** No state knows the members of a group whose row is gone: their own marks have to. */
  private listResumable(group: string, after: Platform): void {
    if (this.loose.has(group)) return;
    for (const member of this.before.membersOf(group)) {
      if (!this.own.has(member) || !after.has(member)) continue;
      assert.ok(after.deferredBy(this.names).includes(member), `${member}, left of group ${group}, is forgotten`);
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
    assert.match(error, /^(foreign-dependents|partly-deleted|operation-in-progress): /, why);
  }

  /** Whether it is of the stack, and stays so: handed over and in no state, or made by a run that did not end. */
  private stands(uuid: string): boolean {
    if ([...this.asked.values()].includes(uuid)) return false;
    const tags = this.before.tagsOf(uuid);
    if (tags.some((tag) => this.names.some((name) => tag.startsWith(`pulumi::${name}::`)))) return true;
    const prefix = stackPrefix({ organization: "org", project: "project", ...this.scene.treeRefOf(this.stack) });
    return tags.length === 0 && uuid.startsWith(prefix);
  }

  /** Whether any of these, or a group that one of them is a member of, keeps a cascade from going on. */
  private keeps(uuids: ReadonlySet<string>): boolean {
    return [...uuids].some(
      (uuid) => this.standing.has(uuid) || this.standing.has(this.before.snapshots.get(uuid)?.groupUuid ?? ""),
    );
  }

  /** A cascade goes once all that is the stack's own below it has gone. */
  private mustCascade(declared: Declared, above: ReadonlySet<Declared> = new Set()): boolean {
    return !above.has(declared) && this.mustCascadeFrom(this.topsOf(declared), new Set([...above, declared]), declared);
  }

  /** What an earlier run put off: a cascade takes what is below it, whatever a server could delete alone. */
  private mustGoLater(uuid: string): boolean {
    if (!this.before.cascadingBy(this.names).includes(uuid)) return this.mustGo(uuid);
    return this.mustCascadeFrom(this.before.groups.has(uuid) ? this.before.membersOf(uuid) : [uuid], new Set());
  }

  private mustCascadeFrom(tops: readonly string[], above: ReadonlySet<Declared>, declared?: Declared): boolean {
    const under = this.before.subtrees(tops);
    if (this.keeps(under) || [...under].some((uuid) => this.scene.cloned.has(uuid))) return false;
    const groups = [...under].flatMap((uuid) => this.before.snapshots.get(uuid)?.groupUuid ?? []);
    const own = [...this.asked].filter(([one, id]) => {
      const parts = [id, ...this.before.membersOf(id)];
      return one !== declared && (groups.includes(id) || parts.some((uuid) => under.has(uuid)));
    });
    return own.every(([one, id]) => {
      if (one.policy === "cascade") return !this.isReplaced(one) && this.mustCascade(one, above);
      return one.policy === undefined && this.mustGo(id);
    });
  }

  /**
   * @param left what the same resource deletes besides: for all others, members of a group whose row is gone are
   * nobody's, until the destroy of the group comes to them
   */
  private mustGo(uuid: string, left: readonly string[] = []): boolean {
    // A member goes after its group, and groups go with all that is below their members, also those they have left.
    const single = this.before.snapshots.get(uuid)?.groupUuid === undefined;
    const all = [...this.before.closure(uuid, this.scene.alone && single && !this.before.groups.has(uuid), this.loose)];
    return all.every(
      (one) =>
        (this.own.has(one) || !this.before.has(one)) &&
        !this.scene.cloned.has(one) &&
        (!this.nameless.has(one) || left.includes(one)),
    );
  }
}

function leftOf({ resource, policy }: Declared, before: Platform, goes: boolean): string[] {
  const members = resource.state?.outputs["members"];
  const id = resource.state?.id ?? "";
  if (policy === "ungroup" || !Array.isArray(members) || (before.has(id) && !goes)) return [];
  return members
    .map((member: { volumeSnapshotUuid: string }) => member.volumeSnapshotUuid)
    .filter((uuid) => before.has(uuid) && [undefined, id].includes(before.snapshots.get(uuid)?.groupUuid));
}
