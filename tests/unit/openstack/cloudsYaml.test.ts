import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { cloudEntry, merged } from "../../../provider/openstack/cloudsYaml";
import { type CinderSettings, cinderSettings } from "../../../provider/openstack/config";
import { openstack, password, settingsOf } from "./scripted";

const clouds = `
clouds:
  site:
    region_name: R1
    interface: internal
    auth:
      auth_url: https://keystone:5000/v3
      username: demo
      user_domain_name: Default
      project_name: web
      project_domain_id: default
  nodomain:
    auth: { auth_url: https://keystone:5000/v3, username: demo, password: ${password}, project_name: web }
  credential:
    auth_type: v3applicationcredential
    verify: false
    volumev3_endpoint_override: https://volume:8776/v3
    auth:
      auth_url: https://keystone:5000/v3
      application_credential_id: a1
      application_credential_secret: ${password}
  vendor:
    profile: huge
    auth: { username: demo, password: ${password}, user_domain_id: d, project_id: 0123 }
  lost:
    profile: nobody
    auth: { username: demo }
`;
const secure = `
clouds:
  site:
    auth:
      password: ${password}
`;
const vendors = `
public-clouds:
  huge:
    region_name: R9
    auth: { auth_url: https://huge:5000/v3, username: nobody }
`;

