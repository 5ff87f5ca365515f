import { createServer, type Server } from "node:net";
import { join } from "node:path";
import type { Door } from "../../support/doors";
import { listening, ownAddress } from "../../support/loopback";
import type { RemoteCalls } from "../../support/protocol/calls";
import { DynamicClient } from "../../support/protocol/dynamic";
import { type ListeningEngine, listeningEngine } from "../../support/protocol/engineLog";
import { PluginClient } from "../../support/protocol/plugin";
import { providerHost } from "../../support/providerHost";

/** What a provider process of a door is, and who talks to it. */
export interface DoorProcess {
  /** Module that Node runs. */
  readonly program: string;
  /** Modules that are loaded before it. */
  readonly preload: readonly string[];
  /** Stands for the engine that started it. */
  engine(write: (line: string) => void): Promise<ListeningEngine>;
  client(port: number): RemoteCalls;
}

const root = join(__dirname, "../../..");

export const doorProcesses: Readonly<Record<Door, DoorProcess>> = {
  dynamic: {
    program:
      providerHost === undefined
        ? require.resolve("@pulumi/pulumi/cmd/dynamic-provider")
        : join(providerHost, "cmd/dynamic-provider/index.js"),
    preload: [require.resolve("../../support/lean.cjs")],
    // What it prints is all that the engine gets of it.
    engine: () => listening<Server>(createServer(), ownAddress()),
    client: (port) => new DynamicClient(port),
  },
  plugin: {
    program: join(root, "dist/plugin/index.js"),
    preload: [],
    engine: listeningEngine,
    client: (port) => new PluginClient(port),
  },
};
