import assert from "node:assert/strict";
import { after, before } from "mocha";
import { codeOf } from "../../../provider/http/errorCodes";
import { Control } from "../../support/control";
import { declareAs, ProviderProcess, Resource } from "../../support/providerProcess";
import { type Diverted, type Passed, Wire } from "../../support/wire";
import { obstacles } from "./obstacles";
import { Deletions, idOf, rootVolume } from "./support";

/** The snapshot that a request deletes. */
const deletedBy = ({ method, path }: Passed): string | undefined =>
  method === "DELETE" ? /\/volume-snapshots\/([^/?]+)/.exec(path)?.[1] : undefined;

describe("a chain whose deletions are asked for in one run", () => {
  // It deletes a snapshot alone where that is asked for.
  const simulated = new Deletions({ serverVersion: "5.4.0" });
  const nothing = async (): Promise<Diverted | undefined> => undefined;
  let tap: (uuid: string) => Promise<Diverted | undefined> = nothing;
  let sent: string[] = [];
  let wire: Wire;
  let control: Control;
  let process: ProviderProcess;
  let chain: readonly Resource[] = [];
  let uuids: readonly string[] = [];

  before(async () => {
    wire = new Wire(simulated.control.url, undefined, async (request) => {
      const uuid = deletedBy(request);
      if (uuid === undefined) return undefined;
      sent.push(uuid);
      return tap(uuid);
    });
    control = new Control(await wire.open());
  });
  after(() => wire.close());

  beforeEach(async () => {
    const names = ["a", "b", "c", "d", "e"];
    chain = names.map((name) => new Resource(declareAs("VolumeSnapshot", name, { volumeUuid: rootVolume })));
    for (const one of chain) await one.up(new ProviderProcess(control));
    uuids = chain.map(idOf);
    sent = [];
    tap = nothing;
    process = new ProviderProcess(control);
  });
  afterEach(() => process.end());

  /** What the engine hears: the code of an error, or that it is done. */
  async function deleted(one: Resource): Promise<string> {
    const { state } = one;
    assert.ok(state);
    try {
      await process.handler.delete(state.id, state.outputs);
      return "done";
    } catch (error) {
      return codeOf(error) ?? String(error);
    }
  }

  const newestFirst = "all at once, the newest first";
  const orders: Readonly<Record<string, () => Promise<readonly string[]>>> = {
    "all at once": () => Promise.all(chain.map(deleted)),
    [newestFirst]: async () => (await Promise.all([...chain].reverse().map(deleted))).reverse(),
    "from its top": async () => {
      const answers = [];
      for (const one of chain) answers.push(await deleted(one));
      return answers;
    },
  };

  for (const [order, run] of Object.entries(orders)) {
    it(`${order}, goes with one request`, async () => {
      assert.deepEqual(await run(), Array(5).fill("done"));
      assert.deepEqual(sent, [uuids[0]]);
      assert.deepEqual(await simulated.left(), []);
    });

    it(`${order}, keeps the branch beside it that is not to go, and what is above that`, async () => {
      await simulated.revert(uuids[1] ?? "");
      const branch = await simulated.control.strangersSnapshot(rootVolume);
      await run();
      assert.deepEqual(await simulated.left(), [...uuids.slice(0, 2), branch].sort());
      assert.deepEqual(sent, [uuids[2]]);
    });

    it(`${order}, goes although its topmost goes alone before the request is there`, async () => {
      let isSent = false;
      tap = async () => {
        if (isSent) return undefined;
        isSent = true;
        await simulated.control.job("DELETE", `/v1/volume-snapshots/${uuids[0]}?deleteMode=Permissive&scope=single`);
        return undefined;
      };
      assert.deepEqual(await run(), Array(5).fill("done"));
      assert.deepEqual(await simulated.left(), []);
    });

    it(`${order}, loses what it can if the platform refuses the topmost`, async () => {
      await simulated.control.objects({
        references: { volumeSnapshotUuid: uuids[0] ?? "", volumeUuids: ["9".repeat(32)] },
      });
      await run();
      assert.deepEqual(await simulated.left(), [uuids[0]]);
    });

    for (const [what, obstacle] of Object.entries(obstacles)) {
      // What is sent again does not depend on the order.
      if (order !== newestFirst && what !== "was lost") continue;
      it(`${order}, is kept as a whole when a stranger's snapshot comes below it while the request ${what}`, async () => {
        let stranger: string | undefined;
        tap = async () => {
          if (stranger !== undefined) return undefined;
          stranger = await simulated.control.strangersSnapshot(rootVolume);
          return obstacle;
        };
        const answers = await run();
        assert.deepEqual(sent, [uuids[0]], "one request, and none after what was seen");
        assert.deepEqual(await simulated.left(), [...uuids, stranger ?? ""].sort());
        assert.equal(answers.at(-1), "foreign-dependents");
      });

      it(`${order}, keeps what another stack adopts while the request ${what}, and what is above that`, async () => {
        const [, , middle = ""] = uuids;
        tap = async () => {
          if (sent.length > 1) return undefined;
          for (const { resourceUuid, uuid } of (await simulated.control.state()).userTags)
            if (resourceUuid === middle) await simulated.control.job("DELETE", `/v1/tags/${uuid}`);
          const tag = "pulumi::org/project/prod::zstack.VolumeSnapshot::theirs";
          const params = { resourceType: "VolumeSnapshotVO", resourceUuid: middle, tag };
          await simulated.control.job("POST", "/v1/user-tags", { params });
          return obstacle;
        };
        await run();
        assert.equal(sent[0], uuids[0]);
        assert.deepEqual(await simulated.left(), [...uuids.slice(0, 3)].sort());
      });
    }
  }
});
