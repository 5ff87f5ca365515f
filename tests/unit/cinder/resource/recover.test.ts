import assert from "node:assert/strict";
import { findOnPlatforms } from "../../../../cli/recover/platform";
import { othersIn, pendingOf } from "../../../../cli/recover/state";
import { Connections } from "../../../../cli/state/connection";
import type { PendingOperation } from "../../../../cli/state/exportedStack";
import { volumeSnapshot } from "../../../../provider/cinder/volumeSnapshot/resource";
import type { Loopback } from "../../../support/loopback";
import { failure } from "../../openstack/scripted";
import { declared } from "../declared";
import { CinderProcess, FakeCinder } from "../fakeCinder";

describe("recover", () => {
  let fake: FakeCinder;
  let server: Loopback;

  beforeEach(async () => {
    ({ fake, server } = await FakeCinder.start());
  });
  afterEach(() => server.close());

  const pendingKind = (kind: string): PendingOperation => ({
    type: "creating",
    resource: {
      urn: `urn:pulumi:dev::project::pulumi-nodejs:dynamic/cinder:${kind}::r`,
      type: `pulumi-nodejs:dynamic/cinder:${kind}`,
      inputs: declared({}, kind),
    },
  });

  const connections = (): Connections =>
    new Connections(
      { deployment: {} },
      {
        "openstack:token": "Token-der-Wolke-1",
        "openstack:endpointOverrides": JSON.stringify({ volumev3: `http://${server.address}/v3/project` }),
      },
      {},
    );

  it("shows what Cinder has of a creation that a killed CLI left", async () => {
    const killed = CinderProcess.of(volumeSnapshot, server);
    killed.engine = false;
    await failure(killed.handler.create(declared()));
    await killed.end();
    const [left] = fake.rows;
    const [found, ...others] = await findOnPlatforms([pendingKind("VolumeSnapshot")], connections());
    assert.deepEqual(others, []);
    assert.equal(found?.error, undefined);
    assert.deepEqual(
      found?.objects.map(({ uuid, ready }) => [uuid, ready]),
      [[left?.id, true]],
    );
    assert.match(found?.objects[0]?.meaning ?? "", /no owner tag: the next `pulumi up` takes it over/);
    assert.equal(fake.rows.length, 1, "nothing is changed");
  });

  it("says why Cinder could not be asked", async () => {
    fake.before = () => ({ status: 403, body: { forbidden: { code: 403, message: "Policy doesn't allow it" } } });
    const [found] = await findOnPlatforms([pendingKind("VolumeBackup")], connections());
    assert.equal(found?.code, "not-permitted");
  });

  it("tells the entries of Cinder's kinds from others", () => {
    const foreign: PendingOperation = { type: "creating", resource: { urn: "u", type: "aws:s3:Bucket" } };
    const mine = [pendingKind("VolumeSnapshot"), pendingKind("VolumeBackup")];
    const exported = { deployment: { pending_operations: [foreign, ...mine] } };
    assert.deepEqual([pendingOf(exported), othersIn(exported)], [mine, [foreign]]);
  });
});
