import assert from "node:assert/strict";
import { Settings } from "../../../../provider/core/contract/settings";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const settings = (
  configuration: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string>> = {},
) => new Settings((key) => configuration[key], environment);

describe("Settings", () => {
  it("read a configured value when they are asked, not before", () => {
    const configuration: Record<string, unknown> = {};
    const live = settings(configuration);
    assert.equal(live.configured("zstack:host"), undefined);
    configuration["zstack:host"] = "cloud";
    assert.equal(live.configured("zstack:host"), "cloud");
  });

  it("take missing, null, empty and unknown values for none", () => {
    for (const value of [undefined, null, "", unknown]) {
      assert.equal(settings({ "zstack:host": value }).configured("zstack:host"), undefined);
    }
  });

  it("give other values as text", () => {
    assert.equal(settings({ "zstack:port": 8080 }).configured("zstack:port"), "8080");
    assert.equal(settings({ "zstack:port": 0 }).configured("zstack:port"), "0");
  });

  it("say which values are still to come", () => {
    assert.equal(settings({ "zstack:host": unknown }).pending("zstack:host"), true);
    assert.equal(settings({ "zstack:host": "cloud" }).pending("zstack:host"), false);
    assert.equal(settings({}).pending("zstack:host"), false);
  });

  it("take an empty variable for none", () => {
    assert.equal(settings({}, { ZSTACK_HOST: "" }).environmentValue("ZSTACK_HOST"), undefined);
    assert.equal(settings({}, { ZSTACK_HOST: "cloud" }).environmentValue("ZSTACK_HOST"), "cloud");
  });

  it("know an explicit provider by its name", () => {
    assert.equal(settings({ "snapshots:provider": "zstack" }).explicitProvider, "zstack");
    assert.equal(settings({}).explicitProvider, undefined);
  });
});

describe("the emergency brake", () => {
  const variable = "PULUMI_SNAPSHOTS_DELETION_POLICY";
  const key = "snapshots:deletionPolicy";

  it("is off by default, and with empty values", () => {
    assert.equal(settings({}).retainAllOverride, undefined);
    assert.equal(settings({ [key]: "" }, { [variable]: "" }).retainAllOverride, undefined);
  });

  it("is put on by the environment or the configuration, and says by which", () => {
    assert.equal(settings({}, { [variable]: "retain" }).retainAllOverride, variable);
    assert.equal(settings({ [key]: "retain" }).retainAllOverride, key);
    assert.equal(settings({ [key]: "retain" }, { [variable]: "retain" }).retainAllOverride, variable);
  });

  it("is on in the environment at once, without a new provider", () => {
    const environment: Record<string, string> = {};
    const live = settings({}, environment);
    assert.equal(live.retainAllOverride, undefined);
    environment[variable] = "retain";
    assert.equal(live.retainAllOverride, variable);
  });

  for (const value of ["Retain", "retian", "true", "delete", " retain"]) {
    it(`does not turn into a delete where it is misspelt "${value}"`, () => {
      assert.throws(() => settings({}, { [variable]: value }).retainAllOverride, {
        message: `${variable} is "${value}"; the only value is "retain" (nothing is deleted), or leave it out`,
      });
      assert.throws(() => settings({ [key]: value }).retainAllOverride, {
        message: new RegExp(`^${key} is "${value}"`),
      });
      assert.throws(() => settings({ [key]: "retain" }, { [variable]: value }).retainAllOverride, /PULUMI_SNAPSHOTS/);
    });
  }
});
