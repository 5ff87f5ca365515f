// What the open-source edition lacks: messages that are declared there, but that no service takes.

import { sessionClass } from "../core/classes";
import { type ApiError, noService } from "../core/errors";
import { uuidFor } from "../core/ids";
import { type Inventory, render } from "../core/inventories";
import type { Call } from "../rest/api";

/** As messages carry it: with its uuid, that of a valid session. */
export function shownSession({ world, account }: Call): Inventory | undefined {
  const row = world.database.tables.sessions.get(account.sessionUuid ?? "");
  return row === undefined ? undefined : render(sessionClass, { ...row, noSessionEvaluation: false });
}

/** The server prints the whole message, with the caller's session in it: with that, anybody can go on as the caller. */
export function nobodyServes(call: Call, message: string, timeout: number): ApiError {
  const { world, params, jobUuid } = call;
  const now = world.clock.now();
  const networks = params.list("l3NetworkUuids");
  const context = { "task-name": message, api: jobUuid };
  const node = uuidFor("management node");
  const content = {
    name: params.str("name"),
    instanceOfferingUuid: params.str("instanceOfferingUuid"),
    cpuNum: params.num("cpuNum"),
    memorySize: params.num("memorySize"),
    reservedMemorySize: params.num("reservedMemorySize") ?? 0,
    l3NetworkUuids: networks,
    type: "UserVm",
    volumeSnapshotUuid: params.str("volumeSnapshotUuid"),
    volumeSnapshotGroupUuid: params.str("volumeSnapshotGroupUuid"),
    defaultL3NetworkUuid: networks[0],
    strategy: params.str("strategy") ?? "InstantStart",
    session: shownSession(call),
    clientIp: "127.0.0.1",
    clientBrowser: "",
    timeout,
    messageDeadline: now + timeout,
    headers: { correlationId: jobUuid, replyTo: `${node}:::cloudbus.messages`, "thread-context": context },
    id: jobUuid,
    serviceId: `${node}:::vmInstance`,
    createdTime: now,
  };
  return noService(`No service deals with message: ${message} ${JSON.stringify({ [message]: content })}`);
}
