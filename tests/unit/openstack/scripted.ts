import { CinderApi } from "../../../provider/cinder/client/client";
import { Settings } from "../../../provider/core/contract/settings";
import type { ProviderRuntime } from "../../../provider/core/runtime/runtime";
import type { HttpOptions, HttpRequest, HttpResponse } from "../../../provider/http/client";
import { type CinderSettings, cinderSettings } from "../../../provider/openstack/config";
import { FakeClock } from "../../support/clock";

/** Settings of the default provider, or of an explicit one where `snapshots:provider` says so. */
export const settingsOf = (
  configuration: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string>> = {},
): Settings => new Settings((key) => configuration[key], { HOME: "/nowhere", ...environment });

/** Keys in the `openstack:` namespace. */
export const openstack = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`openstack:${key}`, value]));

/** Passwords that no other test has in its texts: a secret is never forgotten. */
export const password = "Geheim!der-Wolke";

export const project = "11111111111111111111111111111111";

export const keystone = "https://keystone:5000";
export const volumes = "https://volume:8776";

export const byPassword = openstack({
  authUrl: `${keystone}/v3`,
  userName: "demo",
  password,
  tenantName: "web",
  region: "R1",
});

/** Of a service without Keystone. */
export const byToken = openstack({
  token: "Token-der-Wolke-1",
  tenantId: project,
  endpointOverrides: JSON.stringify({ volumev3: `${volumes}/v3` }),
});

export function answer(status: number, body: unknown = "", headers: Record<string, string> = {}): HttpResponse {
  return { status, headers, text: typeof body === "string" ? body : JSON.stringify(body) };
}

export const endpointOf = (url: string, region = "R1", face = "public") => ({ interface: face, region, url });

/** What Keystone answers to a login. */
export function tokenAnswer(token: string, more: Record<string, unknown> = {}): HttpResponse {
  const catalog = [{ type: "volumev3", name: "cinderv3", endpoints: [endpointOf(`${volumes}/v3/${project}`)] }];
  const facts = { project: { id: project, name: "web", domain: { id: "default" } }, catalog, ...more };
  return answer(201, { token: facts }, { "x-subject-token": token });
}

export interface Sent extends HttpRequest {
  readonly origin: string;
}

type Reply = HttpResponse | Error | Promise<HttpResponse>;

/** A cloud that answers as it is told to, and writes down what it is asked. */
export class Cloud {
  readonly sent: Sent[] = [];
  readonly opened: HttpOptions[] = [];
  readonly clock = new FakeClock();
  readonly api: CinderApi;
  closed = 0;

  constructor(
    private readonly reply: (request: Sent, number: number) => Reply,
    configuration: Readonly<Record<string, unknown>> = byToken,
    settings: CinderSettings = cinderSettings(settingsOf(configuration)),
  ) {
    const runtime: ProviderRuntime = {
      clock: this.clock,
      environment: {},
      random: () => Buffer.alloc(16),
      say: () => undefined,
      createdInThisProcess: new Set(),
      keptByProgram: new Set(),
      engineAlive: async () => true,
    };
    this.api = new CinderApi(settings, runtime, (options) => {
      this.opened.push(options);
      return {
        send: async (request) => {
          const sent = { ...request, origin: options.origin };
          this.sent.push(sent);
          const reply = await this.reply(sent, this.sent.length);
          if (reply instanceof Error) throw reply;
          return reply;
        },
        close: async () => {
          this.closed += 1;
        },
      };
    });
  }

  /** Method and path of everything that was sent, e.g. `GET /v3/…/snapshots`. */
  get lines(): string[] {
    return this.sent.map(({ method, path }) => `${method} ${path}`);
  }
}

/** The error that `work` ends in. */
export async function failure(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => {
      throw new Error("nothing failed");
    },
    (error: Error) => error,
  );
}
