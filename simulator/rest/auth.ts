// Who calls: a session (`OAuth`) or an access key (`ZStack`). A session is only looked at later, because jobs report a bad
// one at the poll; an access key is checked at once.

import { createHmac, timingSafeEqual } from "node:crypto";
import { sessionInvalid, TextError } from "../core/errors";
import type { World } from "../world";
import type { Account } from "./api";
import { skewOf } from "./requestDate";

export type Caller = () => Account;

const sessionLifetime = 7_200_000;
const skewAllowed = 15 * 60_000;

export interface SignedRequest {
  method: string;
  /** Below the context path, decoded, without the query: /v1/… */
  path: string;
  authorization: string | undefined;
  date: string | undefined;
}

export function identify(request: SignedRequest, world: World): Caller {
  const { authorization } = request;
  if (authorization === undefined) throw new TextError(400, "missing header 'Authorization'");
  if (authorization.startsWith("OAuth")) {
    const session = authorization.slice("OAuth".length).trim();
    return () => accountOfSession(session, world);
  }
  if (authorization.startsWith("ZStack")) {
    if (world.options.edition === "open-source") {
      throw new TextError(
        500,
        "RestAuthenticationType type: ZStack was not registered by any RestAuthenticationBackend",
      );
    }
    const account = accountOfKey(request, authorization.slice("ZStack".length).trim(), world);
    return () => account;
  }
  throw new TextError(400, "Authorization type must be 'OAuth'");
}

function accountOfSession(uuid: string, world: World): Account {
  const row = world.database.tables.sessions.get(uuid);
  const account = row === undefined ? undefined : world.accounts.find((one) => one.uuid === row.accountUuid);
  if (row === undefined || account === undefined || row.expiredDate <= world.clock.now()) throw sessionInvalid();
  // Each call extends the session, but never shortens one that was renewed for longer.
  const extended = world.clock.timestamp() + sessionLifetime;
  if (extended > row.expiredDate) world.database.tables.sessions.update(row, { expiredDate: extended });
  return { ...account, sessionUuid: uuid };
}

function accountOfKey(request: SignedRequest, credentials: string, world: World): Account {
  const { date } = request;
  if (date === undefined) throw new TextError(400, "'Date' must be incuded in request header");
  const checkZone = world.database.tables.globalConfigs.get("rest/checkTimeZone")?.value === "true";
  const skew = skewOf(date, world.clock.now(), world.atLeast(5, 4), checkZone);
  if (skew === undefined) {
    throw new TextError(400, "'Date' format error, correct format is 'EEE, dd MMM yyyy HH:mm:ss z'");
  }
  if (skew > skewAllowed) throw new TextError(403, "requestTimeTooSkewed");
  const colon = credentials.indexOf(":");
  if (colon < 0) throw new TextError(400, "accessKey format is 'ZStack AccessKeyId:Signature'");
  const id = credentials.slice(0, colon);
  const key = world.options.accessKeys.find((one) => one.id === id);
  if (key === undefined) throw new TextError(403, `access key id: ${id} does not existed or disabled`);
  const expected = Buffer.from(signature(key.secret, request.method, date, request.path));
  const given = Buffer.from(credentials.slice(colon + 1));
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
    throw new TextError(403, "wrong accessKey signature");
  }
  return world.administrator;
}

export function signature(secret: string, method: string, date: string, path: string): string {
  return createHmac("sha1", secret).update(`${method}\n${date}\n${path}`).digest("base64");
}
