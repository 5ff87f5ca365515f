// Keeps the tables in docs/reference/permissions.md in step with the endpoints that resources name in their head comments:
// UPDATE_DOCS=1 npx mocha tests/unit/documentation/permissions.test.ts writes them anew.
import assert from "node:assert/strict";
import { type Resource, resources } from "../../../provider/doors/resources";
import { allApis } from "../../../simulator/apis";
import { type Source, sources } from "../architecture/sources";
import { assertTable } from "./table";

const product = sources("provider");

interface Endpoint {
  readonly method: string;
  readonly path: string;
  /** Of the actions of a path, those that are sent; all that the provider sends where none is named. */
  readonly actions?: readonly string[];
}

const endpointsOf = ({ text }: Source): Endpoint[] =>
  [...text.matchAll(/^\/\/ @API (GET|POST|PUT|DELETE) (\S+)((?: \w+)*)$/gm)].map(
    ([, method = "", path = "", actions = ""]) => ({
      method,
      path,
      ...(actions === "" ? {} : { actions: actions.trim().split(" ") }),
    }),
  );

const shape = (path: string): string => path.replace(/^\/v1/, "").replaceAll(/\{\w+\}/g, "{}");

/** Names of the vendor's APIs behind an endpoint; of the actions of one path those that the provider sends. */
function apisOf({ method, path, actions }: Endpoint): string[] {
  const sent = (wrapper: string): boolean =>
    actions === undefined ? product.some(({ text }) => text.includes(wrapper)) : actions.includes(wrapper);
  const found = allApis
    .filter((api) => api.method === method && shape(api.path) === shape(path))
    .filter(({ wrapper }) => wrapper === undefined || method !== "PUT" || sent(wrapper));
  assert.notEqual(found.length, 0, `${method} ${path}`);
  return found.map(({ name }) => name);
}

/** Definitions of one platform, by the name that programs use. */
function definitions(platform: string): [token: string, endpoints: Endpoint[]][] {
  return product
    .filter(({ path }) => path.startsWith(`provider/${platform}/`) && path.endsWith("/resource.ts"))
    .map((source): [string, Endpoint[]] => {
      const folder = source.path.split("/")[2] ?? "";
      return [`${platform}.${folder.charAt(0).toUpperCase()}${folder.slice(1)}`, endpointsOf(source)];
    });
}

/** Resources of one platform with requests of their own: a series has those of its restore points. */
const countOf = (platform: string): number =>
  Object.values<Resource>(resources).filter(({ token, type }) => token.startsWith(`${platform}.`) && type !== "series")
    .length;

/** Files whose requests a resource needs besides those of its own. */
const shared: Readonly<Record<string, readonly string[]>> = {
  "zstack.VolumeSnapshot": ["models/volumeSnapshot.ts", "ownership/resolve.ts"],
  "zstack.VolumeSnapshotGroup": ["models/volumeSnapshot.ts"],
  "zstack.VolumeBackup": ["backup/deleteSafety.ts", "models/volume.ts"],
  "zstack.VmBackup": ["backup/deleteSafety.ts"],
  "zstack.VolumeRevert": ["reverts/position.ts", "reverts/safetySnapshot.ts", "reverts/vmPower.ts"],
  "zstack.VmRevert": ["reverts/position.ts", "reverts/safetySnapshot.ts", "reverts/vmPower.ts"],
};

function sharedBy(token: string): Endpoint[] {
  return (shared[token] ?? []).flatMap((file) => {
    const source = product.find(({ path }) => path === `provider/zstack/${file}`);
    assert.ok(source, file);
    return endpointsOf(source);
  });
}

const unique = (names: readonly string[]): string => [...new Set(names)].map((name) => `\`${name}\``).join(", ");

describe("docs/reference/permissions.md", () => {
  const ownerTag = product.filter(({ path }) => path === "provider/zstack/ownership/tags.ts").flatMap(endpointsOf);
  /** What the account may be refused: the page has a table of its own for it. */
  const optional = new Set(["QueryPrimaryStorage"]);

  it("has the APIs of every ZStack resource", () => {
    const found = definitions("zstack");
    assert.equal(found.length, countOf("zstack"));
    const rows = [["owner tags (all resources)", ownerTag] as const, ...found].map(([token, endpoints]) => [
      token.startsWith("zstack.") ? `\`${token}\`` : token,
      unique([...endpoints, ...sharedBy(token)].flatMap(apisOf).filter((name) => !optional.has(name))),
    ]);
    assertTable("docs/reference/permissions.md", "permissions on ZStack", ["for", "API"], rows);
  });

  it("has the requests of every OpenStack resource", () => {
    const found = definitions("cinder");
    assert.equal(found.length, countOf("cinder"));
    const volume = { method: "GET", path: "/v3/{project_id}/volumes/{volume_id}" };
    const rows = found.map(([token, endpoints]) => [
      `\`${token}\``,
      unique([volume, ...endpoints].map(({ method, path }) => `${method} ${path.replace("/v3/{project_id}", "")}`)),
    ]);
    assertTable("docs/reference/permissions.md", "permissions on OpenStack", ["for", "requests"], rows);
  });
});
