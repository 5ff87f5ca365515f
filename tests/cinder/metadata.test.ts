import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { JsonObject } from "../support/providerProcess";
import { CinderTests, idOf } from "./support/provider";
import { type Harm, harm, type Passed } from "./support/tap";

type Metadata = Readonly<Record<string, string>>;

/** What is done with the backup that `state` holds. */
type Deed = (cinder: CinderTests, id: string, state: JsonObject) => Promise<unknown>;

const deeds: Readonly<Record<string, Deed>> = {
  "changing what is declared": (cinder, id, state) => {
    const name = `renamed-${randomUUID()}`;
    const news = { ...cinder.backup({ metadata: { stage: "prod" } }, {}, "full").inputs, name };
    return cinder.process().backups.handler.update(id, state, news);
  },
  "keeping the backup": (cinder, id, state) => {
    const environment = { PULUMI_SNAPSHOTS_DELETION_POLICY: "retain" };
    return cinder.process({ environment }).backups.handler.delete(id, state);
  },
  "postponing its deletion": (cinder, id, state) => cinder.process().backups.handler.delete(id, state),
};

const ours = (metadata: Metadata): string =>
  JSON.stringify(Object.entries(metadata).filter(([key]) => key !== "theirs" && key !== "app"));

describe("metadata of a backup in Cinder, written while others write them too", () => {
  const cinder = new CinderTests();
  const volume = { service: "volume" } as const;

  const metadataOf = async (id: string): Promise<Metadata> => (await cinder.member.find("backups", id))?.metadata ?? {};
  const write = (id: string, metadata: Metadata): Promise<unknown> =>
    cinder.member.call("PUT", `/backups/${id}`, { backup: { metadata } });

  /** A backup, and an incremental one that relies on it, so that it cannot be deleted at once. */
  async function made(): Promise<{ id: string; state: JsonObject }> {
    const resource = cinder.backup({ metadata: { app: "shop" } }, {}, "full");
    await resource.up(cinder.process().backups);
    // Of another run: what the program of this one declares would be refused.
    await cinder.backup({ incremental: true }, {}, "daily").up(cinder.process().backups);
    return { id: idOf(resource), state: resource.state?.outputs ?? {} };
  }

  const looks = (one: Passed | undefined, id: string): boolean =>
    one?.method === "GET" && one.path.split("?")[0] === `/backups/${id}`;

  for (const [what, deed] of Object.entries(deeds)) {
    it(`keep a key that comes between any two requests of ${what}`, async () => {
      const { id, state } = await made();
      const before = await metadataOf(id);
      let right: string | undefined;
      for (let at = 0, last = 1; at < last; at += 1) {
        await write(id, before);
        cinder.tap.reset();
        let lost = false;
        const theirs = harm.after(async () => {
          const { passed } = cinder.tap;
          // What comes between the last look and the write cannot be known to anybody.
          lost = passed.at(-1)?.method === "PUT" && looks(passed.at(-2), id);
          await write(id, { ...(await metadataOf(id)), theirs: "1" });
        });
        cinder.tap.inject(volume, theirs, { skip: at });
        await deed(cinder, id, state);
        last = cinder.tap.count(volume);
        const metadata = await metadataOf(id);
        if (!lost) assert.equal(metadata["theirs"], "1", `before request ${at + 1} of ${last}`);
        right ??= ours(metadata);
        assert.equal(ours(metadata), right, `before request ${at + 1} of ${last}`);
      }
      assert.notEqual(right, ours(before));
    }).timeout(60_000);

    it(`are written again where somebody puts older ones in their place: ${what}`, async () => {
      const { id, state } = await made();
      const before = { ...(await metadataOf(id)), theirs: "1" };
      let replaced = false;
      const overwriting: Harm = async (exchange) => {
        const answer = await exchange.forward();
        if (!replaced && exchange.passed.body.includes("metadata")) {
          replaced = true;
          await write(id, before);
        }
        await exchange.deliver(answer);
      };
      cinder.tap.inject({ ...volume, method: "PUT" }, overwriting, { times: 9 });
      await deed(cinder, id, state);
      const metadata = await metadataOf(id);
      assert.ok(replaced);
      assert.equal(metadata["theirs"], "1");
      assert.notEqual(ours(metadata), ours(before), "what was to be written is there");
    }).timeout(30_000);
  }
});
