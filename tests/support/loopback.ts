import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Server as NetServer } from "node:net";

/** A server on a free port of the loopback address. */
export interface Loopback<S extends NetServer = Server> {
  readonly server: S;
  readonly port: number;
  /** `host:port` */
  readonly address: string;
  close(): Promise<void>;
}

let taken = 0;

/**
 * A loopback address of its own, where the system has more than one: a port that is given up there stays free, and whoever
 * asks whether somebody listens at it is not answered by the next test.
 */
export function ownAddress(): string {
  if (process.platform !== "linux") return "127.0.0.1";
  taken += 1;
  return `127.${1 + (process.pid % 250)}.${Math.floor(taken / 250) % 250}.${1 + (taken % 250)}`;
}

export async function listening<S extends NetServer>(server: S, host = "127.0.0.1"): Promise<Loopback<S>> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  const sockets = new Set<{ destroy(): void }>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  return {
    server,
    port,
    address: `${host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export const serve = (listener: RequestListener): Promise<Loopback> => listening(createServer(listener));

export const serveSecurely = (
  identity: { readonly key: string; readonly cert: string },
  listener: RequestListener,
): Promise<Loopback<Server>> => listening<Server>(createSecureServer({ ...identity }, listener) as unknown as Server);

/** A port of the loopback address at which nobody answers. */
export async function deadPort(): Promise<number> {
  const server = await serve(() => undefined);
  await server.close();
  return server.port;
}

const proxyVariables = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"].flatMap((name) => [name, name.toLowerCase()]);

/** Runs `work` with these proxy variables and no others. */
export async function withProxies<T>(variables: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  const before = proxyVariables.map((name) => [name, process.env[name]] as const);
  for (const name of proxyVariables) delete process.env[name];
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
