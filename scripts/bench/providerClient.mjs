// The provider as the engine calls it: check and create of every resource, in one process with one session.
import { randomBytes } from "node:crypto";
import { compiled } from "./compiled.mjs";

/**
 * @param {import("./bareClient.mjs").Server} server
 * @param {readonly import("./bareClient.mjs").Target[]} targets
 * @param {{ parallel?: number, inputs?: object }} [options] how many creations are under way at a time; inputs of each
 */
export async function providerClient(
  { url, account, password },
  targets,
  { parallel = targets.length, inputs = {} } = {},
) {
  const { adapter, clock, connection, doors, identity } = compiled();
  const around = {
    clock: clock.systemClock,
    environment: {},
    random: randomBytes,
    createdInThisProcess: /** @type {Set<string>} */ (new Set()),
    keptByProgram: /** @type {Set<string>} */ (new Set()),
    say: () => undefined,
    engineAlive: async () => true,
  };
  const provider = adapter.providerOf(doors.resources.zstackVolumeSnapshot.provider(around), around);
  const { hostname, port } = new URL(url);
  /** @type {Record<string, string>} */
  const settings = {
    "zstack:host": hostname,
    "zstack:port": port,
    "zstack:accountName": account,
    "zstack:accountPassword": password,
  };
  provider.configure({ config: { get: (key) => settings[key] } });
  const waiting = [...targets];
  const next = async () => {
    for (let target = waiting.shift(); target !== undefined; target = waiting.shift()) {
      const { name, volumeUuid } = target;
      const urn = `urn:pulumi:dev::bench::pulumi-nodejs:dynamic/zstack:VolumeSnapshot::${name}`;
      const declared = { ...inputs, name, volumeUuid, __seed: identity.formatSeed("", "org", urn) };
      await provider.create((await provider.check({}, declared)).inputs);
    }
  };
  await Promise.all(Array.from({ length: parallel }, next));
  await connection.closeConnections(around, 1000);
}
