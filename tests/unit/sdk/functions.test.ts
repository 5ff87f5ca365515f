import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { codeOf } from "../../../provider/http/errorCodes";
import { closeFunctions } from "../../../provider/zstack/functions";
import { zstack } from "../../../sdk";
import { Functions } from "../../../sdk/functions";
import { isKnown, resolved } from "../../../sdk/outputs";
import { defaultFixture, type Simulator, startSimulator } from "../../../simulator";
import { Control } from "../../support/control";
import { deadPort } from "../../support/loopback";
import { asEngine, configure } from "./mocked";

const { web1, db1 } = defaultFixture.vmInstances;
const root = join(__dirname, "../../..");

/** A resource whose `value` is known after it was made, and not before. */
class Later extends pulumi.CustomResource {
  declare readonly value: pulumi.Output<string>;

  constructor(name: string) {
    super("test:index:Later", name, { value: undefined });
  }
}

class OtherProvider extends pulumi.ProviderResource {}

function engine(preview: boolean, value: string): void {
  pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: { ...inputs, ...(preview ? {} : { value }) } }),
      call: () => ({}),
    },
    "shop",
    "dev",
    preview,
    "acme",
  );
  asEngine();
}

/** The value of an output, or that it is not known. */
async function outcome<T>(
  output: pulumi.Output<T>,
): Promise<{ known: boolean; secret: boolean; value: T | undefined }> {
  const value = await resolved(output);
  return { known: await isKnown(output), secret: await pulumi.isSecret(output), value };
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program in a process of its own, as Pulumi would. */
async function run(program: string, environment: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, ["-r", join(root, "scripts/testing/register.cjs"), "-e", program], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (output += part.toString()));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output };
}

