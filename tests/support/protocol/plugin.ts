import { asSecret, isSecret } from "../../../provider/core/secrets";
import type { JsonObject } from "../providerProcess";
import type { EngineCalls, RemoteCalls } from "./calls";
import { Connection, Empty, messages, plain, struct } from "./connection";

type Messages = typeof messages;

/** What a state of the dynamic provider has among its values, and the engine keeps beside those of a plugin's resource. */
const keysBesides: ReadonlySet<string> = new Set(["__provider", "__timeouts"]);

/** Besides those, what the engine tells a plugin by other ways than its inputs. */
const hiddenKeys: ReadonlySet<string> = new Set([...keysBesides, "__seed", "__secretTriggers"]);

const pick = (values: JsonObject, keep: (name: string) => boolean): JsonObject =>
  Object.fromEntries(Object.entries(values).filter(([name]) => keep(name)));

function revealed(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(revealed);
  const values = value as JsonObject;
  return isSecret(values)
    ? revealed(values["value"])
    : Object.fromEntries(Object.entries(values).map(([key, one]) => [key, revealed(one)]));
}

/** URN of the declared resource, with its type as programs of the plugin have it. */
function urnOf({ __seed }: JsonObject): string {
  const urn = /^[^/]*\/[^/]*\/(.*)$/s.exec(String(__seed))?.[1];
  if (urn === undefined) throw new Error(`no seed: ${String(__seed)}`);
  return urn.replace(/(::|\$)pulumi-nodejs:dynamic\//, (_, before: string) => `${before}snapshots:`);
}

/** Stack configuration of the dynamic provider as that of the plugin: sections, which travel as text. */
export function sectionsOf(configuration: JsonObject): JsonObject {
  const sections: Record<string, Record<string, unknown>> = {};
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(configuration)) {
    const [namespace = "", name = ""] = key.split(":");
    if (namespace === "snapshots") result[name] = value;
    else {
      const section = namespace === "openstack" ? "cinder" : namespace;
      sections[section] = { ...sections[section], [name]: value };
    }
  }
  return {
    ...result,
    ...Object.fromEntries(Object.entries(sections).map(([name, one]) => [name, JSON.stringify(one)])),
  };
}

/**
 * Calls the plugin as the engine does. Values have the form of the dynamic provider: URN and limits, which the engine tells
 * a plugin by other ways, are taken out of the hidden inputs, and those stay where a caller expects them.
 */
export class PluginClient implements RemoteCalls {
  private readonly connection: Connection;

  constructor(
    port: number,
    /** Name of the provider resource; the default one without. */
    private readonly provider = "default",
  ) {
    this.connection = new Connection(port);
  }

  close(): void {
    this.connection.close();
  }

  /** Checks the configuration and hands over what the check has made of it. */
  async configure(configuration: JsonObject): Promise<void> {
    const urn = `urn:pulumi:dev::project::pulumi:providers:snapshots::${this.provider}`;
    const about = <Q extends { setUrn(urn: string): Q; setName(name: string): Q; setType(type: string): Q }>(
      one: Q,
    ): Q => one.setUrn(urn).setName(this.provider).setType("pulumi:providers:snapshots");
    const check = about(new messages.CheckRequest()).setNews(struct(sectionsOf(configuration)));
    const checked = await this.connection.call<InstanceType<Messages["CheckResponse"]>>((client, done) =>
      client.checkConfig(check, done),
    );
    const reasons = checked.getFailuresList().map((one) => one.getReason());
    if (reasons.length > 0) throw new Error(reasons.join("; "));
    const request = about(new messages.ConfigureRequest()).setArgs(checked.getInputs()).setAcceptsecrets(true);
    await this.connection.call((client, done) => client.configure(request, done));
  }

  async cancel(): Promise<void> {
    const request = new Empty();
    await this.connection.call((client, done) => client.cancel(request, done));
  }

  async check(olds: JsonObject, news: JsonObject): ReturnType<EngineCalls["check"]> {
    const request = this.about(new messages.CheckRequest(), news)
      .setOlds(sent(olds))
      .setNews(sent(declared(news)));
    const answer = await this.connection.call<InstanceType<Messages["CheckResponse"]>>((client, done) =>
      client.check(request, done),
    );
    const failures = answer.getFailuresList().map((one) => ({ property: one.getProperty(), reason: one.getReason() }));
    const hidden = pick(news, (name) => hiddenKeys.has(name));
    return { inputs: { ...received(answer.getInputs()), ...hidden }, failures };
  }

