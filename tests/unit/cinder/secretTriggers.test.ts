import assert from "node:assert/strict";
import { volumeSnapshotSeries } from "../../../provider/cinder/series";
import { volumeBackup } from "../../../provider/cinder/volumeBackup/resource";
import { volumeSnapshot } from "../../../provider/cinder/volumeSnapshot/resource";
import type { ResourceDefinition } from "../../../provider/core/contract/resourceDefinition";
import { identityOf, parseSeed } from "../../../provider/core/identity/identity";
import type { JsonObject } from "../../../provider/core/json";
import { digestOf } from "../../../provider/core/lifecycle/triggers";
import { pointIdentity } from "../../../provider/core/series/definition";
import { Series } from "../../../provider/core/series/provider";
import { providerOf } from "../../../provider/doors/dynamic/dynamicProvider";
import type { Loopback } from "../../support/loopback";
import { declared, volumeId } from "./declared";
import { CinderProcess, FakeCinder } from "./fakeCinder";

const triggers = ["a word that can be guessed"];

const alone = ({ __seed }: JsonObject) => identityOf(parseSeed(__seed), { volumeId, triggers });
const first = ({ __seed }: JsonObject) =>
  pointIdentity(identityOf(parseSeed(__seed), { volumeId }), digestOf(triggers), 1);

const kinds: readonly (readonly [
  list: "snapshots" | "backups",
  name: string,
  open: (server: Loopback) => CinderProcess,
  guess: (inputs: JsonObject) => string,
])[] = [
  [
    "snapshots",
    "VolumeSnapshot",
    (server) => CinderProcess.of(volumeSnapshot as ResourceDefinition<unknown>, server),
    alone,
  ],
  ["backups", "VolumeBackup", (server) => CinderProcess.of(volumeBackup as ResourceDefinition<unknown>, server), alone],
  [
    "snapshots",
    "VolumeSnapshotSeries",
    (server) => new CinderProcess(server, (runtime) => providerOf(new Series(volumeSnapshotSeries, runtime), runtime)),
    first,
  ],
];

/** Everybody in the project sees the metadata of an object. */
describe("metadata of Cinder", () => {
  for (const [list, name, open, guess] of kinds) {
    for (const secret of [false, true]) {
      it(`${secret ? "has no" : "has the"} plain digest of ${secret ? "secret " : ""}triggers (${name})`, async () => {
        const { fake, server } = await FakeCinder.start(list);
        const process = open(server);
        try {
          const inputs = declared({ triggers, ...(secret ? { __secretTriggers: true } : {}) }, name);
          await process.handler.create(inputs);
          assert.equal(JSON.stringify(fake.rows).includes(guess(inputs)), !secret);
          assert.equal(fake.rows.length, 1);
          // Another machine, or a run after a crash, comes to the same identity.
          for (const row of fake.rows) delete row.metadata["pulumi_snapshots_owner"];
          const again = open(server);
          await again.handler.create(inputs).finally(() => again.end());
          assert.equal(fake.rows.length, 1);
        } finally {
          await process.end();
          await server.close();
        }
      });
    }
  }
});
