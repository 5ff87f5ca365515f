import { text } from "node:stream/consumers";
import { type Loopback, serve } from "./loopback";

/** The key of a stack, as `--secrets-provider` takes it. */
export const vaultKey = "hashivault://stacks";

const token = "token-of-the-tests";
const sealed = "vault:v1:";

let server: Promise<Loopback> | undefined;

/**
 * Settings of the CLI for a key store that answers as the transit engine of HashiCorp Vault does. To derive the key of a
 * stack from a passphrase takes the CLI 0.2 s of processor time in each command, which is half of what a small one takes.
 */
export async function vaultEnvironment(): Promise<Record<string, string>> {
  server ??= serve(async (request, response) => {
    const allowed = request.headers["x-vault-token"] === token;
    const body = JSON.parse(await text(request)) as { readonly plaintext?: string; readonly ciphertext?: string };
    const data = request.url?.startsWith("/v1/transit/encrypt/")
      ? { ciphertext: `${sealed}${body.plaintext}` }
      : { plaintext: body.ciphertext?.replace(sealed, "") };
    response.writeHead(allowed ? 200 : 403, { "content-type": "application/json" });
    response.end(JSON.stringify(allowed ? { data } : { errors: ["permission denied"] }));
  });
  const { server: listener, address } = await server;
  listener.unref();
  return { VAULT_SERVER_URL: `http://${address}`, VAULT_SERVER_TOKEN: token };
}