  async diff(id: string, olds: JsonObject, news: JsonObject): ReturnType<EngineCalls["diff"]> {
    const request = this.about(new messages.DiffRequest(), news)
      .setId(id)
      .setOlds(sent(olds))
      .setNews(sent(declared(news)));
    const answer = await this.connection.call<InstanceType<Messages["DiffResponse"]>>((client, done) =>
      client.diff(request, done),
    );
    const changes = answer.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME;
    const shown = answer.getDetaileddiffMap().getLength();
    // Of what is only hidden, nothing is shown.
    if (shown > 0 && !changes) throw new Error(`a difference of ${shown} paths says that nothing changes`);
    return { changes, replaces: answer.getReplacesList() };
  }

  async create(inputs: JsonObject): ReturnType<EngineCalls["create"]> {
    const request = this.about(new messages.CreateRequest(), inputs)
      .setProperties(sent(declared(inputs)))
      .setTimeout(limitOf(inputs, "create"));
    return this.kept(inputs, async () => {
      const answer = await this.connection.call<InstanceType<Messages["CreateResponse"]>>((client, done) =>
        client.create(request, done),
      );
      return { id: answer.getId(), outs: received(answer.getProperties()) };
    });
  }

  async update(id: string, olds: JsonObject, news: JsonObject): ReturnType<EngineCalls["update"]> {
    const request = this.about(new messages.UpdateRequest(), news)
      .setId(id)
      .setOlds(sent(olds))
      .setNews(sent(declared(news)))
      .setTimeout(limitOf(news, "update"));
    return this.kept(news, async () => {
      const answer = await this.connection.call<InstanceType<Messages["UpdateResponse"]>>((client, done) =>
        client.update(request, done),
      );
      return { outs: received(answer.getProperties()) };
    });
  }

  async read(id: string, props: JsonObject, inputs: JsonObject): ReturnType<EngineCalls["read"]> {
    const request = this.about(new messages.ReadRequest(), props)
      .setId(id)
      .setProperties(sent(props))
      .setInputs(sent(declared(inputs)));
    const answer = await this.connection.call<InstanceType<Messages["ReadResponse"]>>((client, done) =>
      client.read(request, done),
    );
    if (answer.getId() === "") return {};
    const hidden = pick(props, (name) => keysBesides.has(name));
    const seeded = pick(inputs, (name) => hiddenKeys.has(name));
    return {
      id: answer.getId(),
      props: { ...received(answer.getProperties()), ...hidden },
      inputs: { ...received(answer.getInputs()), ...seeded },
    };
  }

  async delete(id: string, props: JsonObject): Promise<void> {
    const request = this.about(new messages.DeleteRequest(), props)
      .setId(id)
      .setProperties(sent(props))
      .setTimeout(limitOf(props, "delete"));
    await this.connection.call((client, done) => client.delete(request, done));
  }

  private about<Q extends { setUrn(urn: string): Q; setName(name: string): Q; setType(type: string): Q }>(
    request: Q,
    values: JsonObject,
  ): Q {
    const urn = urnOf(values);
    const [, , types = "", ...name] = urn.split("::");
    // The URN has the types of the components around the resource as well.
    const type = types.split("$").at(-1) ?? "";
    return request.setUrn(urn).setType(type).setName(name.join("::"));
  }

  private async kept<R extends { outs: JsonObject }>(inputs: JsonObject, work: () => Promise<R>): Promise<R> {
    const hidden = pick(inputs, (name) => keysBesides.has(name));
    try {
      const result = await work();
      return { ...result, outs: { ...result.outs, ...hidden } };
    } catch (error) {
      const partial = error as { properties?: JsonObject };
      if (partial.properties !== undefined) {
        partial.properties = { ...clean(partial.properties), ...hidden };
      }
      throw error;
    }
  }
}

/** Inputs as a program gives them, secret triggers marked as the engine marks them. */
const declared = (values: JsonObject): JsonObject => {
  const given = pick(values, (name) => !hiddenKeys.has(name));
  if (values["__secretTriggers"] !== true || given["triggers"] === undefined) return given;
  return { ...given, triggers: asSecret(given["triggers"]) };
};

/** Values as the engine has them: what it keeps besides is not among them. */
const sent = (values: JsonObject) => struct(pick(values, (name) => !keysBesides.has(name)));

function clean(values: JsonObject): JsonObject {
  for (const name of ["__provider", "__timeouts"])
    if (values[name] !== undefined) throw new Error(`the plugin records ${name}`);
  return revealed(values) as JsonObject;
}

const received = (values: { toJavaScript(): object } | undefined): JsonObject => clean(plain(values));

function limitOf({ __timeouts }: JsonObject, operation: string): number {
  const limit = (__timeouts as JsonObject | undefined)?.[operation];
  return typeof limit === "number" ? limit : 0;
}
