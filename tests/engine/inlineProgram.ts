import { createRequire } from "node:module";
import { join, sep } from "node:path";
import { root } from "../package/packedProject";
import { grpc, listenOnLoopback } from "../support/protocol/connection";

type Service = import("@grpc/grpc-js").ServiceDefinition;
type Implementation = import("@grpc/grpc-js").UntypedServiceImplementation;

const ofPulumi = createRequire(require.resolve("@pulumi/pulumi"));
const { LanguageRuntimeService } = ofPulumi("@pulumi/pulumi/proto/language_grpc_pb") as {
  readonly LanguageRuntimeService: Service;
};
/** What Pulumi's Automation API gives the engine for a program in its own process. It is built without types. */
const { LanguageServer } = ofPulumi("@pulumi/pulumi/automation/server") as {
  readonly LanguageServer: new (program: () => Promise<unknown>) => Implementation;
};

/** Modules of programs and of the package keep nothing from one run to the next, as in a process of their own. */
function forget(folder: string): void {
  const ofPackage = join(root, "dist") + sep;
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(ofPackage) || file.startsWith(folder + sep)) delete require.cache[file];
  }
}

/** Gives `work` another environment, and puts the old one back. */
async function withEnvironment<R>(environment: NodeJS.ProcessEnv, work: () => Promise<R>): Promise<R> {
  const before = { ...process.env };
  const replace = (by: NodeJS.ProcessEnv): void => {
    for (const name of Object.keys(process.env)) if (!(name in by)) delete process.env[name];
    Object.assign(process.env, by);
  };
  replace(environment);
  try {
    return await work();
  } finally {
    replace(before);
  }
}

/**
 * Runs `work` while a program is at hand for the CLI in this process. To start a language host and a
 * process for a program takes more than half the processor time of a command, and these tests are about the engine and
 * the provider. How programs run in processes of their own is seen by those in tests/engine that have one, and by
 * tests/package.
 *
 * @param work gets the option by which the CLI finds the program
 */
export async function withInlineProgram<R>(
  folder: string,
  environment: NodeJS.ProcessEnv,
  work: (option: string) => Promise<R>,
): Promise<R> {
  const load = createRequire(join(folder, "noop.js"));
  const server = new grpc.Server();
  const program = async (): Promise<unknown> => {
    forget(folder);
    return load(folder);
  };
  server.addService(LanguageRuntimeService, new LanguageServer(program));
  const port = await listenOnLoopback(server);
  try {
    // A program goes on after its module has been loaded.
    return await withEnvironment(environment, () => work(`--client=127.0.0.1:${port}`));
  } finally {
    server.forceShutdown();
  }
}