describe("clouds.yaml", () => {
  let home = "";
  const write = (name: string, text: string, folder = ".config/openstack"): string => {
    const path = join(home, folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "openstack-clouds-"));
  });
  afterEach(() => rmSync(home, { recursive: true }));
  const read = (environment: Record<string, string>, configuration: Record<string, unknown> = {}): CinderSettings =>
    cinderSettings(settingsOf(openstack(configuration), { HOME: home, ...environment }));
  const complaint = (environment: Record<string, string>, configuration: Record<string, unknown> = {}): string => {
    try {
      read(environment, configuration);
    } catch (error) {
      assert.equal((error as Error).name, "RefusedError");
      assert.ok(!(error as Error).message.includes(password));
      return (error as Error).message;
    }
    return assert.fail("the settings were taken");
  };

  it("gives a whole connection, its password from secure.yaml", () => {
    const path = write("clouds.yaml", clouds);
    write("secure.yaml", secure);
    assert.deepEqual(read({ OS_CLOUD: "site" }), {
      authUrl: "https://keystone:5000/v3",
      credentials: { by: "password", user: { name: "demo", domain: { name: "Default" } }, password },
      source: `cloud "site" of ${path}`,
      project: { name: "web", domain: { id: "default" } },
      region: "R1",
      interface: "internal",
      override: undefined,
      tls: { insecure: false },
    });
  });

  it("may hold an application credential, an endpoint, and trust in any certificate", () => {
    write("clouds.yaml", clouds);
    const { credentials, override, tls } = read({}, { cloud: "credential" });
    assert.deepEqual(credentials, { by: "applicationCredential", credential: { id: "a1" }, secret: password });
    assert.deepEqual([override, tls.insecure], ["https://volume:8776/v3", true]);
  });

  it("means texts as they stand there, whatever else YAML could take them for", () => {
    const auth =
      "{ auth_url: https://k:5000, username: 007, password: 1234567890e1, user_domain_id: no, project_id: 0x10 }";
    write("clouds.yaml", `clouds:\n  odd:\n    verify:\n    auth: ${auth}\n`);
    const { credentials, project, tls } = read({ OS_CLOUD: "odd" });
    const user = { name: "007", domain: { id: "no" } };
    assert.deepEqual(credentials, { by: "password", user, password: "1234567890e1" });
    assert.deepEqual([project, tls.insecure], [{ id: "0x10" }, false]);
  });

  it("may build on a profile of clouds-public.yaml", () => {
    write("clouds.yaml", clouds);
    write("clouds-public.yaml", vendors);
    const { authUrl, region, credentials, project } = read({ OS_CLOUD: "vendor" });
    assert.deepEqual([authUrl, region, project], ["https://huge:5000/v3", "R9", { id: "0123" }]);
    assert.deepEqual(credentials, { by: "password", user: { name: "demo", domain: { id: "d" } }, password });
  });

  it("is found by OS_CLIENT_CONFIG_FILE first, then below the home folder", () => {
    write("clouds.yml", clouds.replace("R1", "home"));
    write("secure.yaml", secure);
    const other = write("other.yaml", clouds.replace("R1", "named"), "elsewhere");
    assert.equal(read({ OS_CLOUD: "site" }).region, "home");
    assert.equal(read({ OS_CLOUD: "site", OS_CLIENT_CONFIG_FILE: other }).region, "named");
    const moved = join(home, "xdg");
    write("clouds.json", JSON.stringify({ clouds: { site: { auth: {}, region_name: "xdg" } } }), "xdg/openstack");
    assert.equal(
      cloudEntry(settingsOf({}, { HOME: home, XDG_CONFIG_HOME: moved }), "site").values["region_name"],
      "xdg",
    );
  });

  it("is found in the current folder before the home folder", () => {
    write("clouds.yaml", clouds.replace("R1", "home"));
    write("clouds.yaml", clouds.replace("R1", "here"), "project");
    const before = process.cwd();
    process.chdir(join(home, "project"));
    try {
      assert.equal(cloudEntry(settingsOf({}, { HOME: home }), "site").values["region_name"], "here");
    } finally {
      process.chdir(before);
    }
  });

  it("does not mix with credentials of the environment, but for region and certificates", () => {
    write("clouds.yaml", clouds);
    write("secure.yaml", secure);
    const variables = {
      OS_CLOUD: "site",
      OS_AUTH_URL: "https://other/v3",
      OS_USERNAME: "other",
      OS_PASSWORD: "Geheim-anderswo",
      OS_PROJECT_NAME: "other",
      OS_REGION_NAME: "R2",
    };
    const { authUrl, credentials, project, region } = read(variables);
    assert.deepEqual(credentials.by === "password" && [credentials.user, credentials.password], [
      { name: "demo", domain: { name: "Default" } },
      password,
    ]);
    assert.equal(authUrl, "https://keystone:5000/v3");
    assert.deepEqual([project, region], [{ name: "web", domain: { id: "default" } }, "R2"]);
  });

  describe("with regions", () => {
    // What openstacksdk 1.0 makes of the same file, with and without a region that is asked for.
    const text = `
clouds:
  lists:
    regions: [R1, R2]
    region_name: R9
    auth: &auth { auth_url: https://keystone:5000/v3, username: demo, password: ${password}, user_domain_id: d, project_id: p }
  values:
    regions:
      - name: R1
      - name: R2
        values:
          interface: internal
          volumev3_endpoint_override: https://volume.r2:8776/v3
          auth: { auth_url: https://keystone.r2:5000/v3, project_id: p2 }
      - R3
    interface: admin
    auth: *auth
  commas: { region_name: "R1,R2", auth: *auth }
  names: { region_name: [R1, R2], auth: *auth }
  one: { region_name: R1, auth: *auth }
  vendor: { profile: huge, auth: { username: demo, password: ${password}, user_domain_id: d, project_id: p } }
  wrong: { regions: [{ values: {} }], auth: *auth }
  more: { regions: [{ name: R1, region: R2 }], auth: *auth }
  none: { regions: [], auth: *auth }
`;
    const huge = "public-clouds:\n  huge:\n    regions: [V1, V2]\n    auth: { auth_url: https://keystone:5000/v3 }\n";
    beforeEach(() => {
      write("clouds.yaml", text);
      write("clouds-public.yaml", huge);
    });

    for (const [cloud, wanted, region] of [
      ["lists", undefined, "R1"],
      ["lists", "R2", "R2"],
      ["values", undefined, "R1"],
      ["values", "R3", "R3"],
      ["commas", undefined, "R1"],
      ["commas", "R2", "R2"],
      ["names", undefined, "R1"],
      ["vendor", undefined, "V1"],
      ["vendor", "V2", "V2"],
      ["none", undefined, undefined],
      ["none", "R5", "R5"],
      // A region beside the one that the entry has was taken before there were lists.
      ["one", "R2", "R2"],
    ] as const) {
      it(`means ${region} of "${cloud}" where ${wanted ?? "none"} is asked for`, () => {
        assert.equal(
          read({ OS_CLOUD: cloud, ...(wanted === undefined ? {} : { OS_REGION_NAME: wanted }) }).region,
          region,
        );
        if (wanted !== undefined) assert.equal(read({}, { cloud, region: wanted }).region, region);
      });
    }

    it("takes the values of the region over those of the cloud", () => {
      const {
        authUrl,
        project,
        interface: face,
        override,
        credentials,
      } = read({ OS_CLOUD: "values", OS_REGION_NAME: "R2" });
      assert.deepEqual(
        [authUrl, project, face, override],
        ["https://keystone.r2:5000/v3", { id: "p2" }, "internal", "https://volume.r2:8776/v3"],
      );
      assert.ok(
        credentials.by === "password" && credentials.password === password,
        "what the region leaves out is kept",
      );
      const first = read({ OS_CLOUD: "values" });
      assert.deepEqual(
        [first.authUrl, first.interface, first.override],
        ["https://keystone:5000/v3", "admin", undefined],
      );
    });

    for (const [cloud, wanted, message] of [
      ["lists", "R3", /OS_CLOUD is "lists": it has no region "R3"; available: R1, R2/],
      ["values", "r2", /it has no region "r2"; available: R1, R2, R3/],
      ["wrong", undefined, /OS_CLOUD is .*regions/],
      ["more", undefined, /OS_CLOUD is .*regions/],
    ] as const) {
      it(`refuses ${wanted ?? "an entry"} of "${cloud}"`, () => {
        const region: Record<string, string> = wanted === undefined ? {} : { OS_REGION_NAME: wanted };
        assert.match(complaint({ OS_CLOUD: cloud, ...region }), message);
      });
    }
  });

  it("is not asked where the configuration holds credentials", () => {
    const configuration = { authUrl: "https://keystone:5000", userName: "demo", password };
    assert.equal(read({ OS_CLOUD: "nowhere" }, configuration).source, "the stack's configuration");
  });

  it("gives way to another project that is configured beside it", () => {
    write("clouds.yaml", clouds);
    write("secure.yaml", secure);
    assert.deepEqual(read({}, { cloud: "site", tenantId: "p2" }).project, { id: "p2" });
  });

  for (const [what, environment, configuration, message] of [
    ["there is no file", { OS_CLOUD: "site" }, {}, /OS_CLOUD is "site": clouds\.yaml not found in/],
    [
      "the cloud is not in it",
      { OS_CLOUD: "sight" },
      {},
      /OS_CLOUD is "sight": \S+clouds\.yaml has no such cloud; available: credential, lost, nodomain, site, vendor/,
    ],
    [
      "the cloud of the configuration is not in it",
      {},
      { cloud: "toString" },
      /openstack:cloud is "toString": \S+ has no/,
    ],
    [
      "a user has no domain",
      { OS_CLOUD: "nodomain" },
      {},
      /auth\.username of cloud "nodomain" of \S+ is set without a domain; add auth\.user_domain_name of .* or auth\.user_d/,
    ],
    [
      "the password is nowhere",
      { OS_CLOUD: "site" },
      {},
      /auth\.username of cloud "site" of \S+ is set without auth\.pass/,
    ],
    ["the profile is nowhere", { OS_CLOUD: "lost" }, {}, /its profile "nobody" is not in clouds-public\.yaml/],
  ] as const) {
    it(`is named with the remedy where ${what}`, () => {
      if (what !== "there is no file") write("clouds.yaml", clouds);
      assert.match(complaint(environment, configuration), message);
    });
  }

  it("that is damaged is named with the line, and not quoted", () => {
    write("clouds.yaml", `clouds:\n  site:\n    auth: { password: "${password}\n  x: [`);
    assert.match(complaint({ OS_CLOUD: "site" }), /clouds\.yaml, line \d+ is not valid YAML/);
    write("clouds.yaml", "- a\n- b\n");
    assert.match(complaint({ OS_CLOUD: "site" }), /clouds\.yaml is not a mapping.*"clouds:"/);
    write("clouds.yaml", "");
    assert.match(complaint({ OS_CLOUD: "site" }), /has no such cloud; available: none/);
  });

  it("that cannot be read is named with the reason", () => {
    mkdirSync(join(home, ".config/openstack/clouds.yaml"), { recursive: true });
    assert.match(complaint({ OS_CLOUD: "site" }), /clouds\.yaml cannot be read \(EISDIR\)/);
  });
});

