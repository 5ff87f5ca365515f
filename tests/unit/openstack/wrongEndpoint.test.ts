import assert from "node:assert/strict";
import { z } from "zod";
import { CinderApi } from "../../../provider/cinder/client/client";
import { cinderSettings } from "../../../provider/openstack/config";
import { FakeClock } from "../../support/clock";
import { wrongEndpoints } from "../../support/endpoints";
import { deadPort, withProxies } from "../../support/loopback";
import { openstack, password, project, settingsOf } from "./scripted";

const authority = "openstack:cacertFile";

/** The ways to an address: by Keystone, or given outright. */
const ways = [
  {
    way: "Keystone",
    names: { authority, protocol: "the scheme of openstack:authUrl", address: "openstack:authUrl" },
    settings: (url: string) => ({ authUrl: `${url}/v3`, userName: "demo", password, tenantName: "web" }),
  },
  {
    way: "the volume service",
    names: {
      authority,
      protocol: "the scheme in openstack:endpointOverrides or the catalog",
      address: "openstack:endpointOverrides or the catalog",
    },
    settings: (url: string) => ({
      token: "Token-der-falschen-Adresse",
      tenantId: project,
      endpointOverrides: JSON.stringify({ volumev3: `${url}/v3` }),
    }),
  },
] as const;

function connected(values: Record<string, unknown>): { api: CinderApi; clock: FakeClock } {
  const clock = new FakeClock();
  const api = new CinderApi(cinderSettings(settingsOf(openstack(values))), {
    clock,
    random: (bytes) => Buffer.alloc(bytes),
    say: () => undefined,
  });
  return { api, clock };
}

const lookUp = (api: CinderApi) => api.list("/volumes", "volumes", {}, z.unknown());

describe("an address of OpenStack that is not what the settings say", () => {
  for (const { way, names, settings } of ways) {
    for (const { what, scheme, ca, says, open } of wrongEndpoints) {
      it(`ends a look-up at ${way} at once: ${what}`, async () => {
        const server = await open();
        try {
          const url = `${scheme}://127.0.0.1:${server.port}`;
          await withProxies({}, async () => {
            const { api, clock } = connected({ ...settings(url), ...(ca === undefined ? {} : { cacertFile: ca }) });
            await assert.rejects(lookUp(api), ({ message }: Error) => {
              assert.match(message, says(names));
              assert.ok(message.includes(url));
              return true;
            });
            assert.deepEqual(clock.sleeps, []);
          });
        } finally {
          await server.close();
        }
      });
    }

    it(`ends a look-up at ${way} within ten seconds where the connection is refused`, async () => {
      const url = `http://127.0.0.1:${await deadPort()}`;
      await withProxies({}, async () => {
        const { api, clock } = connected(settings(url));
        const began = clock.now();
        await assert.rejects(lookUp(api), ({ message }: Error) => {
          assert.ok(message.includes(`cannot reach ${url}: `), message);
          assert.ok(message.includes(`; check ${names.address}`), message);
          return true;
        });
        assert.ok(clock.now() - began > 1000 && clock.now() - began <= 10_000);
      });
    });
  }
});
