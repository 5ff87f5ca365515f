import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { identityOf, identityPrefix, ownerOf, parseSeed } from "../../../provider/core/identity/identity";
import { canonical } from "../../../provider/core/json";
import { volumes } from "../../support/simulated";
import type { Project, StateResource } from "../project";
import { EngineTests } from "../support";

/** Everything that somebody who guesses the value could compare with. */
const fingerprints = (triggers: unknown): string[] =>
  [canonical(triggers), JSON.stringify(triggers), String(triggers)].flatMap((text) =>
    ["sha1", "sha256", "sha512", "md5"].map((name) => createHash(name).update(text).digest("hex").slice(0, 16)),
  );

const program = (triggers: string): string => `
  const pulumi = require("@pulumi/pulumi");
  const { zstack } = require("pulumi-snapshots");
  const word = new pulumi.Config().requireSecret("word");
  const triggers = ${triggers};
  new zstack.VolumeSnapshotSeries("series", { volumeUuid: "${volumes.root}", triggers });
  new zstack.VolumeSnapshot("snapshot", { volumeUuid: "${volumes.other}", triggers });
`;

interface Shown {
  readonly name: string;
  readonly triggerText?: string;
  readonly triggerDigest?: string;
}
const historyOf = (resource: StateResource | undefined): Shown[] => (resource?.outputs["history"] ?? []) as Shown[];

describe("secret triggers through the engine", () => {
  const engine = new EngineTests({ storage: "individual" });

  async function started(triggers: string, word: string): Promise<Project> {
    const project = await engine.project();
    project.program({ "index.js": program(triggers) });
    await project.succeed("config", "set", "--secret", "word", word);
    return project;
  }

  /** Neither the state nor what was printed has the value, or anything that proves a guess right. */
  async function hides(project: Project, words: readonly string[], ...printed: readonly string[]): Promise<void> {
    const texts = { state: JSON.stringify(await project.state()), printed: printed.join("\n") };
    const platform = JSON.stringify(await engine.control.state());
    for (const [where, text] of Object.entries({ ...texts, platform })) {
      for (const word of words) {
        assert.ok(!text.includes(word), `the value is in ${where}`);
        for (const digest of [word, [word], { word }].flatMap(fingerprints))
          assert.ok(!text.includes(digest), `a digest of the value is in ${where}`);
      }
    }
  }

  const uuid = async (project: Project) => (await project.resources())["snapshot"]?.id;

  it("are in no line and in no state, and a change of them is noticed all the same", async () => {
    const [first, second] = ["correct-horse-one", "correct-horse-two"];
    const project = await started("[word]", first);
    const printed = [await project.up()];
    await hides(project, [first], ...printed);
    const { snapshot } = await project.resources();
    const seed = parseSeed(snapshot?.inputs["__seed"]);
    const guess = identityOf(seed, { volumeUuid: volumes.other, triggers: [first] });
    assert.ok(!snapshot?.id.startsWith(identityPrefix(ownerOf(seed, "zstack.VolumeSnapshot"), guess)));
    const before = await uuid(project);
    const unchanged = await project.up("--expect-no-changes");
    printed.push(unchanged, await project.refresh(), await project.up("--expect-no-changes"));
    await hides(project, [first], ...printed);

    await project.succeed("config", "set", "--secret", "word", second);
    printed.push(await project.up());
    assert.deepEqual(
      historyOf((await project.resources())["series"]).map((one) => one.name),
      ["series-2", "series-1"],
    );
    assert.notEqual(await uuid(project), before);
    printed.push(await project.refresh(), await project.up("--expect-no-changes"));
    await hides(project, [first, second], ...printed);
    assert.deepEqual(
      historyOf((await project.resources())["series"]).filter((one) => "triggerText" in one || "triggerDigest" in one),
      [],
    );
  });

  it("are hidden where the creation is left unfinished", async () => {
    const word = "correct-horse-three";
    const project = await started("word", word);
    const action = { type: "failJob", code: "SYS.1006", details: "not now" };
    await engine.control.fault({ match: { method: "POST", route: "/v1/user-tags" }, times: 4, action });
    const printed = await project.fail("up", "--yes", "--skip-preview", "--non-interactive");
    for (const one of Object.values(await project.resources())) assert.equal(one.initErrors?.length, 1);
    await hides(project, [word], printed);
    await hides(project, [word], await project.up());
  });

  it("are refused by the preview where only a transform makes them secret, which the dynamic provider cannot know", async () => {
    const word = "correct-horse-five";
    const project = await started(JSON.stringify(word), word);
    const secret = "({ props, opts }) => ({ props: { ...props, triggers: pulumi.secret(props.triggers) }, opts })";
    project.program({
      "index.js": program(JSON.stringify(word)).replace(
        "const word",
        `pulumi.runtime.registerStackTransformation(${secret}); const word`,
      ),
    });
    const preview = await project.fail("preview", "--non-interactive");
    for (const name of ["VolumeSnapshotSeries", "VolumeSnapshot"])
      assert.match(preview, new RegExp(`zstack\\.${name} ".*": triggers are a secret in the state, but not`));
    await hides(project, [word], preview);
  });

  it("become plain or secret without another restore point, and show what they may", async () => {
    const word = "correct-horse-four";
    const project = await started(`[${JSON.stringify(word)}]`, word);
    await project.up();
    const before = await uuid(project);
    const shown = historyOf((await project.resources())["series"]);
    assert.deepEqual(
      shown.map((one) => [one.name, one.triggerText, one.triggerDigest?.length]),
      [["series-1", `["${word}"]`, 16]],
    );
    project.program({ "index.js": program("[word]") });
    const printed = [await project.up(), await project.up("--expect-no-changes"), await project.refresh()];
    await hides(project, [word], ...printed.slice(1));
    project.program({ "index.js": program(`[${JSON.stringify(word)}]`) });
    await project.up("--target", "**zstack:VolumeSnapshot::snapshot");
    await project.up();
    const after = await project.resources();
    assert.deepEqual(
      historyOf(after["series"]).map((one) => one.name),
      ["series-1"],
    );
    assert.equal(after["snapshot"]?.id, before);
  });
});
