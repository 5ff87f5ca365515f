// Two weeks of two machines on the simulator: nightly restore points with a gap, branches, other owners, and what is missing.

import type { StackWithPoints } from "../../cli/stack/pulumiStack";
import { settingsOf } from "../integration/deletion/orphansCommand";
import { type Deletions, dataVolume, idOf, rootVolume, vm } from "../integration/deletion/support";
import { stackWith } from "../integration/zstack/listCommand";
import type { Backups } from "./backups";
import { Resource } from "./providerProcess";

const hour = 3_600_000;

export interface Nights {
  readonly stack: StackWithPoints;
  /** A snapshot that builds on another one, and has another one on it. */
  readonly middle: string;
  readonly missing: string;
}

/** @param nights how many, at least 8 */
export async function playNights(here: Deletions, backups: Backups, nights: number): Promise<Nights> {
  const { control } = here;
  const state: Resource[] = [];
  const kept = <T extends Resource>(resource: T): T => {
    state.push(resource);
    return resource;
  };
  const pass = (hours: number): Promise<void> => control.clock({ stepMs: hours * hour });
  const volumeBackup = async (name: string): Promise<void> => {
    const resource = kept(new Resource(backups.volumeInputs({ name }, {}, name)));
    await resource.up(backups.volume());
  };
  let middle = "";
  let missing = "";
  for (let night = 1; night <= nights; night += 1) {
    const snapshot = kept(
      await here.snapshot(`nightly-${night}`, { name: `nightly-${night}`, volumeUuid: rootVolume }),
    );
    if (night === 2) middle = idOf(snapshot);
    if (night === 4) kept(await here.group("before-upgrade", { name: "before-upgrade" }));
    if (night === 6) {
      await here.revert(middle);
      await control.objects({ patch: { table: "vmInstances", uuid: vm.uuid, columns: { state: "Running" } } });
      await control.strangersSnapshot(rootVolume, "before-fix");
    }
    // Three nights without a backup.
    if (night < nights - 5 || night > nights - 3) {
      const machine = kept(new Resource(backups.vmInputs({ name: `db-${night}` }, {}, `db-${night}`)));
      await machine.up(backups.vm());
    }
    if (night % 3 === 1) await volumeBackup(`weekly-${night}`);
    if (night === nights - 2) {
      await here.snapshot("migration", { name: "migration", volumeUuid: dataVolume }, { stack: "prod" });
      const lost = kept(await here.snapshot("lost", { name: "lost", volumeUuid: dataVolume }));
      missing = idOf(lost);
      control.forgetSession();
      await control.job("DELETE", `/v1/volume-snapshots/${missing}?deleteMode=Permissive`);
    }
    await pass(night < nights ? 24 : 4);
    control.forgetSession();
  }
  return { stack: stackWith([["the stack's connection", settingsOf(here)]], state), middle, missing };
}
