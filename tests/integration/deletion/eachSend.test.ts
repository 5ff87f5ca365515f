import assert from "node:assert/strict";
import { after, before } from "mocha";
import { codeOf } from "../../../provider/http/errorCodes";
import { Control } from "../../support/control";
import { ProviderProcess, type Resource } from "../../support/providerProcess";
import { type Diverted, type Passed, Wire } from "../../support/wire";
import { obstacles } from "./obstacles";
import { Deletions, dataVolume, idOf, membersOf, rootVolume } from "./support";

const isDelete = ({ method, path }: Passed): boolean => method === "DELETE" && path.includes("/volume-snapshots/");

/** What others do meanwhile with a snapshot that is deferred, or below it; what they have made. */
const chainTakers: Readonly<Record<string, (control: Control, uuid: string) => Promise<readonly string[]>>> = {
  "came below": async (control) => [await control.strangersSnapshot(rootVolume)],
  "another stack adopted among": async (control, uuid) => {
    for (const tag of (await control.state()).userTags)
      if (tag.resourceUuid === uuid) await control.job("DELETE", `/v1/tags/${tag.uuid}`);
    const tag = "pulumi::org/project/prod::zstack.VolumeSnapshot::theirs";
    const params = { resourceType: "VolumeSnapshotVO", resourceUuid: uuid, tag };
    await control.job("POST", "/v1/user-tags", { params });
    return [];
  },
};

describe("a deletion is thought over before each time it is sent, so that", () => {
  const simulated = new Deletions();
  let tap: (request: Passed) => Promise<Diverted | undefined> = async () => undefined;
  let wire: Wire;
  let behind: Control;

  before(async () => {
    wire = new Wire(simulated.control.url, undefined, (request) => tap(request));
    behind = new Control(await wire.open());
  });
  after(() => wire.close());

  /** Code and message of a destroy that fails; otherwise what it prints. */
  async function refusal(resource: Resource): Promise<string> {
    const process = new ProviderProcess(behind);
    const { state } = resource;
    assert.ok(state);
    const before = `${simulated.control.host}:${simulated.control.port}/`;
    const __origin = String(state.outputs["__origin"]).replace(before, `${behind.host}:${behind.port}/`);
    try {
      await process.handler.delete(state.id, { ...state.outputs, __origin });
      resource.state = undefined;
      return process.lines.join("\n");
    } catch (error) {
      return `${codeOf(error)}: ${error instanceof Error ? error.message : String(error)}`;
    } finally {
      tap = async () => undefined;
      await process.end();
    }
  }

  /** A snapshot of a stranger comes up when the first such request is on its way, which the obstacle then stops. */
  function meanwhile(volumeUuid: string, obstacle: Diverted): () => string {
    let stranger = "";
    tap = async (request) => {
      if (!isDelete(request) || stranger !== "") return undefined;
      stranger = await simulated.control.strangersSnapshot(volumeUuid);
      return obstacle;
    };
    return () => stranger;
  }

  for (const [what, obstacle] of Object.entries(obstacles)) {
    it(`what came below a snapshot while its deletion ${what} is there`, async () => {
      const parent = await simulated.snapshot("parent");
      const stranger = meanwhile(rootVolume, obstacle);
      assert.match(await refusal(parent), /^foreign-dependents: /);
      assert.deepEqual(await simulated.left(), [idOf(parent), stranger()].sort());
    });

    it(`what came below a member while the deletion of its group ${what} is there`, async () => {
      const group = await simulated.group("group");
      const stranger = meanwhile(dataVolume, obstacle);
      assert.match(await refusal(group), /^foreign-dependents: /);
      assert.deepEqual(await simulated.left(), [idOf(group), ...membersOf(group), stranger()].sort());
    });

    for (const kind of ["snapshot", "group"] as const) {
      it(`what came below a deferred ${kind} while the sweep's request ${what} is there`, async () => {
        const parent = await simulated[kind]("parent");
        const child = await simulated.snapshot("child");
        const parentId = idOf(parent);
        await parent.destroy(simulated.start());
        const left = (await simulated.left()).filter((uuid) => uuid !== idOf(child));
        const path = `/v1/volume-snapshots/${idOf(child)}`;
        let stranger = "";
        tap = async (request) => {
          if (!isDelete(request) || request.path.startsWith(path) || stranger !== "") return undefined;
          stranger = await simulated.control.strangersSnapshot(rootVolume);
          return obstacle;
        };
        await refusal(child);
        assert.deepEqual(await simulated.left(), [...left, stranger].sort());
        assert.ok(await simulated.isDeferred(parentId));
      });
    }
  }

  for (const [what, obstacle] of Object.entries(obstacles)) {
    for (const [taken, take] of Object.entries(chainTakers)) {
      it(`what ${taken} deferred snapshots that one request deletes, while it ${what}, is there`, async () => {
        const [top, middle] = [await simulated.snapshot("top"), await simulated.snapshot("middle")];
        const child = await simulated.snapshot("child");
        const chain = [idOf(top), idOf(middle)];
        for (const one of [top, middle]) await one.destroy(simulated.start());
        const path = `/v1/volume-snapshots/${idOf(child)}`;
        const sent: string[] = [];
        let others: readonly string[] | undefined;
        tap = async (request) => {
          if (!isDelete(request) || request.path.startsWith(path)) return undefined;
          sent.push(request.path.split(/[/?]/)[3] ?? "");
          if (others !== undefined) return undefined;
          others = await take(simulated.control, chain[1] ?? "");
          return obstacle;
        };
        await refusal(child);
        assert.deepEqual(sent, [chain[0]], "one request, and none after what was seen");
        assert.deepEqual(await simulated.left(), [...chain, ...(others ?? [])].sort());
        assert.ok(await simulated.isDeferred(chain[0] ?? ""));
      });
    }
  }

  it("what came up on one volume while the look at another one was kept waiting is there", async () => {
    const group = await simulated.group("group");
    let looks = 0;
    let stranger = "";
    tap = async ({ path }) => {
      if (!path.startsWith("/v1/volume-snapshots/trees")) return undefined;
      looks += 1;
      if (looks !== 2) return undefined;
      stranger = await simulated.control.strangersSnapshot(rootVolume);
      return { status: 429, text: "Too Many Requests", headers: { "retry-after": "20" } };
    };
    assert.match(await refusal(group), /^foreign-dependents: /);
    assert.deepEqual(await simulated.left(), [idOf(group), ...membersOf(group), stranger].sort());
  });

  it("a look that never is quick enough is no look", async () => {
    const parent = await simulated.snapshot("parent");
    let looks = 0;
    tap = async ({ path }) => {
      if (!path.startsWith("/v1/volume-snapshots/trees")) return undefined;
      looks += 1;
      return looks % 2 === 0 ? undefined : { status: 429, text: "", headers: { "retry-after": "20" } };
    };
    assert.match(await refusal(parent), /responds too slowly to determine/);
    assert.deepEqual(await simulated.left(), [idOf(parent)]);
  });

  it("a job whose answer was lost is asked for, not sent again", async () => {
    const parent = await simulated.snapshot("parent");
    let sent = 0;
    tap = async (request) => {
      if (!isDelete(request)) return undefined;
      sent += 1;
      return sent === 1 ? { cut: true, taken: true } : undefined;
    };
    await refusal(parent);
    assert.equal(sent, 1);
    assert.deepEqual(await simulated.left(), []);
  });
});
