// A ZStack REST v1 server without a cloud behind it, for tests, demos and CI.

import type { AddressInfo } from "node:net";
import { Faults } from "./control/faults";
import { RequestLog } from "./control/requestLog";
import { DataFile } from "./core/persistence";
import { loadGlobalConfigs } from "./engine/globalConfigs";
import { loadFixture } from "./fixture/load";
import type { JobDurations } from "./rest/durations";
import { createHttpServer } from "./rest/server";
import { type Edition, type Settings, World } from "./world";

export { defaultFixture } from "./fixture/default";
export type { JobDurations, JobKind } from "./rest/durations";
export type { Edition } from "./world";

export interface SimulatorOptions {
  /** Default 127.0.0.1; another than a loopback address needs `allowRemote`. */
  host?: string;
  /** Default 8080; 0 takes a free one. */
  port?: number;
  /** A file that keeps the objects over restarts. */
  data?: string;
  serverVersion?: string;
  /** Milliseconds that an operation on a storage takes; or milliseconds by kind, and `all` for the others. */
  jobDuration?: number | JobDurations;
  storage?: "chain" | "individual";
  /** `open-source` has no backups, access keys and VMs made from snapshots; default enterprise. */
  edition?: Edition;
  /** The first one is the administrator. */
  accounts?: { name: string; password: string }[];
  accessKeys?: { id: string; secret: string }[];
  /** "default" or the path of a JSON file. */
  fixture?: string;
  allowRemote?: boolean;
}

export interface Simulator {
  /** http://host:port/zstack */
  url: string;
  host: string;
  port: number;
  close(): Promise<void>;
}

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;

/**
 * Starts a simulator in this process.
 *
 * @example
 * const simulator = await startSimulator({ port: 0 });
 * console.log(simulator.url);
 * await simulator.close();
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const host = options.host ?? "127.0.0.1";
  if (!loopback.test(host) && options.allowRemote !== true) {
    throw new Error(
      `The simulator has no protection against strangers: the host ${host} is not a loopback address. ` +
        "Allow it with --allow-remote (allowRemote: true), or use 127.0.0.1.",
    );
  }
  const world = new World(settings(options));
  const data = options.data === undefined ? undefined : new DataFile(options.data, world);
  data?.lock();
  try {
    return await start(options, host, world, data);
  } catch (error) {
    data?.unlock();
    world.clock.stop();
    throw error;
  }
}

async function start(
  options: SimulatorOptions,
  host: string,
  world: World,
  data: DataFile | undefined,
): Promise<Simulator> {
  const fresh = () => {
    loadFixture(world, options.fixture ?? "default");
    loadGlobalConfigs(world.database, world.administrator.uuid);
  };
  if (data === undefined || !data.load()) fresh();
  else loadGlobalConfigs(world.database, world.administrator.uuid);

  const faults = new Faults();
  const log = new RequestLog();
  let address = "";
  const reset = () => {
    world.jobs.clear();
    world.queues.clear();
    world.database.clear(["sessions"]);
    world.clock.reset();
    world.brokenIncrements.length = 0;
    world.joinedAt = Math.min(world.joinedAt, world.clock.timestamp());
    faults.clear();
    log.clear();
    fresh();
  };
  const server = createHttpServer({ world, faults, log, reset, address: () => address });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, host, options.port ?? 8080)));
    server.listen(options.port ?? 8080, host, resolve);
  });
  const port = (server.address() as AddressInfo).port;
  try {
    data?.watch();
  } catch (error) {
    server.close();
    throw error;
  }
  address = `http://${host.includes(":") ? `[${host}]` : host}:${port}/zstack`;

  let closing: Promise<void> | undefined;
  const close = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
    world.jobs.crash();
    world.clock.stop();
    await data?.close();
  };
  return {
    url: address,
    host,
    port,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function settings(options: SimulatorOptions): Settings {
  return {
    serverVersion: options.serverVersion ?? "5.2.1",
    jobDuration: typeof options.jobDuration === "number" ? { all: options.jobDuration } : (options.jobDuration ?? {}),
    storage: options.storage ?? "chain",
    edition: options.edition ?? "enterprise",
    accounts: options.accounts ?? [{ name: "admin", password: "password" }],
    accessKeys: options.accessKeys ?? [],
  };
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === "EADDRINUSE") {
    return new Error(`Port ${port} on ${host} is in use. Choose another with --port, or --port 0 for a free one.`);
  }
  if (error.code === "EACCES")
    return new Error(`No permission to listen on port ${port}. Choose one from 1024 on with --port.`);
  if (error.code === "EADDRNOTAVAIL")
    return new Error(`This machine has no address ${host}. Choose another with --host.`);
  return error;
}
