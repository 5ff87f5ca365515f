// The state of a stack as `pulumi stack export` prints it, and its secrets.

import { tokenOfType } from "../../provider/core/contract/resourceType";
import { containsSecret, isSecret } from "../../provider/core/secrets";
import { CliError } from "../errors";
import { pulumi, type StackLocation } from "./pulumiCli";

type JsonObject = Readonly<Record<string, unknown>>;

/** A resource as an exported state has it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string | undefined;
  /** `<urn of the provider>::<its id>` */
  readonly provider?: string | undefined;
  readonly inputs?: JsonObject | undefined;
  readonly outputs?: JsonObject | undefined;
}

export const isRestorePoint = ({ type }: Pick<StateResource, "type">): boolean => tokenOfType(type) !== undefined;

export interface PendingOperation {
  readonly type: string;
  readonly resource: StateResource;
}

/** `pulumi stack export`; what is not named here is handed on as it is. */
export interface ExportedStack {
  readonly deployment: {
    readonly resources?: readonly StateResource[] | null;
    readonly pending_operations?: readonly PendingOperation[] | null;
  };
}

const isStateSecret = (value: object): value is { readonly plaintext?: string } => isSecret(value);

/** A value of a state that was exported with its secrets, as the provider process gets it. */
export function revealSecrets(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isStateSecret(value)) {
    if (value.plaintext === undefined)
      throw new CliError("state-unreadable", "the state was exported without its secrets");
    return revealSecrets(plaintextOf(value.plaintext));
  }
  if (Array.isArray(value)) return value.map(revealSecrets);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, revealSecrets(one)]));
}

function plaintextOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the secret.
    throw new CliError("state-unreadable", "a secret of the state is not valid JSON");
  }
}

/**
 * Providers of the package that serves dynamic resources are also other packages' own: ours say of which platform. Default
 * providers of the plugin have the stack's own configuration.
 */
export const isExplicitProvider = ({ type, inputs, urn }: StateResource): boolean =>
  type === "pulumi:providers:pulumi-nodejs"
    ? inputs?.["snapshots:provider"] !== undefined
    : isPluginProvider({ type }) && !/::default(_\w+)?$/.test(urn);

export const isPluginProvider = ({ type }: Pick<StateResource, "type">): boolean =>
  type === "pulumi:providers:snapshots";

/** @param options such as `--show-secrets` */
export async function exportedStack(place: StackLocation, ...options: string[]): Promise<ExportedStack> {
  return JSON.parse(await pulumi(place, ["stack", "export", ...options])) as ExportedStack;
}

/**
 * The state with the secrets of `wanted` resources and of explicit providers decrypted. The Pulumi CLI decrypts them only
 * if there are some. Keep the result in memory; never print or write it.
 */
export async function decrypted(
  place: StackLocation,
  exported: ExportedStack,
  wanted: (resource: StateResource) => boolean = () => false,
): Promise<ExportedStack> {
  const { resources, pending_operations: pending } = exported.deployment;
  const all = [...(resources ?? []), ...(pending ?? []).map((one) => one.resource)];
  const isHidden = (one: StateResource): boolean => containsSecret(one.inputs) || containsSecret(one.outputs);
  if (!all.some((one) => (wanted(one) || isExplicitProvider(one)) && isHidden(one))) return exported;
  return revealSecrets(await exportedStack(place, "--show-secrets")) as ExportedStack;
}
