import assert from "node:assert/strict";
import { compareVersions, lowest, readVersions } from "../../../provider/cinder/client/microversions";
import {
  type Catalog,
  catalogUrl,
  endpointOverride,
  overrideProject,
  volumeUrl,
} from "../../../provider/openstack/catalog";
import { answer, endpointOf, project } from "./scripted";

describe("the URL of a volume service", () => {
  for (const [given, root, prefix] of [
    [`http://h:8776/v3/${project}`, "/", `/v3/${project}`],
    ["http://h:8776/v3", "/", `/v3/${project}`],
    ["http://h:8776/v3/", "/", `/v3/${project}`],
    ["http://h:8776", "/", `/v3/${project}`],
    [`http://h:8776/volume/v3/${project}/`, "/volume/", `/volume/v3/${project}`],
    ["http://h:8776/volume", "/volume/", `/volume/v3/${project}`],
    ["http://h:8776/v3/%(project_id)s", "/", `/v3/${project}`],
    ["http://h:8776/v3/$(tenant_id)s", "/", `/v3/${project}`],
    ["http://h:8776/v3/{project_id}", "/", `/v3/${project}`],
    ["http://h:8776/v3/another", "/", "/v3/another"],
  ] as const) {
    it(`is completed: ${given}`, () => {
      assert.deepEqual(volumeUrl(given, project), { origin: "http://h:8776", root, prefix });
    });
  }

  it("may hold the project's id", () => {
    assert.equal(overrideProject(`http://h/v3/${project}`), project);
    assert.equal(overrideProject("http://h/v3"), undefined);
    assert.equal(overrideProject("http://h/v3/%(project_id)s"), undefined);
    assert.equal(overrideProject("http://h/volume"), undefined);
  });
});

describe("an override of the endpoint", () => {
  const read = (text: string) => endpointOverride({ text, source: "openstack:endpointOverrides" });

  it("is a URL, or a mapping in which the best service type counts", () => {
    assert.equal(read("https://h:1/v3"), "https://h:1/v3");
    assert.equal(read('{"volume":"http://b","volumev3":"http://a"}'), "http://a");
    assert.equal(read('{"block-storage":"http://c"}'), "http://c");
  });

  it("of other services is none", () => assert.equal(read('{"compute":"http://a"}'), undefined));

  for (const text of [
    "h:8776/v3",
    '{"volumev3":"volume.example.com"}',
    "ftp://h/v3",
    "http://h/v3?x=1",
    '{"volumev3":1}',
  ]) {
    it(`is refused: ${text}`, () => {
      assert.throws(() => read(text), /openstack:endpointOverrides .* \{"volumev3": "https/);
    });
  }

  it("with a password is refused without showing it", () => {
    assert.throws(() => read("https://me:Geheim@h/v3"), {
      message: "openstack:endpointOverrides contains a user name in a URL; remove it",
    });
  });
});

describe("the catalog", () => {
  const service = (type: string, ...endpoints: Catalog[number]["endpoints"]) => ({ type, endpoints });

  it("is searched for the best type, in the region, with the interface", () => {
    const catalog = [
      service("volume", endpointOf("http://volume/v3/p")),
      service("block-storage", endpointOf("http://block/v3/p")),
      service(
        "volumev3",
        endpointOf("http://other/v3/p", "R2"),
        endpointOf("http://inside/v3/p", "R1", "internal"),
        endpointOf("http://right/v3/p"),
      ),
    ];
    assert.equal(catalogUrl(catalog, "R1", "public"), "http://right/v3/p");
    assert.equal(catalogUrl(catalog, "R1", "internal"), "http://inside/v3/p");
    assert.equal(catalogUrl(catalog, "R2", "public"), "http://other/v3/p");
    assert.equal(catalogUrl(catalog.slice(0, 2), "R1", "public"), "http://block/v3/p");
    assert.equal(catalogUrl(catalog.slice(0, 1), undefined, "public"), "http://volume/v3/p");
  });

  it("goes on to the next type where the best one is not in the region", () => {
    const catalog = [
      service("volumev3", endpointOf("http://a", "R2")),
      service("block-storage", endpointOf("http://b")),
    ];
    assert.equal(catalogUrl(catalog, "R1", "public"), "http://b");
  });

  it("takes interfaces that end in URL, and regions under either name", () => {
    const old = service("volumev3", { interface: "publicURL", region_id: "R1", url: "http://a/v3" });
    assert.equal(catalogUrl([old], "R1", "public"), "http://a/v3");
  });

  for (const [what, catalog, region, face, message] of [
    [
      "lacks the service",
      [service("identity"), service("compute")],
      "R1",
      "public",
      /volumev3, block-storage, volume \(it has: compute, identity\).*endpointOverrides/,
    ],
    ["is empty", [], undefined, "public", /\(it has: none\)/],
    [
      "lacks the region",
      [service("volumev3", endpointOf("http://a", "R1"), endpointOf("http://b", "R2"))],
      "R9",
      "public",
      /no block storage in region "R9"; regions: R1, R2/,
    ],
    [
      "lacks the interface",
      [service("volumev3", endpointOf("http://a", "R1", "internal"), endpointOf("http://b", "R1", "admin"))],
      "R1",
      "public",
      /no public endpoint of block storage; set endpointType to one of: admin, internal/,
    ],
    [
      "has several regions and none is named",
      [service("volumev3", endpointOf("http://a", "R1"), endpointOf("http://b", "R2"))],
      undefined,
      "public",
      /in several regions; set region to one of: R1, R2/,
    ],
    [
      "has only versions before 3",
      [service("volume", endpointOf("http://a/v2/p")), service("volumev3", endpointOf("http://a/v1/p"))],
      "R1",
      "public",
      /no block storage endpoint of API version 3/,
    ],
  ] as const) {
    it(`that ${what} is an error that says what there is`, () => {
      assert.throws(() => catalogUrl(catalog as unknown as Catalog, region, face), message);
    });
  }
});

describe("microversions", () => {
  it("are compared by their numbers", () => {
    assert.ok(compareVersions("3.9", "3.43") < 0);
    assert.ok(compareVersions("3.43", "3.9") > 0);
    assert.equal(compareVersions("3.43", "3.43"), 0);
    assert.ok(compareVersions("3.70", "4.0") < 0);
  });

  it("stand in the document at the root", () => {
    const v2 = { id: "v2.0", version: "", min_version: "" };
    const v3 = { id: "v3.0", status: "CURRENT", version: "3.70", min_version: "3.0" };
    assert.deepEqual(readVersions(answer(300, { versions: [v2, v3] })), { min: "3.0", max: "3.70" });
    assert.deepEqual(readVersions(answer(200, { version: v3 })), { min: "3.0", max: "3.70" });
  });

  for (const [what, given] of [
    ["without a document", answer(404, { error: { message: "no", code: "404" } })],
    ["with a web page", answer(200, "<html>")],
    ["that knows no microversions", answer(300, { versions: [{ id: "v3.0", version: "", min_version: "" }] })],
    ["of version 2 alone", answer(300, { versions: [{ id: "v2.0", version: "" }] })],
    ["with anything else", answer(200, { versions: [null, 3, { id: 3 }] })],
  ] as const) {
    it(`of a service ${what} are 3.0 alone`, () => assert.deepEqual(readVersions(given), lowest));
  }
});
