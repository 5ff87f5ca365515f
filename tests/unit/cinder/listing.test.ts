import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { CinderApi } from "../../../provider/cinder/client/client";
import { closeConnections, connectionOf } from "../../../provider/cinder/connections";
import { listPoints } from "../../../provider/cinder/listing";
import { capacityOf } from "../../../provider/cinder/listing/capacity";
import { Settings } from "../../../provider/core/contract/settings";
import type { ListedPoint, Listing } from "../../../provider/core/listing";
import { FakeClock } from "../../support/clock";
import type { Loopback } from "../../support/loopback";
import { FakeCinder, now } from "./fakeCinder";

const volume = "5aa119a8-d25b-45a7-8d1b-88e127885635";
const owner = "org/project/dev::cinder.VolumeSnapshot::a";

describe("restore points of a Cinder project", () => {
  let server: Loopback;
  let fake: FakeCinder;

  afterEach(() => server.close());

  /** What the project shows with these lists besides those of the fake. */
  async function listed(others: Readonly<Record<string, readonly object[]>>): Promise<Listing> {
    return withApi(others, (api) => listPoints(api));
  }

  async function withApi<T>(
    others: Readonly<Record<string, readonly object[]>>,
    work: (api: CinderApi, settings: Settings) => Promise<T>,
    more: Readonly<Record<string, string>> = {},
    limits: Readonly<Record<string, number>> | undefined = undefined,
  ): Promise<T> {
    fake.before = (request) => {
      if (request === "GET /limits") {
        return limits === undefined ? { status: 404 } : { status: 200, body: { limits: { absolute: limits } } };
      }
      const [, list = ""] = /^GET \/(\w+)\/detail$/.exec(request) ?? [];
      return others[list] === undefined ? undefined : { status: 200, body: { [list]: others[list] } };
    };
    const values: Record<string, string> = {
      "openstack:token": "Token-der-Wolke-1",
      "openstack:endpointOverrides": JSON.stringify({ volumev3: `http://${server.address}/v3/project` }),
      ...more,
    };
    const settings = new Settings((key) => values[key], {});
    const runtime = {
      clock: new FakeClock(now),
      environment: {},
      random: randomBytes,
      createdInThisProcess: new Set<string>(),
      keptByProgram: new Set<string>(),
      say: () => undefined,
      engineAlive: async () => true,
    };
    try {
      return await work(connectionOf({ settings, runtime }), settings);
    } finally {
      await closeConnections(runtime, 100);
    }
  }

  const by = ({ points }: Listing, name: string): ListedPoint => {
    const found = points.find((one) => one.name === name);
    assert.ok(found, name);
    return found;
  };

  it("have the names of their volumes, ages by the service's clock, and their owners", async () => {
    ({ fake, server } = await FakeCinder.start("snapshots"));
    fake.add({
      name: "a\u001b[31m",
      size: 2,
      metadata: { pulumi_snapshots_owner: owner, pulumi_snapshots_stack: "abc123" },
    });
    fake.add({ name: "bad", status: "error" });
    const volumes = [
      { id: volume, name: "data", status: "in-use", attachments: [{ server_id: "vm-1" }], metadata: {} },
    ];
    const listing = await listed({ volumes });
    const { age, size, ownership, problems, stackPrefix } = by(listing, "a\\u{1b}[31m");
    assert.deepEqual(
      { age, size, ownership, problems, stackPrefix },
      {
        age: 599,
        size: 2 * 2 ** 30,
        ownership: { owner },
        problems: [],
        stackPrefix: "abc123",
      },
    );
    assert.deepEqual(by(listing, "bad").problems, ["it is error, not available"]);
    assert.deepEqual(listing.volumes.get(volume), { name: "data", vm: "vm-1" });
  });

  it("of which incremental backups build on those before them, volume by volume", async () => {
    ({ fake, server } = await FakeCinder.start("backups"));
    const backup = (name: string, incremental: boolean, volume_id = volume): void => {
      fake.add({ name, is_incremental: incremental, volume_id, container: "nightly" });
    };
    backup("full", false);
    backup("other", false, "11111111-1111-4111-8111-111111111111");
    backup("one", true);
    backup("two", true);
    backup("new", false);
    backup("three", true);
    const listing = await listed({});
    const places = listing.points.map(({ name, depth, dependents }) => [name, [depth, dependents]]);
    assert.deepEqual(Object.fromEntries(places), {
      full: [1, 2],
      one: [2, 1],
      two: [3, 0],
      new: [1, 1],
      three: [2, 0],
      other: [1, 0],
    });
    assert.equal(by(listing, "two").chain, by(listing, "full").uuid);
    assert.deepEqual(by(listing, "full").stores, ["nightly"]);
  });

  it("have the quotas of the project, and volumes that have nearly all snapshots they may have", async () => {
    ({ fake, server } = await FakeCinder.start("snapshots"));
    for (const _ of Array.from({ length: 6 })) fake.add();
    fake.add({ volume_id: "11111111-1111-4111-8111-111111111111" });
    const limits = { maxTotalSnapshots: 10, totalSnapshotsUsed: 7, maxTotalBackups: -1, totalBackupsUsed: 3 };
    const seven = { "cinder:maxSnapshotsPerVolume": "7" };
    const read = (more: Readonly<Record<string, string>>, of?: typeof limits) =>
      withApi({}, async (api, settings) => capacityOf(api, settings, await listPoints(api), 0.85), more, of);
    assert.deepEqual(await read(seven, limits), {
      quotas: [{ id: "snapshots", name: "snapshots", used: 7, total: 10, unit: "count" }],
      storages: [],
      chains: [{ id: volume, name: "", used: 6, total: 7, unit: "count" }],
    });
    assert.deepEqual(await read({}), { quotas: [], storages: [], chains: [] });
  });
});
