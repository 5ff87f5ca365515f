import assert from "node:assert/strict";
import { mock } from "node:test";
import { cinder, zstack } from "../../../sdk";
import { configure, mockedEngine } from "./mocked";

const uuid = "0b7f3a526a0f4d5c9c2e1f0d6c7a9b11";
const id = "5aa119a8-d25b-45a7-8d1b-88e127885635";

const actions = {
  zstack: () => new zstack.VolumeRevert("back", { volumeSnapshotUuid: uuid, volumeUuid: uuid }),
  cinder: () => new cinder.VolumeRevert("back", { snapshotId: id, volumeId: id }),
} as const;

describe("what a preview of an action says", () => {
  mockedEngine({ preview: true });

  /** The first warning of the program. */
  async function warned(configuration: Record<string, string>, action: () => unknown): Promise<string> {
    configure(configuration);
    const warn = mock.method(console, "warn", () => undefined);
    try {
      const said = new Promise<string>((resolve) => {
        warn.mock.mockImplementation((line: string) => resolve(line));
      });
      action();
      return await said;
    } finally {
      warn.mock.restore();
    }
  }

  for (const [platform, key, name] of [
    ["zstack", "zstack:accountName", "snapshots:zstack.accountName"],
    ["cinder", "openstack:userName", "snapshots:cinder.userName"],
  ] as const) {
    const section = platform === "zstack" ? { host: "cloud" } : { authUrl: "http://127.0.0.1:9/v3" };

    it(`names settings of ${platform} as the stack's configuration of the plugin has them`, async () => {
      const configuration = { "snapshots:door": "plugin", [`snapshots:${platform}`]: JSON.stringify(section) };
      const text = await warned(configuration, actions[platform]);
      assert.ok(text.includes(name), text);
      assert.ok(!text.includes(key), text);
    });

    it(`names settings of ${platform} as the stack's configuration of the dynamic provider has them`, async () => {
      const prefix = platform === "zstack" ? "zstack" : "openstack";
      const entries = Object.entries(section).map(([setting, value]) => [`${prefix}:${setting}`, value]);
      const text = await warned(Object.fromEntries(entries), actions[platform]);
      assert.ok(text.includes(key), text);
    });
  }
});
