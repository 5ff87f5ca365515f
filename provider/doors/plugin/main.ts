// The program that the engine starts as `pulumi-resource-snapshots`: it prints the port on which it answers.

import "../dynamic/outputStreams";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { engineAddress, type ProviderRuntime, processRuntime } from "../../core/runtime/runtime";
import { logAt, logVariable } from "../../http/log";
import { processHooksIn } from "../dynamic/shutdown";
import { EngineLog } from "./engineLog";
import { closeFunctions } from "./functions";
import { pluginService } from "./server";

/** Schemas and states may be larger than gRPC's own limit of 4 MiB. */
const largestMessage = 400 * 1024 * 1024;

/** What lies beside the bundle. */
const beside = (name: string): string => readFileSync(join(__dirname, name), "utf8");

const { version } = JSON.parse(beside("version.json")) as { readonly version: string };
const engine = engineAddress(process.argv);
const log = new EngineLog(engine === undefined ? undefined : `${engine.host}:${engine.port}`);
const runtime: ProviderRuntime = {
  ...processRuntime,
  ...logAt(process.env[logVariable], (line) => log.write(line)),
};
const hooks = processHooksIn(runtime, closeFunctions);
const server = new grpc.Server({
  "grpc.max_receive_message_length": largestMessage,
  "grpc.max_send_message_length": largestMessage,
});
const service = pluginService({
  ...{ runtime, hooks, log, version },
  schema: () => beside("schema.json"),
  cancel: () => processRuntime.clock.cancel(),
});
server.addService(ResourceProviderService, service);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  // From the beginning: a process that is only asked for its schema is never configured, and must not outlive its engine.
  hooks.started();
  console.log(port);
});
