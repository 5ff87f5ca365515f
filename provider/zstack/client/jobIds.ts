import { createHash, createHmac, scryptSync } from "node:crypto";
import type { Credentials } from "./settings";

// Ids of creating jobs. Anyone who knows an id can submit another job under it without a session, so ids are derived from
// the credentials of the connection, which a second machine and a lost state still have.

const keys = new Map<string, Buffer>();

/**
 * The key from which the job ids of a connection are derived. A password is stretched first: job ids are printed and
 * recorded, and must not allow fast guessing of passwords.
 */
export function jobKey(credentials: Credentials): Buffer {
  const [account, secret] =
    credentials.by === "account"
      ? [`account ${credentials.name}`, createHash("sha512").update(credentials.password).digest("hex")]
      : [`access key ${credentials.id}`, credentials.secret];
  const known = createHash("sha256")
    .update(JSON.stringify([account, secret]))
    .digest("hex");
  const salt = `pulumi-snapshots jobs of ${account}`;
  const key =
    keys.get(known) ??
    (credentials.by === "account" ? scryptSync(secret, salt, 32) : createHmac("sha256", secret).update(salt).digest());
  keys.set(known, key);
  return key;
}

/** The id of the n-th attempt to make an object: the same on every machine, in the shape of a version 5 uuid. */
export function jobUuid(key: Buffer, identity: string, attempt: number): string {
  const hash = createHmac("sha256", key).update(`${identity}/${attempt}`).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return hash.subarray(0, 16).toString("hex");
}
