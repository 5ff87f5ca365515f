import assert from "node:assert/strict";
import { Backups, idOf } from "../../support/backups";
import { FakeClock } from "../../support/clock";
import { pointNames, pointsOf } from "../../support/points";
import { declare, type ProcessOptions, Resource } from "../../support/providerProcess";
import { Simulated, volumes } from "../../support/simulated";

// A job of which nobody may ask whether its server was restarted is dead when it is older than its limit: no clock that
// steps, and no change of a zone, makes it older than it is.

const hour = 3_600_000;
const routes = {
  snapshot: "/v1/volumes/{volumeUuid}/volume-snapshots",
  group: "/v1/volume-snapshots/group",
  volumeBackup: "/v1/volumes/{volumeUuid}/volume-backups",
  vmBackup: "/v1/volumes/{rootVolumeUuid}/vm-backups",
} as const;

/** Calls something once it has slept so long. */
class StepsAt extends FakeClock {
  private stepped = false;

  constructor(
    time: number,
    private readonly after: number,
    private readonly step: () => Promise<void>,
  ) {
    super(time);
  }

  override async sleep(ms: number): Promise<void> {
    await super.sleep(ms);
    if (this.stepped || this.sleeps.reduce((sum, one) => sum + one, 0) < this.after) return;
    this.stepped = true;
    await this.step();
  }
}

describe("a job that may still end", () => {
  const simulated = new Simulated();
  const control = () => simulated.control;
  const backups = new Backups(simulated);
  const now = (): number => Date.now();

  beforeEach(async () => {
    control().forgetSession();
    const error = { code: "ID.1002", description: "no permission", details: "is admin only" };
    await control().fault({
      match: { method: "GET", path: "/v1/management-nodes" },
      times: 100_000,
      action: { type: "respond", status: 503, body: { error } },
    });
  });

  for (const name of pointNames) {
    const point = pointsOf(simulated, backups)[name];
    const patient = (options: ProcessOptions = {}) => point.open({ ...options, clock: new FakeClock(now()) });

    /** State holds it as unfinished. */
    async function recorded(options: ProcessOptions = {}): Promise<Resource> {
      const match = { method: "POST", route: routes[name] };
      await control().fault({ match, action: { type: "stallJob" } });
      const timeouts = { create: 5, delete: 900 };
      const resource = new Resource({ ...point.inputs(), __timeouts: timeouts });
      await assert.rejects(resource.up(point.open(options)), { code: "unfinished", message: /within 5 s/ });
      return resource;
    }

    async function isWaitedFor(resource: Resource, options: ProcessOptions = {}): Promise<void> {
      const process = patient(options);
      await assert.rejects(resource.destroy(process), { message: /continue to wait|continues|continue waiting/ });
      assert.ok(resource.state, process.lines.join("\n"));
      assert.ok(!process.lines.some((line) => line.includes("can never finish")), process.lines.join("\n"));
    }

    for (const zone of ["Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
      it(`is not dead because the server's zone is ${zone} now: a ${name}`, async () => {
        const resource = await recorded();
        await control().clock({ timeZone: zone });
        await isWaitedFor(resource);
      });
    }
  }

  it("is not dead because the server's clock was set back", async () => {
    const inputs = declare("snap", { volumeUuid: volumes.root }, { timeouts: { delete: 900 } });
    const resource = new Resource(inputs);
    await resource.up(simulated.process());
    const process = simulated.process({ clock: new FakeClock(now()) });
    await process.handler.read(idOf(resource), resource.state?.outputs ?? {}, resource.inputs);
    await control().clock({ stepMs: -5 * hour });
    await control().fault({ match: { method: "POST", route: routes.snapshot }, action: { type: "stallJob" } });
    await control().submit("POST", `/v1/volumes/${volumes.root}/volume-snapshots`, { params: { name: "theirs" } });
    await assert.rejects(resource.destroy(process), { code: "operation-in-progress", message: /15 min/ });
  });

  it("is not dead because the server's clock was set back while another one was waited for", async () => {
    const inputs = declare("snap", { volumeUuid: volumes.root }, { timeouts: { delete: 900 } });
    const resource = new Resource(inputs);
    await resource.up(simulated.process());
    const stalled = async (name: string): Promise<void> => {
      await control().fault({ match: { method: "POST", route: routes.snapshot }, action: { type: "stallJob" } });
      await control().submit("POST", `/v1/volumes/${volumes.root}/volume-snapshots`, { params: { name } });
    };
    await stalled("first");
    const [first] = (await control().state()).volumeSnapshots.filter((one) => one.status === "Creating");
    const step = async (): Promise<void> => {
      // What is queued behind the first one begins.
      await control().restart();
      await control().job("DELETE", `/v1/volume-snapshots/${first?.uuid}`);
      await control().clock({ stepMs: -5 * hour });
      await stalled("second");
    };
    const process = simulated.process({ clock: new StepsAt(now(), 300_000, step) });
    await assert.rejects(resource.destroy(process), { code: "operation-in-progress", message: /15 min/ });
    assert.ok(!process.lines.some((line) => line.includes("not waiting for")), process.lines.join("\n"));
  });
});
