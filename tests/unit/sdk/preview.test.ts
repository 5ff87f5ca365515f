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

  for (const [platform, key, settings] of [
    ["zstack", "zstack:accountName", { "zstack:host": "cloud" }],
    ["cinder", "openstack:userName", { "openstack:authUrl": "http://127.0.0.1:9/v3" }],
  ] as const) {
    it(`names settings of ${platform}`, async () => {
      const text = await warned(settings, actions[platform]);
      assert.ok(text.includes(key), text);
    });
  }
});
