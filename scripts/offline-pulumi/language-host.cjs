#!/usr/bin/env node
// pulumi-snapshots: Node.js language host
//
// The engine starts a program called `pulumi-language-nodejs` to run Node.js programs. It is a gRPC server of the service
// LanguageRuntime, and prints its port. A downloaded CLI brings one written in Go; beside a CLI built from Go modules
// this file takes its place: it runs the same entry points of `@pulumi/pulumi` that the Go one runs.
//
// It is copied next to the CLI under that name, without extension, hence CommonJS and no import of a neighbour.
const { spawn } = require("node:child_process");
const { existsSync, readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { connect } = require("node:net");
const { join } = require("node:path");

/** @typedef {typeof import("@pulumi/pulumi/proto/language_pb")} LanguageMessages */
/** @typedef {import("@pulumi/pulumi/proto/language_pb").RunRequest} RunRequest */
/** @typedef {import("@pulumi/pulumi/proto/language_pb").RunPluginRequest} RunPluginRequest */
/** @typedef {import("@pulumi/pulumi/proto/language_pb").RunPluginResponse} RunPluginResponse */
/** @typedef {import("@pulumi/pulumi/proto/language_pb").InstallDependenciesRequest} InstallDependenciesRequest */
/** @typedef {import("@pulumi/pulumi/proto/language_pb").InstallDependenciesResponse} InstallDependenciesResponse */

/** The program reported its errors itself; nothing should be added to them. */
const EXIT_ALREADY_REPORTED = 32;

/** State snapshots and schemas may be large; gRPC's own limit is 4 MiB. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/** Milliseconds between two looks whether there is still an engine. */
const WATCH_MS = 1000;

/** @param {string} directory */
const requireFrom = (directory) => createRequire(join(directory, "noop.js"));

/** The SDK of the project in whose folder the engine starts us, else one installed above this file. */
function findSdk() {
  for (const directory of [process.cwd(), __dirname]) {
    const candidate = requireFrom(directory);
    try {
      const manifest = candidate.resolve("@pulumi/pulumi/package.json");
      return { sdk: candidate, sdkOwn: createRequire(manifest) };
    } catch {
      // Not there: the next place.
    }
  }
  console.error(`Cannot find the npm package @pulumi/pulumi from ${process.cwd()}: run npm install in the project.`);
  process.exit(1);
}

const { sdk, sdkOwn } = findSdk();
/** @type {typeof import("@grpc/grpc-js")} */
const grpc = sdkOwn("@grpc/grpc-js");
const { Empty } = sdkOwn("google-protobuf/google/protobuf/empty_pb");
/** @type {LanguageMessages} */
const messages = sdk("@pulumi/pulumi/proto/language_pb");
/** @type {typeof import("@pulumi/pulumi/proto/plugin_pb")} */
const pluginMessages = sdk("@pulumi/pulumi/proto/plugin_pb");
const { LanguageRuntimeService } = sdk("@pulumi/pulumi/proto/language_grpc_pb");

const engineAddress = process.argv.slice(2).findLast((argument) => !argument.startsWith("-")) ?? "";

/** @type {Set<import("node:child_process").ChildProcess>} */
const children = new Set();

/**
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions} options
 */
function startNode(args, options) {
  const child = spawn(process.execPath, args, options);
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/**
 * @param {RunRequest} request
 * @param {string} directory of the program
 */
function programArguments(request, directory) {
  const info = request.getInfo();
  return [
    requireFrom(directory).resolve("@pulumi/pulumi/cmd/run"),
    ...["--monitor", request.getMonitorAddress()],
    ...["--engine", engineAddress],
    ...["--project", request.getProject()],
    ...["--stack", request.getStack()],
    ...["--organization", request.getOrganization()],
    ...["--pwd", directory],
    ...["--root-directory", info?.getRootDirectory() || directory],
    ...["--parallel", String(request.getParallel())],
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info?.getEntryPoint() || request.getProgram() || ".",
    ...request.getArgsList(),
  ];
}

/**
 * @param {RunRequest} request
 * @param {Record<string, unknown>} options `runtime.options` of Pulumi.yaml
 */
function programEnvironment(request, options) {
  /** @type {Record<string, string>} */
  const config = {};
  request.getConfigMap().forEach((value, key) => {
    config[key] = value;
  });
  return {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    ...(options["typescript"] === false ? {} : { PULUMI_NODEJS_TYPESCRIPT: "true" }),
    ...(options["tsconfig"] ? { PULUMI_NODEJS_TSCONFIG_PATH: String(options["tsconfig"]) } : {}),
  };
}

/** @param {RunRequest} request */
function runProgram(request) {
  const info = request.getInfo();
  /** @type {Record<string, unknown>} */
  const options = info?.getOptions()?.toJavaScript() ?? {};
  const directory = request.getPwd() || info?.getProgramDirectory() || process.cwd();
  const nodeArguments = String(options["nodeargs"] ?? "")
    .split(/\s+/)
    .filter(Boolean);
  return new Promise((resolve, reject) => {
    const child = startNode([...nodeArguments, ...programArguments(request, directory)], {
      cwd: directory,
      env: programEnvironment(request, options),
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      const response = new messages.RunResponse();
      if (code === EXIT_ALREADY_REPORTED) response.setBail(true);
      else if (code !== 0) response.setError(`Program exited with non-zero exit code: ${code ?? signal}`);
      resolve(response);
    });
  });
}

/** @param {import("@grpc/grpc-js").ServerWritableStream<RunPluginRequest, RunPluginResponse>} call */
function runPlugin(call) {
  const { request } = call;
  const environment = request.getEnvList().map((entry) => {
    const separator = entry.indexOf("=");
    return [entry.slice(0, separator), entry.slice(separator + 1)];
  });
  const directory = request.getInfo()?.getProgramDirectory() || request.getProgram();
  const args = request.getArgsList();
  // A policy pack brings its own SDK, reads its version where it runs, and is called with the engine's address first.
  const isPolicyPack = request.getKind() === "analyzer";
  const command = isPolicyPack
    ? [requireFrom(directory).resolve("@pulumi/pulumi/cmd/run-policy-pack"), ...args, directory]
    : [sdk.resolve("@pulumi/pulumi/cmd/run-plugin"), directory, ...args];
  const child = startNode(command, {
    cwd: isPolicyPack ? directory : request.getPwd(),
    env: { ...process.env, ...Object.fromEntries(environment) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  /** @param {(response: RunPluginResponse) => void} fill */
  const send = (fill) => {
    const response = new messages.RunPluginResponse();
    fill(response);
    call.write(response);
  };
  child.stdout?.on("data", (data) => send((response) => response.setStdout(new Uint8Array(data))));
  child.stderr?.on("data", (data) => send((response) => response.setStderr(new Uint8Array(data))));
  call.on("cancelled", () => child.kill());
  child.once("error", (error) => call.emit("error", error));
  child.once("close", (code) => {
    send((response) => response.setExitcode(code ?? 1));
    call.end();
  });
}

/**
 * What `pulumi install` and `pulumi package add` ask for. A folder that needs nothing, such as a plugin's, is left alone.
 *
 * @param {import("@grpc/grpc-js").ServerWritableStream<InstallDependenciesRequest, InstallDependenciesResponse>} call
 */
function installDependencies(call) {
  const directory = call.request.getInfo()?.getProgramDirectory() || call.request.getDirectory();
  if (!needsPackages(join(directory, "package.json"))) {
    call.end();
    return;
  }
  const child = spawn("npm", ["install", "--no-audit", "--no-fund"], {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  child.stdout.on("data", (data) =>
    call.write(new messages.InstallDependenciesResponse().setStdout(new Uint8Array(data))),
  );
  child.stderr.on("data", (data) =>
    call.write(new messages.InstallDependenciesResponse().setStderr(new Uint8Array(data))),
  );
  call.on("cancelled", () => child.kill());
  child.once("error", (error) => call.emit("error", error));
  child.once("close", (code) => {
    children.delete(child);
    if (code === 0) call.end();
    else call.emit("error", new Error(`npm install in ${directory} ended with exit code ${code}`));
  });
}

/** @param {string} manifest */
function needsPackages(manifest) {
  if (!existsSync(manifest)) return false;
  const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(manifest, "utf8"));
  return Object.keys({ ...dependencies, ...devDependencies }).length > 0;
}

/**
 * @template Request
 * @param {(request: Request) => unknown} answer
 * @returns {import("@grpc/grpc-js").handleUnaryCall<Request, any>}
 */
function unary(answer) {
  return (call, callback) => {
    Promise.resolve(call.request)
      .then(answer)
      .then(
        (response) => callback(null, response),
        (error) => callback({ code: grpc.status.UNKNOWN, details: String(error?.stack ?? error) }),
      );
  };
}

function endChildren() {
  for (const child of children) child.kill();
}

/** @returns {Promise<boolean>} whether the engine refuses connections; a slow answer says nothing */
function isEngineRefusing() {
  const [, host, port] = /^(?:.*\/\/)?\[?([^\]/]+?)\]?:(\d+)$/.exec(engineAddress) ?? [];
  if (host === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) });
    /** @param {boolean} refusing */
    const end = (refusing) => {
      socket.destroy();
      resolve(refusing);
    };
    socket.setTimeout(WATCH_MS, () => end(false));
    socket.once("connect", () => end(false));
    socket.once("error", (error) => end("code" in error && error.code === "ECONNREFUSED"));
  });
}

/** The server of the engine's calls keeps this process alive when the engine was killed: nobody else would end it. */
async function watchEngine() {
  for (let missed = 0; missed < 2; ) {
    await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
    missed = (await isEngineRefusing()) ? missed + 1 : 0;
  }
  endChildren();
  process.exit(1);
}

// Nobody reads what is printed any more: the engine is gone, which the watch finds out.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

const service = {
  handshake: unary(() => new messages.LanguageHandshakeResponse()),
  getPluginInfo: unary(() => new pluginMessages.PluginInfo().setVersion("1.0.0")),
  getRequiredPlugins: unary(() => new messages.GetRequiredPluginsResponse()),
  getRequiredPackages: unary(() => new messages.GetRequiredPackagesResponse()),
  getProgramDependencies: unary(() => new messages.GetProgramDependenciesResponse()),
  runtimeOptionsPrompts: unary(() => new messages.RuntimeOptionsResponse()),
  about: unary(() => new messages.AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
  run: unary(runProgram),
  runPlugin,
  installDependencies,
  cancel: unary(() => {
    endChildren();
    return new Empty();
  }),
};

const server = new grpc.Server({ "grpc.max_receive_message_length": MAX_MESSAGE_BYTES });
server.addService(LanguageRuntimeService, service);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
  void watchEngine();
});
