import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { closeFunctions } from "../../../provider/cinder/functions";
import { cinder, zstack } from "../../../sdk";
import { isKnown, resolved } from "../../../sdk/outputs";
import { type Loopback, serve } from "../../support/loopback";
import { configure, mockedEngine } from "./mocked";

const project = "22222222222222222222222222222222";
const id = "a0000001-0000-4000-8000-000000000001";
const row = { id, name: "only", status: "available", size: 1, volume_id: id, metadata: {} };

/** The value of an output, or that it is not known. */
async function outcome<T>(output: pulumi.Output<T>): Promise<{ known: boolean; secret: boolean; value: T }> {
  const value = await resolved(output);
  return { known: await isKnown(output), secret: await pulumi.isSecret(output), value };
}

describe("functions of block storage in a program", () => {
  mockedEngine();
  let service: Loopback;
  const projects: string[] = [];

  before(async () => {
    service = await serve((request, response) => {
      const [, , owner = "", list = ""] = (request.url ?? "").split("?")[0]?.split("/") ?? [];
      if (owner === "") return void response.end(JSON.stringify({ versions: [] }));
      projects.push(owner);
      return void response.end(JSON.stringify({ [list]: [row] }));
    });
  });
  const connection = () => ({ token: "Token-des-Programms", tenantId: project });
  const overrides = () => ({ volumev3: `http://${service.address}/v3` });
  beforeEach(() => {
    projects.splice(0);
    const { token, tenantId } = connection();
    configure({
      "openstack:token": token,
      "openstack:tenantId": tenantId,
      "openstack:endpointOverrides": JSON.stringify(overrides()),
    });
  });
  afterEach(() => closeFunctions());
  after(() => service.close());

  it("are there for every kind, in four forms", async () => {
    assert.equal((await cinder.getVolume({ name: "only" })).id, id);
    assert.equal((await cinder.getVolumes()).length, 1);
    assert.equal((await cinder.getVolumeSnapshot({ volumeId: id })).name, "only");
    assert.equal((await cinder.getVolumeSnapshots({ name: "other" })).length, 0);
    assert.equal((await cinder.getVolumeBackup({ mostRecent: true })).volumeId, id);
    assert.equal((await cinder.getVolumeBackups()).length, 1);
    assert.equal((await outcome(cinder.getVolumeOutput({ name: pulumi.output("only") }))).value.id, id);
    assert.equal((await outcome(cinder.getVolumesOutput())).value.length, 1);
    assert.equal((await outcome(cinder.getVolumeSnapshotOutput({ volumeId: pulumi.output(id) }))).value.name, "only");
    assert.equal((await outcome(cinder.getVolumeSnapshotsOutput())).value.length, 1);
    assert.equal((await outcome(cinder.getVolumeBackupOutput({ mostRecent: true }))).value.volumeId, id);
    assert.equal((await outcome(cinder.getVolumeBackupsOutput())).value.length, 1);
  });

  it("take a provider, whose secrets make no secret of the result", async () => {
    const token = pulumi.secret("Token-des-Programms");
    const provider = new cinder.Provider("site", {
      token,
      tenantId: id.replaceAll("-", ""),
      endpointOverrides: overrides(),
    });
    assert.equal((await cinder.getVolumes({}, { provider })).length, 1);
    const { secret, value } = await outcome(cinder.getVolumeOutput({ name: "only" }, { provider }));
    assert.deepEqual([secret, value.id], [false, id]);
    assert.deepEqual(new Set(projects), new Set([id.replaceAll("-", "")]));
  });

  it("say what is wrong with arguments and providers", async () => {
    const args = { name: pulumi.output("only") } as unknown as cinder.GetVolumeArgs;
    await assert.rejects(cinder.getVolume(args), /cinder\.getVolume: name is an output .* use cinder\.getVolumeOutput/);
    const options = { provider: new zstack.Provider("zstack", {}) } as unknown as cinder.FunctionOptions;
    await assert.rejects(cinder.getVolumes({}, options), /cinder\.getVolumes: provider is not a cinder\.Provider/);
    configure({});
    await assert.rejects(cinder.getVolumes(), /^Error: cinder\.getVolumes: the OpenStack connection is not complete/);
  });
});
