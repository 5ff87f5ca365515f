import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Server as NetServer } from "node:net";

/** A server on a free port of the loopback address. */
export interface Loopback<S extends NetServer = Server> {
  readonly server: S;
  readonly port: number;
  /** `127.0.0.1:port` */
  readonly address: string;
  close(): Promise<void>;
}

export async function listening<S extends NetServer>(server: S): Promise<Loopback<S>> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const sockets = new Set<{ destroy(): void }>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  return {
    server,
    port,
    address: `127.0.0.1:${port}`,
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
  const taken = await serve(() => undefined);
  await taken.close();
  return taken.port;
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
