// Which platform a resource of a stack lives on: the connection of the stack, or of the explicit provider in its state.

import { Settings } from "../../provider/core/contract/settings";
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

export const isRestorePoint = ({ type }: Pick<StateResource, "type">): boolean =>
  /^pulumi-nodejs:dynamic\/(zstack|cinder):/.test(type);

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

export interface Connection {
  /** `the stack's connection`, or `provider "backup-site"`. */
  readonly name: string;
  readonly settings: Settings;
}

const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

const isSecret = (value: object): value is { readonly plaintext?: string } =>
  (value as JsonObject)[signature] === secretSignature;

/** Whether a secret is anywhere in a value of the state. */
export function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isSecret(value) || Object.values(value).some(holdsSecret);
}

/** A value of a state that was exported with its secrets, as the provider process gets it. */
export function inTheClear(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isSecret(value)) {
    if (value.plaintext === undefined) throw new Error("the state was exported without its secrets");
    return inTheClear(plaintextOf(value.plaintext));
  }
  if (Array.isArray(value)) return value.map(inTheClear);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inTheClear(one)]));
}

function plaintextOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the secret.
    throw new Error("a secret of the state is not valid JSON");
  }
}

/** The reference to a provider in the state of its resources. */
const referenceTo = ({ urn, id = "" }: StateResource): string => `${urn}::${id}`;

/** Providers of the package that serves dynamic resources are also other packages' own: ours say of which platform. */
const isExplicit = ({ type, inputs }: StateResource): boolean =>
  type === "pulumi:providers:pulumi-nodejs" && inputs?.["snapshots:provider"] !== undefined;

/**
 * The state with what is needed of its secrets: those of `wanted` resources and of explicit providers. Secrets are
 * asked for only where there are some; keep the result in memory, never print or write it.
 */
export async function readable(
  place: StackLocation,
  exported: ExportedStack,
  wanted: (resource: StateResource) => boolean = () => false,
): Promise<ExportedStack> {
  const { resources, pending_operations: pending } = exported.deployment;
  const all = [...(resources ?? []), ...(pending ?? []).map((one) => one.resource)];
  const isHidden = (one: StateResource): boolean => holdsSecret(one.inputs) || holdsSecret(one.outputs);
  if (!all.some((one) => (wanted(one) || isExplicit(one)) && isHidden(one))) return exported;
  const text = await pulumi(place, ["stack", "export", "--show-secrets"]);
  return inTheClear(JSON.parse(text)) as ExportedStack;
}

/** The connections of a stack. */
export class Connections {
  /** Of resources without a provider of their own. */
  readonly standard: Connection;
  private readonly explicit: ReadonlyMap<string, Connection>;
  private readonly known: ReadonlySet<string>;

  /**
   * @param exported what `readable` returned
   * @param configuration of the stack, `namespace:name` to text
   */
  constructor(exported: ExportedStack, configuration: JsonObject, environment: NodeJS.ProcessEnv) {
    this.standard = {
      name: "the stack's connection",
      settings: new Settings((key) => configuration[key], environment),
    };
    const resources = exported.deployment.resources ?? [];
    this.known = new Set(resources.map(referenceTo));
    this.explicit = new Map(
      resources.filter(isExplicit).map(({ urn, inputs = {}, ...rest }) => [
        referenceTo({ urn, ...rest }),
        {
          name: `provider "${urn.split("::").slice(3).join("::")}"`,
          // As in the provider process: the configuration of the stack is not read.
          settings: new Settings((key) => inputs[key], environment),
        },
      ]),
    );
  }

  /** The one that a resource was made through. */
  of({ urn, provider = "" }: StateResource): Connection {
    const explicit = this.explicit.get(provider);
    if (explicit !== undefined) return explicit;
    if (this.isStandard({ provider })) return this.standard;
    throw new Error(`the provider of ${urn} is not in the state: ${provider}`);
  }

  /** Whether a resource was made through the stack's own connection. */
  isStandard({ provider = "" }: Pick<StateResource, "provider">): boolean {
    if (this.explicit.has(provider)) return false;
    return provider === "" || this.known.has(provider) || /::default(_\w+)?::[^:]*$/.test(provider);
  }

  /** Those of all explicit providers of `platform`, also without a resource. */
  explicitOf(platform: "zstack" | "cinder"): Connection[] {
    return [...this.explicit.values()].filter((one) => one.settings.explicitProvider === platform);
  }
}
