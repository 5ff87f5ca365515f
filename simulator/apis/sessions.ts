// Login, logout and what can be asked about a session and the server.

import { createHash } from "node:crypto";
import { sessionClass } from "../core/classes";
import { localFields } from "../core/clock";
import { ApiError, operation, resourceMissing, sessionInvalid, wrongPassword } from "../core/errors";
import { newUuid } from "../core/ids";
import { type Inventory, render, tagged } from "../core/inventories";
import type { SessionRow } from "../core/model";
import { usagesOf } from "../engine/quota";
import { type Api, minutes } from "../rest/api";
import type { World } from "../world";

const lifetime = 7_200_000;
const maxSessions = 500;

function inventory(row: SessionRow): Inventory {
  return render(sessionClass, { ...row, noSessionEvaluation: false });
}

function logIn(world: World, name: string, password: string): Inventory {
  const account = world.accounts.find((one) => one.name === name);
  const hash = account === undefined ? "" : createHash("sha512").update(account.password).digest("hex");
  if (account === undefined || hash !== password) throw wrongPassword();
  const { sessions } = world.database.tables;
  for (const row of [...sessions.all()]) {
    if (row.expiredDate <= world.clock.now()) sessions.remove(row.uuid);
  }
  if (sessions.by("accountUuid", account.uuid).length >= maxSessions) {
    const text = "Login sessions hit limit of max allowed concurrent login sessions";
    throw new ApiError("ID.1006", text, { location: "LoginManagerImpl.java: process-login (location:2/2)" });
  }
  const row = sessions.insert({
    ...world.database.base(newUuid(), account.uuid),
    userUuid: account.uuid,
    expiredDate: world.clock.timestamp() + lifetime,
  });
  return { inventory: inventory(row) };
}

export const sessionApis: Api[] = [
  {
    name: "LogInByAccount",
    kind: "sync",
    method: "PUT",
    path: "/accounts/login",
    wrapper: "logInByAccount",
    noAuth: true,
    params: {
      password: { kind: "string", required: true, verbatim: true },
      accountName: { kind: "string", required: true },
    },
    run: ({ world, params }) => logIn(world, params.need("accountName"), params.need("password")),
  },
  {
    // There are no users below the accounts, so nobody can log in this way.
    name: "LogInByUser",
    kind: "sync",
    method: "PUT",
    path: "/accounts/users/login",
    wrapper: "logInByUser",
    noAuth: true,
    params: {
      password: { kind: "string", required: true, verbatim: true },
      userName: { kind: "string", required: true },
      accountName: { kind: "string" },
    },
    run: () => {
      throw wrongPassword();
    },
  },
  {
    name: "LogIn",
    kind: "sync",
    method: "PUT",
    path: "/login",
    wrapper: "logIn",
    noAuth: true,
    params: {
      username: { kind: "string", required: true },
      password: { kind: "string", required: true, verbatim: true },
      loginType: { kind: "string", required: true },
    },
    run: ({ world, params }) => logIn(world, params.need("username"), params.need("password")),
  },
  {
    name: "LogOut",
    kind: "sync",
    method: "DELETE",
    path: "/accounts/sessions/{sessionUuid}",
    noAuth: true,
    params: { sessionUuid: { kind: "string" } },
    run: ({ world, params }) => {
      world.database.tables.sessions.remove(params.need("sessionUuid"));
      return {};
    },
  },
  {
    name: "ValidateSession",
    kind: "sync",
    method: "GET",
    path: "/accounts/sessions/{sessionUuid}/valid",
    noAuth: true,
    params: { sessionUuid: { kind: "string" } },
    run: ({ world, params }) => {
      const row = world.database.tables.sessions.get(params.need("sessionUuid"));
      return { valid: row !== undefined && row.expiredDate > world.clock.now() };
    },
  },
  {
    name: "RenewSession",
    kind: "job",
    method: "PUT",
    path: "/accounts/sessions/{sessionUuid}/renew",
    wrapper: "renewSession",
    timeout: 30 * minutes,
    params: { sessionUuid: { kind: "string", required: true }, duration: { kind: "long", range: [60, 31_536_000] } },
    plan: ({ world, params, account }) => ({
      instant: true,
      finish: () => {
        const { sessions } = world.database.tables;
        const row = sessions.get(params.need("sessionUuid"));
        if (row === undefined) throw sessionInvalid();
        if (row.accountUuid !== account.uuid && !account.admin)
          throw operation("the session belongs to another account");
        const seconds = params.num("duration") ?? lifetime / 1000;
        return {
          inventory: inventory(sessions.update(row, { expiredDate: world.clock.timestamp() + seconds * 1000 })),
        };
      },
    }),
  },
  {
    name: "GetAccountQuotaUsage",
    kind: "sync",
    method: "GET",
    path: "/accounts/quota/{uuid}/usages",
    params: { uuid: { kind: "string" } },
    run: ({ world, params, account }) => {
      const asked = world.accounts.find((one) => one.uuid === params.need("uuid"));
      if (asked === undefined) throw resourceMissing("uuid", params.need("uuid"), "AccountVO");
      if (asked.uuid !== account.uuid && !account.admin) {
        throw new ApiError("ID.1002", `account[uuid:${account.uuid}] may not ask for account[uuid:${asked.uuid}]`);
      }
      return {
        usages: usagesOf(world, asked).map((one) => tagged("org.zstack.header.identity.Quota$QuotaUsage", { ...one })),
      };
    },
  },
  {
    name: "GetVersion",
    kind: "sync",
    method: "PUT",
    path: "/management-nodes/actions",
    wrapper: "getVersion",
    noAuth: true,
    run: ({ world }) => ({ success: true, version: world.options.serverVersion }),
  },
  {
    name: "GetCurrentTime",
    kind: "sync",
    method: "PUT",
    path: "/management-nodes/actions",
    wrapper: "getCurrentTime",
    noAuth: true,
    run: ({ world }) => {
      const now = world.clock.now();
      return { currentTime: { MillionSeconds: now, Seconds: Math.floor(now / 1000) }, success: true };
    },
  },
  {
    name: "GetManagementNodeArch",
    kind: "sync",
    method: "PUT",
    path: "/management-nodes/actions",
    wrapper: "getManagementNodeArch",
    noAuth: true,
    run: () => ({ success: true, architecture: "x86_64" }),
  },
  {
    name: "IsManagementNodeReady",
    kind: "sync",
    method: "GET",
    path: "/management-nodes/ready",
    noAuth: true,
    run: () => ({}),
  },
  {
    name: "GetTaskProgress",
    kind: "sync",
    method: "GET",
    path: "/task-progresses/{apiId}",
    params: { apiId: { kind: "string" } },
    run: () => ({ inventories: [] }),
  },
  {
    name: "GetPlatformTimeZone",
    kind: "sync",
    method: "GET",
    path: "/management-nodes/platform-timezone",
    run: ({ world }) => {
      const { clock } = world;
      const minutes = Math.round((clock.inZone(() => localFields(clock.now())).getTime() - clock.now()) / 60_000);
      const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
      const offset = `${minutes < 0 ? "-" : "+"}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
      return { offset: minutes === 0 ? "Z" : offset, timezone: clock.timeZone, success: true };
    },
  },
];
