import assert from "node:assert/strict";
import fc from "fast-check";
import { type CinderSettings, cinderSettings } from "../../../provider/openstack/config";
import { openstack, password, settingsOf } from "./scripted";

/** Everything of an account, told apart by where it stands. */
const account = (place: string) => ({
  authUrl: `https://${place}:5000`,
  userName: `user-of-${place}`,
  password: `${password}-${place}`,
  tenantName: `project-of-${place}`,
  userDomainName: `users-of-${place}`,
  projectDomainName: `projects-of-${place}`,
  region: `region-of-${place}`,
});
type Name = keyof ReturnType<typeof account>;

const variables: Readonly<Record<Name, string>> = {
  authUrl: "OS_AUTH_URL",
  userName: "OS_USERNAME",
  password: "OS_PASSWORD",
  tenantName: "OS_PROJECT_NAME",
  userDomainName: "OS_USER_DOMAIN_NAME",
  projectDomainName: "OS_PROJECT_DOMAIN_NAME",
  region: "OS_REGION_NAME",
};
const names = Object.keys(variables) as Name[];

const pick = (place: string, chosen: readonly Name[]): Record<string, string> =>
  Object.fromEntries(chosen.map((name) => [name, account(place)[name]]));

const environment = (chosen: readonly Name[]): Record<string, string> =>
  Object.fromEntries(chosen.map((name) => [variables[name], account("machine")[name]]));

const read = (configured: readonly Name[], machine: readonly Name[], explicit = false): CinderSettings =>
  cinderSettings(
    settingsOf(
      { ...(explicit ? { "snapshots:provider": "cinder" } : {}), ...openstack(pick("stack", configured)) },
      environment(machine),
    ),
  );

describe("precedence of OpenStack settings", () => {
  for (const explicit of [false, true]) {
    it(`is ${explicit ? "arguments" : "configuration"} before environment`, () => {
      const settings = read(names, names, explicit);
      assert.equal(settings.authUrl, "https://stack:5000/v3");
      assert.equal(settings.region, "region-of-stack");
      assert.deepEqual(settings.project, { name: "project-of-stack", domain: { name: "projects-of-stack" } });
      assert.equal(settings.source, explicit ? "the provider's arguments" : "the stack's configuration");
    });
  }

  it("lets the environment fill what is left out", () => {
    const settings = read(["region"], names);
    assert.deepEqual([settings.region, settings.authUrl], ["region-of-stack", "https://machine:5000/v3"]);
    assert.equal(settings.source, "the environment");
  });

  it("never combines the credentials of two places, whatever is set where", () => {
    const some = fc.subarray(names);
    fc.assert(
      fc.property(some, some, fc.boolean(), (configured, machine, explicit) => {
        const claimed = (place: readonly Name[]) => place.includes("userName") || place.includes("password");
        const first = claimed(configured) ? "stack" : "machine";
        const chosen = first === "stack" ? configured : machine;
        const complete = chosen.includes("userName") && chosen.includes("password");
        const anywhere = configured.includes("authUrl") || machine.includes("authUrl");
        if (!complete || !anywhere) {
          assert.throws(() => read(configured, machine, explicit), { name: "RefusedError" });
          return;
        }
        const settings = read(configured, machine, explicit);
        const domain = chosen.includes("userDomainName") ? { name: `users-of-${first}` } : { id: "default" };
        assert.deepEqual(settings.credentials, {
          by: "password",
          user: { name: `user-of-${first}`, domain },
          password: `${password}-${first}`,
        });
        for (const [name, value] of [
          ["authUrl", settings.authUrl?.replace("/v3", "")],
          ["region", settings.region],
          [
            "tenantName",
            settings.project !== undefined && "name" in settings.project ? settings.project.name : undefined,
          ],
        ] as const) {
          // Where the cloud is named explicitly, the machine's region is one of another cloud.
          const fills = name !== "region" || !explicit || !configured.includes("authUrl");
          const place = configured.includes(name) ? "stack" : fills && machine.includes(name) ? "machine" : undefined;
          assert.equal(value, place === undefined ? undefined : account(place)[name], name);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("takes OS_TENANT_… before OS_PROJECT_…, and an empty variable for none", () => {
    const both = { ...environment(names), OS_TENANT_NAME: "old", OS_REGION_NAME: "" };
    const settings = cinderSettings(settingsOf({}, both));
    assert.deepEqual(settings.project, { name: "old", domain: { name: "projects-of-machine" } });
    assert.equal(settings.region, undefined);
  });

  it("has a default for domains, as Pulumi's OpenStack provider has", () => {
    const given = names.filter((name) => !name.endsWith("DomainName"));
    const domainOf = (variable: Record<string, string>) => {
      const { project } = cinderSettings(settingsOf({}, { ...environment(given), ...variable }));
      return project !== undefined && "domain" in project ? project.domain : undefined;
    };
    assert.deepEqual(domainOf({}), { id: "default" });
    assert.deepEqual(domainOf({ OS_DEFAULT_DOMAIN: "d" }), { id: "d" });
    assert.deepEqual(domainOf({ OS_DOMAIN_NAME: "D" }), { name: "D" });
    assert.deepEqual(domainOf({ OS_DOMAIN_ID: "i", OS_DOMAIN_NAME: "D" }), { id: "i" });
    assert.deepEqual(domainOf({ OS_DOMAIN_ID: "i", OS_PROJECT_DOMAIN_ID: "p" }), { id: "p" });
  });
});
