#!/usr/bin/env node
// pulumi-language-pcl: the language of a project whose imports are to be seen as the engine itself writes them. What `pulumi
// import` generates is one program that the hosts of all languages are given to translate; this one hands it on as it is.
const { createRequire } = require("node:module");
const sdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
/** @type {typeof import("@grpc/grpc-js")} */
const grpc = sdk("@grpc/grpc-js");
const { LanguageRuntimeService } = require("@pulumi/pulumi/proto/language_grpc_pb");
const messages = require("@pulumi/pulumi/proto/language_pb");
const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb");

/** @param {import("@pulumi/pulumi/proto/language_pb").GenerateProgramRequest} request */
function generated(request) {
  const response = new messages.GenerateProgramResponse();
  const text = [...request.getSourceMap().entries()].map(([, source]) => source).join("\n");
  response.getSourceMap().set("index.pp", Buffer.from(text).toString("base64"));
  return response;
}

/**
 * @template Q
 * @param {(request: Q) => unknown} answer
 * @returns {import("@grpc/grpc-js").handleUnaryCall<Q, any>}
 */
const unary = (answer) => (call, callback) => callback(null, answer(call.request));

const server = new grpc.Server();
server.addService(LanguageRuntimeService, {
  handshake: unary(() => new messages.LanguageHandshakeResponse()),
  getPluginInfo: unary(() => new PluginInfo().setVersion("1.0.0")),
  getRequiredPackages: unary(() => new messages.GetRequiredPackagesResponse()),
  generateProgram: unary(generated),
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
