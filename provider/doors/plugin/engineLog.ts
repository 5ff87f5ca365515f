// Lines for the person, on the resource that they are about.

import { AsyncLocalStorage } from "node:async_hooks";
import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { inPluginWords } from "./sections";

/** URN of the resource that a call of the engine is about. */
const urnOfCall = new AsyncLocalStorage<string>();

/** The engine's log. */
export class EngineLog {
  private readonly client: EngineClient | undefined;
  private readonly sending = new Set<Promise<void>>();

  /** @param address `host:port` of the engine; without one, lines go to stderr */
  constructor(address: string | undefined) {
    this.client = address === undefined ? undefined : new EngineClient(address, grpc.credentials.createInsecure());
  }

  /** Everything that `work` prints belongs to this resource. */
  about<T>(urn: string, work: () => T): T {
    return urnOfCall.run(urn, work);
  }

  write(written: string): void {
    const { client } = this;
    const line = inPluginWords(written);
    if (client === undefined) {
      console.error(line);
      return;
    }
    const request = new LogRequest();
    const [severity, text] = severityOf(line);
    request.setSeverity(severity);
    request.setMessage(text);
    request.setUrn(urnOfCall.getStore() ?? "");
    // Whether the engine takes a line decides about nothing.
    const sent = new Promise<void>((resolve) => client.log(request, () => resolve()));
    this.sending.add(sent);
    void sent.finally(() => this.sending.delete(sent));
  }

  /** An answer must not overtake the lines that belong to it. */
  async flushed(): Promise<void> {
    await Promise.all(this.sending);
  }
}

type Severity = LogRequest["getSeverity"] extends () => infer S ? S : never;

function severityOf(line: string): [severity: Severity, text: string] {
  if (line.startsWith("debug: ")) return [LogSeverity.DEBUG, line.slice("debug: ".length)];
  return [/(^|: )warning: /.test(line) ? LogSeverity.WARNING : LogSeverity.INFO, line];
}
