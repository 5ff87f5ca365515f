import assert from "node:assert/strict";
import { shownDrills, stateDrills } from "../../../../cli/stack/drills";
import { restoreDrill as cinderDrill } from "../../../../provider/cinder/restoreDrill/resource";
import type { ActionDefinition } from "../../../../provider/core/actions/definition";
import { restoreDrill as zstackDrill } from "../../../../provider/zstack/restoreDrill/resource";

type Exported = Parameters<typeof stateDrills>[0];
type Resource = NonNullable<Exported["deployment"]["resources"]>[number];

const [a, b, c] = ["a", "b", "c"].map((digit) => digit.repeat(32)) as [string, string, string];
const id = "ffa9bc5e-1172-4021-acaf-cdcd78a9584d";
const day = (of: number): string => `2026-11-${String(of).padStart(2, "0")}T03:00:00.000Z`;

/** A resource as the state of a stack has it, through either door. */
function resource(token: string, name: string, outputs: object, door: "dynamic" | "plugin" = "dynamic"): Resource {
  const [platform = "", type = ""] = token.split(".");
  const full = door === "dynamic" ? `pulumi-nodejs:dynamic/${platform}:${type}` : `snapshots:${platform}:${type}`;
  return { urn: `urn:pulumi:dev::project::${full}::${name}`, type: full, id: "1", outputs: { ...outputs } };
}

const drill = (name: string, outputs: object, door?: "plugin"): Resource =>
  resource("zstack.RestoreDrill", name, { duration: 12, size: 1, runCount: 1, ...outputs }, door);

const exported = (resources: Resource[], pending: Resource[] = []): Exported => ({
  deployment: { resources, pending_operations: pending.map((one) => ({ type: "creating", resource: one })) },
});

/** The inputs with which alone a drill may be declared. */
const sourcesOf = ({ inputs, rules }: ActionDefinition, point: string): string[] =>
  Object.keys(inputs).filter((name) => rules({ [name]: point }, {}).length === 0);

const shown = (...resources: Resource[]) => Object.fromEntries(shownDrills(stateDrills(exported(resources))));

describe("the restore drills of a state", () => {
  it("prove the restore point that each of them names, on both platforms and through both doors", () => {
    for (const { token, point, names } of [
      { ...zstackDrill, point: a, names: sourcesOf(zstackDrill, a) },
      { ...cinderDrill, point: id, names: sourcesOf(cinderDrill, id) },
    ]) {
      assert.ok(names.length > 1, token);
      for (const name of names) {
        for (const door of ["dynamic", "plugin"] as const)
          assert.deepEqual(shown(resource(token, "d", { [name]: point, restorableAt: day(1), duration: 3 }, door)), {
            [point]: { drill: { restorableAt: day(1), duration: 3 } },
          });
      }
    }
  });

  it("are those of series as well, each of its own point", () => {
    const history = [{ uuid: a, drill: { restorableAt: day(3), duration: 9, size: 1 } }, { uuid: b }];
    assert.deepEqual(shown(resource("zstack.VmBackupSeries", "nightly", { history, current: history[0] })), {
      [a]: { drill: { restorableAt: day(3), duration: 9 } },
    });
    const ofCinder = [{ id, drill: { restorableAt: day(4), duration: 9, size: 1 } }];
    assert.deepEqual(shown(resource("cinder.VolumeSnapshotSeries", "nightly", { history: ofCinder })), {
      [id]: { drill: { restorableAt: day(4), duration: 9 } },
    });
  });

  it("count with the newest of a restore point, in whichever order the state has them", () => {
    const drills = [2, 9, 4].map((of) => drill(`d${of}`, { volumeSnapshotUuid: a, restorableAt: day(of) }));
    for (const some of [drills, [...drills].reverse()])
      assert.deepEqual(shown(...some)[a]?.drill?.restorableAt, day(9));
  });

  it("prove nothing where the state has no date, or one that is none", () => {
    for (const restorableAt of [undefined, null, 5, "soon", ""])
      assert.deepEqual(shown(drill("d", { volumeSnapshotUuid: a, restorableAt })), {});
    assert.deepEqual(shown(drill("d", { restorableAt: day(1) })), {});
    const lenient = shown(drill("d", { volumeSnapshotUuid: a, restorableAt: "1 Nov 2026 03:00 GMT (\u001b[31m)" }));
    assert.equal(lenient[a]?.drill?.restorableAt, day(1));
    assert.deepEqual(shown(resource("zstack.VolumeSnapshotSeries", "s", { history: "none" })), {});
  });

  it("are read although they are secret", () => {
    const secret = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      plaintext: JSON.stringify(a),
    };
    assert.deepEqual(Object.keys(shown(drill("d", { volumeSnapshotUuid: secret, restorableAt: day(1) }))), [a]);
  });

  it("that failed are the last ones of their series, and keep what an earlier drill has shown", () => {
    const series = (outputs: object) => [resource("zstack.VolumeSnapshotSeries", "nightly", outputs)];
    const history = (...points: object[]) => series({ history: points, drill: true });
    const failed = { uuid: b, drillProblem: "no space" };
    const good = { uuid: a, drill: { restorableAt: day(1), duration: 1 } };
    const failures = (resources: Resource[]) => stateDrills(exported(resources)).failed;
    assert.deepEqual(failures(history(failed, good)), [{ point: b, resource: "nightly", problem: "no space" }]);
    assert.deepEqual(failures(history({ uuid: c }, failed, good)), [
      { point: b, resource: "nightly", problem: "no space" },
    ]);
    assert.deepEqual(failures(history(good, failed)), []);
    assert.deepEqual(failures(series({ history: [failed], drill: false })), [], "nobody repeats it");
    assert.deepEqual(shown(...history(good, failed))[b], { drillProblem: "no space" });
    const own = drill("d", { volumeSnapshotUuid: b, restorableAt: day(2) });
    assert.deepEqual(shown(...history(failed), own)[b], {
      drill: { restorableAt: day(2), duration: 12 },
      drillProblem: "no space",
    });
  });

  it("that have begun and not ended are named", () => {
    const pending = [drill("monthly", { volumeSnapshotUuid: a }), resource("zstack.VolumeSnapshot", "other", {})];
    assert.deepEqual(stateDrills(exported([], pending)).begun, ["monthly"]);
  });
});
