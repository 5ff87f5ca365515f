import { z } from "zod";
import { FinalError } from "../../http/errors";
import type { CinderApi } from "../client/client";
import { type BackupRow, type CinderRow, moment } from "../models/rows";

// @API GET /v3/{project_id}/messages

const message = z.object({
  user_message: z.string(),
  resource_uuid: z.string().nullish(),
  created_at: z.string().nullish(),
});

/** Microversion from which messages can be asked for by object. */
const messagesVersion = "3.5";

/** Continues the sentence of a message. */
const asReason = (text: string): string => `: ${text.replace(/\.$/, "")}`;

/** The platform's reason for an object's status, as `: …`; empty if there is none. */
export async function reasonFor(api: CinderApi, row: CinderRow & Partial<BackupRow>): Promise<string> {
  if ((row.fail_reason ?? "") !== "") return asReason(row.fail_reason ?? "");
  if (!(await api.supports(messagesVersion))) return "";
  try {
    const all = await api.list("/messages", "messages", { resource_uuid: row.id }, message, { at: messagesVersion });
    const newest = all
      .filter((one) => one.resource_uuid === row.id)
      .sort((a, b) => moment(a.created_at) - moment(b.created_at))
      .at(-1);
    return newest === undefined ? "" : asReason(newest.user_message);
  } catch (error) {
    // A role that may not read messages sees only the status.
    if (error instanceof FinalError) return "";
    throw error;
  }
}