describe("merging", () => {
  const key = fc.constantFrom("a", "b", "c", "__proto__", "constructor");
  const { tree } = fc.letrec((tie) => ({
    tree: fc.dictionary(key, fc.oneof({ maxDepth: 3 }, fc.integer(), fc.constant([1]), tie("tree"))),
  }));
  type Tree = Record<string, unknown>;

  /** Paths with what stands at their ends; an empty mapping is an end too. */
  const leaves = (value: unknown, path = ""): [string, unknown][] => {
    const isTree = value !== null && typeof value === "object" && !Array.isArray(value);
    const entries = isTree ? Object.entries(value) : [];
    return entries.length === 0
      ? [[path, value]]
      : entries.flatMap(([name, below]) => leaves(below, `${path}/${name}`));
  };

  it("keeps all of what is above, and of what is below what is not covered", () => {
    fc.assert(
      fc.property(tree as fc.Arbitrary<Tree>, tree as fc.Arbitrary<Tree>, (under, over) => {
        const before = JSON.stringify([under, over]);
        const result = new Map(leaves(merged(under, over)));
        assert.equal(JSON.stringify([under, over]), before);
        const above = leaves(over).filter(([path]) => path !== "");
        for (const [path, value] of above) {
          const empty = typeof value === "object" && !Array.isArray(value);
          if (!empty) assert.deepEqual(result.get(path), value, path);
        }
        for (const [path, value] of leaves(under)) {
          const covered = above.some(
            ([one]) => path === one || path.startsWith(`${one}/`) || one.startsWith(`${path}/`),
          );
          if (!covered && path !== "") assert.deepEqual(result.get(path), value, path);
        }
      }),
    );
  });
});
