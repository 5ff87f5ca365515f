import type { JsonObject } from "../providerProcess";
import type { EngineCalls, RemoteCalls } from "./calls";
import { Connection, messages, plain, struct } from "./connection";

type Messages = typeof messages;

/** Calls the dynamic-provider process as the engine does. */
export class DynamicClient implements RemoteCalls {
  private readonly connection: Connection;

  constructor(port: number) {
    this.connection = new Connection(port);
  }

  close(): void {
    this.connection.close();
  }

  async configure(configuration: JsonObject): Promise<void> {
    const request = new messages.ConfigureRequest().setArgs(struct(configuration));
    await this.connection.call((client, done) => client.configure(request, done));
  }

  async check(olds: JsonObject, news: JsonObject): ReturnType<EngineCalls["check"]> {
    const request = new messages.CheckRequest().setOlds(struct(olds)).setNews(struct(news));
    const answer = await this.connection.call<InstanceType<Messages["CheckResponse"]>>((client, done) =>
      client.check(request, done),
    );
    const failures = answer.getFailuresList().map((one) => ({ property: one.getProperty(), reason: one.getReason() }));
    return { inputs: plain(answer.getInputs()), failures };
  }

  async diff(id: string, olds: JsonObject, news: JsonObject): ReturnType<EngineCalls["diff"]> {
    const request = new messages.DiffRequest().setId(id).setOlds(struct(olds)).setNews(struct(news));
    const answer = await this.connection.call<InstanceType<Messages["DiffResponse"]>>((client, done) =>
      client.diff(request, done),
    );
    const changes = answer.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME;
    return { changes, replaces: answer.getReplacesList() };
  }

  async create(inputs: JsonObject): ReturnType<EngineCalls["create"]> {
    const request = new messages.CreateRequest().setProperties(struct(inputs));
    const answer = await this.connection.call<InstanceType<Messages["CreateResponse"]>>((client, done) =>
      client.create(request, done),
    );
    return { id: answer.getId(), outs: plain(answer.getProperties()) };
  }

  async update(id: string, olds: JsonObject, news: JsonObject): ReturnType<EngineCalls["update"]> {
    const request = new messages.UpdateRequest().setId(id).setOlds(struct(olds)).setNews(struct(news));
    const answer = await this.connection.call<InstanceType<Messages["UpdateResponse"]>>((client, done) =>
      client.update(request, done),
    );
    return { outs: plain(answer.getProperties()) };
  }

  async read(id: string, props: JsonObject): ReturnType<EngineCalls["read"]> {
    const request = new messages.ReadRequest().setId(id).setProperties(struct(props));
    const answer = await this.connection.call<InstanceType<Messages["ReadResponse"]>>((client, done) =>
      client.read(request, done),
    );
    if (answer.getId() === "") return {};
    return { id: answer.getId(), props: plain(answer.getProperties()), inputs: plain(answer.getInputs()) };
  }

  async delete(id: string, props: JsonObject): Promise<void> {
    const request = new messages.DeleteRequest().setId(id).setProperties(struct(props));
    await this.connection.call((client, done) => client.delete(request, done));
  }
}