describe("functions in a program", () => {
  let simulator: Simulator;
  let control: Control;

  before(async () => {
    simulator = await startSimulator({ port: 0, jobDuration: 0 });
    control = new Control(simulator.url);
  });
  beforeEach(() => {
    engine(false, web1.uuid);
    configure({
      "zstack:host": control.host,
      "zstack:port": control.port,
      "zstack:accountName": "admin",
      "zstack:accountPassword": "password",
    });
  });
  afterEach(async () => {
    configure({});
    await closeFunctions();
    await control.reset();
  });
  after(async () => {
    engine(false, "");
    await simulator.close();
  });

  const account = () => ({ host: control.host, port: Number(control.port), accountName: "admin" });
  const environment = () => ({
    ZSTACK_HOST: control.host,
    ZSTACK_PORT: control.port,
    ZSTACK_ACCOUNT_NAME: "admin",
    ZSTACK_ACCOUNT_PASSWORD: "password",
  });

  it("are there for every kind, in four forms", async () => {
    const uuid = await control.strangersSnapshot(web1.rootVolumeUuid, "one");
    await control.job("POST", "/v1/volume-snapshots/group", {
      params: { rootVolumeUuid: db1.rootVolumeUuid, name: "group" },
    });
    const params = { backupStorageUuid: defaultFixture.backupStorages.imageStore1.uuid, name: "backup" };
    await control.job("POST", `/v1/volumes/${db1.rootVolumeUuid}/vm-backups`, { params });

    assert.equal((await zstack.getVolumeSnapshot({ name: "one" })).uuid, uuid);
    assert.equal((await zstack.getVolumeSnapshots()).length, 4);
    assert.equal((await zstack.getVolumeSnapshotGroup({ name: "group" })).members.length, 3);
    assert.equal((await zstack.getVolumeSnapshotGroups({ vmInstanceUuid: web1.uuid })).length, 0);
    assert.equal((await zstack.getVolumeBackup({ type: "Root" })).volumeUuid, db1.rootVolumeUuid);
    assert.equal((await zstack.getVolumeBackups()).length, 3);
    assert.equal((await zstack.getVmBackup({ name: "backup" })).vmInstanceUuid, db1.uuid);
    assert.equal((await zstack.getVmBackups()).length, 1);
    assert.equal((await zstack.getVolume({ uuid: web1.rootVolumeUuid })).vmInstanceUuid, web1.uuid);
    assert.equal((await zstack.getVolumes({ vmInstanceUuid: db1.uuid })).length, 3);
    assert.equal((await zstack.getVmInstance({ name: "web-1" })).uuid, web1.uuid);
    assert.equal((await zstack.getVmInstances()).length, 3);
    assert.equal((await zstack.getBackupStorage({ name: "sftp-1" })).type, "SftpBackupStorage");
    assert.equal((await zstack.getBackupStorages()).length, 3);

    const later = async <T>(output: pulumi.Output<T>) => (await outcome(output)).value ?? assert.fail();
    assert.equal((await later(zstack.getVolumeSnapshotOutput({ name: "one" }))).uuid, uuid);
    assert.equal((await later(zstack.getVolumeSnapshotsOutput())).length, 4);
    assert.equal((await later(zstack.getVolumeSnapshotGroupOutput({ name: "group" }))).members.length, 3);
    assert.equal((await later(zstack.getVolumeSnapshotGroupsOutput())).length, 1);
    assert.equal((await later(zstack.getVolumeBackupOutput({ type: "Root" }))).volumeUuid, db1.rootVolumeUuid);
    assert.equal((await later(zstack.getVolumeBackupsOutput())).length, 3);
    assert.equal((await later(zstack.getVmBackupOutput({ mostRecent: true }))).vmInstanceUuid, db1.uuid);
    assert.equal((await later(zstack.getVmBackupsOutput())).length, 1);
    assert.equal((await later(zstack.getVolumeOutput({ uuid: web1.rootVolumeUuid }))).vmInstanceUuid, web1.uuid);
    assert.equal((await later(zstack.getVolumesOutput({ vmInstanceUuid: db1.uuid }))).length, 3);
    assert.equal((await later(zstack.getVmInstanceOutput({ name: "web-1" }))).uuid, web1.uuid);
    assert.equal((await later(zstack.getVmInstancesOutput())).length, 3);
    assert.equal((await later(zstack.getBackupStorageOutput({ name: "sftp-1" }))).type, "SftpBackupStorage");
    assert.equal((await later(zstack.getBackupStoragesOutput())).length, 3);
    assert.equal(await control.countOf("PUT", "/v1/accounts/login"), 2, "one of them is the test's own");
  });

  it("take outputs of resources, and are unknown as long as those are", async () => {
    const made = new Later("made");
    const found = await outcome(zstack.getVmInstanceOutput({ uuid: made.value }));
    assert.deepEqual([found.known, found.secret, found.value?.name], [true, false, "web-1"]);

    engine(true, "");
    const before = await control.requests();
    for (const output of [
      zstack.getVmInstanceOutput({ uuid: new Later("single").value }),
      zstack.getVolumesOutput({ vmInstanceUuid: new Later("several").value, type: "Root" }),
    ]) {
      assert.equal((await outcome<unknown>(output)).known, false);
    }
    assert.deepEqual(await control.requests(), before, "nothing was asked");
    const known = await outcome(zstack.getVmInstanceOutput({ name: "web-1" }));
    assert.equal(known.value?.uuid, web1.uuid, "known filters are looked up in previews too");
  });

  it("keep a secret filter secret, and nothing for the sake of the password", async () => {
    const provider = new zstack.Provider("cloud", { ...account(), accountPassword: pulumi.secret("password") });
    configure({});
    const open = await outcome(zstack.getVmInstanceOutput({ name: "web-1" }, { provider }));
    assert.deepEqual([open.secret, open.value?.uuid], [false, web1.uuid]);
    const closed = await outcome(zstack.getVmInstanceOutput({ name: pulumi.secret("web-1") }, { provider }));
    assert.deepEqual([closed.secret, closed.value?.uuid], [true, web1.uuid]);
  });

  it("take a provider, whose settings win over the configuration", async () => {
    configure({ "zstack:host": "elsewhere.invalid", "zstack:accountName": "nobody" });
    const provider = new zstack.Provider("cloud", { ...account(), accountPassword: pulumi.output("password") });
    assert.equal((await zstack.getVmInstances({}, { provider })).length, 3);
  });

  it("with a provider that is still to come are an error, and unknown in the other form", async () => {
    engine(true, "");
    const provider = new zstack.Provider("cloud", { ...account(), accountPassword: new Later("password").value });
    await assert.rejects(
      zstack.getVmInstance({ name: "web-1" }, { provider }),
      /^Error: zstack\.getVmInstance: the provider's accountPassword is not known yet.*use zstack\.getVmInstanceOutput, whose/,
    );
    await assert.rejects(zstack.getVmInstances({}, { provider }), /use zstack\.getVmInstancesOutput/);
    assert.equal((await outcome(zstack.getVmInstanceOutput({ name: "web-1" }, { provider }))).known, false);
    assert.equal((await outcome(zstack.getVmInstancesOutput({}, { provider }))).known, false);
  });

  it("say what is wrong with arguments and providers", async () => {
    const args = { name: pulumi.output("web-1") } as unknown as zstack.GetVmInstanceArgs;
    await assert.rejects(zstack.getVmInstance(args), /name is an output or a promise; use zstack\.getVmInstanceOutput/);
    const options = { provider: new OtherProvider("aws", "aws", {}) } as unknown as zstack.FunctionOptions;
    await assert.rejects(
      zstack.getVmInstances({}, options),
      /zstack\.getVmInstances: provider is not a zstack\.Provider/,
    );
    const misspelt = { nam: "web-1" } as zstack.GetVmInstanceArgs;
    await assert.rejects(zstack.getVmInstance(misspelt), /unknown filter "nam"; the filters are uuid, name/);
    configure({});
    await assert.rejects(zstack.getVmInstances(), (error: Error) => {
      assert.match(
        error.message,
        /^zstack\.getVmInstances: the ZStack connection is not complete: no host: set zstack:host/,
      );
      return true;
    });
  });

  it("name the line of the program in their errors", async () => {
    const mine = async () => await zstack.getVmInstance({ name: "nobody" });
    await assert.rejects(mine(), (error: Error) => {
      assert.match(String(error.stack), /at async mine/);
      return true;
    });
  });

  it("end with the message alone where the connection, the filters or the server are at fault", async () => {
    const port = String(await deadPort());
    const cloud = { "zstack:host": control.host, "zstack:port": control.port, "zstack:accountName": "admin" };
    for (const [settings, code, says] of [
      [{}, "invalid-config", /^zstack\.getVmInstance\S*: the ZStack connection is not complete/],
      [
        { ...cloud, "zstack:accountPassword": "password" },
        "no-match",
        /^zstack\.getVmInstance\S*: there is no VM with name "nobody"/,
      ],
      [
        { ...cloud, "zstack:accountPassword": "password", "zstack:port": port, "zstack:protocol": "https" },
        "unreachable",
        /^zstack\.getVmInstance\S*: cannot reach https:\/\//,
      ],
    ] as const) {
      configure(settings);
      const failures = [
        zstack.getVmInstance({ name: "nobody" }),
        outcome(zstack.getVmInstanceOutput({ name: "nobody" })),
      ];
      for (const failure of failures) {
        await assert.rejects(failure, (error: Error) => {
          assert.ok(pulumi.RunError.isInstance(error), "Pulumi would print the stack");
          assert.equal(codeOf(error), code);
          assert.match(error.message, says);
          assert.doesNotMatch(error.message, /\n\s+at /);
          return true;
        });
      }
    }
  });

  it("keep the stack of a mistake of ours", async () => {
    const broken = new Functions<{ Thing: string }>(
      { platform: "test", keys: {}, secrets: [] },
      () => true,
      () => ({
        findOne: async () => {
          throw new TypeError("reading 'x'");
        },
        findAll: async () => [],
      }),
    );
    await assert.rejects(broken.findOne("Thing"), (error) => error instanceof TypeError);
  });

  it("name settings as the configuration of the stack does", async () => {
    const wrong = { host: control.host, port: control.port, accountName: "admin", accountPassword: "not-the-password" };
    const messageOf = (error: Error): string => error.message;
    const failure = (work: Promise<unknown>) => work.then(() => assert.fail(), messageOf);
    const keys = Object.entries(wrong).map(([name, value]) => [`zstack:${name}`, value]);
    configure(Object.fromEntries(keys));
    assert.match(await failure(zstack.getVmInstance({})), /check zstack:accountName and zstack:accountPassword/);
    configure({ "snapshots:door": "plugin", "snapshots:zstack": JSON.stringify(wrong) });
    const named = /check snapshots:zstack\.accountName and snapshots:zstack\.accountPassword/;
    assert.match(await failure(zstack.getVmInstance({})), named);
    assert.match(await failure(zstack.getVmInstances()), named);
    assert.match(await failure(outcome(zstack.getVmInstanceOutput({}))), named);
    configure({ "snapshots:door": "plugin" });
    assert.match(await failure(zstack.getVmInstance({})), /snapshots:zstack\.host/);
  });

  it("of a stack with the plugin take the settings that the plugin takes, and no others", async () => {
    const section = { host: control.host, port: control.port, accountName: "admin", accountPassword: "password" };
    const dynamic = Object.fromEntries(Object.entries(section).map(([name, value]) => [`zstack:${name}`, value]));
    const plugin = { "snapshots:door": "plugin", "snapshots:zstack": JSON.stringify(section) };
    configure({ ...plugin, "zstack:protocol": "https", "zstack:accountName": "nobody" });
    assert.ok((await zstack.getVmInstances()).length > 0);
    configure({ ...dynamic, "snapshots:door": "plugin" });
    await assert.rejects(zstack.getVmInstances(), (error) => codeOf(error) === "invalid-config");
  });

  describe("in a process of their own", () => {
    it("cost a program nothing until one is called", async () => {
      const { code, output } = await run(
        `const { zstack } = require("./sdk");
         const heavy = () => Object.keys(require.cache).filter((file) => /node_modules.(undici|zod)./.test(file)).length;
         const before = heavy();
         zstack.getVolumes().then((found) => console.log(before, heavy() > 0, found.length > 0));`,
        environment(),
      );
      assert.equal(output.trim(), "0 true true");
      assert.equal(code, 0);
    });

    it("log out at its end and use one session", async () => {
      const { code, output } = await run(
        `const { zstack } = require("./sdk");
         Promise.all([zstack.getVolumes(), zstack.getVmInstances(), zstack.getBackupStorages()]).then(
           () => zstack.getVmInstance({ name: "web-1" }),
         ).then((vm) => console.log(vm.name));`,
        environment(),
      );
      assert.equal(output.trim(), "web-1");
      assert.equal(code, 0);
      assert.equal(await control.countOf("PUT", "/v1/accounts/login"), 1);
      assert.equal(await control.countOf("DELETE", "/v1/accounts/sessions/{sessionUuid}"), 1);
    });

    it("log out after an error too", async () => {
      const { code, output } = await run(
        `process.on("unhandledRejection", (error) => { console.log(error.message); process.exitCode = 1; });
         require("./sdk").zstack.getVmInstance({ name: "nobody" });`,
        environment(),
      );
      assert.match(output, /^zstack\.getVmInstance: there is no VM with name "nobody"/);
      assert.equal(code, 1);
      assert.equal(await control.countOf("DELETE", "/v1/accounts/sessions/{sessionUuid}"), 1);
    });
  });
}).timeout(20_000);
