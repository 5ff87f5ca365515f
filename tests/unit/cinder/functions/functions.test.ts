import assert from "node:assert/strict";
import { closeFunctions, findAll, findOne, type functions } from "../../../../provider/cinder/functions";
import type { JsonObject } from "../../../../provider/core/json";
import { codeOf } from "../../../../provider/http/errorCodes";
import { type Loopback, serve } from "../../../support/loopback";
import { failure, openstack, project } from "../../openstack/scripted";

type Found = keyof typeof functions;
type Row = Readonly<Record<string, unknown>>;

const idOf = (digit: number): string => `${String(digit).repeat(8)}-0000-4000-8000-000000000000`;
const metadata = { env: "lab", pulumi_snapshots_id: "x", pulumi_snapshots_owner: "acme/shop/dev" };

const volume = (digit: number, more: Row = {}): Row => ({
  id: idOf(digit),
  name: `volume-${digit}`,
  description: null,
  status: "available",
  size: 10,
  created_at: `2026-11-0${digit}T10:00:00.250878`,
  updated_at: null,
  attachments: [],
  metadata: {},
  bootable: "false",
  ...more,
});

const snapshot = (digit: number, more: Row = {}): Row => ({
  id: idOf(digit),
  name: `snapshot-${digit}`,
  description: null,
  volume_id: idOf(1),
  status: "available",
  size: 1,
  created_at: `2026-11-0${digit}T10:00:00.000000`,
  metadata: {},
  ...more,
});

/** A service that knows no filters: it lists everything in pages of two, newest first. */
class Service {
  readonly asked: { readonly path: string; readonly query: URLSearchParams; readonly version: string }[] = [];
  rows: Row[] = [];
  newest = "3.70";
  private loopback: Loopback | undefined;

  async open(): Promise<void> {
    this.loopback = await serve((request, response) => {
      const url = new URL(request.url ?? "/", "http://volume");
      const [, , owner, list = "", ...rest] = url.pathname.split("/");
      const end = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
      if (owner === undefined) {
        end(300, { versions: [{ id: "v3.0", version: this.newest, min_version: "3.0" }] });
        return;
      }
      const version = String(request.headers["openstack-api-version"] ?? "volume 3.0").slice("volume ".length);
      this.asked.push({ path: `/${[list, ...rest].join("/")}`, query: url.searchParams, version });
      if (request.headers["x-auth-token"] !== "Token-der-Suche") {
        end(401, { error: { code: 401, message: "Token-der-Sache is none" } });
      } else if (rest[0] === "detail") end(200, this.page(list, url.searchParams.get("marker")));
      else {
        const row = this.rows.find(({ id }) => id === rest[0]);
        if (row === undefined) end(404, { itemNotFound: { code: 404, message: "not there" } });
        else end(200, { [list.slice(0, -1)]: row });
      }
    });
  }

  private page(list: string, marker: string | null): Row {
    const all = this.rows.toReversed();
    const at = marker === null ? 0 : all.findIndex(({ id }) => id === marker) + 1;
    const found = all.slice(at, at + 2);
    const href = `http://elsewhere/v2/x?limit=2&marker=${found.at(-1)?.["id"]}`;
    return { [list]: found, ...(found.length === 2 ? { [`${list}_links`]: [{ rel: "next", href }] } : {}) };
  }

  get settings(): JsonObject {
    return openstack({
      token: "Token-der-Suche",
      tenantId: project,
      endpointOverrides: `http://${this.loopback?.address}`,
    });
  }

  all = (found: Found, filters: JsonObject = {}) => findAll(found, filters, this.settings);
  one = (found: Found, filters: JsonObject = {}) => findOne(found, filters, this.settings);
  ids = async (found: Found, filters: JsonObject = {}) =>
    (await this.all(found, filters)).map(({ id }) => id[0]).join("");

  async close(): Promise<void> {
    await closeFunctions();
    await this.loopback?.close();
  }
}

