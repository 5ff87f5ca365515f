import assert from "node:assert/strict";
import * as ts from "typescript";
import { PartialStateError } from "../../../../provider/core/contract/errors";
import { platforms } from "../../../../provider/core/contract/resourceType";
import { EngineLog } from "../../../../provider/doors/plugin/engineLog";
import { serviceError } from "../../../../provider/doors/plugin/errors";
import { inPluginWords, sectionKeys } from "../../../../provider/doors/plugin/sections";
import { listeningEngine } from "../../../support/protocol/engineLog";
import { ServedPlugin } from "../../../support/protocol/servedPlugin";
import { runtimeOf } from "../../../support/providerProcess";
import { nodes, type Source, sources } from "../../architecture/sources";

const keys = platforms.flatMap((platform) => Object.values(sectionKeys[platform]));

/** A setting by its name for the dynamic provider; names of functions and types look the same. */
const dynamicNames = /(?<![\w:])(?:zstack|openstack|cinder):(?!get[A-Z])[a-z]\w*|\b(?:zstack|cinder)\.Provider\b/g;

const dynamicNamesIn = (text: string): string[] => text.match(dynamicNames) ?? [];

/** Every text of a source, templates with their gaps left out. */
const texts = (source: Source): string[] =>
  nodes(source).flatMap((node) =>
    ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)
      ? [node.text]
      : [],
  );

describe("messages of the plugin", () => {
  it("name every setting by its section, wherever it stands in a text", () => {
    assert.ok(keys.length > 30);
    for (const platform of platforms) {
      for (const [name, key] of Object.entries(sectionKeys[platform])) {
        const said = `${key}: set ${key}, \`${key}\` or "${key}" (${key}). See ${key}.`;
        const expected = said.replaceAll(key, `snapshots:${platform}.${name}`);
        assert.equal(inPluginWords(said), expected);
        assert.equal(inPluginWords(expected), expected);
      }
    }
    assert.equal(
      inPluginWords("set zstack:host (`pulumi config set`), or host of a zstack.Provider; pass it a cinder.Provider"),
      "set snapshots:zstack.host (`pulumi config set --path`), or host of the zstack section of a snapshots.Provider; " +
        "pass it a snapshots.Provider with a cinder section",
    );
    const types = "snapshots:zstack:VolumeSnapshot, zstack:getVolume, http://zstack:8080";
    assert.equal(inPluginWords(types), types);
  });

  it("name no setting of the dynamic provider: none of its names in any text of the provider is left", function () {
    this.timeout(60_000);
    const all = sources("provider").flatMap((source) => texts(source).map((text) => ({ path: source.path, text })));
    const naming = all.filter(({ text }) => dynamicNamesIn(text).length > 0);
    assert.ok(naming.length > 20, "there are such texts");
    const left = naming.flatMap(({ path, text }) =>
      dynamicNamesIn(inPluginWords(text)).map((name) => `${path}: ${name}`),
    );
    assert.deepEqual(left, []);
  });

  it("leave the plugin through three calls, each with its names", () => {
    const setters = sources("provider/doors/plugin").flatMap((source) =>
      nodes(source).flatMap((node) =>
        ts.isCallExpression(node) &&
        ts.isPropertyAccessExpression(node.expression) &&
        /^set(Message|Reason|ReasonsList)$/.test(node.expression.name.text)
          ? [`${source.path} ${node.expression.name.text}(${node.arguments.map((one) => one.getText()).join()})`]
          : [],
      ),
    );
    assert.deepEqual(setters.sort(), [
      "provider/doors/plugin/engineLog.ts setMessage(text)",
      "provider/doors/plugin/errors.ts setMessage(message)",
      "provider/doors/plugin/errors.ts setReasonsList(error.reasons.map(inPluginWords))",
      "provider/doors/plugin/server.ts setReason(inPluginWords(reason))",
    ]);
  });

  it("are so in errors, in what is kept of an unfinished object, and in the engine's log", async () => {
    const every = keys.join(", ");
    const said: string[] = [];
    const engine = await listeningEngine((line) => said.push(line));
    const log = new EngineLog(engine.address);
    log.write(`warning: ${every}`);
    await log.flushed();
    await engine.close();
    const error = new PartialStateError("id", every, {}, { code: "internal-error" });
    const { details = "", metadata } = serviceError(error);
    const detail = metadata?.get("grpc-status-details-bin").map(String).join("") ?? "";
    assert.match(detail, /snapshots:zstack\.host/);
    for (const text of [...said, details, detail]) assert.deepEqual(dynamicNamesIn(text), []);
    assert.equal(said.length, 1);
  });

  it("are so where the configuration is not right, and where it is incomplete", async () => {
    const wrong: readonly (readonly [configuration: Record<string, string>, name: RegExp])[] = [
      [{ "zstack:host": "http://cloud/", "zstack:accountName": "a" }, /snapshots:zstack\.port/],
      [{ "zstack:host": "cloud" }, /snapshots:zstack\.accountName/],
      [{ "zstack:host": "cloud", "zstack:accountName": "a" }, /snapshots:zstack\.accountPassword/],
      [{ "openstack:userName": "a" }, /snapshots:cinder\.authUrl/],
    ];
    for (const [configuration, name] of wrong) {
      await assert.rejects(new ServedPlugin(runtimeOf({}, []), configuration).start(), (error: Error) => {
        assert.match(error.message, name);
        assert.deepEqual(dynamicNamesIn(error.message), []);
        return true;
      });
    }
  });
});