describe("functions of block storage", () => {
  let service: Service;
  beforeEach(async () => {
    service = new Service();
    await service.open();
  });
  afterEach(() => service.close());

  it("give a volume as the platform has it, in our names, without our marks", async () => {
    const attachments = [
      { server_id: idOf(9), device: "/dev/vdb", attachment_id: idOf(8), attached_at: "2026-11-02T00:00:00.5" },
      { server_id: idOf(7), device: null },
    ];
    const more = { availability_zone: "nova", volume_type: "ssd", source_volid: null, snapshot_id: idOf(2) };
    service.rows = [
      volume(1, { ...more, attachments, metadata, bootable: "true", encrypted: false, multiattach: true }),
    ];
    assert.deepEqual(await service.one("Volume"), {
      id: idOf(1),
      name: "volume-1",
      status: "available",
      size: 10,
      availabilityZone: "nova",
      volumeType: "ssd",
      snapshotId: idOf(2),
      bootable: true,
      encrypted: false,
      multiattach: true,
      metadata: { env: "lab" },
      createdAt: "2026-11-01T10:00:00.250878Z",
      attachments: [
        { serverId: idOf(7) },
        { serverId: idOf(9), device: "/dev/vdb", attachmentId: idOf(8), attachedAt: "2026-11-02T00:00:00.5Z" },
      ],
    });
  });

  it("give a snapshot and a backup likewise", async () => {
    const progress = { "os-extended-snapshot-attributes:progress": "100%" };
    service.rows = [
      snapshot(1, { name: null, description: "d", metadata, updated_at: "2026-11-09T00:00:00", ...progress }),
    ];
    assert.deepEqual(await service.one("VolumeSnapshot"), {
      id: idOf(1),
      name: "",
      description: "d",
      volumeId: idOf(1),
      status: "available",
      progress: "100%",
      size: 1,
      metadata: { env: "lab" },
      createdAt: "2026-11-01T10:00:00.000000Z",
      updatedAt: "2026-11-09T00:00:00Z",
    });
    const more = {
      is_incremental: true,
      has_dependent_backups: false,
      data_timestamp: "2026-11-01T09:00:00",
      object_count: 32,
    };
    service.rows = [snapshot(1, { ...more, container: "c", availability_zone: null, fail_reason: null, metadata })];
    assert.deepEqual(await service.one("VolumeBackup"), {
      id: idOf(1),
      name: "snapshot-1",
      volumeId: idOf(1),
      status: "available",
      size: 1,
      container: "c",
      objectCount: 32,
      incremental: true,
      hasDependentBackups: false,
      dataTimestamp: "2026-11-01T09:00:00Z",
      metadata: { env: "lab" },
      createdAt: "2026-11-01T10:00:00.000000Z",
    });
  });

  it("understand what a vendor's service says, who leaves out much", async () => {
    const said = { id: idOf(1), status: "creating", size: 1, name: "snap-001", metadata: {}, volume_id: idOf(2) };
    service.rows = [{ ...said, description: "Daily", created_at: "2013-02-25T03:56:53.081642" }];
    assert.equal((await service.all("VolumeSnapshot")).length, 1);
    service.rows = [{ id: idOf(1), status: "available", size: 1 }];
    assert.deepEqual((await service.one("Volume")).metadata, {});
  });

  it("find everything, however many pages, oldest first", async () => {
    service.rows = [3, 1, 5, 4, 2].map((digit) => volume(digit));
    assert.equal(await service.ids("Volume"), "12345");
    assert.deepEqual(new Set(service.asked.map(({ path }) => path)), new Set(["/volumes/detail"]));
    service.rows = [];
    assert.deepEqual(await service.all("Volume"), []);
  });

  it("pick out what fits from a service that ignores filters", async () => {
    service.rows = [
      volume(1, { name: "a", metadata: { env: "lab", tier: "gold" }, volume_type: "ssd", bootable: "true" }),
      volume(2, { name: "A", status: "in-use", attachments: [{ server_id: idOf(9) }], availability_zone: "az2" }),
      volume(3, { name: null, metadata: { env: "lab" }, snapshot_id: idOf(8), created_at: "2026-11-03T23:30:00" }),
    ];
    for (const [filters, ids] of [
      [{ name: "a" }, "1"],
      [{ name: "" }, "3"],
      [{ namePattern: "_" }, "12"],
      [{ status: "in-use" }, "2"],
      [{ metadata: { env: "lab" } }, "13"],
      [{ metadata: { env: "lab", tier: "gold" } }, "1"],
      [{ metadata: { toString: "x" } }, ""],
      [{ metadata: {} }, "123"],
      [{ availabilityZone: "az2" }, "2"],
      [{ volumeType: "ssd" }, "1"],
      [{ serverId: idOf(9) }, "2"],
      [{ snapshotId: idOf(8) }, "3"],
      [{ bootable: true }, "1"],
      [{ bootable: false }, "23"],
      [{ createdAfter: "2026-11-02T10:00:00Z" }, "23"],
      [{ createdAfter: "2026-11-02", createdBefore: "2026-11-03" }, "2"],
      [{ createdBefore: "2026-11-04T00:00:00+01:00" }, "12"],
      [{ id: idOf(2), status: "in-use" }, "2"],
      [{ id: idOf(2), status: "error" }, ""],
      [{ name: undefined }, "123"],
    ] as const) {
      assert.equal(await service.ids("Volume", filters), ids, JSON.stringify(filters));
    }
    service.rows = [
      snapshot(1),
      snapshot(2, { volume_id: idOf(4), is_incremental: true, container: "c", snapshot_id: idOf(5) }),
    ];
    for (const [filters, ids] of [
      [{ volumeId: idOf(4) }, "2"],
      [{ incremental: true }, "2"],
      [{ incremental: false }, "1"],
      [{ container: "c" }, "2"],
      [{ snapshotId: idOf(5) }, "2"],
    ] as const) {
      assert.equal(await service.ids("VolumeBackup", filters), ids, JSON.stringify(filters));
    }
    assert.equal(await service.ids("VolumeSnapshot", { volumeId: idOf(4) }), "2");
  });

  it("let the service do what it can, and never hand it what it could misread", async () => {
    const sent = async (found: Found, filters: JsonObject) => {
      service.asked.splice(0);
      await service.all(found, filters);
      return Object.fromEntries(service.asked[0]?.query ?? []);
    };
    const filters = {
      name: "web-1",
      status: "in-use",
      volumeId: idOf(1),
      createdAfter: "2026-01-01",
      namePattern: "%",
    };
    assert.deepEqual(await sent("VolumeSnapshot", filters), { name: "web-1", status: "in-use", volume_id: idOf(1) });
    for (const name of ["1e3", "None", "True", "False", '"x"', "'x'", "(1)", "007", "", "-1"]) {
      assert.deepEqual(await sent("Volume", { name }), {}, name);
    }
    assert.deepEqual(await sent("Volume", { availabilityZone: "az", bootable: true, volumeType: "ssd" }), {});
  });

  it("ask for metadata where the service can look for it, and look themselves where it cannot", async () => {
    service.rows = [snapshot(1, { metadata: { a: "1" } }), snapshot(2)];
    assert.equal(await service.ids("VolumeSnapshot", { metadata: { a: "1" } }), "1");
    assert.deepEqual([service.asked[0]?.version, service.asked[0]?.query.get("metadata")], ["3.22", '{"a":"1"}']);
    service.newest = "3.21";
    await closeFunctions();
    service.asked.splice(0);
    assert.equal(await service.ids("VolumeSnapshot", { metadata: { a: "1" } }), "1");
    assert.deepEqual([service.asked[0]?.version, service.asked[0]?.query.get("metadata")], ["3.0", null]);
  });

  it("show metadata of backups where there are any, and refuse to filter by them where there are none", async () => {
    service.rows = [snapshot(1, { metadata: { a: "1" } })];
    assert.equal(await service.ids("VolumeBackup", { metadata: { a: "1" } }), "1");
    assert.equal(service.asked[0]?.version, "3.43");
    service.newest = "3.42";
    await closeFunctions();
    service.asked.splice(0);
    assert.equal(await service.ids("VolumeBackup"), "1");
    assert.equal(service.asked[0]?.version, "3.0");
    const error = await failure(service.all("VolumeBackup", { metadata: { a: "1" } }));
    assert.match(error.message, /^cinder\.getVolumeBackups: .* API version 3\.43; .* 3\.42\.$/);
  });

  it("by id ask for the one object", async () => {
    service.rows = [volume(1), volume(2)];
    assert.equal((await service.one("Volume", { id: idOf(2) })).name, "volume-2");
    assert.deepEqual(
      service.asked.map(({ path }) => path),
      [`/volumes/${idOf(2)}`],
    );
    const error = await failure(service.one("Volume", { id: idOf(3) }));
    assert.match(error.message, new RegExp(`there is no volume with id "${idOf(3)}" in project ${project} of 127`));
  });

  it("of one object fail where there is none, or more than one", async () => {
    service.rows = [1, 2, 3, 4].map((digit) => snapshot(digit, { name: "same" }));
    const none = await failure(service.one("VolumeSnapshot", { name: "other" }));
    assert.match(
      none.message,
      /^cinder\.getVolumeSnapshot: there is no volume snapshot with name "other" in project .*; corr/,
    );
    const several = await failure(service.one("VolumeSnapshot", { name: "same" }));
    assert.match(
      several.message,
      /there are 4 volume snapshots with name "same" .*: "same" \(1{8}-.*, available, 2026.*Z\)/,
    );
    assert.match(
      several.message,
      /and 1 more; add filters, take the newest with mostRecent: true, or all with getVolumeSn/,
    );
    assert.equal((await service.one("VolumeSnapshot", { name: "same", mostRecent: true })).id, idOf(4));
  });

  it("do not guess which is the newest, or what was made when", async () => {
    service.rows = [volume(1), volume(2, { created_at: null })];
    const newest = await failure(service.one("Volume", { mostRecent: true }));
    assert.match(newest.message, /mostRecent: the date of "volume-2" \(.*no date\) cannot be read/);
    const later = await failure(service.all("Volume", { createdAfter: "2026-01-01" }));
    assert.equal(codeOf(later), "unexpected-response");
    assert.match(later.message, new RegExp(`${idOf(2)} has no creation date`));
  });

  for (const [filters, message] of [
    [{ nam: "x" }, /unknown filter "nam"; the filters are id, name, namePattern, status, metadata, createdAfter/],
    [{ mostRecent: "yes" }, /mostRecent is "yes"; give true or false/],
    [{ name: 7 }, /name: 7 is not a string/],
    [{ id: idOf(1).toUpperCase().replace("1", "A") }, /id: .* is not an id; use a lower-case uuid with dashes/],
    [{ metadata: "a" }, /metadata: "a" is not a mapping/],
    [{ metadata: { a: 1 } }, /metadata: .* .* under "a"/],
    [{ bootable: "true" }, /bootable: "true" is not a boolean/],
    [{ createdAfter: "yesterday" }, /createdAfter: "yesterday" is not a date; .*"2026-11-21"/],
    [{ createdAfter: "2026-13-40" }, /is not a date/],
  ] as const) {
    it(`refuse ${JSON.stringify(filters)} without asking anybody`, async () => {
      assert.match((await failure(service.one("Volume", filters))).message, message);
      assert.deepEqual(service.asked, []);
    });
  }

  it("never show a token", async () => {
    const settings = { ...service.settings, "openstack:token": "Token-der-Sache" };
    const error = await failure(findAll("Volume", {}, settings));
    assert.match(error.message, /^cinder\.getVolumes: .*\[secret\] is none/);
    assert.ok(!error.message.includes("Token-der-Sache"));
  });
});
